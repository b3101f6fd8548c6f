/**
 * The recording with a realm that governs: none did when it was made. Its accounts are written as the client's vectors have those
 * of SPL Governance, for the mint, the clock and the staker of the recording.
 */
import {
  AccountRole,
  address,
  createNoopSigner,
  getAddressDecoder,
  isSignerRole,
  isWritableRole,
  type Address,
  type Instruction,
} from '@solana/kit';
import * as emissions from 'io-client/generated/emissions';
import { DAY, HOUR, ONE_IO } from 'io-client/math';
import {
  findGovernance,
  findOwnerRecord,
  findRealmConfig,
  findTransaction,
  findTreasury,
  findVoteRecord,
  SHARED_PROGRAM,
  type ProposalTransaction,
  type Realm,
  type RealmProposal,
  type VoteRecord,
  type VoteThreshold,
} from 'io-client/realm';
import { timeOf } from '../src/network/decode';
import { written } from '../../ts/test/realmAccounts';
import { recorded } from './rpc';

type Account = (typeof recorded.accounts)[number];

const bytesOf = (data: string) => Uint8Array.from(Buffer.from(data, 'base64'));
const textOf = (bytes: ArrayLike<number>) => Buffer.from(Uint8Array.from(bytes)).toString('base64');
/** An address, by a number. */
const key = (number: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(number));

const EMISSIONS = emissions.EMISSIONS_PROGRAM_ADDRESS;
const SYSTEM = address('11111111111111111111111111111111');
const at = (pubkey: Address): Account => {
  const found = recorded.accounts.find((it) => it.pubkey === pubkey);
  if (found === undefined) throw new Error(`the recording has no ${pubkey}`);
  return found;
};
const clock = at(address('SysvarC1ock11111111111111111111111111111111'));
/** Unix seconds of the recording. */
export const now = timeOf({ owner: clock.owner, data: bytesOf(clock.data) });
const [configAt] = await emissions.findConfigPda();
const config = emissions.getConfigDecoder().decode(bytesOf(at(configAt).data));
const realmAt = key(70);
const governance = await findGovernance(SHARED_PROGRAM, realmAt, EMISSIONS);
export const REALM: Realm = { program: SHARED_PROGRAM, realm: realmAt, governance, mint: config.ioMint };
export const VOTER: Address = recorded.stakers[0] ?? key(1);

/** Realm proposals, by what the tests call them. */
export const PROPOSALS = {
  stake: key(80),
  payment: key(81),
  ended: key(82),
  passed: key(83),
  executed: key(84),
  rejected: key(85),
  several: key(86),
  draft: key(87),
  risky: key(88),
} as const;

const VOTING = 5n * DAY;
const COOL_OFF = 2n * DAY;
const HOLD_UP = DAY;

const none = { __kind: 'Disabled' } as const;
const rules = {
  communityVoteThreshold: { __kind: 'YesVotePercentage', percent: 20 },
  minCommunityWeightToCreateProposal: 100_000n * ONE_IO,
  minTransactionHoldUpTime: Number(HOLD_UP),
  votingBaseTime: Number(VOTING),
  communityVoteTipping: 'Disabled',
  councilVoteThreshold: none,
  councilVetoVoteThreshold: none,
  minCouncilWeightToCreateProposal: (1n << 64n) - 1n,
  councilVoteTipping: 'Disabled',
  communityVetoVoteThreshold: none,
  votingCoolOffTime: Number(COOL_OFF),
  depositExemptProposalCount: 10,
} as const;

const proposalOf = (change: Partial<RealmProposal>, yes: bigint, no: bigint, transactions: number): RealmProposal => ({
  governance,
  governingTokenMint: config.ioMint,
  state: 'Voting',
  tokenOwnerRecord: key(71),
  signatoriesCount: 0,
  signatoriesSignedOffCount: 0,
  voteType: { __kind: 'SingleChoice' },
  options: [
    {
      label: 'Approve',
      voteWeight: yes * ONE_IO,
      voteResult: 'None',
      transactionsExecutedCount: 0,
      transactionsCount: transactions,
      transactionsNextIndex: transactions,
    },
  ],
  denyVoteWeight: no * ONE_IO,
  reserved1: 0,
  abstainVoteWeight: undefined,
  startVotingAt: undefined,
  draftAt: now - 30n * DAY,
  signingOffAt: undefined,
  votingAt: undefined,
  votingAtSlot: undefined,
  votingCompletedAt: undefined,
  executingAt: undefined,
  closedAt: undefined,
  executionFlags: 'None',
  maxVoteWeight: undefined,
  maxVotingTime: undefined,
  voteThreshold: undefined,
  reserved: new Uint8Array(64),
  name: '',
  descriptionLink: '',
  vetoVoteWeight: 0n,
  ...change,
});

