/** Closing a delegation without stake. What it has earned is paid first, also where its supplier is closed. */
import type { Address } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { isEmpty } from '../../slashes';
import type { Setup } from '../clock';
import { createTokens, ownerOnly, type Destination } from '../payee';
import { Refusal, type Prepared } from '../prepared';
import { following } from './present';
import type { Staking } from './read';
import type { StakerRequest } from './withdraw';

export type CloseDelegationTerms = {
  /** What is paid, in base units. */
  paid: bigint;
  /** Where it goes. */
  to: Destination;
  /** Who gets the rent of the account. */
  rentTo: Address;
};

/** To close the delegation, paid to the account of the staker that was named, or else to its wallet. Throws a `Refusal`. */
export async function prepareCloseDelegation(
  staking: Staking,
  { staker }: StakerRequest,
): Promise<Prepared<CloseDelegationTerms>> {
  const { stake, payee } = staking;
  const { delegation, instructions } = await following(stake, staker);
  if (!isEmpty(delegation)) {
    throw new Refusal('DelegationInUse', 'A delegation closes empty: unstake all of it and withdraw first.');
  }
  const to = ownerOnly(payee);
  const setup: Setup = { instructions, creates: [] };
  await createTokens(payee, staker, setup);
  const [address] = await emissions.findDelegationPda({ supplier: stake.address, staker: staker.address });
  return {
    terms: { paid: delegation.owed, to, rentTo: staker.address },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getCloseDelegationInstruction({ staker, delegation: address, destination: to.tokens })],
  };
}
