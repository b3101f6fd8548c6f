/** Downtime, as the council reports it: `programs/marketplace/src/state/reservation/outage.rs`. Seconds. */
import { DAY, less, max, min } from '../math';
import { elapsed, isDisputed, type Reservation } from './meter';
import { givenBack, recounted } from './payees';
import { allowedDowntime } from './terms';

type Range = { from: bigint; until: bigint };

const length = ({ from, until }: Range): bigint => less(until, from);

/** Since when the GPUs are reported down. */
export const downSince = ({ outage }: Reservation): bigint | undefined =>
  outage.down === 0 ? undefined : BigInt(outage.down) - 1n;

/** When the last report lapses, in seconds after the start. */
const lapses = ({ actedAt }: Reservation): bigint => BigInt(actedAt) + DAY;

/** Metered seconds behind what an open dispute freezes that are paid. */
function paidBehind(it: Reservation): Range {
  const [settled, from, until] = [BigInt(it.segments.settled), BigInt(it.dispute.from), BigInt(it.dispute.until)];
  if (isDisputed(it)) return { from: until, until: max(settled, until) };
  const first = max(settled, from);
  return { from: first, until: first };
}

/** Metered seconds that the time from `since` to `until` takes: those that are frozen in front of paid ones, and the rest. */
function lost(it: Reservation, since: bigint, until: bigint): [frozen: Range, rest: Range] {
  const total = BigInt(it.outage.total);
  const [start, end, paid] = [since - total, less(until, total), paidBehind(it)];
  return [
    { from: start, until: min(end, paid.from) },
    { from: max(start, paid.until), until: end },
  ];
}

/** Seconds of downtime. A report counts for a day from when it was made; what is paid behind an open dispute does not. */
export function downtime(it: Reservation, now: bigint): bigint {
  const [total, since] = [BigInt(it.outage.total), downSince(it)];
  if (since === undefined) return total;
  return lost(it, since, min(elapsed(it, now), lapses(it))).reduce((sum, range) => sum + length(range), total);
}

/** Seconds on the meter: those since the start, less the downtime. */
export const metered = (it: Reservation, now: bigint): bigint => less(elapsed(it, now), downtime(it, now));

/** Whether it has been down for longer than the renter tolerates. */
export const isDownTooLong = (it: Reservation, now: bigint): boolean =>
  downtime(it, now) > allowedDowntime(elapsed(it, now), it.terms);

/** The seconds of each segment without those in `range`; `base` are folded in front of them. */
function without(seconds: readonly number[], base: number, range: Range): number[] {
  let start = BigInt(base);
  return seconds.map((all) => {
    const end = start + BigInt(all);
    const here = length({ from: max(range.from, start), until: min(range.until, end) });
    start = end;
    return all - Number(here);
  });
}

/** The downtime since `since` made final, up to `until`; none if it has not begun by then. */
function ended(it: Reservation, since: bigint, until: bigint): Reservation {
  const back = givenBack(it);
  const [frozen, rest] = lost(it, since, until);
  // Those behind first: the places of the others stay.
  const base = it.segments.baseSeconds;
  const seconds = without(without(it.segments.seconds, base, rest), base, frozen);
  const moved = (place: number) => {
    const before = ({ from, until }: Range) => length({ from, until: min(until, BigInt(place)) });
    return place - Number(before(frozen) + before(rest));
  };
  const { total, over } = it.outage;
  const next: Reservation = {
    ...it,
    segments: { ...it.segments, seconds, settled: moved(it.segments.settled) },
    dispute: { ...it.dispute, until: moved(it.dispute.until) },
    outage: {
      down: 0,
      over: since < until ? Number(until) : over,
      total: total + Number(length(frozen) + length(rest)),
    },
  };
  return recounted(next, back);
}

/** The same without an outage whose report has lapsed by `passed`. */
export function lapsed(it: Reservation, passed: bigint): Reservation {
  const since = downSince(it);
  return since !== undefined && passed > lapses(it) ? ended(it, since, lapses(it)) : it;
}

/** The same with all that is reported down final. */
export function fixed(it: Reservation, passed: bigint): Reservation {
  const since = downSince(it);
  return since === undefined ? it : ended(it, since, min(passed, lapses(it)));
}

/** The same with what is reported down of what the open dispute freezes final: it is refunded. */
export function frozenFixed(reservation: Reservation, now: bigint): Reservation {
  const passed = elapsed(reservation, now);
  const it = lapsed(reservation, passed);
  const since = downSince(it);
  if (since === undefined) return it;
  const until = min(BigInt(it.outage.total + it.dispute.until), passed);
  if (since >= until) return it;
  const paid = length(paidBehind(it));
  const next = ended(it, since, until);
  // Behind it they are still down.
  return { ...next, outage: { ...next.outage, down: Number(until + paid) + 1 } };
}
