/** Disputing what is held back. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { max } from '../math';
import { decidesUntil, disputed, frozen, whileDisputed, type WhileDisputed } from '../reservation';
import { AUTOPAY } from './autopay';
import { Refusal, type Prepared } from './prepared';
import { within } from './pricing';
import { balanceOf, found, readAccounts } from './read';
import { readSnapshot, payerTokens, type Snapshot } from './snapshot';

/** A reservation with its autopay and the wallet of its payer, as they were read. */
export type Disputable = {
  snapshot: Snapshot;
  /** Base units of its currency that the wallet holds. */
  held: bigint;
  /** What is at the address of its autopay: it may be of an earlier reservation. */
  autopay: marketplace.Autopay | undefined;
};

export type DisputeRequest = {
  /** The payer of the reservation. */
  payer: TransactionSigner;
  /** The most that may be taken as its deposit, in base units; by default `depositLimit`. */
  limit?: bigint;
  /** Seconds within which it is carried out, for the default. */
  within: bigint;
};

/** Amounts are base units. */
export type DisputeTerms = {
  /** As things stand. All of it comes back if the council gives the payer any share, none if it gives none. */
  deposit: bigint;
  /** The most that is taken. */
  limit: bigint;
  /** The price that it freezes, as things stand. */
  disputed: bigint;
  /** Until when the council may decide, in unix seconds. */
  decidesUntil: bigint;
  /** The supplier's share of the deposit if the council does not decide, in bps. */
  undecidedBps: number;
  /** What it does to autopay; undefined if none is set, or the reservation does not run. */
  autopay: WhileDisputed | undefined;
};

/** Reads a reservation, then its autopay and the wallet of its payer. Throws what is not there. */
export async function readDisputable(rpc: Rpc<SolanaRpcApi>, address: Address): Promise<Disputable> {
  const snapshot = await readSnapshot(rpc, address);
  const [at] = await marketplace.findAutopayPda({ reservation: address });
  const [wallet, autopay] = await readAccounts(rpc, [await payerTokens(snapshot), at]);
  return { snapshot, held: balanceOf(wallet), autopay: found(AUTOPAY, autopay) };
}

/** The deposit within so many seconds at most, in base units: what is disputed grows with the meter. Throws a `Refusal`. */
export function depositLimit({ snapshot }: Pick<Disputable, 'snapshot'>, seconds: bigint): bigint {
  const { reservation, now } = snapshot;
  const deposit = disputed(reservation, now).dispute.deposit;
  try {
    return max(deposit, disputed(reservation, now + seconds).dispute.deposit);
  } catch (error) {
    if (error instanceof Refusal) return deposit;
    throw error;
  }
}

/** A dispute of a reservation, by its payer. Throws a `Refusal`. */
export async function prepareDispute(it: Disputable, request: DisputeRequest): Promise<Prepared<DisputeTerms>> {
  const { address, reservation, mint, now } = it.snapshot;
  const after = disputed(reservation, now);
  const { deposit } = after.dispute;
  const limit = within(reservation.currency, request.limit ?? depositLimit(it, request.within), deposit, it.held);
  const from = await payerTokens(it.snapshot);
  const [to] = await marketplace.findEscrowPda({ reservation: address });
  const open = await marketplace.getOpenDisputeInstructionAsync({
    payer: request.payer,
    reservation: address,
    payerTokens: from,
    maxDeposit: limit,
  });
  return {
    terms: {
      deposit,
      limit,
      disputed: frozen(after),
      decidesUntil: decidesUntil(after),
      undecidedBps: after.terms.undecidedBps,
      autopay: whileDisputed(it.autopay, reservation),
    },
    gives: [{ owner: reservation.payer, mint, from, to, amount: deposit, limit }],
    creates: [],
    setup: [],
    act: [open],
  };
}
