/** The auction that buys IO with the fees in USDC: `programs/fee-burn/src/state`. */
import { address } from '@solana/kit';
import { counted } from './fees';
import type * as feeBurn from './generated/feeBurn';
import { BPS, bpsOf, clamp, DAY, distance, ioForUsd, less, max, min, mulDiv } from './math';
import { reference, type Price } from './oracle';
import { Refusal } from './refusal';

type Config = feeBurn.Config;
type Engine = feeBurn.Engine;
type Auction = Engine['auction'];

export const endsAt = (auction: Auction, config: Config): bigint => auction.openedAt + BigInt(config.duration);
export const isRunning = (auction: Auction, config: Config, now: bigint): boolean =>
  auction.left > 0n && now < endsAt(auction, config);

/** When the next one can open: once the interval is over, and this one if it is not sold out. */
export function nextOpensAt(auction: Auction, config: Config): bigint {
  const over = auction.openedAt + BigInt(config.interval);
  const end = endsAt(auction, config);
  return auction.left === 0n || over > end ? over : end;
}

/** What is added to the base of the bid at `now`, in hundredths of a bp: from −3 % to +2 % as time passes. */
export function premium(auction: Auction, config: Config, now: bigint): number {
  const duration = BigInt(config.duration);
  const passed = clamp(now - auction.openedAt, 0n, duration);
  const [from, to] = [BigInt(config.bidFromBps), BigInt(config.bidToBps)];
  return Number(from * duration + (to - from) * passed) / Number(duration);
}

/** The price bid for one IO, in pico-USD, rounded down. */
export function bid({ auction }: Engine, config: Config, price: Price, now: bigint): bigint {
  const base = min(auction.reference, reference(price));
  const duration = BigInt(config.duration);
  const passed = clamp(now - auction.openedAt, 0n, duration);
  const [from, to] = [BigInt(config.bidFromBps), BigInt(config.bidToBps)];
  const whole = BPS * duration;
  return mulDiv(base, whole + from * duration + (to - from) * passed, whole, 'down');
}

/** When the anchor can move next. */
export const anchorMovesAt = ({ anchor }: Engine, config: Config): bigint => anchor.updatedAt + BigInt(config.interval);

/** The slow anchor as an opening at `now` would leave it: it moves once an interval. */
export function anchorAt(engine: Engine, config: Config, ema: bigint, now: bigint): bigint {
  const { anchor } = engine;
  if (now < anchorMovesAt(engine, config)) return anchor.price;
  const passed = (longest: bigint) => clamp(now - anchor.updatedAt, 0n, longest);
  const period = BigInt(config.anchorPeriod);
  const part = mulDiv(distance(anchor.price, ema), passed(period), period, 'down');
  const daily = bpsOf(anchor.price, config.anchorDailyBps, 'down');
  const step = min(part, mulDiv(daily, passed(DAY), DAY, 'down'));
  return ema > anchor.price ? anchor.price + step : anchor.price - step;
}

/** Cheap IO, a larger burn; expensive IO, a smaller one: the factor of the budget, in bps. */
export function factorBps(engine: Engine, config: Config, price: Price, now: bigint): bigint {
  const ratio = mulDiv(anchorAt(engine, config, price.ema, now), BPS, reference(price), 'down');
  return clamp(ratio, BigInt(config.minFactorBps), BigInt(config.maxFactorBps));
}

/** What may be spent in a day, in micro-USD, with `burn` micro-USD counted for the burn. */
export const dailyBudget = (burn: bigint, factor: bigint, config: Config): bigint =>
  min(mulDiv(burn, factor, BPS * config.vaultDays, 'down'), config.dailyMax);

/** What of the last lot has been sold: where the rest has been given back, as far as the fills are remembered. */
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

/** Throws a `Refusal`: the name of the program's error, words, and the time from which it would go, if one is known. */
function early(code: string, message: string, until?: bigint): never {
  throw new Refusal(code, message, until === undefined ? [] : [until]);
}

