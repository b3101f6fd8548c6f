/** Where a reservation stands: `programs/marketplace/src/state/reservation`. */
import { Status } from '../status';
import { decidesUntil, elapsed, endsAt, gross, isDisputed, releasesAt, secondsReserved, startsUntil, type Reservation } from './meter';
import { metered } from './outage';
import { escrowed } from './payees';
import { withFee, withoutFee } from './terms';

/** `Status`, by number. */
export const STATES = ['reserved', 'active', 'ended', 'closed'] as const;

/** What the meter shows, with the renter's fee on it. */
export const meteredCost = (it: Reservation, now: bigint): bigint => withFee(gross(it, metered(it, now)), it.terms);

export const secondsLeft = (it: Reservation, now: bigint): bigint =>
  it.status <= Status.Active ? secondsReserved(it) - elapsed(it, now) : 0n;

/**
 * Base units that both sides have still to get of one that has ended. Nothing while a dispute or a report of downtime may
 * still change it.
 */
export function unpaid(it: Reservation): { supplier: bigint; payer: bigint } | undefined {
  if (isDisputed(it) || it.outage.down !== 0) return undefined;
  const { payable, terms, locked, paid, dispute } = it;
  const supplier = withoutFee(payable, terms) + dispute.forfeited;
  const payer = locked - dispute.forfeited - withFee(payable, terms);
  return { supplier: supplier - paid.supplier, payer: payer - paid.payer };
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
  if (it.status === Status.Reserved) {
    const at = startsUntil(it);
    return { what: now > at ? 'not started by' : 'must start by', at };
  }
  if (it.status === Status.Active) return { what: now < endsAt(it) ? 'runs until' : 'over since', at: endsAt(it) };
  if (isDisputed(it)) {
    const at = decidesUntil(it);
    return { what: now > at ? 'not decided by' : 'decision due by', at };
  }
  const at = releasesAt(it);
  if (it.status === Status.Closed) return { what: escrowed(it) > 0n ? 'owed to a payee' : 'close now', at };
  if (now >= at) return { what: 'can be closed since', at };
  return { what: escrowed(it) === 0n ? 'closes from' : 'held back until', at };
}