/** A vote that ends in so many seconds; half an hour more, since the page's clock runs on. */
const ending = (seconds: bigint) => ({ votingAt: now + seconds + HOUR / 2n - VOTING - COOL_OFF });
/** One that has ended so many seconds ago, and was finalized. */
const finalized = (seconds: bigint) => ({
  votingAt: now - seconds - VOTING - COOL_OFF,
  votingCompletedAt: now - seconds,
  maxVoteWeight: 50_000n * ONE_IO,
  voteThreshold: rules.communityVoteThreshold,
});

const authority = createNoopSigner(governance);
const treasury = await findTreasury(REALM);
const change = async (number: number, fields: emissions.Change) =>
  await emissions.getProposeChangeInstructionAsync({ authority, payer: createNoopSigner(treasury), number, change: fields });
/** 2 SOL. */
const payment: Instruction = {
  programAddress: SYSTEM,
  accounts: [
    { address: treasury, role: AccountRole.WRITABLE_SIGNER },
    { address: key(72), role: AccountRole.WRITABLE },
  ],
  data: new Uint8Array([2, 0, 0, 0, 0, 0x94, 0x35, 0x77, 0, 0, 0, 0]),
};
const perUnit = (amount: bigint) => change(3, { __kind: 'StakePerUnit', fields: [amount * ONE_IO] });

const transactionOf = (proposal: Address, transactionIndex: number, it: Instruction, executedAt?: bigint): ProposalTransaction => ({
  proposal,
  optionIndex: 0,
  transactionIndex,
  holdUpTime: Number(HOLD_UP),
  instructions: [
    {
      programId: it.programAddress,
      accounts: (it.accounts ?? []).map(({ address, role }) => ({
        pubkey: address,
        isSigner: isSignerRole(role),
        isWritable: isWritableRole(role),
      })),
      data: it.data ?? new Uint8Array(),
    },
  ],
  executedAt,
  executionStatus: executedAt === undefined ? 'None' : 'Success',
});

/** The instruction with one more account, which signs. */
const signedBy = (it: Instruction, signer: Address): Instruction => ({
  ...it,
  accounts: [...(it.accounts ?? []), { address: signer, role: AccountRole.READONLY_SIGNER }],
});

/** Who has to sign the execution of one of them, and the supplier whose slash it withdraws. */
export const SIGNER = key(75);
export const SUPPLIER = key(76);

const of = (pubkey: Address, data: Uint8Array): Account => ({ pubkey, owner: SHARED_PROGRAM, data: textOf(data) });

/** A title that would be markup, and turns the direction of what follows. */
export const HOSTILE = '<b>Draft</b>\u202e';

