/** The ways out: `programs/marketplace/src/state/reservation/exits.rs`. Each throws a `Refusal` where the program refuses. */
import { EndReason } from '../generated/marketplace';
import { refuse } from '../refusal';
import { Status } from '../status';
import { elapsed, endsAt, isDisputed, releasesAt, requireActive, requireRunning, startsUntil, type Reservation } from './meter';
import { released } from './dispute';
import { fixed, isDownTooLong } from './outage';
import { due, frozen, givenBack, recounted } from './payees';
import { settled } from './settle';

/** Everything is somebody's. The bounty goes back to who paid it where nothing is due. */
const closedAs = (it: Reservation): Reservation => {
  return { ...it, status: Status.Closed, bounty: it.charged === 0n ? 0 : it.bounty };
};

/** Everything goes back, fees too. */
function undone(it: Reservation, endReason: EndReason): Reservation {
  if (it.status !== Status.Reserved) refuse('NotReserved', 'The reservation does not wait for its start any more.');
  return closedAs({ ...it, endReason, payable: 0n });
}

/** The meter stopped at `at`. */
function stopped(reservation: Reservation, endedAt: bigint, endReason: EndReason): Reservation {
  const it = settled(reservation, endedAt);
  return recounted({ ...it, status: Status.Ended, endReason, endedAt }, givenBack(it));
}

/** Started, so that the meter runs. */
export function started(it: Reservation, connectionHash: Uint8Array, now: bigint): Reservation {
  if (it.status !== Status.Reserved) refuse('NotReserved', 'The reservation does not wait for its start any more.');
  if (now > startsUntil(it)) refuse('TooLateToStart', 'The time to start is over: the reservation can only be cancelled.');
  return { ...it, status: Status.Active, startedAt: now, connectionHash };
}

/** Declined by the supplier. */
export const declined = (it: Reservation, now: bigint): Reservation =>
  undone(it, now > startsUntil(it) ? EndReason.NotStarted : EndReason.Declined);

/** Cancelled, as it was not started in time. */
export function cancelled(it: Reservation, now: bigint): Reservation {
  if (it.status !== Status.Reserved) refuse('NotReserved', 'The reservation does not wait for its start any more.');
  if (now <= startsUntil(it)) refuse('TooEarlyToCancel', 'The supplier may still start the reservation.');
  return undone(it, EndReason.NotStarted);
}

/** Terminated by the renter or the payer. */
export function terminated(it: Reservation, now: bigint): Reservation {
  requireRunning(it, now);
  const early = now < it.startedAt + BigInt(it.terms.grace);
  return stopped(it, now, early ? EndReason.TerminatedEarly : EndReason.RenterTerminated);
}

/** Terminated by the renter or the payer after too much downtime. */
export function terminatedForDowntime(it: Reservation, now: bigint): Reservation {
  requireRunning(it, now);
  if (!isDownTooLong(it, now)) refuse('DowntimeAllowed', 'The downtime is within what the reservation allows.');
  return stopped(it, now, EndReason.TerminatedForDowntime);
}

/** Terminated by the supplier. A dispute of nothing but what is forfeited ends, and its deposit goes back. */
export function terminatedBySupplier(it: Reservation, now: bigint): Reservation {
  requireRunning(it, now);
  const after = stopped(it, now, EndReason.SupplierTerminated);
  return isDisputed(after) && frozen(after) === 0n ? released(after, now) : after;
}

/** Completed, as its time is over. */
export function completed(it: Reservation, now: bigint): Reservation {
  requireActive(it);
  if (now < endsAt(it)) refuse('TimeIsNotOver', 'The time of the reservation is not over yet.');
  return stopped(it, endsAt(it), EndReason.Completed);
}

/** Closed: what was held back is charged; what is still reported down is final. */
export function closed(reservation: Reservation, now: bigint): Reservation {
  if (reservation.status === Status.Closed) return reservation;
  if (reservation.status !== Status.Ended) refuse('NotEnded', 'The reservation has not ended.');
  if (now < releasesAt(reservation)) refuse('HeldBack', 'The last hours are held back for a day after the end.');
  if (isDisputed(reservation)) refuse('DisputeOpen', 'A dispute is open: it is decided, or expires, first.');
  const it = fixed(reservation, elapsed(reservation, now));
  return closedAs({ ...it, charged: it.payable, segments: { ...it.segments, settled: Number(due(it)) } });
}
