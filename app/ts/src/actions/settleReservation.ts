/** Paying the supplier for time on the meter that is no longer held back. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { allOwed, settled } from '../reservation';
import { createWallet } from '../tokens';
import { Refusal, type Prepared } from './prepared';
import { readSnapshot, readSupplierOf, supplierTokens, type Snapshot } from './snapshot';

/** A reservation with the payout wallet of its supplier, as they were read. */
export type Payable = { snapshot: Snapshot; payout: Address };

export type SettleReservationRequest = {
  /** Who pays for the token account if it is missing. */
  payer: TransactionSigner;
  /** Whether it is sent later, so that nothing needs to be due yet. */
  later?: boolean;
};

export type SettleReservationTerms = {
  /** What the supplier is paid, as things stand, in base units. */
  amount: bigint;
  /** The token account that gets it. */
  to: Address;
};

/** Reads a reservation, then its supplier. Throws what is not there. */
export async function readPayable(rpc: Rpc<SolanaRpcApi>, address: Address): Promise<Payable> {
  const snapshot = await readSnapshot(rpc, address);
  const supplier = await readSupplierOf(rpc, snapshot);
  if (supplier === undefined) throw new Error(`there is no supplier at ${snapshot.reservation.supplier}`);
  return { snapshot, payout: supplier.payout };
}

/** The payment of a reservation's time on the meter, with the token account in front. Throws a `Refusal`. */
export async function prepareSettleReservation(
  { snapshot, payout }: Payable,
  { payer, later = false }: SettleReservationRequest,
): Promise<Prepared<SettleReservationTerms>> {
  const { address, reservation, mint, now } = snapshot;
  const amount = allOwed(settled(reservation, now)).supplier;
  if (amount === 0n && !later) throw new Refusal('Nothing', 'There is nothing to settle.');
  const to = await supplierTokens(snapshot, { payout });
  const settle = await marketplace.getSettleReservationInstructionAsync({
    reservation: address,
    supplier: reservation.supplier,
    supplierTokens: to,
  });
  return {
    terms: { amount, to },
    gives: [],
    creates: [],
    setup: [await createWallet({ payer, owner: payout, mint })],
    act: [settle],
  };
}
