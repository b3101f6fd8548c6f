/** Reserving GPUs of an offer. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { findWalletPda } from '../tokens';
import { within, type Quote, type Wanted } from './pricing';
import { mintOf, quote, type Market } from './market';
import type { Creation, Prepared } from './prepared';

/** Bytes of an escrow, which is a token account. */
const ESCROW_SIZE = 165;

export type ReserveRequest = Wanted & {
  /** The renter, who uses the GPUs. */
  renter: TransactionSigner;
  /** Pays the cost from its wallet, the rent of the accounts and the bounty, and is refunded; by default the renter. */
  payer?: TransactionSigner;
  /** A number without an open reservation of the renter. */
  number: bigint;
  /** Maximum to lock, in base units; by default `limitOf`. */
  limit?: bigint;
  /** Revision of the offer that was agreed to, and that the program enforces; by default the one that was read. */
  revision?: number;
  /** X25519 public key to which the supplier encrypts the connection details, 32 bytes; `access.publicKey` checks one. */
  connectionKey: Uint8Array;
};

export type ReserveTerms = {
  reservation: Address;
  /** Cost and terms. */
  quote: Quote;
  /** Maximum locked, in base units. */
  limit: bigint;
};

/** Prepares a reservation at an offer that was read with the payer's wallet. Throws a `Refusal`. */
export async function prepareReserve(market: Market, request: ReserveRequest): Promise<Prepared<ReserveTerms>> {
  const { renter, payer = renter, gpus, hours, currency, number, connectionKey } = request;
  const quoted = quote(market, request);
  const { total } = quoted.cost;
  const limit = within(currency, request.limit, total, market.held);
  const mint = mintOf(market.config, currency);
  const [from] = await findWalletPda({ owner: payer.address, mint });
  const [reservation] = await marketplace.findReservationPda({ renter: renter.address, number });
  const [escrow] = await marketplace.findEscrowPda({ reservation });
  const reserve = await marketplace.getReserveInstructionAsync({
    renter,
    payer,
    supplier: market.offer.supplier,
    offer: market.address,
    reservation,
    mint,
    payerTokens: from,
    ...(currency === marketplace.Currency.Io && { price: market.priceAccount }),
    number,
    gpus,
    hours,
    currency,
    offerRevision: request.revision ?? market.offer.revision,
    maxAmount: limit,
    connectionKey,
  });
  const creation = (kind: string, address: Address, bytes: number, deposit: bigint): Creation => {
    return { kind, address, bytes, deposit, returnsTo: payer.address };
  };
  return {
    terms: { reservation, quote: quoted, limit },
    gives: [{ owner: payer.address, mint, from, to: escrow, amount: total, limit }],
    creates: [
      creation('reservation', reservation, marketplace.getReservationSize(), quoted.bounty),
      creation('escrow', escrow, ESCROW_SIZE, 0n),
    ],
    setup: [],
    act: [reserve],
  };
}
