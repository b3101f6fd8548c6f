/** Instructions of SPL Governance that a voter needs. Accounts are in its order. */
import {
  AccountRole,
  address,
  getAddressEncoder,
  isSignerRole,
  isWritableRole,
  type AccountMeta,
  type AccountSignerMeta,
  type Address,
  type Instruction,
  type TransactionSigner,
} from '@solana/kit';
import * as emissions from '../generated/emissions';
import { instructionOf, type ProposalTransaction, type RealmProposal, type Vote } from './accounts';
import {
  findDeposit,
  findOwnerRecord,
  findRealmConfig,
  findTransaction,
  findTreasury,
  findVoteRecord,
  type Realm,
} from './address';

const SYSTEM_PROGRAM = address('11111111111111111111111111111111');

type Meta = AccountMeta | AccountSignerMeta;
const read = (address: Address): Meta => ({ address, role: AccountRole.READONLY });
const write = (address: Address): Meta => ({ address, role: AccountRole.WRITABLE });
const signs = (signer: TransactionSigner): Meta => ({ address: signer.address, role: AccountRole.READONLY_SIGNER, signer });
const pays = (signer: TransactionSigner): Meta => ({ address: signer.address, role: AccountRole.WRITABLE_SIGNER, signer });

/** Numbers of the instructions, the first byte of their data. */
const SET_GOVERNANCE_DELEGATE = 3;
const CAST_VOTE = 13;
const FINALIZE_VOTE = 14;
const RELINQUISH_VOTE = 15;
const EXECUTE_TRANSACTION = 16;
const CREATE_TOKEN_OWNER_RECORD = 23;
const REFUND_PROPOSAL_DEPOSIT = 27;

const instruction = ({ program }: Realm, data: readonly number[], accounts: readonly Meta[]): Instruction => ({
  programAddress: program,
  accounts,
  data: new Uint8Array(data),
});

/** Which a staker needs once before it votes or proposes. It is never closed. */
export async function createOwnerRecord(at: Realm, owner: Address, payer: TransactionSigner): Promise<Instruction> {
  const record = await findOwnerRecord(at, owner);
  const accounts = [read(at.realm), read(owner), write(record), read(at.mint), pays(payer), read(SYSTEM_PROGRAM)];
  return instruction(at, [CREATE_TOKEN_OWNER_RECORD], accounts);
}

/** Names who may vote and propose for the owner; undefined for nobody. `signer` is the owner or its delegate now. */
export async function setDelegate(
  at: Realm,
  owner: Address,
  signer: TransactionSigner,
  delegate: Address | undefined,
): Promise<Instruction> {
  const named = delegate === undefined ? [0] : [1, ...getAddressEncoder().encode(delegate)];
  return instruction(at, [SET_GOVERNANCE_DELEGATE, ...named], [signs(signer), write(await findOwnerRecord(at, owner))]);
}

/** Who acts for a staker. */
export type Voter = {
  /** The staker. */
  owner: Address;
  /** The staker or its delegate. */
  signer: TransactionSigner;
};

/** A realm proposal with its address. */
export type Subject = { address: Address; proposal: Pick<RealmProposal, 'tokenOwnerRecord'> };

/** Yes is the whole weight for the one option. */
const VOTES = { yes: [0, 1, 0, 0, 0, 0, 100], no: [1] } as const satisfies Record<Vote, readonly number[]>;

/** Votes, with both records of emissions, which must have been updated in its slot. */
export async function castVote(
  at: Realm,
  { address, proposal }: Subject,
  { owner, signer }: Voter,
  payer: TransactionSigner,
  vote: Vote,
): Promise<Instruction> {
  const own = await findOwnerRecord(at, owner);
  const [voterWeight] = await emissions.findVoterWeightRecordPda({ realm: at.realm, voter: owner });
  const [maxWeight] = await emissions.findMaxVoterWeightRecordPda({ realm: at.realm });
  const accounts = [
    read(at.realm),
    write(at.governance),
    write(address),
    write(proposal.tokenOwnerRecord),
    write(own),
    signs(signer),
    write(await findVoteRecord(at, address, own)),
    read(at.mint),
    pays(payer),
    read(SYSTEM_PROGRAM),
    read(await findRealmConfig(at)),
    read(voterWeight),
    read(maxWeight),
  ];
  return instruction(at, [CAST_VOTE, ...VOTES[vote]], accounts);
}

/** Withdraws a vote before its end; `rentTo` gets the account rent. */
export async function withdrawVote(
  at: Realm,
  proposal: Address,
  { owner, signer }: Voter,
  rentTo: Address,
): Promise<Instruction> {
  const own = await findOwnerRecord(at, owner);
  const accounts = [
    read(at.realm),
    read(at.governance),
    write(proposal),
    write(own),
    write(await findVoteRecord(at, proposal, own)),
    read(at.mint),
    signs(signer),
    write(rentTo),
  ];
  return instruction(at, [RELINQUISH_VOTE], accounts);
}

/** Counts a vote that has ended, with the record of all weight, updated in its slot; nobody needs to sign. */
export async function finalizeVote(at: Realm, { address, proposal }: Subject): Promise<Instruction> {
  const [maxWeight] = await emissions.findMaxVoterWeightRecordPda({ realm: at.realm });
  const accounts = [
    read(at.realm),
    write(at.governance),
    write(address),
    write(proposal.tokenOwnerRecord),
    read(at.mint),
    read(await findRealmConfig(at)),
    read(maxWeight),
  ];
  return instruction(at, [FINALIZE_VOTE], accounts);
}

/** Gives a deposit back to its payer, after the vote; nobody needs to sign. */
export async function refundDeposit(at: Realm, proposal: Address, payer: Address): Promise<Instruction> {
  const accounts = [read(proposal), write(await findDeposit(at, proposal, payer)), write(payer)];
  return instruction(at, [REFUND_PROPOSAL_DEPOSIT], accounts);
}

/** Executes what has passed. The governance and its treasury sign inside it; of the other signers, those of `signers` are attached. */
export async function executeTransaction(
  at: Realm,
  { proposal, optionIndex, transactionIndex, instructions }: ProposalTransaction,
  signers: readonly TransactionSigner[] = [],
): Promise<Instruction> {
  const inside = [at.governance, await findTreasury(at)];
  const passed = (meta: AccountMeta): Meta => {
    if (!isSignerRole(meta.role)) return meta;
    if (inside.includes(meta.address)) return isWritableRole(meta.role) ? write(meta.address) : read(meta.address);
    const signer = signers.find((it) => it.address === meta.address);
    return signer === undefined ? meta : { ...meta, role: meta.role, signer };
  };
  const called = instructions.map(instructionOf).flatMap(({ programAddress, accounts }) => [
    read(programAddress),
    ...accounts.map(passed),
  ]);
  const itself = await findTransaction(at, proposal, optionIndex, transactionIndex);
  return instruction(at, [EXECUTE_TRANSACTION], [read(at.governance), write(proposal), write(itself), ...called]);
}
