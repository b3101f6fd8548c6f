/** The accounts of what a voter does. */
import type { Address } from '@solana/kit';
import {
  DEPOSIT,
  findDeposit,
  findOwnerRecord,
  findVoteRecord,
  ownedOf,
  OWNER_RECORD,
  partsOf,
  PROPOSAL_TRANSACTION,
  readAs,
  readGoverned,
  readVoterStake,
  realmProposal,
  VOTE_RECORD,
  type Governed,
  type Owned,
  type OwnerRecord,
  type Part,
  type ProposalTransaction,
  type Realm,
  type RealmProposal,
  type VoteRecord,
} from '../../realm';
import * as emissions from '../../generated/emissions';
import { accounts, isOf, readWithRealm, transactionAddresses, type ReadRpc } from '../../realm/read';
import { VOTER_WEIGHT_RECORD } from '../kinds';
import { Refusal } from '../prepared';

/** A realm proposal, as it was read. */
export type Matter = {
  governed: Governed;
  address: Address;
  proposal: RealmProposal;
  /** Its transactions that can be read here. */
  transactions: readonly ProposalTransaction[];
  /** Whether the record of all votes is there. */
  hasMaxRecord: boolean;
};

/** The same with who gets a deposit back once it is counted. */
export type Finalizing = Matter & { deposits: readonly Address[] };

/** What SPL Governance and emissions know of a staker. */
export type VoterRecords = {
  owner: Address;
  record: OwnerRecord | undefined;
  hasWeightRecord: boolean;
};

/** A realm proposal with a staker, as they were read. */
export type Voting = Matter & {
  voter: VoterRecords;
  /** The vote of the staker; undefined if it has none. */
  vote: VoteRecord | undefined;
  /** The stake of the staker, the part with most votes first. */
  parts: readonly Part[];
};

/** A staker in a realm, as they were read. */
export type Delegating = { governed: Governed; voter: VoterRecords };

async function governedOf(rpc: ReadRpc, named: readonly Address[]) {
  const { governed, authority, named: found } = await readGoverned(rpc, named);
  if (governed === undefined) {
    throw new Refusal('NoRealm', `The authority of emissions, ${authority}, is not the governance of a realm: nothing is voted on here.`);
  }
  return { governed, found };
}

/** The addresses of a staker's records, in the order in which they are read. */
async function recordsAt({ at }: Governed, owner: Address): Promise<Address[]> {
  const [weight] = await emissions.findVoterWeightRecordPda({ realm: at.realm, voter: owner });
  return [await findOwnerRecord(at, owner), weight];
}

const recordsOf = (at: Realm, owner: Address, record: Owned | undefined, weight: Owned | undefined): VoterRecords => {
  return { owner, record: readAs(at, OWNER_RECORD, record), hasWeightRecord: isOf(VOTER_WEIGHT_RECORD, weight) };
};

async function readAll(rpc: ReadRpc, address: Address, owner: Address | undefined) {
  const { governed, found } = await governedOf(rpc, [address]);
  const { at } = governed;
  const proposal = realmProposal(at, found[0]);
  if (proposal === undefined) throw new Refusal('NoRealmProposal', `${address} is not a realm proposal of this realm.`);
  const records = owner === undefined ? [] : await recordsAt(governed, owner);
  const [ownRecord] = records;
  if (ownRecord !== undefined) records.push(await findVoteRecord(at, address, ownRecord));
  const executed = await transactionAddresses(at, address, proposal);
  const { votesByStake, hasMaxRecord, others } = await readWithRealm(rpc, at, [
    proposal.tokenOwnerRecord,
    ...records,
    ...executed,
  ]);
  if (!votesByStake) throw otherRealm(governed);
  const [proposer, ...rest] = others;
  const transactions = rest.slice(records.length).flatMap((it) => readAs(at, PROPOSAL_TRANSACTION, it) ?? []);
  const matter: Matter = { governed, address, proposal, transactions, hasMaxRecord };
  return { matter, proposer: readAs(at, OWNER_RECORD, proposer), records: rest.slice(0, records.length) };
}

const otherRealm = ({ at }: Governed): Refusal =>
  new Refusal('OtherRealm', `The realm ${at.realm} does not vote by staked IO.`);

/** Reads a realm proposal, in three requests. Throws a `Refusal` if there is none. */
export const readMatter = async (rpc: ReadRpc, address: Address): Promise<Matter> =>
  (await readAll(rpc, address, undefined)).matter;

/** The same with its deposits, in at most four requests: of the proposer and of its delegate, which may have paid one. */
export async function readFinalizing(rpc: ReadRpc, address: Address): Promise<Finalizing> {
  const { matter, proposer } = await readAll(rpc, address, undefined);
  const { at } = matter.governed;
  const payers = [proposer?.governingTokenOwner, proposer?.governanceDelegate].filter((it) => it !== undefined);
  const places = await Promise.all(payers.map((payer) => findDeposit(at, address, payer)));
  const found = (await accounts(rpc, places)).map(ownedOf);
  return { ...matter, deposits: payers.filter((_, place) => readAs(at, DEPOSIT, found[place]) !== undefined) };
}

/** The same with the stake and the vote of a staker. */
export async function readVoting(
  rpc: ReadRpc,
  { proposal, voter: owner }: { proposal: Address; voter: Address },
): Promise<Voting> {
  const { matter, records } = await readAll(rpc, proposal, owner);
  const { at, now } = matter.governed;
  const [record, weight, vote] = records;
  const voter = recordsOf(at, owner, record, weight);
  const parts = partsOf(await readVoterStake(rpc, owner), now);
  return { ...matter, voter, vote: readAs(at, VOTE_RECORD, vote), parts };
}

/** Reads a staker in the realm, in three requests. */
export async function readDelegating(rpc: ReadRpc, owner: Address): Promise<Delegating> {
  const { governed } = await governedOf(rpc, []);
  const { votesByStake, others } = await readWithRealm(rpc, governed.at, await recordsAt(governed, owner));
  if (!votesByStake) throw otherRealm(governed);
  const [record, weight] = others;
  return { governed, voter: recordsOf(governed.at, owner, record, weight) };
}
