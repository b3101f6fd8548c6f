/** Extending a running reservation. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { HOUR, max } from '../math';
import { attestedGpus, backs, longestStay } from '../offers';
import { endsAt, extended } from '../reservation';
import { findWalletPda } from '../tokens';
import { hoursObjection, limitOf, timeOf, within, type Time } from './pricing';
import { ioPriceOf, mintOf, readMarket, requireSold, type Market } from './market';
import { Refusal, type Prepared } from './prepared';
import { readAccounts, stored } from './read';
import { RESERVATION } from './snapshot';

/** A reservation with its offer, as they were read. */
export type Running = { address: Address; reservation: marketplace.Reservation; market: Market };

/** Reads a reservation, its offer, and the wallet of its payer. Throws if one is missing. */
export async function readRunning(rpc: Rpc<SolanaRpcApi>, address: Address, priceAccount: Address): Promise<Running> {
  const [account] = await readAccounts(rpc, [address]);
  const reservation = stored(RESERVATION, account);
  const payer = { owner: reservation.payer, currency: reservation.currency };
  return { address, reservation, market: await readMarket(rpc, { offer: reservation.offer, priceAccount, payer }) };
}

export type ExtendRequest = {
  /** The payer of the reservation. */
  payer: TransactionSigner;
  hours: number;
  /** Maximum to lock for it, in base units; by default `limitOf`. */
  limit?: bigint;
  /** Revision of the offer that was agreed to, and that the program enforces; by default the one that was read. */
  revision?: number;
};

export type ExtendTerms = {
  currency: marketplace.Currency;
  time: Time;
  /** Amount locked for it, including the renter's fee on the running total, in base units. */
  total: bigint;
  /** Maximum locked for it, in base units. */
  limit: bigint;
  /** New end of the reservation, in unix seconds. */
  endsAt: bigint;
};

/** Why the offer would not take so many hours more; undefined if it would. */
export function moreObjection(
  offer: marketplace.Offer,
  hours: number,
  { currency, terms }: marketplace.Reservation,
): Refusal | undefined {
  const problem = hoursObjection(offer, 1, hours, currency);
  if (problem !== undefined) return problem;
  if (terms.minHours < offer.minHours) {
    return new Refusal('HoursOutOfRange', 'The offer asks for more hours at least than the reservation was made with.');
  }
  if (max(BigInt(terms.forfeit), BigInt(offer.noticeHours) * HOUR) < BigInt(terms.notice)) {
    return new Refusal('NoticeShortened', 'The offer now promises less notice than this reservation has: reserve again instead.');
  }
  return undefined;
}

/** Current cost of `hours` more. Throws a `Refusal`. */
export function quoteExtension({ reservation, market }: Running, hours: number): ExtendTerms {
  const { currency, gpus } = reservation;
  const { config, offer, supplier, usage, now } = market;
  const problem = moreObjection(offer, hours, reservation);
  if (problem !== undefined) throw problem;
  if (usage.reservedGpus > attestedGpus(supplier, now)) {
    throw new Refusal('NotAttested', 'The supplier’s GPUs are not attested.');
  }
  if (!backs(supplier, usage.reservedGpus)) throw new Refusal('NotBacked', 'The supplier’s stake does not back its GPUs.');
  requireSold(market, hours);
  const time = timeOf(offer, { gpus, hours, currency }, ioPriceOf(market, currency));
  const { after, cost: total } = extended(reservation, time, now);
  const end = endsAt(after);
  const longest = longestStay(offer, config, currency);
  if (end - now > BigInt(longest) * HOUR) {
    throw new Refusal('EndsTooLate', `It may end at most ${longest} h from now.`);
  }
  return { currency, time, total, limit: limitOf(currency, total), endsAt: end };
}

/** Prepares the extension of a running reservation. Throws a `Refusal`. */
export async function prepareExtend(running: Running, request: ExtendRequest): Promise<Prepared<ExtendTerms>> {
  const { address, reservation, market } = running;
  const quoted = quoteExtension(running, request.hours);
  const { currency, total } = quoted;
  const limit = within(currency, request.limit, total, market.held);
  const mint = mintOf(market.config, currency);
  const [from] = await findWalletPda({ owner: reservation.payer, mint });
  const [to] = await marketplace.findEscrowPda({ reservation: address });
  const extend = await marketplace.getExtendInstructionAsync({
    payer: request.payer,
    supplier: reservation.supplier,
    offer: reservation.offer,
    reservation: address,
    payerTokens: from,
    ...(currency === marketplace.Currency.Io && { price: market.priceAccount }),
    hours: request.hours,
    offerRevision: request.revision ?? market.offer.revision,
    maxAmount: limit,
    endsAt: endsAt(reservation),
  });
  return {
    terms: { ...quoted, limit },
    gives: [{ owner: reservation.payer, mint, from, to, amount: total, limit }],
    creates: [],
    setup: [],
    act: [extend],
  };
}
