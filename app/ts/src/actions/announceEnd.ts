/** Announcing the end of a running reservation, as its supplier. */
import type { TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { ANNOUNCEMENT_LAPSE, endAnnounced, endsAt, forfeitIfTerminatedBySupplier, leastUntil } from '../reservation';
import type { Prepared } from './prepared';
import type { Snapshot } from './snapshot';

/** Times are unix seconds. */
export type AnnounceEndTerms = {
  /** When the notice is over: from then on the supplier terminates without a forfeit. */
  overAt: bigint;
  /** The last second at which the announcement stands. */
  lapsesAt: bigint;
  /** When the reservation ends without a termination or an extension: the notice protects no time after that. */
  endsAt: bigint;
  /** What the supplier would forfeit by terminating now instead, in base units. */
  forfeit: bigint;
  /** When the renter's minimum time would be over, which the announcement gives up. Until then the owner signs. */
  leastUntil: bigint | undefined;
};

/** The announcement by `authority`, owner of the supplier or, once the minimum time is over, its operator. Throws a `Refusal`. */
export function prepareAnnounceEnd(snapshot: Snapshot, authority: TransactionSigner): Prepared<AnnounceEndTerms> {
  const { address, reservation: it, now } = snapshot;
  const { overAt } = endAnnounced(it, now);
  const announce = marketplace.getAnnounceEndInstruction({ authority, supplier: it.supplier, reservation: address });
  return {
    terms: {
      overAt,
      lapsesAt: overAt + ANNOUNCEMENT_LAPSE,
      endsAt: endsAt(it),
      forfeit: forfeitIfTerminatedBySupplier(it, now),
      leastUntil: leastUntil(it, now),
    },
    gives: [],
    creates: [],
    setup: [],
    act: [announce],
  };
}
