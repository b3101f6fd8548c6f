/** Claiming the rewards of a delegation. */
import * as emissions from '../../generated/emissions';
import { claimableOf } from '../clock';
import { createTokens, ownerOnly, type Destination } from '../payee';
import type { Prepared } from '../prepared';
import { caughtUp, nothing, requireFollowed } from './present';
import type { Staking } from './read';
import type { StakerRequest } from './withdraw';

export type ClaimTerms = {
  /** What is paid, in base units. */
  amount: bigint;
  /** Where it goes. */
  to: Destination;
};

/** To claim all rewards to the account of the staker that was named, or else to its wallet. Throws a `Refusal`. */
export async function prepareClaim(staking: Staking, { staker }: StakerRequest): Promise<Prepared<ClaimTerms>> {
  const { stake, clock, payee } = staking;
  const { supplier, delegation, setup } = await caughtUp(staking, staker);
  requireFollowed(delegation, supplier);
  const amount = claimableOf(clock, supplier, delegation).byStaker;
  if (amount === 0n) throw nothing();
  const to = ownerOnly(payee);
  await createTokens(payee, staker, setup);
  const [address] = await emissions.findDelegationPda({ supplier: stake.address, staker: staker.address });
  const claim = { signer: staker, supplier: stake.address, delegation: address, destination: to.tokens };
  return {
    terms: { amount, to },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getClaimInstruction(claim)],
  };
}
