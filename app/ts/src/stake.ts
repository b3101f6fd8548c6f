/** Sums of stake, in IO base units: `programs/common/src/types/supplier.rs`, and the parts of a delegation. */
import type * as emissions from './generated/emissions';
import { less } from './math';

type Stake = emissions.Supplier['stake'];

/** Delegators' stake that earns and counts for eligibility, including held stake. */
export const delegatedStake = ({ delegated, delegatedHeld }: Stake): bigint => delegated + delegatedHeld;

/** Stake that earns and counts for eligibility. */
export const activeStake = (stake: Stake): bigint => stake.own + delegatedStake(stake);

/** Stake that may still be delegated. Cooling and held stake keep their room, since they may come back. */
export const delegationRoom = ({ maxDelegated, stake }: emissions.Supplier): bigint =>
  less(maxDelegated, delegatedStake(stake) + stake.cooling + stake.coolingHeld);

/** Stake in its cooldown. `unlocksAt` is in unix seconds. */
export type Unlock = { unstakeRequest: number; amount: bigint; unlocksAt: bigint };

/** The unstake requests of a delegation; the last is for stake that slashes gave back. */
export const unlocks = ({ unstakeRequests }: emissions.Delegation): Unlock[] =>
  unstakeRequests.map((it, unstakeRequest) => ({ unstakeRequest, ...it })).filter(({ amount }) => amount > 0n);

/** Stake of a delegation that open slashes hold. */
export const holds = ({ held }: emissions.Delegation): emissions.Held[] => held.filter(({ slash }) => slash > 0);
