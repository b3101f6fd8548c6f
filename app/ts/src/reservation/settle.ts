/** What is no longer held back: `programs/marketplace/src/state/reservation/mod.rs`. */
import { less, max, min } from '../math';
import { Status } from '../status';
import { elapsed, gross, releasesAt, type Reservation } from './meter';
import { downSince, fixed, lapsed, metered } from './outage';
import { due, frozen } from './payees';

/** The same once what is no longer held back is charged, never what a dispute freezes, nor what is reported down. */
export function settled(reservation: Reservation, now: bigint): Reservation {
  const active = reservation.status === Status.Active;
  const it = active ? lapsed(reservation, elapsed(reservation, now)) : reservation;
  const released = it.status === Status.Ended && now >= releasesAt(it);
  if (!active && !released) return it;
  const all = due(it);
  // What is due in any case, and what is no longer held back.
  let [sure, free] = [all, active ? less(metered(it, now), BigInt(it.terms.holdBack)) : all];
  const since = downSince(it);
  if (released && since !== undefined) {
    sure = min(all, due(fixed(it, elapsed(it, now))));
    free = min(sure, since - BigInt(it.outage.total));
  }
  const until = max(free, BigInt(it.segments.settled));
  const price = gross(it, min(until, sure));
  // What disputes have given back counts as the last of what is decided.
  let held = less(gross(it, all), it.payable);
  if (held > 0n) held = less(held, less(gross(it, min(BigInt(it.dispute.from), all)), price));
  const charged = max(it.charged, less(price, held + frozen(it, until)));
  return { ...it, charged, segments: { ...it.segments, settled: Number(until) } };
}
