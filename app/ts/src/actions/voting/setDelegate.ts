/** Naming who may vote for a staker. */
import type { Address, TransactionSigner } from '@solana/kit';
import { setDelegate } from '../../realm';
import type { Setup } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import type { Delegating } from './read';
import { ownerRecord } from './records';
import { requireVoter } from './standing';

export type SetDelegateRequest = {
  /** The staker of what was read, or its delegate now. */
  signer: TransactionSigner;
  /** Pays account rent; the signer by default. */
  payer?: TransactionSigner;
  /** Who may vote and propose for the staker; nobody without it. */
  delegate?: Address;
};

export type SetDelegateTerms = {
  before: Address | undefined;
  after: Address | undefined;
};

/** To name the delegate. Its stake stays the staker's, and votes that were cast stay. Throws a `Refusal`. */
export async function prepareSetDelegate(
  { governed, voter }: Delegating,
  request: SetDelegateRequest,
): Promise<Prepared<SetDelegateTerms>> {
  const { signer, payer = signer, delegate } = request;
  const before = voter.record?.governanceDelegate;
  requireVoter(voter, signer);
  if (before === delegate) {
    throw new Refusal('SameDelegate', delegate === undefined ? 'There is no delegate.' : `${delegate} is the delegate already.`);
  }
  const setup: Setup = { instructions: [], creates: [] };
  await ownerRecord(governed.at, voter, payer, setup);
  const act = [await setDelegate(governed.at, voter.owner, signer, delegate)];
  return { terms: { before, after: delegate }, gives: [], creates: setup.creates, setup: setup.instructions, act };
}
