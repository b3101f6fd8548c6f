/** A reservation as it was read. */
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import { findWalletPda } from '../tokens';
import { SUPPLIER } from './kinds';
import { CONFIG, mintOf } from './market';
import { CLOCK_ADDRESS, clockOf, readAccounts, stored, type Kind } from './read';

export const RESERVATION: Kind<marketplace.Reservation> = {
  name: 'reservation',
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
  discriminator: marketplace.RESERVATION_DISCRIMINATOR,
  decoder: marketplace.getReservationDecoder(),
};

/** A reservation at a time. */
export type Snapshot = {
  address: Address;
  reservation: marketplace.Reservation;
  /** The mint of its currency. */
  mint: Address;
  /** Unix seconds, by the network's clock. */
  now: bigint;
};

/** Reads a reservation with the configuration and the clock, in one request. Throws what is not there. */
export async function readSnapshot(rpc: Rpc<SolanaRpcApi>, address: Address): Promise<Snapshot> {
  const [at] = await marketplace.findConfigPda();
  const [first, second, clock] = await readAccounts(rpc, [at, address, CLOCK_ADDRESS]);
  const [config, reservation] = [stored(CONFIG, first), stored(RESERVATION, second)];
  return { address, reservation, mint: mintOf(config, reservation.currency), now: clockOf(clock) };
}

/** Reads its supplier; undefined if that is closed. */
export async function readSupplierOf(
  rpc: Rpc<SolanaRpcApi>,
  { reservation }: Snapshot,
): Promise<emissions.Supplier | undefined> {
  const [account] = await readAccounts(rpc, [reservation.supplier]);
  return account?.exists === true && account.data.length > 0 ? stored(SUPPLIER, account) : undefined;
}

/** The payer's associated token account, where it is refunded. */
export const payerTokens = async ({ reservation, mint }: Snapshot): Promise<Address> =>
  (await findWalletPda({ owner: reservation.payer, mint }))[0];

/**
 * The associated token account of the supplier's payout wallet. A supplier that is closed is owed nothing, so that the
 * payer's will do.
 */
export const supplierTokens = async (
  { reservation, mint }: Snapshot,
  supplier: Pick<emissions.Supplier, 'payout'> | undefined,
): Promise<Address> => (await findWalletPda({ owner: supplier?.payout ?? reservation.payer, mint }))[0];

/** The accounts that every end of a reservation needs. */
export async function exitAccounts(snapshot: Snapshot) {
  const { address, reservation } = snapshot;
  const { supplier, offer } = reservation;
  const [supplierUsage] = await marketplace.findSupplierUsagePda({ supplier });
  return { reservation: address, offer, supplierUsage, payerTokens: await payerTokens(snapshot) };
}
