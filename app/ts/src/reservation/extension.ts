/** Extension, at the current price: `programs/marketplace/src/state/reservation/extension.rs`. */
import { refuse } from '../refusal';
import { elapsed, isDisputed, priceOf, requireRunning, reserved, secondsReserved, type Reservation, type Segment } from './meter';
import { noticeEnds } from './notice';
import { settled } from './settle';
import { withFee } from './terms';

type Segments = Reservation['segments'];

/** Whether time at `rate` needs a segment of its own and none is free. */
function isFullFor({ rates }: Segments, rate: bigint): boolean {
  const last = rates.at(-1) ?? 0n;
  return last > 0n && last !== rate;
}

/** The same with the segments folded of which all time is settled and not disputed. */
export function folded(it: Reservation): Reservation {
  const { rates, seconds, settled } = it.segments;
  const until = isDisputed(it) ? Math.min(settled, it.dispute.from) : settled;
  let { baseSeconds, baseGross } = it.segments;
  let count = 0;
  for (const segment of reserved(it)) {
    const end = baseSeconds + Number(segment.seconds);
    if (end > until) break;
    [baseSeconds, baseGross, count] = [end, baseGross + priceOf(segment, segment.seconds), count + 1];
  }
  const moved = <T>(all: readonly T[], zero: T): T[] => [...all.slice(count), ...all.slice(0, count).map(() => zero)];
  return { ...it, segments: { ...it.segments, rates: moved(rates, 0n), seconds: moved(seconds, 0), baseSeconds, baseGross } };
}

/** The same with more time after the others: at the rate of the last segment it extends that one, else it adds a segment. */
function pushed(it: Reservation, more: Segment): Reservation {
  const segments = reserved(it);
  const place = segments.at(-1)?.rate === more.rate ? segments.length - 1 : segments.length;
  if (place >= it.segments.rates.length) {
    refuse('TooManySegments', 'Five rates are reserved and not yet paid: extend at the last of them, or once the first is paid.');
  }
  const before = BigInt(it.segments.seconds[place] ?? 0);
  const all = { rate: more.rate, seconds: before + more.seconds };
  return {
    ...it,
    segments: {
      ...it.segments,
      rates: it.segments.rates.with(place, all.rate),
      seconds: it.segments.seconds.with(place, Number(all.seconds)),
    },
    payable: it.payable + priceOf(all, all.seconds) - priceOf(all, before),
  };
}

/** The same with more time, and the amount locked for it: the fee is computed on the running total. Throws a `Refusal`. */
export function extended(it: Reservation, more: Segment, now: bigint): { after: Reservation; cost: bigint } {
  requireRunning(it, now);
  const before = isFullFor(it.segments, more.rate) ? folded(settled(it, now)) : it;
  const next = pushed(before, more);
  const cost = withFee(next.payable, it.terms) - withFee(before.payable, it.terms);
  const ends = noticeEnds(next, elapsed(next, now));
  if (ends !== undefined && ends < secondsReserved(next)) {
    refuse('EndsAfterNotice', 'The supplier has announced the end: extend to the end of its notice at most.');
  }
  return { after: { ...next, locked: next.locked + cost }, cost };
}
