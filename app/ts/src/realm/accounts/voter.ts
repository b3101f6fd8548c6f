/** A voter, and its votes. */
import {
  fixDecoderSize,
  getAddressDecoder,
  getBooleanDecoder,
  getBytesDecoder,
  getDiscriminatedUnionDecoder,
  getStructDecoder,
  getU64Decoder,
  getU8Decoder,
  getUnitDecoder,
} from '@solana/kit';
import { list, maybe } from '../borsh';
import type { DecodedBy, RealmKind } from './kind';

const ownerRecord = getStructDecoder([
  ['realm', getAddressDecoder()],
  ['governingTokenMint', getAddressDecoder()],
  ['governingTokenOwner', getAddressDecoder()],
  // Deposits do not vote where a plugin weighs.
  ['governingTokenDepositAmount', getU64Decoder()],
  ['unrelinquishedVotesCount', getU64Decoder()],
  ['outstandingProposalCount', getU8Decoder()],
  ['version', getU8Decoder()],
  ['reserved', fixDecoderSize(getBytesDecoder(), 6)],
  ['governanceDelegate', maybe(getAddressDecoder())],
]);
/** What SPL Governance knows about a staker; the delegate may vote and propose for it. */
export type OwnerRecord = DecodedBy<typeof ownerRecord>;
export const OWNER_RECORD: RealmKind<OwnerRecord> = { type: 17, decoder: ownerRecord };
/** Bytes of the account. It is never closed. */
export const OWNER_RECORD_SIZE = 282;

const choice = getStructDecoder([
  ['rank', getU8Decoder()],
  ['weightPercentage', getU8Decoder()],
]);

const voteRecord = getStructDecoder([
  ['proposal', getAddressDecoder()],
  ['governingTokenOwner', getAddressDecoder()],
  // Whether it was marked as withdrawn, after the vote.
  ['isRelinquished', getBooleanDecoder()],
  ['voterWeight', getU64Decoder()],
  [
    'vote',
    getDiscriminatedUnionDecoder([
      ['Approve', getStructDecoder([['choices', list(choice)]])],
      ['Deny', getUnitDecoder()],
      ['Abstain', getUnitDecoder()],
      ['Veto', getUnitDecoder()],
    ]),
  ],
]);
/** A vote that was cast. */
export type VoteRecord = DecodedBy<typeof voteRecord>;
export const VOTE_RECORD: RealmKind<VoteRecord> = { type: 12, decoder: voteRecord };

/** A vote on a realm proposal with one option. */
export type Vote = 'yes' | 'no';

/** Bytes of the account of a vote. It is closed only where the vote is withdrawn before its end. */
export const voteRecordSize = (vote: Vote): number => 82 + (vote === 'yes' ? 7 : 1);

/** The vote in words; undefined for one that is neither. */
export function voteOf({ vote }: VoteRecord): Vote | undefined {
  if (vote.__kind === 'Deny') return 'no';
  if (vote.__kind !== 'Approve' || vote.choices.length !== 1) return undefined;
  return vote.choices[0]?.weightPercentage === 100 ? 'yes' : undefined;
}
