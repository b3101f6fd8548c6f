/** A realm, its configuration, and a governance. */
import {
  getAddressDecoder,
  getBytesDecoder,
  getDiscriminatedUnionDecoder,
  getStructDecoder,
  getU32Decoder,
  getU64Decoder,
  getU8Decoder,
  fixDecoderSize,
  type Address,
  type Decoder,
} from '@solana/kit';
import { maybe, named, text } from '../borsh';
import { getGovernanceConfigDecoder } from '../config';
import type { DecodedBy, RealmKind } from './kind';

const reserved = (bytes: number) => fixDecoderSize(getBytesDecoder(), bytes);

const realm = getStructDecoder([
  ['communityMint', getAddressDecoder()],
  ['reserved1', reserved(8)],
  ['minCommunityWeightToCreateGovernance', getU64Decoder()],
  [
    'communityMintMaxVoterWeightSource',
    getDiscriminatedUnionDecoder([
      ['SupplyFraction', getStructDecoder([['fraction', getU64Decoder()]])],
      ['Absolute', getStructDecoder([['weight', getU64Decoder()]])],
    ]),
  ],
  ['councilMint', maybe(getAddressDecoder())],
  ['reserved2', reserved(8)],
  ['authority', maybe(getAddressDecoder())],
  ['name', text()],
]);
/** A realm. Its authority changes it. */
export type RealmAccount = DecodedBy<typeof realm>;
export const REALM: RealmKind<RealmAccount> = { type: 16, decoder: realm };

/** What deposits are for: votes, membership, or nothing; then they are refused. */
const TOKEN_TYPES = ['Liquid', 'Membership', 'Dormant'] as const;

/** How a token of a realm votes. */
export type GoverningTokenConfig = {
  /** The program that weighs voters. */
  voterWeightAddin: Address | undefined;
  /** The program that states all weight. */
  maxVoterWeightAddin: Address | undefined;
  tokenType: (typeof TOKEN_TYPES)[number];
};

const token: Decoder<GoverningTokenConfig> = getStructDecoder([
  ['voterWeightAddin', maybe(getAddressDecoder())],
  ['maxVoterWeightAddin', maybe(getAddressDecoder())],
  ['tokenType', named(TOKEN_TYPES)],
  ['reserved', reserved(8)],
]);

const config = getStructDecoder([
  ['realm', getAddressDecoder()],
  ['communityTokenConfig', token],
  ['councilTokenConfig', token],
]);
export type RealmConfig = DecodedBy<typeof config>;
export const REALM_CONFIG: RealmKind<RealmConfig> = { type: 11, decoder: config };

const governance = getStructDecoder([
  ['realm', getAddressDecoder()],
  ['governedAccount', getAddressDecoder()],
  ['reserved1', getU32Decoder()],
  ['config', getGovernanceConfigDecoder()],
  ['reservedV2', reserved(119)],
  ['requiredSignatoriesCount', getU8Decoder()],
  ['activeProposalCount', getU64Decoder()],
]);
/** A governance: its address follows from the realm and the governed account. */
export type Governance = DecodedBy<typeof governance>;
export const GOVERNANCE: RealmKind<Governance> = { type: 18, decoder: governance };
