/** Delegating the rewards of a delegation. */
import * as emissions from '../../generated/emissions';
import type { Hourly } from '../../rewards';
import { claimableOf, conditionsOf, effectOfDelegating, type Conditions } from '../clock';
import type { Prepared } from '../prepared';
import { caughtUp, nothing, requireFollowed, requireMayJoin, roomFor } from './present';
import type { Staking } from './read';
import type { StakerRequest } from './withdraw';

/** Amounts are base units. */
export type CompoundTerms = {
  /** What is claimed and delegated. */
  amount: bigint;
  /** Active stake of the delegation then. */
  active: bigint;
  /** What may still be delegated to the supplier then. */
  room: bigint;
  /** What an hour gives owner and stakers before and after. */
  hourly: [Hourly, Hourly];
  /** What the stake is subject to. */
  conditions: Conditions;
};

/** To delegate all rewards to the supplier that they are of. Throws a `Refusal`. */
export async function prepareCompound(staking: Staking, { staker }: StakerRequest): Promise<Prepared<CompoundTerms>> {
  const { stake, clock } = staking;
  const { supplier, delegation, setup } = await caughtUp(staking, staker);
  requireFollowed(delegation, supplier);
  const amount = claimableOf(clock, supplier, delegation).byStaker;
  if (amount === 0n) throw nothing();
  const room = roomFor(supplier, amount);
  requireMayJoin(supplier, delegation, amount);
  return {
    terms: {
      amount,
      active: delegation.active + amount,
      room: room - amount,
      hourly: effectOfDelegating(clock, supplier, amount),
      conditions: conditionsOf(clock, supplier),
    },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getCompoundInstructionAsync({ staker, supplier: stake.address })],
  };
}
