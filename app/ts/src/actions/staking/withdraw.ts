/** Withdrawing stake whose cooldown is over. It waits for no clock: no setup brings that up to date. */
import type { TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { unlocks } from '../../stake';
import type { Setup } from '../clock';
import { anybody, createTokens, type Destination } from '../payee';
import { Refusal, type Prepared } from '../prepared';
import { following, requireFollowed, supplierOf } from './present';
import type { Staking } from './read';

export type StakerRequest = {
  /** The staker of what was read. */
  staker: TransactionSigner;
};

export type WithdrawTerms = {
  /** What is paid, in base units. */
  amount: bigint;
  /** Where it goes. */
  to: Destination;
  /** Stake of the delegation of any kind that is left, in base units. */
  left: bigint;
};

/** What of a delegation that has followed the slashes can be withdrawn at `now`, in base units. */
export const withdrawable = (delegation: emissions.Delegation, now: bigint): bigint =>
  unlocks(delegation).reduce((sum, it) => (now >= it.unlocksAt ? sum + it.amount : sum), 0n);

/** Stake of any kind, in base units. */
const total = ({ active, unstakeRequests, held }: emissions.Delegation): bigint =>
  unstakeRequests.reduce((sum, it) => sum + it.amount, 0n) +
  held.reduce((sum, it) => sum + it.active + it.cooling, active);

/** To withdraw all that has cooled to the account that was named, of anybody, or else to the staker's wallet. Throws a `Refusal`. */
export async function prepareWithdraw(staking: Staking, { staker }: StakerRequest): Promise<Prepared<WithdrawTerms>> {
  const { stake, clock, payee } = staking;
  const { delegation, instructions } = await following(stake, staker);
  const amount = withdrawable(delegation, clock.now);
  if (amount === 0n) {
    const [first] = unlocks(delegation).sort((a, b) => Number(a.unlocksAt - b.unlocksAt || a.amount - b.amount));
    throw new Refusal('StillCooling', 'Nothing has cooled.', first === undefined ? [] : [first.unlocksAt, first.amount]);
  }
  requireFollowed(delegation, supplierOf(stake));
  const to = anybody(payee);
  const setup: Setup = { instructions, creates: [] };
  await createTokens(payee, staker, setup);
  const withdraw = { staker, supplier: stake.address, destination: to.tokens };
  return {
    terms: { amount, to, left: total(delegation) - amount },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getWithdrawInstructionAsync(withdraw)],
  };
}
