/** Taking an unstake request back: its stake is active again. */
import type { TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { conditionsOf, type Conditions } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { caughtUp, requireFollowed } from './present';
import type { Staking } from './read';

export type CancelUnstakeRequest = {
  /** The staker of what was read. */
  staker: TransactionSigner;
  /** Place of the unstake request. */
  place: number;
};

export type CancelUnstakeTerms = {
  /** What is active stake again, in base units. */
  amount: bigint;
  /** From which unix second it could have been withdrawn. */
  unlocksAt: bigint;
  /** Active stake of the delegation then, in base units. */
  active: bigint;
  /** What the stake is subject to. */
  conditions: Conditions;
};

/** To take an unstake request back. Throws a `Refusal`. */
export async function prepareCancelUnstake(
  staking: Staking,
  { staker, place }: CancelUnstakeRequest,
): Promise<Prepared<CancelUnstakeTerms>> {
  const { supplier, delegation, setup } = await caughtUp(staking, staker);
  const request = delegation.unstakeRequests[place];
  if (request === undefined || request.amount === 0n) {
    throw new Refusal('WrongUnstakeRequest', `There is no unstake request ${place}.`, [place]);
  }
  requireFollowed(delegation, supplier);
  const { amount, unlocksAt } = request;
  const cancel = { staker, supplier: staking.stake.address, unstakeRequest: place };
  return {
    terms: {
      amount,
      unlocksAt,
      active: delegation.active + amount,
      conditions: conditionsOf(staking.clock, supplier),
    },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getCancelUnstakeInstructionAsync(cancel)],
  };
}
