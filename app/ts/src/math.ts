/** Arithmetic of the programs, in whole base units and with named rounding. */

export const BPS = 10_000n;
export const HOUR = 3_600n;
export const DAY = 24n * HOUR;
export const ONE_IO = 100_000_000n;
export const ONE_USDC = 1_000_000n;
/** One compute unit, in the 10⁻⁴ units of the accounts. */
export const ONE_UNIT = 10_000n;
/** Maximum of IO that can ever exist, in base units. */
export const SUPPLY_CAP = 800_000_000n * ONE_IO;
/** Pico-USD of a dollar: prices of IO are in these. */
export const PICO_USD = 1_000_000_000_000n;
/** `micro-USD · this / price` is IO base units. */
const MICRO_USD_TO_IO = 100_000_000_000_000n;

export type Rounding = 'down' | 'up';

/** a · b / c, for amounts, which are never negative. */
export function mulDiv(a: bigint, b: bigint, c: bigint, rounding: Rounding): bigint {
  const product = a * b;
  return rounding === 'up' ? (product + c - 1n) / c : product / c;
}

export const bpsOf = (amount: bigint, bps: number, rounding: Rounding): bigint =>
  mulDiv(amount, BigInt(bps), BPS, rounding);

export const min = (...values: [bigint, ...bigint[]]): bigint => values.reduce((a, b) => (b < a ? b : a));
export const max = (...values: [bigint, ...bigint[]]): bigint => values.reduce((a, b) => (b > a ? b : a));
export const clamp = (value: bigint, low: bigint, high: bigint): bigint => min(max(value, low), high);
export const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);
/** a − b, but never below zero. */
export const less = (a: bigint, b: bigint): bigint => max(a - b, 0n);

/** The epoch hour of a unix time. */
export const epochHour = (time: bigint): number => Number(max(time, 0n) / HOUR);

/** IO base units worth `microUsd` at `price` pico-USD for one IO. */
export const ioForUsd = (microUsd: bigint, price: bigint, rounding: Rounding): bigint =>
  mulDiv(microUsd, MICRO_USD_TO_IO, price, rounding);

/** Value of `io` base units in micro-USD, rounded down. */
export const usdForIo = (io: bigint, price: bigint): bigint => mulDiv(io, price, MICRO_USD_TO_IO, 'down');

/** Rise of a Q64 index when `amount` is shared by `units`, rounded down. */
export const gainOf = (amount: bigint, units: bigint): bigint => (amount << 64n) / units;

/** Share of a holder of `units` in a rise of the index, rounded down. */
export const shareOf = (units: bigint, gain: bigint): bigint => (units * gain) >> 64n;
