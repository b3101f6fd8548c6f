/** Counting a vote that has ended. */
import type { Address, TransactionSigner } from '@solana/kit';
import {
  executableFrom,
  finalizeVote,
  outlookOf,
  refundDeposit,
  tallyOf,
  updateMaxVoterWeight,
  type Contents,
  type Tally,
} from '../../realm';
import type { Setup } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import type { Finalizing } from './read';
import { maxRecord } from './records';
import { executes, votedOn } from './standing';

export type FinalizeRequest = {
  /** Pays for the record of all votes where it is missing; otherwise nobody needs to sign. */
  payer: TransactionSigner;
};

export type FinalizeTerms = {
  /** Votes of Yes and No; undefined for another kind of vote. */
  tally: Tally | undefined;
  /** Whether it passes, as of now; undefined for another kind of vote. */
  passes: boolean | undefined;
  contents: Contents;
  /** The last second of the vote, in unix seconds. */
  end: bigint;
  /** From when it can be executed if it passes, in unix seconds; undefined if nothing of it can be read here. */
  executedFrom: bigint | undefined;
  /** Who gets a deposit for it back. */
  refunds: readonly Address[];
};

/** To count it. Anyone can. Throws a `Refusal`. */
export async function prepareFinalize(matter: Finalizing, { payer }: FinalizeRequest): Promise<Prepared<FinalizeTerms>> {
  const { governed, address, proposal, transactions, deposits } = matter;
  const { at, governance, staked } = governed;
  const { end, phase } = votedOn(matter);
  if (phase !== 'Ended') throw new Refusal('VoteGoesOn', 'Its vote goes on: finalize it after its end.', [end]);
  const tally = tallyOf(proposal);
  const outlook = tally && outlookOf(tally, governance.config.communityVoteThreshold, staked, phase);
  const holdUps = transactions.map(({ holdUpTime }) => holdUpTime);
  const refunds = await Promise.all(deposits.map((payer) => refundDeposit(at, address, payer)));
  const setup: Setup = { instructions: [], creates: [] };
  await maxRecord(at.realm, matter.hasMaxRecord, payer, setup);
  return {
    terms: {
      tally,
      passes: outlook && outlook.becomes === 'passes',
      contents: executes(matter),
      end,
      executedFrom: holdUps.length === 0 ? undefined : executableFrom(end, Math.max(...holdUps)),
      refunds: deposits,
    },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await updateMaxVoterWeight(at.realm), await finalizeVote(at, matter), ...refunds],
  };
}
