/** Ending a running reservation, as its supplier. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { less } from '../math';
import { gross, metered, terminatedBySupplier, withoutFee } from '../reservation';
import type { Prepared } from './prepared';
import { refundOf, type Refund } from './refund';
import { exitAccounts, type Snapshot } from './snapshot';

/** Amounts are base units. */
export type TerminateBySupplierTerms = {
  /** What the renter gets back. */
  refund: Refund;
  /** The token account that gets it. */
  to: Address;
  /** What the supplier still gets. */
  gets: bigint;
  /** What it gets less than for the same time on the meter. */
  forfeited: bigint;
  /** Seconds that it forfeits, as far as they are held back. */
  forfeit: number;
};

/** The end of a reservation by `owner` of its supplier. Throws a `Refusal`. */
export async function prepareTerminateBySupplier(
  snapshot: Snapshot,
  owner: TransactionSigner,
): Promise<Prepared<TerminateBySupplierTerms>> {
  const { reservation: it, now } = snapshot;
  const after = terminatedBySupplier(it, now);
  const [used, gets] = [withoutFee(gross(it, metered(it, now)), it.terms), withoutFee(after.payable, it.terms)];
  const accounts = await exitAccounts(snapshot);
  const terminate = await marketplace.getTerminateBySupplierInstructionAsync({ owner, supplier: it.supplier, ...accounts });
  return {
    terms: {
      refund: refundOf(after, now),
      to: accounts.renterTokens,
      gets: less(gets, it.paid.supplier),
      forfeited: less(used, gets),
      forfeit: it.terms.forfeit,
    },
    gives: [],
    creates: [],
    setup: [],
    act: [terminate],
  };
}
