/** The IO/USD price, as `programs/common/src/oracle` reads it: prices are pico-USD for one IO. */
import { getProgramDerivedAddress, address, type Address } from '@solana/kit';
import type * as marketplace from './generated/marketplace';
import { bpsOf, distance, max, min } from './math';

/** Keeps the sponsored price accounts of Pyth up to date. */
const PUSH_ORACLE = address('pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT');
const LENGTH = 134;
const DISCRIMINATOR = '22f123639d7ef4cd';
const LEVEL_AT = 40;
const FULLY_VERIFIED = 1;
/** Offset of the feed, for a filter of a receiver's accounts. */
export const FEED_AT = 41;
export const PRICE_LENGTH = LENGTH;
const MAX_AHEAD = 30n;

export type Policy = marketplace.Config['oracle'];
export type PriceAccount = { address: Address; owner: Address; data: Uint8Array };
export type Price = { spot: bigint; ema: bigint; confidence: bigint; publishTime: bigint };
/** Why a price is refused: the name of the program's error, and a message. */
type Fault = readonly [code: string, words: string];
/** A price, and what is wrong with it, if anything: a message and the name of the program's error. */
export type Reading = { price: Price | undefined; refused: string | undefined; code: string | undefined };

const hex = (bytes: Iterable<number>) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The account that Pyth keeps up to date. */
export async function sponsoredPrice(feed: Uint8Array): Promise<Address> {
  const seeds = [new Uint8Array(2), feed];
  return (await getProgramDerivedAddress({ programAddress: PUSH_ORACLE, seeds }))[0];
}

/** The lower of spot and average. */
export const reference = (price: Price): bigint => min(price.spot, price.ema);

/** The reference less the confidence interval, at which payments in IO are converted; undefined if nothing is left. */
export function conservative(price: Price): bigint | undefined {
  const left = reference(price) - price.confidence;
  return left > 0n ? left : undefined;
}

/** Reads a price account, with the first reason why a program with this policy would refuse it at `now`. */
export function readPrice(policy: Policy, account: Omit<PriceAccount, 'address'> | undefined, now: bigint): Reading {
  const reading = (price: Price | undefined, fault: Fault | undefined): Reading => {
    return { price, code: fault?.[0], refused: fault?.[1] };
  };
  const nothing = (...fault: Fault) => reading(undefined, fault);
  if (account === undefined) return nothing('PriceMissing', 'There is no price account on this network.');
  const { data } = account;
  if (!policy.receivers.includes(account.owner)) {
    return nothing('OracleOwner', 'The price account is not one of Pyth’s.');
  }
  if (data.length !== LENGTH || hex(data.subarray(0, 8)) !== DISCRIMINATOR) {
    return nothing('OracleLayout', 'The price account has another layout.');
  }
  if (data[LEVEL_AT] !== FULLY_VERIFIED) return nothing('OracleUnverified', 'Not all guardians have signed the price.');
  const view = new DataView(data.buffer, data.byteOffset + FEED_AT);
  if (hex(data.subarray(FEED_AT, FEED_AT + 32)) !== hex(policy.feedId)) {
    return nothing('OracleFeed', 'It is the price of something else.');
  }
  const publishTime = view.getBigInt64(52, true);
  const late = untimely(policy, publishTime, now);
  const exponent = view.getInt32(48, true);
  if (exponent < -12 || exponent > -4) {
    return nothing(...(late ?? ['OracleExponent', 'The price has an odd exponent.']));
  }
  const scale = 10n ** BigInt(exponent + 12);
  const confidences = [view.getBigUint64(40, true) * scale, view.getBigUint64(76, true) * scale] as const;
  const price: Price = {
    spot: view.getBigInt64(32, true) * scale,
    ema: view.getBigInt64(68, true) * scale,
    confidence: max(...confidences),
    publishTime,
  };
  if (price.spot <= 0n || price.ema <= 0n) {
    return nothing(...(late ?? ['OracleNotPositive', 'The price is not positive.']));
  }
  return reading(price, late ?? refusal(policy, price, confidences));
}

function untimely(policy: Policy, publishTime: bigint, now: bigint): Fault | undefined {
  const age = now - publishTime;
  if (age > BigInt(policy.maxAge)) return ['OracleStale', `The price is older than ${policy.maxAge} seconds.`];
  return age < -MAX_AHEAD ? ['OracleFuture', 'The price is dated ahead of the network’s clock.'] : undefined;
}

function refusal(
  policy: Policy,
  { spot, ema }: Price,
  [conf, emaConf]: readonly [bigint, bigint],
): Fault | undefined {
  const wide = (price: bigint, width: bigint) => width > bpsOf(price, policy.maxConfidenceBps, 'down');
  if (wide(spot, conf) || wide(ema, emaConf)) return ['OracleConfidence', 'The price is too uncertain.'];
  if (distance(spot, ema) > bpsOf(ema, policy.maxDeviationBps, 'down')) {
    return ['OracleDeviation', 'The price is too far from its average.'];
  }
  const outside = (price: bigint) => price < policy.minPrice || price > policy.maxPrice;
  if (outside(spot) || outside(ema)) return ['OracleBand', 'The price is outside the band that is accepted.'];
  return undefined;
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
