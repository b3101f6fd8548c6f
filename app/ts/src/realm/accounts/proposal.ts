/** A realm proposal. */
import {
  fixDecoderSize,
  getAddressDecoder,
  getBytesDecoder,
  getDiscriminatedUnionDecoder,
  getI64Decoder,
  getStructDecoder,
  getU16Decoder,
  getU32Decoder,
  getU64Decoder,
  getU8Decoder,
  getUnitDecoder,
} from '@solana/kit';
import { list, maybe, named, text } from '../borsh';
import { getVoteThresholdDecoder } from '../config';
import type { DecodedBy, RealmKind } from './kind';

/** From a draft to what became of it. A vote that is over and not finalized is still `Voting`. */
export const PROPOSAL_STATES = [
  'Draft',
  'SigningOff',
  'Voting',
  'Succeeded',
  'Executing',
  'Completed',
  'Cancelled',
  'Defeated',
  'ExecutingWithErrors',
  'Vetoed',
] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

const option = getStructDecoder([
  ['label', text()],
  ['voteWeight', getU64Decoder()],
  ['voteResult', named(['None', 'Succeeded', 'Defeated'])],
  ['transactionsExecutedCount', getU16Decoder()],
  // Of both kinds, also those that these clients do not read.
  ['transactionsCount', getU16Decoder()],
  ['transactionsNextIndex', getU16Decoder()],
]);

const voteType = getDiscriminatedUnionDecoder([
  ['SingleChoice', getUnitDecoder()],
  [
    'MultiChoice',
    getStructDecoder([
      ['choiceType', named(['FullWeight', 'Weighted'])],
      ['minVoterOptions', getU8Decoder()],
      ['maxVoterOptions', getU8Decoder()],
      ['maxWinningOptions', getU8Decoder()],
    ]),
  ],
]);

const proposal = getStructDecoder([
  ['governance', getAddressDecoder()],
  ['governingTokenMint', getAddressDecoder()],
  ['state', named(PROPOSAL_STATES)],
  // That of the proposer.
  ['tokenOwnerRecord', getAddressDecoder()],
  ['signatoriesCount', getU8Decoder()],
  ['signatoriesSignedOffCount', getU8Decoder()],
  ['voteType', voteType],
  ['options', list(option)],
  // Undefined for a survey, which cannot execute anything.
  ['denyVoteWeight', maybe(getU64Decoder())],
  ['reserved1', getU8Decoder()],
  ['abstainVoteWeight', maybe(getU64Decoder())],
  ['startVotingAt', maybe(getI64Decoder())],
  ['draftAt', getI64Decoder()],
  ['signingOffAt', maybe(getI64Decoder())],
  ['votingAt', maybe(getI64Decoder())],
  ['votingAtSlot', maybe(getU64Decoder())],
  // Written when the vote is finalized, as all weight and the threshold.
  ['votingCompletedAt', maybe(getI64Decoder())],
  ['executingAt', maybe(getI64Decoder())],
  ['closedAt', maybe(getI64Decoder())],
  ['executionFlags', named(['None', 'Ordered', 'UseTransaction'])],
  ['maxVoteWeight', maybe(getU64Decoder())],
  ['maxVotingTime', maybe(getU32Decoder())],
  ['voteThreshold', maybe(getVoteThresholdDecoder())],
  ['reserved', fixDecoderSize(getBytesDecoder(), 64)],
  // Title and link to a text, by the proposer.
  ['name', text()],
  ['descriptionLink', text()],
  ['vetoVoteWeight', getU64Decoder()],
]);
/** Times are unix seconds, weights base units. */
export type RealmProposal = DecodedBy<typeof proposal>;
export const REALM_PROPOSAL: RealmKind<RealmProposal> = { type: 14, decoder: proposal };

const deposit = getStructDecoder([
  ['proposal', getAddressDecoder()],
  ['depositPayer', getAddressDecoder()],
  ['reserved', fixDecoderSize(getBytesDecoder(), 64)],
]);
/** What a proposer with many open realm proposals has deposited; the payer gets it back with the account rent. */
export type Deposit = DecodedBy<typeof deposit>;
export const DEPOSIT: RealmKind<Deposit> = { type: 23, decoder: deposit };
