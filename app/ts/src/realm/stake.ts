/** The stake with which a voter votes, as the emissions program weighs it. */
import type { Address } from '@solana/kit';
import type * as emissions from '../generated/emissions';
import { earning, follow, hasFollowed } from '../slashes';
import { votesOfDelegation, votesOfOwn } from './weight';

/** What was read of a voter's stake. */
export type VoterStake = {
  delegations: readonly emissions.Delegation[];
  /** Suppliers that the voter owns, with their addresses. */
  owned: readonly (readonly [Address, emissions.Supplier])[];
  /** The suppliers of the delegations; a closed one is missing. */
  suppliers: ReadonlyMap<Address, emissions.Supplier>;
  /** Slashes of those of which a delegation has some to follow. */
  slashes: readonly emissions.Slash[];
};

/** Stake of a voter with one supplier. Amounts are IO base units. */
export type Part = {
  supplier: Address;
  /** Whether it is own stake of a supplier that the voter owns; otherwise a delegation. */
  isOwn: boolean;
  /** Active stake, with what open slashes hold of it. */
  stake: bigint;
  /** Votes, once what must be followed is followed. */
  votes: bigint;
  /** Unix seconds from which own stake votes: not before 14 days after a change of owner. */
  votesFrom: bigint;
  /** Slashes that the delegation has to follow before it votes, in their order. */
  follows: readonly emissions.Slash[];
  /** Whether it can be weighed. A delegation cannot if its supplier is closed, or if a slash that it has to follow is missing. */
  isWeighed: boolean;
};

function ofDelegation(it: emissions.Delegation, { suppliers, slashes }: VoterStake): Part {
  const supplier = suppliers.get(it.supplier);
  const isUpToDate = supplier === undefined || hasFollowed(it, supplier);
  const after = isUpToDate
    ? { delegation: it, slashes: [] }
    : follow(it, slashes.filter((slash) => slash.supplier === it.supplier));
  const votes = supplier && votesOfDelegation(after.delegation, supplier);
  return {
    supplier: it.supplier,
    isOwn: false,
    stake: earning(it),
    votes: votes ?? 0n,
    votesFrom: 0n,
    follows: after.slashes,
    isWeighed: votes !== undefined,
  };
}

/** All stake of a voter at `now`, the part with most votes first. */
export function partsOf(of: VoterStake, now: bigint): Part[] {
  const own = of.owned.map(([supplier, it]): Part => {
    const [stake, votes] = [it.stake.own, votesOfOwn(it, now)];
    return { supplier, isOwn: true, stake, votes, votesFrom: it.ownVotesAt, follows: [], isWeighed: true };
  });
  const all = [...own, ...of.delegations.map((it) => ofDelegation(it, of))];
  return all.filter(({ stake }) => stake > 0n).sort((a, b) => (a.votes === b.votes ? 0 : a.votes < b.votes ? 1 : -1));
}

/** Votes of all parts. */
export const votesOf = (parts: readonly Pick<Part, 'votes'>[]): bigint =>
  parts.reduce((sum, { votes }) => sum + votes, 0n);
