/** Accounts of SPL Governance, written as it writes them; `realm.test.ts` compares each type with the vectors. */
import {
  addEncoderSizePrefix,
  getAddressEncoder,
  getArrayEncoder,
  getBooleanEncoder,
  getBytesEncoder,
  getDiscriminatedUnionEncoder,
  getI64Encoder,
  getNullableEncoder,
  getStructEncoder,
  getU16Encoder,
  getU32Encoder,
  getU64Encoder,
  getU8Encoder,
  getUnitEncoder,
  getUtf8Encoder,
  fixEncoderSize,
  transformEncoder,
  type Encoder,
} from '@solana/kit';
import { PROPOSAL_STATES, type Deposit, type Governance, type OwnerRecord, type ProposalTransaction, type RealmAccount, type RealmConfig, type RealmProposal, type VoteRecord } from '../src/realm';

const maybe = <T>(encoder: Encoder<T>): Encoder<T | undefined> =>
  transformEncoder(getNullableEncoder(encoder), (it: T | undefined) => it ?? null) as Encoder<T | undefined>;
const list = <T>(encoder: Encoder<T>) => getArrayEncoder(encoder, { size: getU32Encoder() });
const text = () => addEncoderSizePrefix(getUtf8Encoder(), getU32Encoder());
const named = (names: readonly string[]): Encoder<string> =>
  transformEncoder(getU8Encoder(), (name: string) => names.indexOf(name));
const reserved = (size: number) => transformEncoder(fixEncoderSize(getBytesEncoder(), size), () => new Uint8Array(size));

const [address, u8, u16, u32, u64, i64] = [
  getAddressEncoder(),
  getU8Encoder(),
  getU16Encoder(),
  getU32Encoder(),
  getU64Encoder(),
  getI64Encoder(),
];
const percent = getStructEncoder([['percent', u8]]);
const threshold = getDiscriminatedUnionEncoder([
  ['YesVotePercentage', percent],
  ['QuorumPercentage', percent],
  ['Disabled', getUnitEncoder()],
]);
const tipping = named(['Strict', 'Early', 'Disabled']);

const config = getStructEncoder([
  ['communityVoteThreshold', threshold],
  ['minCommunityWeightToCreateProposal', u64],
  ['minTransactionHoldUpTime', u32],
  ['votingBaseTime', u32],
  ['communityVoteTipping', tipping],
  ['councilVoteThreshold', threshold],
  ['councilVetoVoteThreshold', threshold],
  ['minCouncilWeightToCreateProposal', u64],
  ['councilVoteTipping', tipping],
  ['communityVetoVoteThreshold', threshold],
  ['votingCoolOffTime', u32],
  ['depositExemptProposalCount', u8],
]);

const token = getStructEncoder([
  ['voterWeightAddin', maybe(address)],
  ['maxVoterWeightAddin', maybe(address)],
  ['tokenType', named(['Liquid', 'Membership', 'Dormant'])],
  ['reserved', reserved(8)],
]);

const option = getStructEncoder([
  ['label', text()],
  ['voteWeight', u64],
  ['voteResult', named(['None', 'Succeeded', 'Defeated'])],
  ['transactionsExecutedCount', u16],
  ['transactionsCount', u16],
  ['transactionsNextIndex', u16],
]);

const meta = getStructEncoder([
  ['pubkey', address],
  ['isSigner', getBooleanEncoder()],
  ['isWritable', getBooleanEncoder()],
]);

