/** When a lock releases how much: `app/client/src/lock/schedule.rs`. */
import { HOUR, less, min } from '../math';
import { HOURS_PER_MONTH } from '../schedule';

/** Seconds of a month: 730 hours, as in the emission schedule. */
export const MONTH = HOUR * BigInt(HOURS_PER_MONTH);

/** `atCliff` at the cliff, then `each` after every `period`. Times are unix seconds, amounts base units. */
export type Schedule = {
  /** From when the lock counts; the cliff is not before it. */
  start: bigint;
  /** Time of the first release. */
  cliff: bigint;
  /** Seconds between two releases. */
  period: bigint;
  /** Amount of the first release. */
  atCliff: bigint;
  /** Amount of each later release. */
  each: bigint;
  /** Number of later releases. */
  periods: bigint;
};

/**
 * `total` in at least one equal part, the first at the end of month `cliffMonths`, the others a month apart. What does not
 * divide comes with the first.
 */
export function monthly(total: bigint, start: bigint, cliffMonths: number, parts: number): Schedule {
  const [each, periods] = [total / BigInt(parts), BigInt(parts) - 1n];
  const cliff = start + MONTH * BigInt(cliffMonths);
  return { start, cliff, period: MONTH, atCliff: total - each * periods, each, periods };
}

/** All that is locked at the start. */
export const totalOf = ({ atCliff, each, periods }: Schedule): bigint => atCliff + each * periods;

/** Releases after the first by `now`, if they never ended. */
const periodsBy = ({ cliff, period }: Schedule, now: bigint): bigint => (period === 0n ? 0n : (now - cliff) / period);

/** What has been released by `now`, claimed or not. */
export function unlocked(it: Schedule, now: bigint): bigint {
  return now < it.cliff ? 0n : it.atCliff + it.each * min(periodsBy(it, now), it.periods);
}

/** What has not been released by `now`. */
export const stillLocked = (it: Schedule, now: bigint): bigint => less(totalOf(it), unlocked(it, now));

export type Release = { time: bigint; amount: bigint };

/** The next release after `now`; undefined after the last. */
export function nextRelease(it: Schedule, now: bigint): Release | undefined {
  if (now < it.cliff) return { time: it.cliff, amount: it.atCliff };
  if (it.period === 0n) return undefined;
  const next = periodsBy(it, now) + 1n;
  return next > it.periods ? undefined : { time: it.cliff + next * it.period, amount: it.each };
}

/** Time of the last release. */
export const endOf = ({ cliff, period, periods }: Schedule): bigint => cliff + period * periods;
