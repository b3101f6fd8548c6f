/** Instructions by which a realm changes itself, in words. */
import { isSolanaError } from '@solana/kit';
import { arrow, inUnit } from '../changes';
import type { StoredInstruction } from './accounts';
import type { Realm } from './address';
import { getGovernanceConfigDecoder, type GovernanceConfig, type VoteThreshold } from './config';

/** Number of the instruction that sets the rules of a governance, the first byte of its data. */
const SET_GOVERNANCE_CONFIG = 19;

function share(rule: VoteThreshold): string {
  if (rule.__kind === 'Disabled') return 'nobody';
  return rule.__kind === 'YesVotePercentage' ? `${rule.percent} %` : `a quorum of ${rule.percent} %`;
}

/** The rules, each by its name and in words. */
const rows = (it: GovernanceConfig): readonly (readonly [string, string])[] => [
  ['Yes of', share(it.communityVoteThreshold)],
  ['stake of a proposer', inUnit('Io', it.minCommunityWeightToCreateProposal)],
  ['voting', inUnit('Seconds', it.votingBaseTime)],
  ['cool-off', inUnit('Seconds', it.votingCoolOffTime)],
  ['hold-up', inUnit('Seconds', it.minTransactionHoldUpTime)],
  ['early end', it.communityVoteTipping],
  ['veto of stakers', share(it.communityVetoVoteThreshold)],
  ['vote of a council', share(it.councilVoteThreshold)],
  ['veto of a council', share(it.councilVetoVoteThreshold)],
  ['weight of a proposer of a council', String(it.minCouncilWeightToCreateProposal)],
  ['early end by a council', it.councilVoteTipping],
  ['proposals without a deposit', String(it.depositExemptProposalCount)],
];

/** What an instruction of SPL Governance does, if it sets the rules of this realm's votes; undefined for another. */
export function rulesWords(
  { programId, accounts, data }: StoredInstruction,
  at: Pick<Realm, 'program' | 'governance'>,
  rules: GovernanceConfig,
): string | undefined {
  const isOurs = programId === at.program && accounts[0]?.pubkey === at.governance;
  if (!isOurs || data[0] !== SET_GOVERNANCE_CONFIG) return undefined;
  let to: GovernanceConfig;
  try {
    const [config, end] = getGovernanceConfigDecoder().read(data, 1);
    if (end !== data.length) return undefined;
    to = config;
  } catch (error) {
    if (isSolanaError(error) || error instanceof RangeError) return undefined;
    throw error;
  }
  const after = rows(to);
  const differ = rows(rules).flatMap(([name, from], place) => {
    const value = after[place]?.[1] ?? from;
    return from === value ? [] : [`${name} ${arrow(from, value)}`];
  });
  return `rules of the votes: ${differ.length === 0 ? 'as they are now' : differ.join(', ')}`;
}