const encoders = {
  deposit: getStructEncoder([
    ['proposal', address],
    ['depositPayer', address],
    ['reserved', reserved(64)],
  ]),
  realm: getStructEncoder([
    ['communityMint', address],
    ['reserved1', reserved(8)],
    ['minCommunityWeightToCreateGovernance', u64],
    [
      'communityMintMaxVoterWeightSource',
      getDiscriminatedUnionEncoder([
        ['SupplyFraction', getStructEncoder([['fraction', u64]])],
        ['Absolute', getStructEncoder([['weight', u64]])],
      ]),
    ],
    ['councilMint', maybe(address)],
    ['reserved2', reserved(8)],
    ['authority', maybe(address)],
    ['name', text()],
  ]),
  realmConfig: getStructEncoder([
    ['realm', address],
    ['communityTokenConfig', token],
    ['councilTokenConfig', token],
  ]),
  governance: getStructEncoder([
    ['realm', address],
    ['governedAccount', address],
    ['reserved1', u32],
    ['config', config],
    ['reservedV2', reserved(119)],
    ['requiredSignatoriesCount', u8],
    ['activeProposalCount', u64],
  ]),
  proposal: getStructEncoder([
    ['governance', address],
    ['governingTokenMint', address],
    ['state', named(PROPOSAL_STATES)],
    ['tokenOwnerRecord', address],
    ['signatoriesCount', u8],
    ['signatoriesSignedOffCount', u8],
    [
      'voteType',
      getDiscriminatedUnionEncoder([
        ['SingleChoice', getUnitEncoder()],
        [
          'MultiChoice',
          getStructEncoder([
            ['choiceType', named(['FullWeight', 'Weighted'])],
            ['minVoterOptions', u8],
            ['maxVoterOptions', u8],
            ['maxWinningOptions', u8],
          ]),
        ],
      ]),
    ],
    ['options', list(option)],
    ['denyVoteWeight', maybe(u64)],
    ['reserved1', u8],
    ['abstainVoteWeight', maybe(u64)],
    ['startVotingAt', maybe(i64)],
    ['draftAt', i64],
    ['signingOffAt', maybe(i64)],
    ['votingAt', maybe(i64)],
    ['votingAtSlot', maybe(u64)],
    ['votingCompletedAt', maybe(i64)],
    ['executingAt', maybe(i64)],
    ['closedAt', maybe(i64)],
    ['executionFlags', named(['None', 'Ordered', 'UseTransaction'])],
    ['maxVoteWeight', maybe(u64)],
    ['maxVotingTime', maybe(u32)],
    ['voteThreshold', maybe(threshold)],
    ['reserved', reserved(64)],
    ['name', text()],
    ['descriptionLink', text()],
    ['vetoVoteWeight', u64],
  ]),
  transaction: getStructEncoder([
    ['proposal', address],
    ['optionIndex', u8],
    ['transactionIndex', u16],
    ['holdUpTime', u32],
    [
      'instructions',
      list(
        getStructEncoder([
          ['programId', address],
          ['accounts', list(meta)],
          ['data', addEncoderSizePrefix(getBytesEncoder(), getU32Encoder())],
        ]),
      ),
    ],
    ['executedAt', maybe(i64)],
    ['executionStatus', named(['None', 'Success', 'Error'])],
  ]),
  ownerRecord: getStructEncoder([
    ['realm', address],
    ['governingTokenMint', address],
    ['governingTokenOwner', address],
    ['governingTokenDepositAmount', u64],
    ['unrelinquishedVotesCount', u64],
    ['outstandingProposalCount', u8],
    ['version', u8],
    ['reserved', reserved(6)],
    ['governanceDelegate', maybe(address)],
  ]),
  voteRecord: getStructEncoder([
    ['proposal', address],
    ['governingTokenOwner', address],
    ['isRelinquished', getBooleanEncoder()],
    ['voterWeight', u64],
    [
      'vote',
      getDiscriminatedUnionEncoder([
        ['Approve', getStructEncoder([['choices', list(getStructEncoder([['rank', u8], ['weightPercentage', u8]]))]])],
        ['Deny', getUnitEncoder()],
        ['Abstain', getUnitEncoder()],
        ['Veto', getUnitEncoder()],
      ]),
    ],
  ]),
};

type Accounts = {
  deposit: Deposit;
  realm: RealmAccount;
  realmConfig: RealmConfig;
  governance: Governance;
  proposal: RealmProposal;
  transaction: ProposalTransaction;
  ownerRecord: OwnerRecord;
  voteRecord: VoteRecord;
};
const TYPES: Record<keyof Accounts, number> = {
  deposit: 23,
  realm: 16,
  realmConfig: 11,
  governance: 18,
  proposal: 14,
  transaction: 13,
  ownerRecord: 17,
  voteRecord: 12,
};

/** The bytes of an account, without what is unused at its end. */
export function written<Name extends keyof Accounts>(name: Name, account: Accounts[Name]): Uint8Array {
  const encoder = encoders[name] as Encoder<unknown>;
  return Uint8Array.from([TYPES[name], ...encoder.encode(account)]);
}
