/** The accounts that determine a price. */
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import type * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import { freeGpus } from '../offers';
import { readPrice, type Price, type PriceAccount } from '../oracle';
import { findWalletPda } from '../tokens';
import { priceOffer, objection, type Quote, type Wanted } from './pricing';
import { SUPPLIER, USAGE } from './kinds';
import { Refusal } from './prepared';
import { balanceOf, CLOCK_ADDRESS, clockOf, readAccounts, stored, type Kind } from './read';

const MARKETPLACE = marketplace.MARKETPLACE_PROGRAM_ADDRESS;
export const CONFIG: Kind<marketplace.Config> = {
  name: 'configuration of the marketplace',
  program: MARKETPLACE,
  discriminator: marketplace.CONFIG_DISCRIMINATOR,
  decoder: marketplace.getConfigDecoder(),
};
export const OFFER: Kind<marketplace.Offer> = {
  name: 'offer',
  program: MARKETPLACE,
  discriminator: marketplace.OFFER_DISCRIMINATOR,
  decoder: marketplace.getOfferDecoder(),
};

/** An offer and the accounts that it depends on, as read. */
export type Market = {
  /** Address of the offer. */
  address: Address;
  config: marketplace.Config;
  offer: marketplace.Offer;
  supplier: emissions.Supplier;
  usage: marketplace.SupplierUsage;
  priceAccount: Address;
  /** Undefined if there is no such account. */
  price: Omit<PriceAccount, 'address'> | undefined;
  /** Balance of the payer's wallet in the currency, in base units. */
  held: bigint;
  /** Unix seconds, by the network's clock. */
  now: bigint;
};

export const mintOf = ({ ioMint, usdcMint }: marketplace.Config, currency: marketplace.Currency): Address =>
  currency === marketplace.Currency.Io ? ioMint : usdcMint;

export type MarketOptions = {
  offer: Address;
  priceAccount: Address;
  /** Wallet to read too, and its currency. */
  payer?: { owner: Address; currency: marketplace.Currency };
};

/** Reads an offer in two requests. Throws if an account is missing. */
export async function readMarket(
  rpc: Rpc<SolanaRpcApi>,
  { offer: address, priceAccount, payer }: MarketOptions,
): Promise<Market> {
  const [at] = await marketplace.findConfigPda();
  const [first, second, price, clock] = await readAccounts(rpc, [at, address, priceAccount, CLOCK_ADDRESS]);
  const [config, offer] = [stored(CONFIG, first), stored(OFFER, second)];
  const [usageAt] = await marketplace.findSupplierUsagePda({ supplier: offer.supplier });
  const wallet =
    payer && (await findWalletPda({ owner: payer.owner, mint: mintOf(config, payer.currency) })).slice(0, 1);
  const [supplier, usage, tokens] = await readAccounts(rpc, [
    offer.supplier,
    usageAt,
    ...((wallet ?? []) as Address[]),
  ]);
  return {
    address,
    config,
    offer,
    supplier: stored(SUPPLIER, supplier),
    usage: stored(USAGE, usage),
    priceAccount,
    price:
      price?.exists === true ? { owner: price.programAddress, data: Uint8Array.from(price.data) } : undefined,
    held: balanceOf(tokens),
    now: clockOf(clock),
  };
}

/** The price of IO, if IO is paid. Throws a `Refusal` with the error of the program. */
export function ioPriceOf({ config, price, now }: Market, currency: marketplace.Currency): Price | undefined {
  if (currency === marketplace.Currency.Usdc) return undefined;
  const reading = readPrice(config.oracle, price, now);
  if (reading.code !== undefined) throw new Refusal(reading.code, reading.refused ?? reading.code);
  return reading.price;
}

/** Refuses more hours than the market's limit: an offer made before the limit was lowered may allow more. */
export function requireSold({ config }: Market, hours: number): void {
  if (hours <= config.maxHours) return;
  throw new Refusal('HoursOutOfRange', `The market takes ${config.maxHours} h at most.`);
}

/** Current cost of `wanted`. Throws a `Refusal` if the program would refuse it. */
export function quote(market: Market, wanted: Wanted): Quote {
  const { offer, supplier, usage, now } = market;
  const problem = objection(offer, freeGpus(offer, supplier, usage, now), wanted);
  if (problem !== undefined) throw problem;
  requireSold(market, wanted.hours);
  return priceOffer(market.config, offer, wanted, ioPriceOf(market, wanted.currency));
}
