/** Claiming commission and the reward of own stake to the payout wallet. Anyone may sign. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { catchUp, claimableOf } from '../clock';
import { createTokens, ownerOnly, type Destination } from '../payee';
import { Refusal, type Prepared } from '../prepared';
import type { Supplying } from './read';

export type ClaimSupplierRequest = {
  /** Who signed what was read with the payout wallet. */
  signer: TransactionSigner;
};

export type ClaimSupplierTerms = {
  /** What is paid, in base units. */
  amount: bigint;
  /** Where it goes. */
  to: Destination;
  /** The payout wallet. */
  payout: Address;
};

/** To claim all rewards of the owner. Throws a `Refusal`. */
export async function prepareClaimSupplier(
  supplying: Supplying,
  { signer }: ClaimSupplierRequest,
): Promise<Prepared<ClaimSupplierTerms>> {
  const { address, supplier, clock, payee } = supplying;
  const amount = claimableOf(clock, supplier).bySupplier;
  if (amount === 0n) throw new Refusal('Nothing', 'There is nothing to claim.');
  const { payout } = supplier;
  if (payee.named && signer.address !== payout) {
    throw new Refusal('NotPayout', `Only the payout wallet, ${payout}, names the account that is paid.`);
  }
  const to = ownerOnly(payee);
  const setup = await catchUp(clock, signer, [[address, supplier]]);
  await createTokens(payee, signer, setup);
  return {
    terms: { amount, to, payout },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getClaimSupplierInstruction({ signer, supplier: address, destination: to.tokens })],
  };
}
