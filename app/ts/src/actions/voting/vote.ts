/** Voting with staked IO on a realm proposal. */
import type { Address, Instruction, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import {
  castVote,
  findVoteRecord,
  findOwnerRecord,
  neededOfEach,
  outlookOf,
  updateMaxVoterWeight,
  updateVoterWeight,
  voteOf,
  voteRecordSize,
  votesOf,
  type Contents,
  type Counts,
  type Outlook,
  type Part,
  type Tally,
  type Vote,
} from '../../realm';
import { findSlashAddress } from '../../slashes';
import { fitsOne } from '../../transaction';
import type { Setup } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import type { Voting } from './read';
import { maxRecord, ownerRecord, weightRecord } from './records';
import { countedFor, executes, openVote, requireVoter } from './standing';

export type VoteRequest = {
  /** The staker of what was read, or its delegate. */
  signer: TransactionSigner;
  /** Pays account rent; the signer by default. */
  payer?: TransactionSigner;
  vote: Vote;
  /** Whether to vote Yes although some of what it executes cannot be read here. */
  blind?: boolean;
  /** Whether the network has transactions of version 1 (`hasV1`), which have room for 24 delegations instead of 8. */
  v1?: boolean;
};

/** Amounts are IO base units, times unix seconds. */
export type VoteTerms = {
  vote: Vote;
  /** Votes of the parts that are weighed. */
  votes: bigint;
  /** The parts of the stake that are weighed. */
  weighed: Part[];
  /** The smallest, for which a transaction has no room. They do not vote. */
  leftOut: Part[];
  /** Stake without votes. */
  without: Part[];
  /** What the realm proposal executes if it passes. */
  contents: Contents;
  /** Yes of each option and No, with this vote. */
  counts: Counts;
  /** The same of the one option; undefined if it has several. */
  tally: Tally | undefined;
  /** Least weight of Yes with which it, or each of several options, passes; undefined if stakers do not vote. */
  needed: bigint | undefined;
  /** What becomes of it with this vote; undefined for several options. */
  outlook: Outlook | undefined;
  /** The last second in which Yes counts. */
  allUntil: bigint;
  /** The last second of the vote, until which this one can be withdrawn. */
  end: bigint;
  /** Whether the setup does not fit into the transaction of the act: then send it before, in one or more of its own. */
  setupFirst: boolean;
};

/**
 * To vote. The weight counts in its own slot only, so all of the act goes into one transaction. The rent of the vote's record
 * comes back only if the vote is withdrawn before its end. Throws a `Refusal`.
 */
export async function prepareVote(voting: Voting, request: VoteRequest): Promise<Prepared<VoteTerms>> {
  const { signer, payer = signer, vote, blind = false, v1 = false } = request;
  const { governed, address, voter } = voting;
  const { at, governance, staked } = governed;
  const { allUntil, end, phase } = openVote(voting);
  const before = countedFor(voting, vote);
  const contents = executes(voting);
  requireNoVote(voting);
  if (vote === 'yes' && phase === 'OnlyNo') {
    const why = 'Yes counts no longer, only No until the end of the vote, so that nobody passes it in the last second.';
    throw new Refusal('OnlyNo', why, [allUntil, end]);
  }
  if (vote === 'yes' && contents.hidden > 0 && !blind) {
    const why = `${contents.hidden} of its transactions cannot be read here, so nobody can say what a Yes does.`;
    throw new Refusal('Hidden', why, [contents.hidden]);
  }
  requireVoter(voter, signer);

  const withVotes = voting.parts.filter(({ votes }) => votes > 0n);
  const without = voting.parts.filter(({ votes }) => votes === 0n);
  if (withVotes.length === 0) throw new Refusal('NoVotes', `No stake of ${voter.owner} votes now.`);
  const act = async (parts: readonly Part[]): Promise<Instruction[]> => {
    const of = (isOwn: boolean) => parts.filter((it) => it.isOwn === isOwn).map(({ supplier }) => supplier);
    return [
      await updateVoterWeight(at.realm, voter.owner, { delegated: of(false), owned: of(true) }),
      await updateMaxVoterWeight(at.realm),
      await castVote(at, voting, { owner: voter.owner, signer }, payer, vote),
    ];
  };
  let [count, instructions] = [withVotes.length, await act(withVotes)];
  while (count > 1 && !fitsOne(payer, instructions, v1)) {
    count -= 1;
    instructions = await act(withVotes.slice(0, count));
  }
  const [weighed, leftOut] = [withVotes.slice(0, count), withVotes.slice(count)];
  const setup: Setup = { instructions: [], creates: [] };
  await ownerRecord(at, voter, payer, setup);
  await weightRecord(at, voter, payer, setup);
  await maxRecord(at.realm, voting.hasMaxRecord, payer, setup);
  setup.instructions.push(...(await follows(voter.owner, weighed)));
  const record = await findVoteRecord(at, address, await findOwnerRecord(at, voter.owner));
  const bytes = voteRecordSize(vote);

  const votes = votesOf(weighed);
  const tally = before.tally && { ...before.tally, [vote]: before.tally[vote] + votes };
  const options = before.counts.options.map((it) => (vote === 'yes' ? { ...it, yes: it.yes + votes } : it));
  const counts = { options, no: before.counts.no + (vote === 'no' ? votes : 0n) };
  const rule = governance.config.communityVoteThreshold;
  return {
    terms: {
      vote,
      votes,
      weighed,
      leftOut,
      without,
      contents,
      counts,
      tally,
      needed: neededOfEach(counts, rule, staked),
      outlook: tally && outlookOf(tally, rule, staked, phase),
      allUntil,
      end,
      setupFirst: !fitsOne(payer, [...setup.instructions, ...instructions], v1),
    },
    gives: [],
    creates: [
      ...setup.creates,
      { kind: 'record of the vote', address: record, bytes, deposit: 0n, returnsTo: undefined },
    ],
    setup: setup.instructions,
    act: instructions,
  };
}

function requireNoVote({ vote, voter }: Voting): void {
  if (vote === undefined) return;
  const why = `${voter.owner} has voted ${voteOf(vote) ?? 'otherwise'} already: withdraw that vote, then vote again.`;
  throw new Refusal('VotedAlready', why, [vote.voterWeight]);
}

/** What makes the delegations of these parts follow their slashes. */
async function follows(staker: Address, parts: readonly Part[]): Promise<Instruction[]> {
  const all: Instruction[] = [];
  for (const { supplier, follows } of parts) {
    const [delegation] = await emissions.findDelegationPda({ supplier, staker });
    for (const it of follows) {
      const [slash] = await findSlashAddress(it);
      all.push(emissions.getApplySlashInstruction({ slash, delegation, payer: it.payer }));
    }
  }
  return all;
}
