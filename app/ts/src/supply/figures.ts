/** What was minted, burned and locked, and what is to come: `app/client/src/supply.rs`. Amounts are IO base units. */
import { less, SUPPLY_CAP } from '../math';
import { TOTAL_EMISSION } from '../schedule';
import { stillLocked, unlocked, type Schedule } from './schedule';

export const GENESIS_SUPPLY = SUPPLY_CAP - TOTAL_EMISSION;

/** What the network has counted, all read at once. */
export type Counted = {
  /** Supply of the mint. */
  supply: bigint;
  /** Minted since the launch. */
  emitted: bigint;
  /** Rewards paid out. */
  claimed: bigint;
  /** Burned by slashes. */
  slashed: bigint;
  /** Fees in IO that were burned. */
  feesBurned: bigint;
  /** Bought in auctions and burned. */
  bought: bigint;
  /** All stake, active and cooling. */
  staked: bigint;
};

/** A lock of the genesis table, and what its recipient has claimed. */
export type Locked = { schedule: Schedule; claimed: bigint };

export type Supply = {
  /** The genesis supply and what was emitted since. */
  minted: bigint;
  /** By cause; `holders` with what an adopted mint had less than the genesis supply (P-02). */
  burned: { fees: bigint; auctions: bigint; slashes: bigint; holders: bigint };
  /** What exists: minted less burned. */
  total: bigint;
  /** Locked by the genesis table, not released yet. */
  locked: bigint;
  /** Released by the genesis table, not claimed yet. */
  unclaimed: bigint;
  /** All stake, active and cooling. It circulates, because it can be unstaked. */
  staked: bigint;
  /** Rewards that were minted and not claimed. */
  rewards: bigint;
  /** What exists, is not locked, and is no unclaimed reward. */
  circulating: bigint;
  /** Emission that is still to come. */
  toCome: bigint;
};

/** Figures that cannot all be true, by the names of Rust. */
export const CONTRADICTIONS = {
  /** P-02 is broken, or the figures were read at different times. */
  Supply: 'more IO exists than was minted and not burned',
  /** P-08 is broken. */
  Rewards: 'more rewards were claimed than emitted, or more are unclaimed than exist',
  /** P-01 is broken. */
  Emission: 'more was emitted than the schedule has',
  /** The table is not that of this network. */
  Locks: 'the genesis table locks more than exists: it is the table of another network',
} as const;
export type Contradiction = keyof typeof CONTRADICTIONS;

/** The supply at `now`, with the locks of the genesis table; without any, nothing counts as locked. */
export function supplyOf(counted: Counted, locks: readonly Locked[], now: bigint): Supply | { refused: Contradiction } {
  const { supply, emitted, claimed, slashed, feesBurned, bought, staked } = counted;
  if (emitted > TOTAL_EMISSION) return { refused: 'Emission' };
  if (claimed > emitted) return { refused: 'Rewards' };
  const rewards = emitted - claimed;
  if (rewards > supply) return { refused: 'Rewards' };
  const minted = GENESIS_SUPPLY + emitted;
  const holders = minted - supply - slashed - feesBurned - bought;
  if (holders < 0n) return { refused: 'Supply' };
  const locked = sum(locks, ({ schedule }) => stillLocked(schedule, now));
  const circulating = supply - rewards - locked;
  if (circulating < 0n) return { refused: 'Locks' };
  return {
    minted,
    burned: { fees: feesBurned, auctions: bought, slashes: slashed, holders },
    total: supply,
    locked,
    unclaimed: sum(locks, ({ schedule, claimed }) => less(unlocked(schedule, now), claimed)),
    staked,
    rewards,
    circulating,
    toCome: TOTAL_EMISSION - emitted,
  };
}

export const sum = <T>(all: readonly T[], part: (it: T) => bigint): bigint =>
  all.reduce((total, it) => total + part(it), 0n);