/** Refuses between the two parts of a flash fill. */
export function requireUnlocked({ flash }: Engine): void {
  if (flash.filler !== NOBODY) early('EngineLocked', 'A flash fill has begun and not ended.');
}

/** Refuses a price older than one already used. */
function requireNewer({ lastPublishTime }: Engine, { publishTime }: Price): void {
  if (publishTime < lastPublishTime) early('PriceOlderThanLast', 'A newer price has been used.');
}

const NOBODY = address('11111111111111111111111111111111');
const capacityOf = ({ dailyMax }: Config): bigint => dailyMax / 4n;

/** What the bucket holds with what the last auction has left. */
const contentOf = ({ auction, bucket }: Engine, config: Config): bigint =>
  auction.left > 0n ? min(bucket.content + auction.left, capacityOf(config)) : bucket.content;

/** What `open_auction` would put up, with `vault` micro-USD in the vault. Throws a `Refusal`. */
export function opening(
  engine: Engine,
  config: Config,
  price: Price,
  vault: bigint,
  now: bigint,
): { lot: bigint; factorBps: bigint } {
  requireUnlocked(engine);
  const opensAt = nextOpensAt(engine.auction, config);
  if (now < opensAt) early('TooEarlyToOpen', 'The next auction cannot be opened yet.', opensAt);
  requireNewer(engine, price);
  const factor = factorBps(engine, config, price, now);
  const { burn } = counted(engine.usdc, config, vault);
  const daily = dailyBudget(burn, factor, config);
  const content = contentOf(engine, config);
  const gained = mulDiv(daily, less(now, engine.bucket.filledAt), DAY, 'down');
  const lot = min(content + gained, capacityOf(config), burn, config.maxLot);
  if (lot < config.minLot) {
    const most = min(burn, config.maxLot, capacityOf(config));
    const isAhead = most >= config.minLot && daily > 0n && content <= config.minLot;
    const wait = isAhead ? mulDiv(config.minLot - content, DAY, daily, 'up') : 0n;
    early('LotTooSmall', 'The lot would be too small.', isAhead ? engine.bucket.filledAt + wait : undefined);
  }
  return { lot, factorBps: factor };
}

/** The anchor that `update_anchor` would leave, in pico-USD. Throws a `Refusal`. */
export function updatedAnchor(engine: Engine, config: Config, price: Price, now: bigint): bigint {
  requireUnlocked(engine);
  const at = anchorMovesAt(engine, config);
  if (now < at) early('TooEarlyToUpdateAnchor', 'The anchor cannot move yet.', at);
  requireNewer(engine, price);
  return anchorAt(engine, config, price.ema, now);
}

/** What a fill of `usdc` micro-USD takes: IO base units, rounded up, at this bid. Throws a `Refusal`. */
export function fillOf(
  engine: Engine,
  config: Config,
  price: Price,
  usdc: bigint,
  now: bigint,
): { io: bigint; bid: bigint } {
  requireUnlocked(engine);
  const { auction } = engine;
  const next = max(nextOpensAt(auction, config), now);
  if (auction.left === 0n) early('NoAuction', 'No lot is up for auction.', next);
  if (now >= endsAt(auction, config)) early('AuctionOver', 'The auction is over.', next);
  if (usdc > auction.left) early('FillTooLarge', 'Less than that is left.');
  if (usdc < min(config.minFill, auction.left)) early('FillTooSmall', 'A fill is not that small.');
  requireNewer(engine, price);
  const at = bid(engine, config, price, now);
  return { io: ioForUsd(usdc, at, 'up'), bid: at };
}

/** What `expire_auction` gives back to the budget, in micro-USD. Throws a `Refusal`. */
export function expiryOf(engine: Engine, config: Config, now: bigint): bigint {
  requireUnlocked(engine);
  const at = endsAt(engine.auction, config);
  if (engine.auction.left > 0n && now < at) early('AuctionRunning', 'The auction is running.', at);
  return engine.auction.left;
}
