/** The realm of a network, its realm proposals, and a voter. */
import type { Address } from '@solana/kit';
import {
  aroundOf,
  contentsOf,
  findOwnerRecord,
  findVoteRecord,
  OWNER_RECORD,
  partsOf,
  readAs,
  readGoverned,
  readRealmProposals,
  readTransactions,
  readVoterStake,
  readWithRealm,
  VOTE_RECORD,
  type Contents,
  type Governed,
  type Part,
  type ReadRpc,
  type RealmProposal,
  type VoteRecord,
} from 'io-client/realm';

/** A realm proposal with what it executes. */
export type Proposed = { address: Address; proposal: RealmProposal; contents: Contents };

export type Votes = {
  /** The authority of emissions. */
  authority: Address;
  /** Undefined if that is no realm, and none was proposed. */
  governed: Governed | undefined;
  /** Whether emissions weighs its votes. */
  votesByStake: boolean;
  /** Whether a council votes on realm proposals of its own, which are not among these. */
  hasCouncil: boolean;
  proposals: Proposed[];
};

export async function readVotes(rpc: ReadRpc): Promise<Votes> {
  const { governed, authority } = await readGoverned(rpc);
  if (governed === undefined) return { authority, governed, votesByStake: false, hasCouncil: false, proposals: [] };
  const { at } = governed;
  const [{ votesByStake, councilMint }, found] = await Promise.all([readWithRealm(rpc, at, []), readRealmProposals(rpc, at)]);
  const transactions = await readTransactions(rpc, at, found);
  const around = aroundOf(governed);
  const proposals = found.map(([address, proposal]) => {
    const own = transactions.filter((it) => it.proposal === address);
    return { address, proposal, contents: contentsOf(proposal, own, around) };
  });
  return { authority, governed, votesByStake, hasCouncil: councilMint !== undefined, proposals };
}

export type Voter = {
  /** Stake, the part with most votes first. */
  parts: Part[];
  /** Who may vote for it. */
  delegate: Address | undefined;
  /** Its votes, by realm proposal. */
  votes: Map<Address, VoteRecord>;
};

/** A staker, with its votes on these realm proposals. */
export async function readVoter(
  rpc: ReadRpc,
  { at, now }: Governed,
  proposals: readonly Address[],
  owner: Address,
): Promise<Voter> {
  const record = await findOwnerRecord(at, owner);
  const places = await Promise.all(proposals.map((proposal) => findVoteRecord(at, proposal, record)));
  const [stake, { others }] = await Promise.all([readVoterStake(rpc, owner), readWithRealm(rpc, at, [record, ...places])]);
  const [own, ...cast] = others;
  const votes = cast.flatMap((account) => readAs(at, VOTE_RECORD, account) ?? []);
  return {
    parts: partsOf(stake, now),
    delegate: readAs(at, OWNER_RECORD, own)?.governanceDelegate,
    votes: new Map(votes.map((it) => [it.proposal, it])),
  };
}
