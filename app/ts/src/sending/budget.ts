/** Compute budgets, randomised so that equal instructions are different transactions. */
/** The largest compute budget of a transaction. */
export const MAX_COMPUTE_UNITS = 1_400_000;
/** Bytes of account data that a transaction may load: the older versions' default. In version 1 the default is 0. */
export const MAX_LOADED_BYTES = 64 * 1_024 * 1_024;

/** Compute limits: up to 999 units more. */
const LIMITS = 1_000n;
/** Limits of loaded account data: up to 16 MiB less than the default of 64 MiB, which no transaction of the suite reaches. */
const SIZES = 1n << 24n;
/** Compute limit in percent of the simulated units: the accounts can change until the execution. */
const HEADROOM = 120n;
/** Further compute units, for the budget instructions. */
const BUDGET_UNITS = 1_000n;

export const LAMPORTS_PER_SIGNATURE = 5_000n;

/** Draws 64 random bits. */
export type Entropy = () => bigint;

/** Randomness of the operating system: two processes draw differently. */
export const systemEntropy: Entropy = () => crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;

/** Compute limits and priority fee of a transaction. */
export type Budget = {
  /** Limit of compute units. */
  limit: number;
  /** Priority fee per compute unit, in micro-lamports. */
  price: bigint;
  /** Limit of loaded account data, in bytes. */
  loadedBytes: number;
};

/** The largest limits, without a price, so that the fee does not affect the simulation. */
export const LARGEST: Budget = { limit: MAX_COMPUTE_UNITS, price: 0n, loadedBytes: MAX_LOADED_BYTES };

/**
 * The budget of a transaction that used this many units in a simulation, or the largest if the node does not report them.
 * The random part costs nothing without a price, and at most 0.1 % of the largest priority fee.
 */
export function budgetOf(units: bigint | undefined, price: bigint, entropy: Entropy): Budget {
  const drawn = entropy();
  const loadedBytes = MAX_LOADED_BYTES - Number(drawn % SIZES);
  if (!units) return { limit: MAX_COMPUTE_UNITS, price, loadedBytes };
  const limit = (units * HEADROOM + 99n) / 100n + BUDGET_UNITS + ((drawn >> 32n) % LIMITS);
  return { limit: limit < MAX_COMPUTE_UNITS ? Number(limit) : MAX_COMPUTE_UNITS, price, loadedBytes };
}

const MICRO_LAMPORTS = 1_000_000n;

/** Priority fee of a transaction in lamports, rounded up as the runtime does. */
export const priorityFee = ({ limit, price }: Budget): bigint =>
  (price * BigInt(limit) + MICRO_LAMPORTS - 1n) / MICRO_LAMPORTS;
