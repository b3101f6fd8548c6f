/** Where a reservation stands: `programs/marketplace/src/state/reservation`. */
import type * as marketplace from './generated/marketplace';
import { bpsOf, DAY, HOUR, less, min, mulDiv } from './math';

type Reservation = marketplace.Reservation;
/** `Status`, by number. */
export const STATES = ['reserved', 'active', 'ended', 'closed'] as const;

const reserved = ({ segments }: Reservation) =>
  segments.rates.map((rate, place) => ({ rate, seconds: BigInt(segments.seconds[place] ?? 0) }));

/** Seconds reserved: those on the meter, and the downtime that is final. */
export const secondsReserved = (it: Reservation): bigint =>
  reserved(it).reduce((sum, { seconds }) => sum + seconds, BigInt(it.segments.baseSeconds + it.outage.total));
export const endsAt = (it: Reservation): bigint => it.startedAt + secondsReserved(it);

/** Seconds since the start: none before it, no more after the end. */
export function elapsed(it: Reservation, now: bigint): bigint {
  if (it.status === 0) return 0n;
  const until = it.status === 1 ? now : it.endedAt;
  return min(less(until, it.startedAt), secondsReserved(it));
}

/** Seconds of downtime. A report counts for a day from when it was made; what is paid behind an open dispute does not. */
export function downtime(it: Reservation, now: bigint): bigint {
  const total = BigInt(it.outage.total);
  if (it.outage.down === 0) return total;
  const [from, until] = [BigInt(it.outage.down) - 1n - total, min(elapsed(it, now), BigInt(it.actedAt) + DAY) - total];
  const settled = BigInt(it.segments.settled);
  const frozen = isDisputed(it) ? BigInt(it.dispute.until) : settled;
  const paid = settled > frozen ? settled : frozen;
  return total + less(min(until, frozen), from) + less(until, from > paid ? from : paid);
}

/** Seconds on the meter: those since the start, less the downtime. */
export const metered = (it: Reservation, now: bigint): bigint => less(elapsed(it, now), downtime(it, now));

/** Whether a dispute is open: none is without a deposit. */
export const isDisputed = (it: Reservation): boolean => it.dispute.deposit > 0n;

/** When the notice of an announced end is over, while the announcement stands: until a day after that. */
export function announcedEnd(it: Reservation, now: bigint): bigint | undefined {
  if (it.announced === 0) return undefined;
  const ends = BigInt(it.announced) - 1n + BigInt(it.terms.notice);
  return elapsed(it, now) <= ends + DAY ? it.startedAt + ends : undefined;
}

/** Price of the first `seconds` on the meter, each segment's part rounded down; what was folded counts whole. */
export function gross(it: Reservation, seconds: bigint): bigint {
  let [sum, left] = [it.segments.baseGross, less(seconds, BigInt(it.segments.baseSeconds))];
  for (const segment of reserved(it)) {
    sum += mulDiv(segment.rate, min(segment.seconds, left), HOUR, 'down');
    left = less(left, segment.seconds);
  }
  return sum;
}

/** Base units an hour at this second of the meter; those of the last segment behind all of them. */
export function rateNow(it: Reservation, now: bigint): bigint {
  let left = less(metered(it, now), BigInt(it.segments.baseSeconds));
  const all = reserved(it).filter(({ rate }) => rate > 0n);
  for (const { rate, seconds } of all) {
    if (left < seconds) return rate;
    left -= seconds;
  }
  return all.at(-1)?.rate ?? 0n;
}

/** By how much the price of all grows by `seconds` more at `rate`: more at the last rate is rounded with it. */
export function priceOfMore(it: Reservation, rate: bigint, seconds: bigint): bigint {
  const last = reserved(it).findLast((segment) => segment.rate > 0n);
  const before = last?.rate === rate ? last.seconds : 0n;
  const price = (time: bigint) => mulDiv(rate, time, HOUR, 'down');
  return price(before + seconds) - price(before);
}

/** Whether more at `rate` finds a place: at the last rate, in one that is free, or in that of the first, if it is paid. */
export function hasPlace(it: Reservation, rate: bigint, now: bigint): boolean {
  const all = reserved(it);
  if (all.some((segment) => segment.rate === 0n) || all.at(-1)?.rate === rate) return true;
  const [settled, running] = [BigInt(it.segments.settled), less(metered(it, now), BigInt(it.terms.holdBack))];
  const paid = settled > running ? settled : running;
  const folded = isDisputed(it) ? min(paid, BigInt(it.dispute.from)) : paid;
  return BigInt(it.segments.baseSeconds) + (all[0]?.seconds ?? 0n) <= folded;
}

/** What the meter shows, with the renter's fee on it. */
export function meteredCost(it: Reservation, now: bigint): bigint {
  const price = gross(it, metered(it, now));
  return price + bpsOf(price, it.terms.renterFeeBps, 'up');
}

export const secondsLeft = (it: Reservation, now: bigint): bigint =>
  it.status <= 1 ? secondsReserved(it) - elapsed(it, now) : 0n;

/** Base units in its escrow: what was put in, with the deposit of an open dispute, less what was paid. */
export const escrowed = ({ locked, dispute, paid }: Reservation): bigint =>
  locked + dispute.deposit - paid.supplier - paid.renter - paid.fees;

/**
 * Base units that both sides have still to get of one that has ended. Nothing while a dispute or a report of downtime may
 * still change it.
 */
export function unpaid(it: Reservation): { supplier: bigint; renter: bigint } | undefined {
  if (isDisputed(it) || it.outage.down !== 0) return undefined;
  const { payable, terms, locked, paid, dispute } = it;
  const supplier = payable - bpsOf(payable, terms.supplierFeeBps, 'up') + dispute.forfeited;
  const renter = locked - dispute.forfeited - payable - bpsOf(payable, terms.renterFeeBps, 'up');
  return { supplier: supplier - paid.supplier, renter: renter - paid.renter };
}

/** What comes next, in the words of `io rent status`. */
export type Next =
  | 'must start by'
  | 'not started by'
  | 'runs until'
  | 'over since'
  | 'decision due by'
  | 'not decided by'
  | 'held back until'
  | 'closes from'
  | 'can be closed since'
  | 'close now'
  | 'owed to a payee';

/** What comes next, and when; of one that is closed when its hold-back was over. */
export function next(it: Reservation, now: bigint): { what: Next; at: bigint } {
  if (it.status === 0) {
    const at = it.createdAt + BigInt(it.terms.startWindow);
    return { what: now > at ? 'not started by' : 'must start by', at };
  }
  if (it.status === 1) return { what: now < endsAt(it) ? 'runs until' : 'over since', at: endsAt(it) };
  if (isDisputed(it)) {
    const at = it.dispute.openedAt + BigInt(it.terms.decisionTime);
    return { what: now > at ? 'not decided by' : 'decision due by', at };
  }
  const at = it.endedAt + BigInt(it.terms.holdBack);
  if (it.status === 3) return { what: escrowed(it) > 0n ? 'owed to a payee' : 'close now', at };
  if (now >= at) return { what: 'can be closed since', at };
  return { what: escrowed(it) === 0n ? 'closes from' : 'held back until', at };
}
