/** The IO/USD price, as `programs/common/src/oracle` reads it: prices are pico-USD for one IO. */
import { getProgramDerivedAddress, address, type Address } from '@solana/kit';
import type * as marketplace from 'io-client/generated/marketplace';
import { bpsOf, distance, max, min } from './math';

/** Keeps the sponsored price accounts of Pyth up to date. */
const PUSH_ORACLE = address('pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT');
const LENGTH = 134;
const DISCRIMINATOR = '22f123639d7ef4cd';
const LEVEL_AT = 40;
const FULLY_VERIFIED = 1;
/** Where the feed stands: a filter for the accounts of a receiver. */
export const FEED_AT = 41;
export const PRICE_LENGTH = LENGTH;
const MAX_AHEAD = 30n;

export type Policy = marketplace.Config['oracle'];
export type PriceAccount = { address: Address; owner: Address; data: Uint8Array };
export type Price = { spot: bigint; ema: bigint; confidence: bigint; publishTime: bigint };
/** A price with what is wrong with it, if anything. */
export type Reading = { price: Price | undefined; refused: string | undefined };

const hex = (bytes: Iterable<number>) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The account that Pyth keeps up to date. */
export async function sponsoredPrice(feed: Uint8Array): Promise<Address> {
  const seeds = [new Uint8Array(2), feed];
  return (await getProgramDerivedAddress({ programAddress: PUSH_ORACLE, seeds }))[0];
}

/** The lower of spot and average. */
export const reference = (price: Price): bigint => min(price.spot, price.ema);

/** The reference less the confidence, at which payments in IO are converted; nothing if nothing is left. */
export function conservative(price: Price): bigint | undefined {
  const left = reference(price) - price.confidence;
  return left > 0n ? left : undefined;
}

/** Reads a price account, and says in words why a program with this policy would refuse it at `now`. */
export function readPrice(policy: Policy, account: Omit<PriceAccount, 'address'> | undefined, now: bigint): Reading {
  const nothing = (refused: string): Reading => ({ price: undefined, refused });
  if (account === undefined) return nothing('There is no price account on this network.');
  const { data } = account;
  if (!policy.receivers.includes(account.owner)) return nothing('The price account is not one of Pyth’s.');
  if (data.length !== LENGTH || hex(data.subarray(0, 8)) !== DISCRIMINATOR) {
    return nothing('The price account has another layout.');
  }
  if (data[LEVEL_AT] !== FULLY_VERIFIED) return nothing('Not all guardians have signed the price.');
  const view = new DataView(data.buffer, data.byteOffset + FEED_AT);
  if (hex(data.subarray(FEED_AT, FEED_AT + 32)) !== hex(policy.feedId))
    return nothing('It is the price of something else.');
  const exponent = view.getInt32(48, true);
  if (exponent < -12 || exponent > -4) return nothing('The price has an odd exponent.');
  const scale = 10n ** BigInt(exponent + 12);
  const price: Price = {
    spot: view.getBigInt64(32, true) * scale,
    ema: view.getBigInt64(68, true) * scale,
    confidence: max(view.getBigUint64(40, true), view.getBigUint64(76, true)) * scale,
    publishTime: view.getBigInt64(52, true),
  };
  if (price.spot <= 0n || price.ema <= 0n) return nothing('The price is not positive.');
  const confidences = [view.getBigUint64(40, true) * scale, view.getBigUint64(76, true) * scale] as const;
  return { price, refused: refusal(policy, price, confidences, now) };
}

function refusal(
  policy: Policy,
  { spot, ema, publishTime }: Price,
  [conf, emaConf]: readonly [bigint, bigint],
  now: bigint,
): string | undefined {
  const age = now - publishTime;
  if (age > BigInt(policy.maxAge)) return `The price is older than ${policy.maxAge} seconds.`;
  if (age < -MAX_AHEAD) return 'The price is dated ahead of the network’s clock.';
  const wide = (price: bigint, width: bigint) => width > bpsOf(price, policy.maxConfidenceBps, 'down');
  if (wide(spot, conf) || wide(ema, emaConf)) return 'The price is too uncertain.';
  if (distance(spot, ema) > bpsOf(ema, policy.maxDeviationBps, 'down')) return 'The price is too far from its average.';
  const outside = (price: bigint) => price < policy.minPrice || price > policy.maxPrice;
  return outside(spot) || outside(ema) ? 'The price is outside the band that is accepted.' : undefined;
}

/** Which of several accounts of the feed was published last. */
export function newest(accounts: readonly PriceAccount[]): PriceAccount | undefined {
  const published = ({ data }: PriceAccount) =>
    new DataView(data.buffer, data.byteOffset).getBigInt64(FEED_AT + 52, true);
  return accounts
    .filter(({ data }) => data.length === LENGTH)
    .reduce<PriceAccount | undefined>(
      (best, next) => (best === undefined || published(next) > published(best) ? next : best),
      undefined,
    );
}
