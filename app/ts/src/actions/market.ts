/** The accounts that a price is made of. */
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import { freeGpus } from '../offers';
import { readPrice, type Price, type PriceAccount } from '../oracle';
import { findWalletPda } from '../tokens';
import { priceOffer, objection, type Quote, type Wanted } from './pricing';
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
export const USAGE: Kind<marketplace.SupplierUsage> = {
  name: 'usage account',
  program: MARKETPLACE,
  discriminator: marketplace.SUPPLIER_USAGE_DISCRIMINATOR,
  decoder: marketplace.getSupplierUsageDecoder(),
};
export const SUPPLIER: Kind<emissions.Supplier> = {
  name: 'supplier',
  program: emissions.EMISSIONS_PROGRAM_ADDRESS,
  discriminator: emissions.SUPPLIER_DISCRIMINATOR,
  decoder: emissions.getSupplierDecoder(),
};

/** An offer with what stands behind it, as it was read. */
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
  /** Base units that the payer's wallet holds of the currency. */
  held: bigint;
  /** Unix seconds, by the network's clock. */
  now: bigint;
};

export const mintOf = ({ ioMint, usdcMint }: marketplace.Config, currency: marketplace.Currency): Address =>
  currency === marketplace.Currency.Io ? ioMint : usdcMint;

export type MarketOptions = {
  offer: Address;
  priceAccount: Address;
  /** Whose wallet is read too, and in which currency. */
  payer?: { owner: Address; currency: marketplace.Currency };
};

/** Reads an offer in two requests. Throws what is not there. */
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

/** The price of IO, where that is paid. Throws a `Refusal` with the code of the program. */
export function ioPriceOf({ config, price, now }: Market, currency: marketplace.Currency): Price | undefined {
  if (currency === marketplace.Currency.Usdc) return undefined;
  const reading = readPrice(config.oracle, price, now);
  if (reading.code !== undefined) throw new Refusal(reading.code, reading.refused ?? reading.code);
  return reading.price;
}

/** Refuses more hours than the market lets an offer sell: one that was made before the limit was lowered may name more. */
export function requireSold({ config }: Market, hours: number): void {
  if (hours <= config.maxHours) return;
  throw new Refusal('HoursOutOfRange', `The market takes ${config.maxHours} h at most.`);
}

/** What `wanted` costs now. Throws a `Refusal` if it would not be taken. */
export function quote(market: Market, wanted: Wanted): Quote {
  const { offer, supplier, usage, now } = market;
  const problem = objection(offer, freeGpus(offer, supplier, usage, now), wanted);
  if (problem !== undefined) throw problem;
  requireSold(market, wanted.hours);
  return priceOffer(market.config, offer, wanted, ioPriceOf(market, wanted.currency));
}
