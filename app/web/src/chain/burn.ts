/** The auction that buys IO with the fees in USDC: `programs/fee-burn/src/state`. */
import type * as feeBurn from 'io-client/generated/feeBurn';
import { BPS, bpsOf, clamp, DAY, distance, min, mulDiv } from 'io-client/math';
import { reference, type Price } from 'io-client/oracle';

type Config = feeBurn.Config;
type Engine = feeBurn.Engine;
type Auction = Engine['auction'];

export const endsAt = (auction: Auction, config: Config): bigint => auction.openedAt + BigInt(config.duration);
export const isRunning = (auction: Auction, config: Config, now: bigint): boolean =>
  auction.left > 0n && now < endsAt(auction, config);

/** When the next auction can open: once the interval is over and, unless it is sold out, this auction too. */
export function nextOpensAt(auction: Auction, config: Config): bigint {
  const over = auction.openedAt + BigInt(config.interval);
  const end = endsAt(auction, config);
  return auction.left === 0n || over > end ? over : end;
}

/** The premium of the bid at `now`, in hundredths of a bp: it rises from −3 % to +2 %. */
export function premium(auction: Auction, config: Config, now: bigint): number {
  const duration = BigInt(config.duration);
  const passed = clamp(now - auction.openedAt, 0n, duration);
  const [from, to] = [BigInt(config.bidFromBps), BigInt(config.bidToBps)];
  return Number(from * duration + (to - from) * passed) / Number(duration);
}

/** The bid for one IO, in pico-USD, rounded down. */
export function bid({ auction }: Engine, config: Config, price: Price, now: bigint): bigint {
  const base = min(auction.reference, reference(price));
  const duration = BigInt(config.duration);
  const passed = clamp(now - auction.openedAt, 0n, duration);
  const [from, to] = [BigInt(config.bidFromBps), BigInt(config.bidToBps)];
  const whole = BPS * duration;
  return mulDiv(base, whole + from * duration + (to - from) * passed, whole, 'down');
}

/** The slow anchor after an opening at `now`: it moves once an interval. */
export function anchorAt({ anchor }: Engine, config: Config, ema: bigint, now: bigint): bigint {
  if (now < anchor.updatedAt + BigInt(config.interval)) return anchor.price;
  const passed = (longest: bigint) => clamp(now - anchor.updatedAt, 0n, longest);
  const period = BigInt(config.anchorPeriod);
  const part = mulDiv(distance(anchor.price, ema), passed(period), period, 'down');
  const daily = bpsOf(anchor.price, config.anchorDailyBps, 'down');
  const step = min(part, mulDiv(daily, passed(DAY), DAY, 'down'));
  return ema > anchor.price ? anchor.price + step : anchor.price - step;
}

/** The factor of the budget, in bps: when IO is cheap, more is burned; when it is expensive, less. */
export function factorBps(engine: Engine, config: Config, price: Price, now: bigint): bigint {
  const ratio = mulDiv(anchorAt(engine, config, price.ema, now), BPS, reference(price), 'down');
  return clamp(ratio, BigInt(config.minFactorBps), BigInt(config.maxFactorBps));
}

/** The daily budget, in micro-USD. */
export const dailyBudget = (vault: bigint, factor: bigint, config: Config): bigint =>
  min(mulDiv(vault, factor, BPS * config.vaultDays, 'down'), config.dailyMax);

/** USDC sold of the last lot. Once the rest is returned, it is the sum of the stored fills. */
export function soldOf({ auction, fills }: Engine): bigint {
  if (auction.left > 0n) return auction.lot - auction.left;
  const since = lastFills(fills).filter(({ at }) => at >= auction.openedAt);
  return since.reduce((sum, { usdc }) => sum + usdc, 0n);
}

/** The last fills, newest first. */
export function lastFills({ count, ring }: Engine['fills']): Engine['fills']['ring'] {
  const kept = BigInt(ring.length);
  const known = min(count, kept);
  return Array.from({ length: Number(known) }, (_, back) => ring[Number((count - 1n - BigInt(back)) % kept)]).filter(
    (fill) => fill !== undefined,
  );
}
