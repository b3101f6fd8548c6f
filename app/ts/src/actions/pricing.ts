/** Cost of time at an offer: the only place in TypeScript that computes it. Recorded vectors compare it with `app/client`. */
import { Currency } from '../generated/marketplace';
import type * as marketplace from '../generated/marketplace';
import { HOUR, ioForUsd, min, mulDiv } from '../math';
import { accepts } from '../offers';
import { conservative, type Price } from '../oracle';
import { leastOf, withFee, withoutFee } from '../reservation/terms';
import { Refusal } from './prepared';

type Config = marketplace.Config;
type Offer = marketplace.Offer;
export { Currency, leastOf, withFee };

/** What a renter wants to reserve. */
export type Wanted = { gpus: number; hours: number; currency: Currency };

/** Time at the offer's current price. */
export type Time = {
  /** Base units per hour, for all GPUs together. */
  rate: bigint;
  seconds: bigint;
  /** Price at which the rate is converted to IO, in pico-USD for one IO; undefined for USDC. */
  ioPrice: bigint | undefined;
};

/** A reservation at the offer's current price. Amounts are in base units. */
export type Quote = {
  time: Time;
  cost: {
    /** Price of the time. */
    gross: bigint;
    /** The renter's fee on top, rounded up. */
    renterFee: bigint;
    /** Amount that the payer locks. */
    total: bigint;
    /** Amount that the supplier gets if all of the time is used, less its fee, rounded up. */
    supplierGets: bigint;
  };
  /** Minimum due of a renter who terminates, except within the grace period and after too much downtime. */
  least: { seconds: bigint; cost: bigint };
  terms: Terms;
  /** Lamports that its payer deposits for the sender of `close_reservation`. */
  bounty: bigint;
};

export type Terms = Pick<
  marketplace.Terms,
  | 'startWindow'
  | 'grace'
  | 'forfeit'
  | 'notice'
  | 'minHours'
  | 'minDowntime'
  | 'maxDowntimeBps'
  | 'renterFeeBps'
  | 'supplierFeeBps'
>;

/** Fees of both sides, if all of the time is used. */
export const feesOf = ({ cost }: Quote): bigint => cost.total - cost.supplierGets;

/** IO base units per hour for all GPUs together, rounded up; undefined if the confidence interval reaches zero. */
export function ioRateOf({ priceMicroUsd }: Pick<Offer, 'priceMicroUsd'>, gpus: number, price: Price): bigint | undefined {
  const careful = conservative(price);
  return careful === undefined ? undefined : ioForUsd(priceMicroUsd * BigInt(gpus), careful, 'up');
}

/** Fee of each side, in bps. */
export const feeBps = (config: Pick<Config, 'baseFeeBps' | 'usdcExtraFeeBps'>, currency: Currency): number =>
  currency === Currency.Usdc ? config.baseFeeBps + config.usdcExtraFeeBps : config.baseFeeBps;

/** The time of `wanted`; in IO at the conservative price, with the rate rounded up. Throws a `Refusal` if IO has no price. */
export function timeOf(
  offer: Pick<Offer, 'priceMicroUsd'>,
  { gpus, hours, currency }: Wanted,
  price: Price | undefined,
): Time {
  const seconds = BigInt(hours) * HOUR;
  if (currency === Currency.Usdc) return { rate: offer.priceMicroUsd * BigInt(gpus), seconds, ioPrice: undefined };
  if (price === undefined) throw new Refusal('PriceMissing', 'There is no price of IO to convert at.');
  const rate = ioRateOf(offer, gpus, price);
  if (rate === undefined) throw new Refusal('OracleConfidence', 'The price of IO is nothing but uncertainty.');
  return { rate, seconds, ioPrice: conservative(price) };
}

