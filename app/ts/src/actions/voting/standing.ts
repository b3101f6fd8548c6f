/** How a realm proposal stands, and what is refused for it. */
import type { TransactionSigner } from '@solana/kit';
import {
  aroundOf,
  contentsOf,
  countsOf,
  phaseAt,
  tallyOf,
  timesOf,
  type Contents,
  type Counts,
  type Phase,
  type Tally,
  type Times,
  type Vote,
} from '../../realm';
import { Refusal } from '../prepared';
import type { Matter, VoterRecords } from './read';

const ENDED = {
  Succeeded: 'it has passed',
  Executing: 'it has passed, and is being executed',
  ExecutingWithErrors: 'it has passed, and is being executed',
  Completed: 'it has passed, and was executed',
  Cancelled: 'it was cancelled',
  Defeated: 'it was rejected',
  Vetoed: 'it was vetoed',
} as const;

/** When its vote takes which votes, and which now; a `Refusal` if it is not voted on. */
export function votedOn({ governed, proposal }: Matter): Times & { phase: Phase } {
  const { state, votingAt } = proposal;
  if (state === 'Draft' || state === 'SigningOff') {
    throw new Refusal('NotVoting', 'It is a draft: its vote has not begun, and it can still change.');
  }
  if (state !== 'Voting') throw new Refusal('VoteEnded', `Its vote has ended: ${ENDED[state]}.`);
  if (votingAt === undefined) throw new Refusal('NotVoting', 'Its vote has not begun.');
  const times = timesOf(governed.governance.config, votingAt);
  return { ...times, phase: phaseAt(times, governed.now) };
}

/** The same; a `Refusal` also if its time is over and nobody has counted it. */
export function openVote(matter: Matter): Times & { phase: Phase } {
  const times = votedOn(matter);
  if (times.phase === 'Ended') {
    throw new Refusal('VoteEnded', 'Its vote has ended, and is not counted yet: finalize it.', [times.end]);
  }
  return times;
}

/** Its votes, if this one can be cast here; a `Refusal` for a survey, and for a Yes to one of several options. */
export function countedFor({ proposal }: Matter, vote: Vote): { counts: Counts; tally: Tally | undefined } {
  const [counts, tally] = [countsOf(proposal), tallyOf(proposal)];
  if (counts === undefined) {
    throw new Refusal('Survey', 'It is a survey, which has no No and executes nothing: no vote on it can be cast here.');
  }
  if (tally === undefined && vote === 'yes') {
    throw new Refusal('SeveralOptions', 'It has several options: only No can be voted here, which rejects all of them.');
  }
  return { counts, tally };
}

/** What it executes, in words. */
export const executes = ({ governed, proposal, transactions }: Pick<Matter, 'governed' | 'proposal' | 'transactions'>): Contents =>
  contentsOf(proposal, transactions, aroundOf(governed));

/** Throws a `Refusal` unless the signer is the staker or its delegate. */
export function requireVoter({ owner, record }: VoterRecords, signer: TransactionSigner): void {
  if (signer.address === owner || record?.governanceDelegate === signer.address) return;
  throw new Refusal('NotVoter', `${owner} has not named ${signer.address} as its delegate.`);
}
