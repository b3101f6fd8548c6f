/** Reserving GPUs of an offer. */
import type { Address } from '@solana/kit';
import { prepareReserve, type ReserveTerms } from 'io-client/actions/reserve';
import { readMarket } from 'io-client/actions/market';
import { Currency, type Wanted } from 'io-client/actions/pricing';
import { Refusal } from 'io-client/refusal';
import type { Act } from '../act/act';
import { refusalWords } from '../act/refusals';
import { duration, io, sol, usdc } from '../format';
import type { Texts } from '../texts';
import { keepKey, newKey, type NewKey } from './keys.stub';

type Terms = ReserveTerms & { number: bigint; key: NewKey };

/** To reserve GPUs for the wallet itself. */
export function reserve(offer: Address, model: string, wanted: Wanted, all: Texts): Act<Terms> {
  const texts = all.act.reserve;
  const { gpus, hours, currency } = wanted;
  const show = (amount: bigint) => (currency === Currency.Io ? io(amount, 8) : usdc(amount, 6));
  return {
    id: `reserve:${offer}`,
    title: texts.title(gpus, model, hours),
    async prepare({ rpc, me, priceAccount }, agreed) {
      if (priceAccount === undefined) throw new Refusal('PriceMissing', texts.noPrice);
      const payer = { owner: me.address, currency };
      const market = await readMarket(rpc, { offer, priceAccount, payer });
      const number = agreed?.number ?? crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
      const key = agreed?.key ?? (await newKey());
      const limit = agreed === undefined ? {} : { limit: agreed.limit };
      const prepared = await prepareReserve(market, { ...wanted, renter: me, number, connectionKey: key.public, ...limit });
      return { ...prepared, terms: { ...prepared.terms, number, key } };
    },
    rows({ reservation, quote, limit }) {
      const { cost, time, bounty } = quote;
      return [
        { name: texts.gpus, value: `${gpus} × ${model}` },
        { name: texts.time, value: `${hours}\u00a0${all.time.hours}`, note: texts.fromStart },
        { name: texts.rate, value: show(time.rate), moves: currency === Currency.Io },
        { name: texts.lock, value: show(cost.total), note: texts.fee(show(cost.renterFee)), moves: currency === Currency.Io },
        { name: texts.limit, value: show(limit) },
        { name: texts.bounty, value: sol(bounty) },
        { name: texts.reservation, value: reservation, copy: 'address' },
      ];
    },
    back({ quote: { terms, least } }) {
      return [
        texts.unused,
        texts.startWindow(duration(terms.startWindow)),
        texts.grace(duration(terms.grace)),
        texts.least(duration(least.seconds), show(least.cost)),
      ];
    },
    keep({ reservation, key }) {
      if (!keepKey(reservation, key)) throw new Refusal('NotKept', texts.notKept);
    },
    refusal(it) {
      if (it.code === 'PriceMissing') return texts.noPrice;
      return it.code === 'NotKept' ? texts.notKept : refusalWords(it, show, all);
    },
    next: ({ reservation }) => ({ text: texts.next(reservation), href: '#address' }),
  };
}
