/** What comes into circulation, and when: `app/client/src/supply.rs`. Amounts are IO base units, times unix seconds. */
import { HOUR, less } from '../math';
import { cumulative, MONTHS } from '../schedule';
import { GENESIS_SUPPLY, sum } from './figures';
import { MONTH, stillLocked, unlocked, type Schedule } from './schedule';

/** Whole months of a calendar, after the rest of the current one. */
export const CALENDAR_MONTHS = 12;

/** The emission clock, as the ledger has it: the current epoch hour, and hours of the schedule emitted. */
export type Clock = { hour: number; scheduleHour: number };

/** When the schedule began, if no hour had been missed. */
export const originOf = ({ hour, scheduleHour }: Clock): bigint => BigInt(Math.max(hour - scheduleHour, 0)) * HOUR;

/** What will have been emitted by `time`, if no hour is missed from now on. Before now: if none had been missed. */
export const emittedBy = (clock: Clock, time: bigint): bigint => cumulative(Number(less(time, originOf(clock)) / HOUR));

/** What comes into circulation in a month. Nothing that may be burned is taken off. */
export type Month = {
  /** Its first second in UTC; of the first month, the second after now. */
  from: bigint;
  /** The first second of the next one. */
  to: bigint;
  /** Released by the locks. */
  unlocks: bigint;
  /** Emitted, if no hour is missed. */
  emission: bigint;
};

/** The rest of this calendar month and the 12 after it. */
export function calendar(locks: readonly Schedule[], clock: Clock, now: bigint): Month[] {
  const months: Month[] = [];
  let from = now + 1n;
  while (months.length <= CALENDAR_MONTHS) {
    const to = nextMonth(from);
    if (to === undefined) break;
    const [before, last] = [from - 1n, to - 1n];
    months.push({
      from,
      to,
      unlocks: sum(locks, (it) => unlocked(it, last) - unlocked(it, before)),
      emission: emittedBy(clock, last) - emittedBy(clock, before),
    });
    from = to;
  }
  return months;
}

/** The first second of the calendar month after that of `time`; undefined beyond the calendar. */
function nextMonth(time: bigint): bigint | undefined {
  const date = new Date(Number(time) * 1_000);
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return Number.isNaN(next) ? undefined : BigInt(next / 1_000);
}

/** What exists at the end of a month of the emission schedule, if no hour is missed and nothing is burned. */
export type Point = {
  time: bigint;
  /** Locked by the genesis table. */
  locked: bigint;
  /** Genesis supply that is not locked. */
  unlocked: bigint;
  emitted: bigint;
};

/** The start of the schedule and the ends of its 240 months. */
export function chart(locks: readonly Schedule[], clock: Clock): Point[] {
  return Array.from({ length: MONTHS + 1 }, (_, month) => {
    const time = originOf(clock) + MONTH * BigInt(month);
    const locked = sum(locks, (it) => stillLocked(it, time));
    return { time, locked, unlocked: less(GENESIS_SUPPLY, locked), emitted: emittedBy(clock, time) };
  });
}
