/** Withdrawing a vote before the end of the vote. */
import type { Address, TransactionSigner } from '@solana/kit';
import { voteOf, withdrawVote, type Vote } from '../../realm';
import { Refusal, type Prepared } from '../prepared';
import type { Voting } from './read';
import { openVote, requireVoter } from './standing';

export type WithdrawVoteRequest = {
  /** The staker of what was read, or its delegate. */
  signer: TransactionSigner;
  /** Gets the account rent of the vote; the signer by default. */
  rentTo?: Address;
};

export type WithdrawVoteTerms = {
  /** The vote; undefined for one that is neither Yes nor No. */
  vote: Vote | undefined;
  /** Its weight, in IO base units, which no longer counts. */
  votes: bigint;
  rentTo: Address;
  /** The last second in which it can be withdrawn, in unix seconds. */
  end: bigint;
};

/** To withdraw a vote; the staker may vote again. Throws a `Refusal`. */
export async function prepareWithdrawVote(
  voting: Omit<Voting, 'parts'>,
  request: WithdrawVoteRequest,
): Promise<Prepared<WithdrawVoteTerms>> {
  const { signer, rentTo = signer.address } = request;
  const { governed, address, voter, vote } = voting;
  if (vote === undefined) throw new Refusal('NoVote', `${voter.owner} has not voted on it, or has withdrawn its vote.`);
  const { end } = openVote(voting);
  requireVoter(voter, signer);
  const act = [await withdrawVote(governed.at, address, { owner: voter.owner, signer }, rentTo)];
  return { terms: { vote: voteOf(vote), votes: vote.voterWeight, rentTo, end }, gives: [], creates: [], setup: [], act };
}
