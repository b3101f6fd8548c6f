/** Notice of the supplier: `programs/marketplace/src/state/reservation/notice.rs`. Seconds. */
import { DAY, less, min } from '../math';
import { refuse } from '../refusal';
import { elapsed, requireRunning, secondsReserved, type Reservation } from './meter';
import { metered } from './outage';
import { leastOf } from './terms';

/** Seconds after the end of a notice for which its announcement still stands. */
export const ANNOUNCEMENT_LAPSE = DAY;

/** When the notice of an announcement that stands after `passed` seconds is over, in seconds after the start. */
export function noticeEnds(it: Reservation, passed: bigint): bigint | undefined {
  if (it.announced === 0) return undefined;
  const ends = BigInt(it.announced) - 1n + BigInt(it.terms.notice);
  return passed <= ends + ANNOUNCEMENT_LAPSE ? ends : undefined;
}

/**
 * Seconds of notice that are missing after `passed` seconds: all of them unless an announcement stands, and no more than are
 * left of the reserved time.
 */
export function missingNotice(it: Reservation, passed: bigint): bigint {
  const [ends, notice] = [noticeEnds(it, passed), BigInt(it.terms.notice)];
  // More than the notice if the clock has stepped back.
  const missing = ends === undefined ? notice : min(less(ends, passed), notice);
  return min(missing, less(secondsReserved(it), passed));
}

/** The minimum time of the renter, in seconds after the start. */
export const leastTime = (it: Reservation): bigint => min(leastOf(it.terms), secondsReserved(it));

/** When the minimum time of the renter is over, in unix seconds, while an announcement would give it up. */
export const leastUntil = (it: Reservation, now: bigint): bigint | undefined =>
  it.announced > 0 || elapsed(it, now) >= leastTime(it) ? undefined : it.startedAt + leastTime(it);

/** When the notice of the announced end is over, in unix seconds; undefined unless an announcement stands. */
export function announcedEnd(it: Reservation, now: bigint): bigint | undefined {
  const ends = noticeEnds(it, elapsed(it, now));
  return ends === undefined ? undefined : it.startedAt + ends;
}

/** Seconds that a supplier who terminates at `now` forfeits: those missing of its notice, as far as they are held back. */
export const forfeitedSeconds = (it: Reservation, now: bigint): bigint =>
  min(missingNotice(it, elapsed(it, now)), BigInt(it.terms.holdBack), metered(it, now));

/** The same once the supplier has announced the end, and when its notice is over. Throws a `Refusal`. */
export function endAnnounced(it: Reservation, now: bigint): { after: Reservation; overAt: bigint } {
  requireRunning(it, now);
  const passed = elapsed(it, now);
  if (noticeEnds(it, passed) !== undefined) {
    refuse('EndAlreadyAnnounced', 'The end is announced already: the announcement stands until a day after its notice is over.');
  }
  return { after: { ...it, announced: Number(passed) + 1 }, overAt: it.startedAt + passed + BigInt(it.terms.notice) };
}
