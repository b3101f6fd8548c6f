/** What GPUs cost by list elsewhere, and how far an offer is below it. Recorded vectors compare it with `app/client`. */
import { feeBps } from '../actions/pricing';
import { Currency } from '../generated/marketplace';
import type * as marketplace from '../generated/marketplace';
import { bpsOf, mulDiv } from '../math';
import { accepts } from '../offers';
import { LIST_PRICES } from './table';

export { LIST_PRICES };

export type Provider = 'AWS' | 'Azure' | 'Google Cloud';

/** An on-demand price of an instance. */
export type ListPrice = {
  /** GPU model, by its name on the chain. */
  model: string;
  provider: Provider;
  instance: string;
  gpus: number;
  /** Price of an hour of the whole instance, in micro-USD. */
  priceMicroUsd: bigint;
  /** Where, by the provider's name for it. */
  region: string;
  /** The text that has the price. */
  link: string;
  /** Day on which it was read, such as `2026-12-01`. */
  read: string;
  /** Day of the price, where the text has one. */
  asOf: string | undefined;
};

/** An offer beside the cheapest list price of its model. */
export type Compared = {
  list: ListPrice;
  /** What a GPU-hour costs the renter, including its fee, in micro-USD, rounded up. */
  cost: bigint;
  /** How far the cost is below the list price, in whole percent, rounded down; negative above it. */
  percentBelow: bigint;
};

/** Price of a GPU-hour in micro-USD, rounded up. */
export const gpuHour = ({ priceMicroUsd, gpus }: Pick<ListPrice, 'priceMicroUsd' | 'gpus'>): bigint =>
  mulDiv(priceMicroUsd, 1n, BigInt(gpus), 'up');

/** The lowest list price of a GPU of this model, if any was read. */
export function cheapest(model: string): ListPrice | undefined {
  const of = LIST_PRICES.filter((it) => it.model === model);
  return of.reduce<ListPrice | undefined>(
    (least, it) => (least === undefined || gpuHour(it) < gpuHour(least) ? it : least),
    undefined,
  );
}

/**
 * Compares an offer of `model`, paid in `currency`, or else in the one with the highest fee that the offer takes. Undefined if
 * the offer does not take it, or no list price of the model was read.
 */
export function compare(
  config: Pick<marketplace.Config, 'baseFeeBps' | 'usdcExtraFeeBps'>,
  offer: Pick<marketplace.Offer, 'priceMicroUsd' | 'currencies'>,
  model: string,
  currency?: Currency,
): Compared | undefined {
  const taken = [Currency.Io, Currency.Usdc].filter((it) => accepts(offer, it) && (currency === undefined || currency === it));
  const list = cheapest(model);
  if (list === undefined || taken.length === 0) return undefined;
  const fee = Math.max(...taken.map((it) => feeBps(config, it)));
  const cost = offer.priceMicroUsd + bpsOf(offer.priceMicroUsd, fee, 'up');
  const difference = 100n * (list.priceMicroUsd - cost * BigInt(list.gpus));
  const whole = difference / list.priceMicroUsd;
  // Division of bigints truncates: of an offer above the list price that would be too little.
  const percentBelow = whole * list.priceMicroUsd > difference ? whole - 1n : whole;
  return { list, cost, percentBelow };
}
