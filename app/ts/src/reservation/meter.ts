/** The clock of a reservation, and the price of its time: `programs/marketplace/src/state`. Seconds and base units. */
import type * as marketplace from '../generated/marketplace';
import { HOUR, less, min, mulDiv } from '../math';
import { refuse } from '../refusal';
import { Status } from '../status';

export type Reservation = marketplace.Reservation;

/** Time at a rate: base units an hour, and seconds. */
export type Segment = { rate: bigint; seconds: bigint };

/** The segments that are reserved, without those that were folded. */
export const reserved = ({ segments }: Reservation): Segment[] =>
  segments.rates
    .map((rate, place) => ({ rate, seconds: BigInt(segments.seconds[place] ?? 0) }))
    .filter(({ rate }) => rate > 0n);

/** Seconds of all segments: those reserved, less the downtime that is final. */
export const secondsOf = ({ segments }: Reservation): bigint =>
  segments.seconds.reduce((sum, seconds) => sum + BigInt(seconds), BigInt(segments.baseSeconds));

/** Seconds reserved: those on the meter, and the downtime that is final. */
export const secondsReserved = (it: Reservation): bigint => secondsOf(it) + BigInt(it.outage.total);
export const endsAt = (it: Reservation): bigint => it.startedAt + secondsReserved(it);

/** The last second at which it may be started. */
export const startsUntil = (it: Reservation): bigint => it.createdAt + BigInt(it.terms.startWindow);

/** When the hold-back is over. */
export const releasesAt = (it: Reservation): bigint =>
  (it.status === Status.Active ? endsAt(it) : it.endedAt) + BigInt(it.terms.holdBack);

/** Until when the council may decide the open dispute. */
export const decidesUntil = (it: Reservation): bigint => it.dispute.openedAt + BigInt(it.terms.decisionTime);

/** Whether a dispute is open: none is without a deposit. */
export const isDisputed = (it: Reservation): boolean => it.dispute.deposit > 0n;

/** Seconds since the start: none before it, no more after the end. */
export function elapsed(it: Reservation, now: bigint): bigint {
  if (it.status === Status.Reserved) return 0n;
  const until = it.status === Status.Active ? now : it.endedAt;
  return min(less(until, it.startedAt), secondsReserved(it));
}

/** Price of the first `seconds` of a segment, rounded down. */
export const priceOf = (segment: Segment, seconds: bigint): bigint =>
  mulDiv(segment.rate, min(segment.seconds, seconds), HOUR, 'down');

/** Price of the first `seconds` on the meter, each segment's part rounded down; folded time counts as a whole. */
export function gross(it: Reservation, seconds: bigint): bigint {
  let [sum, left] = [it.segments.baseGross, less(seconds, BigInt(it.segments.baseSeconds))];
  for (const segment of reserved(it)) {
    sum += priceOf(segment, left);
    left = less(left, segment.seconds);
  }
  return sum;
}

/** Price of all that is reserved, less the downtime that is final. */
export const grossOfAll = (it: Reservation): bigint => gross(it, secondsOf(it));

export function requireActive({ status }: Reservation): void {
  if (status !== Status.Active) refuse('NotActive', 'The reservation does not run.');
}

export function requireRunning(it: Reservation, now: bigint): void {
  requireActive(it);
  if (now >= endsAt(it)) refuse('TimeIsOver', 'The time of the reservation is over.');
}
