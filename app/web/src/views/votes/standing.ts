/** How realm proposals stand, in words. */
import {
  countsOf,
  executableFrom,
  neededOfEach,
  outlookOf,
  phaseAt,
  tallyOf,
  timesOf,
  type Counts,
  type Governed,
  type Phase,
  type Tally,
  type Times,
  type VoteThreshold,
} from 'io-client/realm';
import { visible } from '../../chain/text';
import { io } from '../../format';
import type { Proposed } from '../../network/votes';
import { texts } from '../../texts';

export const titleOf = ({ proposal }: Proposed): string => visible(proposal.name) || texts().votes.untitled;

/** Weights are IO base units, times unix seconds. */
export type Standing = {
  /** In a word or two. */
  state: string;
  tone: 'active' | 'warn' | '';
  /** Whether its vote, or its execution, is still to come. */
  isOpen: boolean;
  /** Which votes count; undefined if it is not voted on. */
  phase: Phase | undefined;
  times: Times | undefined;
  /** Whether what it executes was executed, or still may be. */
  mayPass: boolean;
  /** The last second of its vote, or when it was cancelled; undefined for a draft. */
  end: bigint | undefined;
  /** Yes of each option, and No; undefined for a survey. */
  counts: Counts | undefined;
  /** The same of the one option; undefined if it has several. */
  tally: Tally | undefined;
  /** Least weight of Yes with which it, or each of several options, passes; undefined if stakers do not vote. */
  needed: bigint | undefined;
  /** What becomes of it, as a sentence. */
  outlook: string | undefined;
  /** When what is left can be executed, if it has passed. */
  executedFrom: bigint | undefined;
};

function stateOf({ proposal }: Proposed, phase: Phase | undefined, isDue: boolean): Pick<Standing, 'state' | 'tone' | 'isOpen'> {
  const t = texts().votes.states;
  switch (proposal.state) {
    case 'Draft':
    case 'SigningOff':
      return { state: t.draft, tone: '', isOpen: true };
    case 'Voting': {
      const state = phase === 'OnlyNo' ? t.onlyNo : phase === 'Ended' ? t.ended : t.voting;
      return { state, tone: phase === 'All' ? 'active' : 'warn', isOpen: true };
    }
    case 'Succeeded':
      return { state: isDue ? t.due : t.waits, tone: 'active', isOpen: true };
    case 'Executing':
      return { state: t.partly, tone: 'active', isOpen: true };
    case 'ExecutingWithErrors':
      return { state: t.errors, tone: 'warn', isOpen: true };
    case 'Completed': {
      const executes = proposal.options.some(({ transactionsCount }) => transactionsCount > 0);
      return { state: executes ? t.Completed : t.passed, tone: '', isOpen: false };
    }
    default:
      return { state: t[proposal.state], tone: '', isOpen: false };
  }
}

export function standingOf(it: Proposed, { governance, staked }: Governed, now: bigint): Standing {
  const { proposal, contents } = it;
  const { config } = governance;
  const times = proposal.votingAt === undefined ? undefined : timesOf(config, proposal.votingAt);
  const phase = proposal.state === 'Voting' && times !== undefined ? phaseAt(times, now) : undefined;
  const [counts, tally] = [countsOf(proposal), tallyOf(proposal)];
  // Written when the vote is finalized.
  const rule = proposal.voteThreshold ?? config.communityVoteThreshold;
  const all = proposal.maxVoteWeight ?? staked;
  const needed = counts && neededOfEach(counts, rule, all);
  const end = proposal.votingCompletedAt ?? (proposal.state === 'Cancelled' ? proposal.closedAt : times?.end);
  const left = contents.acts.filter(({ executedAt }) => executedAt === undefined);
  const [first] = left.map(({ holdUpTime }) => (end === undefined ? undefined : executableFrom(end, holdUpTime)));
  const hasPassed = ['Succeeded', 'Executing', 'ExecutingWithErrors'].includes(proposal.state);
  const executedFrom = hasPassed ? first : undefined;
  return {
    ...stateOf(it, phase, executedFrom !== undefined && now >= executedFrom),
    mayPass: !['Cancelled', 'Defeated', 'Vetoed'].includes(proposal.state),
    phase,
    times,
    end,
    counts,
    tally,
    needed,
    outlook:
      phase &&
      (tally === undefined
        ? counts !== undefined && needed !== undefined
          ? severalWords(it, counts, needed)
          : undefined
        : outlookWords(tally, { rule, all, phase })),
    executedFrom,
  };
}

type Rule = { rule: VoteThreshold; all: bigint; phase: Phase };

function outlookWords(tally: Tally, { rule, all, phase }: Rule): string | undefined {
  const it = outlookOf(tally, rule, all, phase);
  const t = texts().votes.outlook;
  if (it === undefined) return t.none;
  if (it.becomes === 'needs') return t.needs(io(it.more, 2));
  if (it.becomes === 'passes') return phase === 'Ended' ? t.passesCounted : t.passes;
  if (phase === 'Ended') return t.rejected;
  return phase === 'All' ? t.cannot : t.doesNot;
}

/** Of several options: one of them passes it, but of those of which a single one can win, two with as much Yes do not. */
function severalWords({ proposal }: Proposed, { options }: Counts, needed: bigint): string {
  const most = options.reduce((most, { yes }) => (yes > most ? yes : most), 0n);
  const leading = options.filter(({ yes }) => yes === most);
  const isTie = proposal.voteType.__kind === 'SingleChoice' && leading.length > 1;
  const t = texts().votes.outlook;
  return most >= needed && !isTie ? t.passes : t.fails;
}
