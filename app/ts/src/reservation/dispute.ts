/** A dispute of what is held back: `programs/marketplace/src/state/reservation/dispute.rs`. */
import { bpsOf, max, min } from '../math';
import { refuse } from '../refusal';
import { Status } from '../status';
import { decidesUntil, elapsed, isDisputed, releasesAt, type Reservation } from './meter';
import { fixed, frozenFixed } from './outage';
import { due, frozen } from './payees';
import { settled } from './settle';
import { depositOf } from './terms';

const nothing = (): never => refuse('NothingHeldBack', 'Nothing is held back that has not been disputed or decided yet.');

/** The same once all that is held back and has not been decided is disputed. Throws a `Refusal`. */
export function disputed(reservation: Reservation, now: bigint): Reservation {
  if (isDisputed(reservation)) refuse('DisputeOpen', 'A dispute is open: it is decided, or expires, first.');
  const it = settled(reservation, now);
  if (now >= releasesAt(it)) nothing();
  const running = elapsed(it, now) - BigInt(it.outage.total);
  const until = it.status === Status.Active ? max(running, 0n) : it.status === Status.Ended ? due(it) : 0n;
  const from = max(BigInt(it.segments.settled), BigInt(it.dispute.from));
  if (from >= until) nothing();
  const dispute = {
    ...it.dispute,
    // Not less than a base unit, so that it is open.
    deposit: 1n,
    openedAt: max(now, it.dispute.openedAt),
    from: Number(from),
    until: Number(until),
  };
  // What is reported down is refunded in any case.
  const held = frozen(frozenFixed({ ...it, dispute }, now));
  if (held === 0n) nothing();
  return { ...it, dispute: { ...dispute, deposit: max(depositOf(held, it.terms), 1n) } };
}

/** The same once the frozen time is left to the meter, and the deposit of the dispute is part of what is locked. */
export function released(it: Reservation, now: bigint): Reservation {
  // If nothing of it is paid yet, the next payment counts it.
  const unpaid = { ...it.segments, settled: Math.min(it.segments.settled, it.dispute.from) };
  const paid = it.segments.settled > it.dispute.until;
  const next = paid ? frozenFixed(it, now) : { ...it, segments: unpaid };
  return { ...next, locked: next.locked + next.dispute.deposit, dispute: { ...next.dispute, deposit: 0n } };
}

/** The same once the council has not decided in time. Throws a `Refusal`. */
export function disputeExpired(it: Reservation, now: bigint): Reservation {
  if (!isDisputed(it)) refuse('NoDispute', 'No dispute is open.');
  if (now <= decidesUntil(it)) refuse('TooEarlyToExpire', 'The council may still decide the dispute.');
  const late = depositOf(frozen(fixed(it, elapsed(it, now))), it.terms);
  const lost = bpsOf(min(it.dispute.deposit, late), it.terms.undecidedBps, 'up');
  const next = released(it, now);
  return { ...next, dispute: { ...next.dispute, forfeited: next.dispute.forfeited + lost } };
}
