/** Executing what a vote has decided. */
import { isSignerRole, type TransactionSigner } from '@solana/kit';
import { executableFrom, executeTransaction, type Contents } from '../../realm';
import { Refusal, type Prepared } from '../prepared';
import type { Matter } from './read';
import { executes, votedOn } from './standing';

export type ExecuteRequest = {
  /** Those who sign what it executes, beside the governance and its treasury; mostly nobody. */
  signers?: readonly TransactionSigner[];
};

export type ExecuteTerms = {
  /** What is executed. */
  contents: Contents;
  /** Transactions that are not due yet. */
  later: number;
};

const PASSED: readonly string[] = ['Succeeded', 'Executing', 'ExecutingWithErrors'];

/**
 * To execute what is due, in the order of its numbers: an instruction for each transaction, which need not be sent together. Anyone
 * can. Throws a `Refusal`.
 */
export async function prepareExecute(matter: Matter, request: ExecuteRequest = {}): Promise<Prepared<ExecuteTerms>> {
  const { signers = [] } = request;
  const { governed, proposal, transactions } = matter;
  const { at, now } = governed;
  const end = proposal.votingCompletedAt;
  if (!PASSED.includes(proposal.state) || end === undefined) {
    const { phase, end } = votedOn(matter);
    const why = phase === 'Ended' ? 'Its vote is not counted yet: finalize it first.' : 'Its vote goes on.';
    throw new Refusal('NotPassed', why, [end]);
  }
  const left = transactions
    .filter(({ executedAt }) => executedAt === undefined)
    .sort((a, b) => a.transactionIndex - b.transactionIndex);
  const from = (it: (typeof left)[number]) => executableFrom(end, it.holdUpTime);
  // In their order: one that is not due holds those after it back.
  const notDue = left.findIndex((it) => now < from(it));
  const due = notDue < 0 ? left : left.slice(0, notDue);
  const [first] = left;
  if (first === undefined) throw new Refusal('Nothing', 'None of its transactions that can be read here is left to execute.');
  if (due.length === 0) throw new Refusal('HoldUp', 'It is not due yet.', [from(first)]);
  const act = await Promise.all(due.map((it) => executeTransaction(at, it, signers)));
  const metas = act.flatMap(({ accounts = [] }) => accounts);
  const missing = metas.find((it) => isSignerRole(it.role) && !('signer' in it));
  if (missing !== undefined) throw new Refusal('SignerMissing', `${missing.address} has to sign what it executes.`);
  // Only what is executed now.
  const contents = { ...executes({ governed, proposal, transactions: due }), hidden: 0 };
  return { terms: { contents, later: left.length - due.length }, gives: [], creates: [], setup: [], act };
}
