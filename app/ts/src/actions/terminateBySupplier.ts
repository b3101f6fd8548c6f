/** Ending a running reservation, as its supplier. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { less } from '../math';
import { forfeitedSeconds, forfeitIfTerminatedBySupplier, terminatedBySupplier, withoutFee } from '../reservation';
import type { Prepared } from './prepared';
import { refundOf, type Refund } from './refund';
import { exitAccounts, type Snapshot } from './snapshot';

/** Amounts are base units. */
export type TerminateBySupplierTerms = {
  /** What the payer gets back. */
  refund: Refund;
  /** The token account that gets it. */
  to: Address;
  /** What the supplier still gets. */
  gets: bigint;
  /** What it would get more once its notice was over. */
  forfeited: bigint;
  /** Seconds that it forfeits: those missing of its notice, as far as they are held back. */
  forfeit: bigint;
};

/** The end of a reservation by `owner` of its supplier. Throws a `Refusal`. */
export async function prepareTerminateBySupplier(
  snapshot: Snapshot,
  owner: TransactionSigner,
): Promise<Prepared<TerminateBySupplierTerms>> {
  const { reservation: it, now } = snapshot;
  const after = terminatedBySupplier(it, now);
  const accounts = await exitAccounts(snapshot);
  const terminate = await marketplace.getTerminateBySupplierInstructionAsync({ owner, supplier: it.supplier, ...accounts });
  return {
    terms: {
      refund: refundOf(after, now),
      to: accounts.payerTokens,
      gets: less(withoutFee(after.payable, it.terms), it.paid.supplier),
      forfeited: forfeitIfTerminatedBySupplier(it, now),
      forfeit: forfeitedSeconds(it, now),
    },
    gives: [],
    creates: [],
    setup: [],
    act: [terminate],
  };
}