/** The terms of a reservation of `seconds` at the offer, made now. */
export function termsOf(
  config: Config,
  { minHours, noticeHours }: Pick<Offer, 'minHours' | 'noticeHours'>,
  currency: Currency,
  seconds: bigint,
): Terms {
  const fee = feeBps(config, currency);
  const { startWindow, grace, forfeit, maxDowntimeBps } = config;
  const minDowntime = Number(min(seconds / 2n, BigInt(config.minDowntime)));
  const notice = Math.max(forfeit, noticeHours * Number(HOUR));
  const fees = { renterFeeBps: fee, supplierFeeBps: fee };
  return { startWindow, grace, forfeit, notice, minHours, minDowntime, maxDowntimeBps, ...fees };
}

/** Price of `seconds` at `rate` an hour, rounded down. */
export const grossOf = (rate: bigint, seconds: bigint): bigint => mulDiv(rate, seconds, HOUR, 'down');

/** Cost of reserving `wanted`. Throws as `timeOf`. */
export function priceOffer(config: Config, offer: Offer, wanted: Wanted, price: Price | undefined): Quote {
  const time = timeOf(offer, wanted, price);
  const terms = termsOf(config, offer, wanted.currency, time.seconds);
  const gross = grossOf(time.rate, time.seconds);
  const total = withFee(gross, terms);
  const seconds = min(leastOf(terms), time.seconds);
  return {
    time,
    cost: { gross, renterFee: total - gross, total, supplierGets: withoutFee(gross, terms) },
    least: { seconds, cost: withFee(grossOf(time.rate, seconds), terms) },
    terms,
    bounty: config.bounty,
  };
}

/** Why the offer would not take so many hours, from `least` on; undefined if it would. */
export function hoursObjection(offer: Offer, least: number, hours: number, currency: Currency): Refusal | undefined {
  if (offer.paused !== 0) return new Refusal('OfferPaused', 'The supplier has paused this offer.');
  if (!accepts(offer, currency)) {
    return new Refusal('CurrencyNotTaken', `This offer is not paid in ${currency === Currency.Io ? 'IO' : 'USDC'}.`);
  }
  if (hours < least) return new Refusal('HoursOutOfRange', `This offer takes ${least} h or more.`);
  if (hours > offer.maxHours) return new Refusal('HoursOutOfRange', `This offer takes ${offer.maxHours} h at most.`);
  if (currency === Currency.Io && hours > offer.maxIoHours) {
    const why = `In IO this offer takes ${offer.maxIoHours} h at most: its price is fixed when it is reserved.`;
    return new Refusal('IoHoursOutOfRange', why);
  }
  return undefined;
}

/** Why the offer, of which `free` GPUs are free, would not take `wanted`; undefined if it would. */
export function objection(offer: Offer, free: number, { gpus, hours, currency }: Wanted): Refusal | undefined {
  const other = hoursObjection(offer, offer.minHours, hours, currency);
  if (other !== undefined) return other;
  if (gpus < 1) return new Refusal('NoGpus', 'A reservation is of one GPU at least.');
  if (gpus > free) return new Refusal('NotFree', `Only ${free} GPUs are free: ask for fewer, or take another offer.`, [free]);
  return undefined;
}

/** Default maximum to lock: `total`; in IO, whose price may move, 1 % more, rounded up. */
export const limitOf = (currency: Currency, total: bigint): bigint =>
  currency === Currency.Io ? total + (total + 99n) / 100n : total;

/** `given`, or `limitOf`. Throws if that or the wallet is below the current cost. */
export function within(currency: Currency, given: bigint | undefined, total: bigint, held: bigint): bigint {
  const limit = given ?? limitOf(currency, total);
  if (total > limit) {
    throw new Refusal('CostAboveMaximum', `It costs ${total} base units, and ${limit} are allowed.`, [total, limit]);
  }
  if (total > held) {
    throw new Refusal('InsufficientFunds', `It takes ${total} base units, and the wallet holds ${held}.`, [total, held]);
  }
  return limit;
}
