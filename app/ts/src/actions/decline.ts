/** Declining a reservation that waits for its start, as its supplier. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { declined } from '../reservation';
import type { Prepared } from './prepared';
import { refundOf, type Refund } from './refund';
import { exitAccounts, type Snapshot } from './snapshot';

export type DeclineTerms = {
  /** What the payer gets back: all that is locked. */
  refund: Refund;
  /** The token account that gets it. */
  to: Address;
};

/** The refusal of a reservation by `authority`, owner or operator of its supplier. Throws a `Refusal`. */
export async function prepareDecline(snapshot: Snapshot, authority: TransactionSigner): Promise<Prepared<DeclineTerms>> {
  const { reservation: it, now } = snapshot;
  const refund = refundOf(declined(it, now), now);
  const accounts = await exitAccounts(snapshot);
  const decline = await marketplace.getDeclineInstructionAsync({ authority, supplier: it.supplier, ...accounts });
  return { terms: { refund, to: accounts.payerTokens }, gives: [], creates: [], setup: [], act: [decline] };
}
