/** Staking with a supplier. */
import type { Address } from '@solana/kit';
import { prepareDelegate, readStaking, type DelegateTerms } from 'io-client/actions/staking';
import type { Act } from '../act/act';
import { refusalWords } from '../act/refusals';
import { duration, io, moment, percent } from '../format';
import { typedAmount } from '../parts/amount';
import type { Texts } from '../texts';

/** To stake `amount` base units of IO. */
export function delegate(supplier: Address, model: string, amount: bigint, all: Texts): Act<DelegateTerms> {
  const texts = all.act.delegate;
  return {
    id: `delegate:${supplier}`,
    title: texts.title(`${typedAmount(amount, 8)}\u00a0IO`, model),
    prepare: async ({ rpc, me }) => await prepareDelegate(await readStaking(rpc, { supplier, staker: me.address }), { staker: me, amount }),
    rows({ amount, opens, conditions, hourly }) {
      const { commission, attestedUntil, openSlashes } = conditions;
      const { bps, announced } = commission;
      return [
        { name: texts.supplier, value: supplier, copy: 'address' },
        { name: texts.amount, value: io(amount, 8), ...(opens && { note: texts.opens }) },
        {
          name: texts.commission,
          value: percent(bps),
          ...(announced !== undefined && { note: texts.rises(percent(announced.bps), moment(announced.from)) }),
        },
        { name: texts.attested, value: attestedUntil === 0n ? texts.notAttested : moment(attestedUntil) },
        ...(openSlashes > 0 ? [{ name: texts.slashes, value: String(openSlashes), note: texts.slashNote }] : []),
        { name: texts.hourly, value: texts.hourlyChange(io(hourly[0].stakers), io(hourly[1].stakers)), moves: true },
      ];
    },
    back: ({ conditions }) => [texts.unstake(duration(conditions.cooldown)), texts.risk],
    refusal: (it) => refusalWords(it, (it) => io(it, 8), all),
    next: () => ({ text: texts.next, href: '#address' }),
  };
}
