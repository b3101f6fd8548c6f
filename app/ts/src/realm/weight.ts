/** Votes of staked IO: `programs/emissions/src/state/voter_weight.rs`, and the records that SPL Governance reads. */
import { AccountRole, type Address, type Instruction } from '@solana/kit';
import * as emissions from '../generated/emissions';
import { byBytes } from '../order';
import { earning, hasFollowed } from '../slashes';

/** Votes of a delegation: its active stake, with what open slashes hold of it. Undefined while it has slashes to follow. */
export const votesOfDelegation = (delegation: emissions.Delegation, supplier: emissions.Supplier): bigint | undefined =>
  hasFollowed(delegation, supplier) ? earning(delegation) : undefined;

/** Votes of own stake: none for 14 days after a change of owner. */
export const votesOfOwn = ({ stake, ownVotesAt }: emissions.Supplier, now: bigint): bigint =>
  now >= ownVotesAt ? stake.own : 0n;

/** Which stake of a voter is weighed. */
export type Weighed = {
  /** Suppliers with which the voter has delegations, in any order. */
  delegated: readonly Address[];
  /** Suppliers that the voter owns, in any order. */
  owned: readonly Address[];
};

/** Sets the votes of a voter, in the transaction in which it votes; nobody needs to sign. What is not weighed does not count. */
export async function updateVoterWeight(realm: Address, voter: Address, { delegated, owned }: Weighed): Promise<Instruction> {
  const [voterWeightRecord] = await emissions.findVoterWeightRecordPda({ realm, voter });
  const pairs = await Promise.all(
    [...new Set(delegated)].map(async (supplier) => {
      const [delegation] = await emissions.findDelegationPda({ supplier, staker: voter });
      return [delegation, supplier] as const;
    }),
  );
  pairs.sort(([one], [other]) => byBytes(one, other));
  const update = emissions.getUpdateVoterWeightRecordInstruction({ voterWeightRecord, delegations: pairs.length });
  const weighed = [...pairs.flat(), ...[...new Set(owned)].sort(byBytes)];
  const metas = weighed.map((address) => ({ address, role: AccountRole.READONLY }) as const);
  return { ...update, accounts: [...update.accounts, ...metas] };
}

/** Sets all votes of a realm, in the transaction in which somebody votes. */
export async function updateMaxVoterWeight(realm: Address): Promise<Instruction> {
  const [maxVoterWeightRecord] = await emissions.findMaxVoterWeightRecordPda({ realm });
  return emissions.getUpdateMaxVoterWeightRecordInstruction({ maxVoterWeightRecord });
}
