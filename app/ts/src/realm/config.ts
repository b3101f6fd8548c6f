/** The rules of a governance. */
import {
  getDiscriminatedUnionDecoder,
  getStructDecoder,
  getU32Decoder,
  getU64Decoder,
  getU8Decoder,
  getUnitDecoder,
  type Decoder,
} from '@solana/kit';
import { named } from './borsh';

/** What a vote needs to pass: a percentage of all weight, for Yes. The others are not supported, and not voted on. */
export type VoteThreshold =
  | { __kind: 'YesVotePercentage'; percent: number }
  | { __kind: 'QuorumPercentage'; percent: number }
  | { __kind: 'Disabled' };

export function getVoteThresholdDecoder(): Decoder<VoteThreshold> {
  const percent = getStructDecoder([['percent', getU8Decoder()]]);
  return getDiscriminatedUnionDecoder([
    ['YesVotePercentage', percent],
    ['QuorumPercentage', percent],
    ['Disabled', getUnitDecoder()],
  ]);
}

/** When a vote ends before its time: when nothing else can win, when it passes as it stands, or never. */
const TIPPING = ['Strict', 'Early', 'Disabled'] as const;
export type VoteTipping = (typeof TIPPING)[number];

/** Times are seconds, weights base units. */
export type GovernanceConfig = {
  communityVoteThreshold: VoteThreshold;
  /** Weight that a proposer of the community needs. */
  minCommunityWeightToCreateProposal: bigint;
  /** From the end of a vote to the execution, at least. */
  minTransactionHoldUpTime: number;
  /** In which all votes count. */
  votingBaseTime: number;
  communityVoteTipping: VoteTipping;
  councilVoteThreshold: VoteThreshold;
  councilVetoVoteThreshold: VoteThreshold;
  minCouncilWeightToCreateProposal: bigint;
  councilVoteTipping: VoteTipping;
  communityVetoVoteThreshold: VoteThreshold;
  /** After the base time, in which only No counts. */
  votingCoolOffTime: number;
  /** Realm proposals that can be open without a deposit. */
  depositExemptProposalCount: number;
};

export function getGovernanceConfigDecoder(): Decoder<GovernanceConfig> {
  const threshold = getVoteThresholdDecoder();
  return getStructDecoder([
    ['communityVoteThreshold', threshold],
    ['minCommunityWeightToCreateProposal', getU64Decoder()],
    ['minTransactionHoldUpTime', getU32Decoder()],
    ['votingBaseTime', getU32Decoder()],
    ['communityVoteTipping', named(TIPPING)],
    ['councilVoteThreshold', threshold],
    ['councilVetoVoteThreshold', threshold],
    ['minCouncilWeightToCreateProposal', getU64Decoder()],
    ['councilVoteTipping', named(TIPPING)],
    ['communityVetoVoteThreshold', threshold],
    ['votingCoolOffTime', getU32Decoder()],
    ['depositExemptProposalCount', getU8Decoder()],
  ]);
}
