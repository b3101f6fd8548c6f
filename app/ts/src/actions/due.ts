/** What anyone may do about a reservation by its own terms. */
import type { Address, Instruction, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import { allOwed, cancelled, closed, completed, disputeExpired, isPaid, type Payees, type Reservation } from '../reservation';
import { Status } from '../status';
import { findWalletPda } from '../tokens';
import { feeVaultOf } from './fees';
import { Refusal, type Prepared } from './prepared';
import { ownerIfReceiving, readAccounts } from './read';
import { exitAccounts, readSnapshot, readSupplierOf, supplierTokens, type Snapshot } from './snapshot';

/**
 * What is due: to cancel one that was not started in time, with the end of its accounts; to end a dispute that was not
 * decided in time; to end one whose time is over; the last payment; the same to a payee that could not be paid before;
 * the end of its accounts.
 */
export type DueAct = 'cancel' | 'expire' | 'complete' | 'close' | 'pay' | 'closeAccounts';

/** A reservation with its payees, as they were read. */
export type Due = {
  snapshot: Snapshot;
  /** Undefined if it is closed. */
  supplier: Pick<emissions.Supplier, 'payout'> | undefined;
  /** Whether the token account of a payee that is owed can receive. */
  receives: boolean;
};

/** Amounts are base units. */
export type DueTerms = {
  act: DueAct;
  /** What each payee is owed by it: paid at once, as far as its token account can receive. */
  owed: Payees;
  /** Lamports for who closes it; none unless it is closed then. */
  bounty: bigint;
  /** Whether everything is allocated then. */
  closed: boolean;
};

/** Reads a reservation, then its supplier; once everything is allocated, the token accounts of those that are owed too. */
export async function readDue(rpc: Rpc<SolanaRpcApi>, address: Address): Promise<Due> {
  const snapshot = await readSnapshot(rpc, address);
  const supplier = await readSupplierOf(rpc, snapshot);
  const { reservation, mint } = snapshot;
  if (reservation.status !== Status.Closed) return { snapshot, supplier, receives: false };
  const owed = allOwed(reservation);
  const owners = [
    ...(supplier !== undefined && owed.supplier > 0n ? [supplier.payout] : []),
    ...(owed.payer > 0n ? [reservation.payer] : []),
  ];
  const wallets = await Promise.all(owners.map(async (owner) => (await findWalletPda({ owner, mint }))[0]));
  const accounts = wallets.length === 0 ? [] : await readAccounts(rpc, wallets);
  const receives = accounts.some((account, place) => ownerIfReceiving(account) === owners[place]);
  return { snapshot, supplier, receives };
}

/** The reservation after a transition; undefined if the program refuses it. */
function attempt(transition: () => Reservation): Reservation | undefined {
  try {
    return transition();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** What is due, and the reservation after it, before anyone is paid. */
function next({ snapshot, receives }: Due): { act: DueAct; after: Reservation } | undefined {
  const { reservation: it, now } = snapshot;
  const transitions = { cancel: cancelled, expire: disputeExpired, complete: completed } as const;
  for (const act of ['cancel', 'expire', 'complete'] as const) {
    const after = attempt(() => transitions[act](it, now));
    if (after !== undefined) return { act, after };
  }
  if (it.status === Status.Closed) {
    if (isPaid(it)) return { act: 'closeAccounts', after: it };
    return receives ? { act: 'pay', after: it } : undefined;
  }
  const after = attempt(() => closed(it, now));
  return after && { act: 'close', after };
}

async function close({ snapshot, supplier }: Due, finisher: TransactionSigner): Promise<Instruction> {
  const { reservation } = snapshot;
  return await marketplace.getCloseReservationInstructionAsync({
    finisher,
    ...(await exitAccounts(snapshot)),
    supplier: reservation.supplier,
    supplierTokens: await supplierTokens(snapshot, supplier),
    feeVault: await feeVaultOf(reservation.currency),
    payer: reservation.payer,
  });
}

async function instructions(due: Due, act: DueAct, finisher: TransactionSigner): Promise<Instruction[]> {
  const accounts = await exitAccounts(due.snapshot);
  switch (act) {
    case 'cancel':
      // Together they give the payer everything back: cost, rent and bounty.
      return [await marketplace.getCancelInstructionAsync(accounts), await close(due, finisher)];
    case 'expire':
      return [await marketplace.getExpireDisputeInstructionAsync(accounts)];
    case 'complete':
      return [await marketplace.getCompleteInstructionAsync(accounts)];
    case 'close':
    case 'pay':
    case 'closeAccounts':
      return [await close(due, finisher)];
  }
}

/** What is due of a reservation; `finisher` signs where it closes, and gets the bounty. Throws a `Refusal` if nothing is. */
export async function prepareDue(due: Due, finisher: TransactionSigner): Promise<Prepared<DueTerms>> {
  const found = next(due);
  if (found === undefined) throw new Refusal('Nothing', 'There is nothing to close yet.');
  const { act, after } = found;
  const closes = after.status === Status.Closed;
  return {
    terms: { act, owed: allOwed(after), bounty: closes ? BigInt(after.bounty) : 0n, closed: closes },
    gives: [],
    creates: [],
    setup: [],
    act: await instructions(due, act, finisher),
  };
}
