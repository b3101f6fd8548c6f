/**
 * When a vote ends, what it needs and how it stands, by the rules of SPL Governance: `app/client/src/realm/vote.rs`. Times are unix
 * seconds, weights base units.
 */
import type { RealmProposal } from './accounts';
import type { GovernanceConfig, VoteThreshold } from './config';

/** When a vote takes which votes. */
export type Times = {
  /** The last second in which all votes count. */
  allUntil: bigint;
  /** The last second in which No counts, and in which a vote can be withdrawn. */
  end: bigint;
};

/** Which votes count: Yes and No, only No (the cool-off), or none. */
export type Phase = 'All' | 'OnlyNo' | 'Ended';

/** Those of a vote that began at `votingAt`. They change with the rules. */
export function timesOf(config: Pick<GovernanceConfig, 'votingBaseTime' | 'votingCoolOffTime'>, votingAt: bigint): Times {
  const allUntil = votingAt + BigInt(config.votingBaseTime);
  return { allUntil, end: allUntil + BigInt(config.votingCoolOffTime) };
}

export function phaseAt({ allUntil, end }: Times, now: bigint): Phase {
  if (now <= allUntil) return 'All';
  return now <= end ? 'OnlyNo' : 'Ended';
}

/** The first second in which a transaction can be executed, `holdUp` seconds after the `end` of the vote. */
export const executableFrom = (end: bigint, holdUp: number): bigint => end + BigInt(holdUp) + 1n;

/** Least weight of Yes, of `all` weight, with which a vote passes; undefined if these voters do not vote. */
export function thresholdOf(rule: VoteThreshold, all: bigint): bigint | undefined {
  return rule.__kind === 'YesVotePercentage' ? (BigInt(rule.percent) * all + 99n) / 100n : undefined;
}

/** Votes of Yes and No. */
export type Tally = { yes: bigint; no: bigint };

/** Votes on a realm proposal; undefined for a survey, and for one with several options, on which the clients vote only No. */
export function tallyOf({ options, voteType, denyVoteWeight: no }: RealmProposal): Tally | undefined {
  const [option, ...others] = options;
  if (option === undefined || others.length > 0 || voteType.__kind !== 'SingleChoice' || no === undefined) return undefined;
  return { yes: option.voteWeight, no };
}

/** Yes of each option, and No, which rejects all of them. */
export type Counts = { options: { label: string; yes: bigint }[]; no: bigint };

/** Votes on a realm proposal with any number of options; undefined for a survey, which nobody can reject and which executes nothing. */
export function countsOf({ options, denyVoteWeight: no }: Pick<RealmProposal, 'options' | 'denyVoteWeight'>): Counts | undefined {
  return no === undefined ? undefined : { options: options.map(({ label, voteWeight: yes }) => ({ label, yes })), no };
}

/** All weight, if the plugin states `max`: at least the votes. */
export const allWeight = ({ yes, no }: Tally, max: bigint): bigint => (yes + no > max ? yes + no : max);

/** Least weight of Yes with which a vote passes: that of the rule, and more than No. Undefined if these voters do not vote. */
export function neededOf(tally: Tally, rule: VoteThreshold, max: bigint): bigint | undefined {
  const least = thresholdOf(rule, allWeight(tally, max));
  return least === undefined || least > tally.no ? least : tally.no + 1n;
}

/** Least weight of Yes with which each option passes, by the same rule. */
export function neededOfEach({ options, no }: Counts, rule: VoteThreshold, max: bigint): bigint | undefined {
  const yes = options.reduce((most, it) => (it.yes > most ? it.yes : most), 0n);
  return neededOf({ yes, no }, rule, max);
}

/**
 * What becomes of a vote: it passes if nothing changes; it passes with `more` weight of Yes; or only if votes of No are withdrawn,
 * because too little weight is left, or Yes no longer counts.
 */
export type Outlook = { becomes: 'passes' } | { becomes: 'needs'; more: bigint } | { becomes: 'fails' };

/** The same, with `max` as the plugin states it; undefined if these voters do not vote. */
export function outlookOf(tally: Tally, rule: VoteThreshold, max: bigint, phase: Phase): Outlook | undefined {
  const all = allWeight(tally, max);
  const needed = neededOf(tally, rule, max);
  if (needed === undefined) return undefined;
  if (tally.yes >= needed) return { becomes: 'passes' };
  const more = needed - tally.yes;
  const left = all - tally.yes - tally.no;
  return phase === 'All' && more <= left ? { becomes: 'needs', more } : { becomes: 'fails' };
}