/** The accounts; the realm has a council if a mint for it is given, and `community` is the rule of its votes. */
export async function voted(councilMint?: Address, community = rules.communityVoteThreshold as VoteThreshold): Promise<Account[]> {
  const roles = { ...config.roles, authority: governance };
  const accounts = recorded.accounts.map((it) =>
    it.pubkey === configAt ? { ...it, data: textOf(emissions.getConfigEncoder().encode({ ...config, proposals: 3, roles })) } : it,
  );
  const token = { voterWeightAddin: EMISSIONS, maxVoterWeightAddin: EMISSIONS, tokenType: 'Dormant' } as const;
  const noToken = { voterWeightAddin: undefined, maxVoterWeightAddin: undefined, tokenType: 'Dormant' } as const;
  const { stake, payment: paid, ended, passed, executed, rejected, several, draft, risky } = PROPOSALS;
  const link = 'https://forum.example/stake-per-unit';
  const first = proposalOf({ ...ending(6n * DAY), name: 'Stake per unit 150 IO', descriptionLink: link }, 7_500n, 100n, 1);
  const both = proposalOf({ ...ending(5n * DAY), name: 'Which model next?' }, 150_000n, 5n, 1);
  const [option] = both.options;
  if (option === undefined) throw new Error('an option is missing');
  const done = await perUnit(200n);
  const proposals: [Address, RealmProposal][] = [
    [stake, first],
    [paid, proposalOf({ ...ending(DAY), name: 'Pay the auditors' }, 9_000n, 9_500n, 2)],
    [ended, proposalOf({ ...ending(-DAY), name: 'A shorter cooldown' }, 1n, 0n, 1)],
    [passed, proposalOf({ ...finalized(2n * DAY), state: 'Succeeded', name: 'Name a guardian' }, 20_000n, 1n, 1)],
    [executed, proposalOf({ ...finalized(9n * DAY), state: 'Completed', name: 'Stake per unit 200 IO' }, 30_000n, 2n, 1)],
    [rejected, proposalOf({ ...finalized(12n * DAY), state: 'Defeated', name: 'Stake per unit 1 IO' }, 3n, 40_000n, 1)],
    [several, { ...both, voteType: { __kind: 'SingleChoice' }, options: [option, { ...option, label: 'B300', voteWeight: 10n * ONE_IO }] }],
    [draft, proposalOf({ state: 'Draft', name: HOSTILE }, 0n, 0n, 1)],
    [risky, proposalOf({ ...ending(6n * DAY), name: 'Withdraw a slash' }, 0n, 0n, 2)],
  ];
  const guardian = emissions.getGovernInstruction({
    signer: authority,
    action: { __kind: 'SetGuardian', fields: [key(73)] },
  });
  const withdraw = emissions.getWithdrawSlashInstruction({ authority, supplier: SUPPLIER, slash: key(77), payer: key(78) });
  const transactions = [
    transactionOf(stake, 0, await perUnit(150n)),
    // The second of its transactions cannot be read.
    transactionOf(paid, 0, payment),
    transactionOf(ended, 0, await change(4, { __kind: 'UnstakeCooldown', fields: [15n * DAY] })),
    transactionOf(passed, 0, guardian),
    transactionOf(executed, 0, done, now - 7n * DAY),
    transactionOf(rejected, 0, await perUnit(1n)),
    transactionOf(draft, 0, await perUnit(1n)),
    transactionOf(several, 0, withdraw),
    { ...transactionOf(risky, 0, signedBy(withdraw, SIGNER)), holdUpTime: Number(400n * DAY) },
    transactionOf(risky, 1, await change(200, { __kind: 'MinDelegation', fields: [1n] })),
  ];
  const record = await findOwnerRecord(REALM, VOTER);
  const vote: VoteRecord = {
    proposal: stake,
    governingTokenOwner: VOTER,
    isRelinquished: false,
    voterWeight: 7_500n * ONE_IO,
    vote: { __kind: 'Approve', choices: [{ rank: 0, weightPercentage: 100 }] },
  };
  const added = [
    of(
      REALM.realm,
      written('realm', {
        communityMint: config.ioMint,
        reserved1: new Uint8Array(8),
        minCommunityWeightToCreateGovernance: (1n << 64n) - 1n,
        communityMintMaxVoterWeightSource: { __kind: 'SupplyFraction', fraction: 10_000_000_000n },
        councilMint,
        reserved2: new Uint8Array(8),
        authority: governance,
        name: 'io.net',
      }),
    ),
    of(
      await findRealmConfig(REALM),
      written('realmConfig', { realm: REALM.realm, communityTokenConfig: token, councilTokenConfig: noToken }),
    ),
    of(
      governance,
      written('governance', {
        realm: REALM.realm,
        governedAccount: EMISSIONS,
        reserved1: 0,
        config: { ...rules, communityVoteThreshold: community },
        reservedV2: new Uint8Array(119),
        requiredSignatoriesCount: 0,
        activeProposalCount: 5n,
      }),
    ),
    ...proposals.map(([address, it]) => of(address, written('proposal', it))),
    ...(await Promise.all(
      transactions.map(async (it) => {
        const place = await findTransaction(REALM, it.proposal, it.optionIndex, it.transactionIndex);
        return of(place, written('transaction', it));
      }),
    )),
    of(
      record,
      written('ownerRecord', {
        realm: REALM.realm,
        governingTokenMint: config.ioMint,
        governingTokenOwner: VOTER,
        governingTokenDepositAmount: 0n,
        unrelinquishedVotesCount: 1n,
        outstandingProposalCount: 0,
        version: 1,
        reserved: new Uint8Array(6),
        governanceDelegate: key(74),
      }),
    ),
    of(await findVoteRecord(REALM, stake, record), written('voteRecord', vote)),
  ];
  return [...accounts, ...added];
}
