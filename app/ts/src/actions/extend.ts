/** Reserving more time of a running reservation. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { HOUR } from '../math';
import { attestedGpus, backs } from '../offers';
import { announcedEnd, endsAt, hasPlace, priceOfMore } from '../reservation';
import { Status } from '../status';
import { findWalletPda } from '../tokens';
import { hoursObjection, limitOf, timeOf, within, withFee, type Time } from './pricing';
import { ioPriceOf, mintOf, readMarket, requireSold, type Market } from './market';
import { Refusal, type Prepared } from './prepared';
import { readAccounts, stored, type Kind } from './read';

const RESERVATION: Kind<marketplace.Reservation> = {
  name: 'reservation',
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
  discriminator: marketplace.RESERVATION_DISCRIMINATOR,
  decoder: marketplace.getReservationDecoder(),
};

/** A reservation with its offer, as they were read. */
export type Running = { address: Address; reservation: marketplace.Reservation; market: Market };

/** Reads a reservation, and its offer with the wallet of its renter. Throws what is not there. */
export async function readRunning(rpc: Rpc<SolanaRpcApi>, address: Address, priceAccount: Address): Promise<Running> {
  const [account] = await readAccounts(rpc, [address]);
  const reservation = stored(RESERVATION, account);
  const payer = { owner: reservation.renter, currency: reservation.currency };
  return { address, reservation, market: await readMarket(rpc, { offer: reservation.offer, priceAccount, payer }) };
}

export type ExtendRequest = {
  /** The renter of the reservation. */
  renter: TransactionSigner;
  hours: number;
  /** The most that may be locked for it, in base units; by default `limitOf`. */
  limit?: bigint;
  /** The offer's revision that was agreed to, at which the program holds it; by default the one that was read. */
  revision?: number;
};

export type ExtendTerms = {
  currency: marketplace.Currency;
  time: Time;
  /** What is locked for it, with the renter's fee on the running total, in base units. */
  total: bigint;
  /** The most that is locked for it, in base units. */
  limit: bigint;
  /** When the reservation ends then, in unix seconds. */
  endsAt: bigint;
};

/** What `hours` more cost now. Throws a `Refusal`. */
export function quoteExtension({ reservation, market }: Running, hours: number): ExtendTerms {
  const { currency, gpus, terms, payable } = reservation;
  const { config, offer, supplier, usage, now } = market;
  const problem = hoursObjection(offer, 1, hours, currency);
  if (problem !== undefined) throw problem;
  if (terms.minHours < offer.minHours) {
    throw new Refusal('HoursOutOfRange', 'The offer asks for more hours at least than the reservation was made with.');
  }
  if (usage.reservedGpus > attestedGpus(supplier, now)) {
    throw new Refusal('NotAttested', 'The supplier’s GPUs are not attested.');
  }
  if (!backs(supplier, usage.reservedGpus)) throw new Refusal('NotBacked', 'The supplier’s stake does not back its GPUs.');
  requireSold(market, hours);
  const time = timeOf(offer, { gpus, hours, currency }, ioPriceOf(market, currency));
  const end = endsAt(reservation);
  if (reservation.status !== Status.Active) throw new Refusal('NotActive', 'The reservation does not run.');
  if (now >= end) throw new Refusal('TimeIsOver', 'The time of the reservation is over.');
  if (!hasPlace(reservation, time.rate, now)) {
    const why = 'Five rates are reserved that are not yet paid: extend at the last of them, or once the first is paid.';
    throw new Refusal('TooManySegments', why);
  }
  const total = withFee(payable + priceOfMore(reservation, time.rate, time.seconds), terms) - withFee(payable, terms);
  const announced = announcedEnd(reservation, now);
  if (announced !== undefined && end + time.seconds > announced) {
    throw new Refusal('EndsAfterNotice', 'The supplier has announced the end: extend to the end of its notice at most.');
  }
  const longest = Math.min(
    offer.maxHours,
    config.maxHours,
    ...(currency === marketplace.Currency.Io ? [offer.maxIoHours] : []),
  );
  if (end + time.seconds - now > BigInt(longest) * HOUR) {
    throw new Refusal('EndsTooLate', `It may end at most ${longest} h from now.`);
  }
  return { currency, time, total, limit: limitOf(currency, total), endsAt: end + time.seconds };
}

/** More time of a running reservation. Throws a `Refusal`. */
export async function prepareExtend(running: Running, request: ExtendRequest): Promise<Prepared<ExtendTerms>> {
  const { address, reservation, market } = running;
  const quoted = quoteExtension(running, request.hours);
  const { currency, total } = quoted;
  const limit = within(currency, request.limit, total, market.held);
  const mint = mintOf(market.config, currency);
  const [from] = await findWalletPda({ owner: reservation.renter, mint });
  const [to] = await marketplace.findEscrowPda({ reservation: address });
  const extend = await marketplace.getExtendInstructionAsync({
    renter: request.renter,
    supplier: reservation.supplier,
    offer: reservation.offer,
    reservation: address,
    renterTokens: from,
    ...(currency === marketplace.Currency.Io && { price: market.priceAccount }),
    hours: request.hours,
    offerRevision: request.revision ?? market.offer.revision,
    maxAmount: limit,
  });
  return {
    terms: { ...quoted, limit },
    gives: [{ owner: reservation.renter, mint, from, to, amount: total, limit }],
    creates: [],
    setup: [],
    act: [extend],
  };
}
