/** Claimable rewards and yields: `programs/emissions/src/quote.rs` and the transitions that it uses. */
import { u128 } from './u128';
import type * as emissions from './generated/emissions';
import { earning } from './slashes';
import { BPS, bpsOf, gainOf, min, mulDiv, shareOf } from './math';
import { requiredStake } from './offers';
import { hourly, TOTAL_HOURS } from './schedule';
import { activeStake, delegatedStake } from './stake';

type Config = Pick<emissions.Config, 'minEligibleUnits' | 'communityCapBps'>;
type Ledger = Pick<emissions.Ledger, 'hour' | 'scheduleHour' | 'pools'>;
type Supplier = emissions.Supplier;
type Stake = Supplier['stake'];

/** Hours of a year of the schedule, and of the periods of yields. */
const YEAR = 365n * 24n;
export const DAY = 24;
export const WEEK = 7 * DAY;
export const PAGE_HOURS = 240;
export const EXPIRY_SLOTS = 32;

/** Indexes of both pools at the start of past hours. */
export type History = ReadonlyMap<number, readonly bigint[]>;

export const pageOf = (hour: number): number => Math.floor(hour / PAGE_HOURS);

/** Indexes of the history pages; zero where nothing was recorded, or nothing was emitted up to then. */
export function historyOf(pages: readonly emissions.HistoryPage[]): Map<number, bigint[]> {
  const hours = pages.flatMap(({ page, indexes }) =>
    indexes.map((pools, place): [number, bigint[]] => [page * PAGE_HOURS + place, pools.map(u128)]),
  );
  return new Map(hours);
}

/** The history pages that yields and settlements of these suppliers need. */
export function pagesNeeded(ledger: Ledger, suppliers: readonly Supplier[], hour: number): number[] {
  const hours = [ledger.hour, ledger.hour - DAY, ledger.hour - WEEK, ledger.hour - WEEK - PAGE_HOURS];
  for (const supplier of suppliers) hours.push(...historyHours(supplier, hour));
  return [...new Set(hours.filter((it) => it >= 0).map(pageOf))].sort((a, b) => a - b);
}

/** The past hours whose index a settlement at `now` needs. */
export function historyHours({ units, rewards, commission }: Supplier, now: number): number[] {
  if (rewards.settledHour >= now || (units.running === 0n && units.next === 0n)) return [];
  const hours: number[] = [];
  if (units.running !== units.next) hours.push(Math.min(units.hour + 1, units.endHour));
  if (units.next > 0n) hours.push(units.endHour);
  if (units.next > 0n && commission.nextFrom > 0 && commission.nextFrom < units.endHour)
    hours.push(commission.nextFrom);
  return hours.filter((hour) => hour < now);
}

/** The ledger advanced to `hour`, and the indexes that it records. */
function advance(config: Config, ledger: Ledger, hour: number, history: Map<number, readonly bigint[]>) {
  let { hour: at, scheduleHour } = ledger;
  const pools = ledger.pools.map((pool) => ({ ...pool, index: u128(pool.index), expiring: [...pool.expiring] }));
  while (at < hour && pools.some(({ live, rising }) => live > 0n || rising > 0n)) {
    const [enterprise, community] = pools;
    if (enterprise === undefined || community === undefined) break;
    if (enterprise.live >= config.minEligibleUnits && scheduleHour < TOTAL_HOURS) {
      const amount = hourly(scheduleHour);
      scheduleHour += 1;
      const share = mulDiv(amount, community.live, enterprise.live + community.live, 'down');
      const toCommunity = min(bpsOf(amount, config.communityCapBps, 'down'), share);
      if (toCommunity > 0n) community.index += gainOf(toCommunity, community.live);
      enterprise.index += gainOf(amount - toCommunity, enterprise.live);
    }
    at += 1;
    for (const pool of pools) {
      const place = at % EXPIRY_SLOTS;
      pool.live += pool.rising - (pool.expiring[place] ?? 0n);
      pool.rising = 0n;
      pool.expiring[place] = 0n;
    }
    history.set(at, [enterprise.index, community.index]);
  }
  return { hour: Math.max(at, hour), indexes: pools.map(({ index }) => index), pools, scheduleHour };
}

/** Splits a reward: commission first, then by active stake; delegators get the remainder. */
function split({ stake }: Supplier, bps: number, reward: bigint) {
  const commission = bpsOf(reward, bps, 'down');
  const net = reward - commission;
  const own = delegatedStake(stake) === 0n ? net : mulDiv(net, stake.own, activeStake(stake), 'down');
  return { ownerPart: commission + own, delegatedPart: net - own };
}

export type Claimable = {
  /** Claimable by the supplier's payout wallet, in IO base units. */
  bySupplier: bigint;
  /** Rewards per base unit of delegated stake since registration, Q64. */
  stakeIndex: bigint;
};

/**
 * What can be claimed at `hour`, once the clock has been advanced and the supplier settled. Undefined if the history
 * lacks a needed hour.
 */
export function claimable(
  config: Config,
  ledger: Ledger,
  supplier: Supplier,
  past: History,
  hour: number,
): Claimable | undefined {
  const history = new Map(past);
  const now = advance(config, ledger, hour, history);
  const { rewards, commission, units, stake } = supplier;
  const indexAt = (at: number) => (at >= now.hour ? now.indexes : history.get(at))?.[supplier.pool];
  const state = {
    owed: rewards.owed,
    stakeIndex: u128(rewards.stakeIndex),
    unitIndex: u128(rewards.unitIndex),
    settled: rewards.settledHour,
    units,
  };

  const settleTo = (to: number, bps: number): boolean => {
    const done = earned(state, to, indexAt);
    if (done === undefined) return false;
    const { ownerPart, delegatedPart } = split(supplier, bps, done.reward);
    if (delegatedPart > 0n) state.stakeIndex += gainOf(delegatedPart, delegatedStake(stake));
    state.owed += ownerPart;
    state.unitIndex = done.index;
    state.settled = Math.max(state.settled, to);
    state.units = roll(state.units, to);
    return true;
  };

  const changes = commission.nextFrom > 0 && commission.nextFrom <= now.hour;
  if (changes && !settleTo(commission.nextFrom, commission.bps)) return undefined;
  if (!settleTo(now.hour, changes ? commission.nextBps : commission.bps)) return undefined;
  return { bySupplier: state.owed, stakeIndex: state.stakeIndex };
}

type Running = { unitIndex: bigint; settled: number; units: Supplier['units'] };

/** `running` units in the hour of the last change, `next` from the hour after it to the end of the attestation or to `hour`. */
function earned({ unitIndex, settled, units }: Running, hour: number, indexAt: (hour: number) => bigint | undefined) {
  if (settled >= hour || (units.running === 0n && units.next === 0n)) return { reward: 0n, index: unitIndex };
  const end = Math.min(units.endHour, hour);
  const to = indexAt(end);
  if (units.running === units.next) {
    return to === undefined ? undefined : { reward: shareOf(units.next, to - unitIndex), index: to };
  }
  const change = indexAt(Math.min(units.hour + 1, end));
  if (change === undefined) return undefined;
  const first = shareOf(units.running, change - unitIndex);
  if (units.next === 0n) return { reward: first, index: change };
  return to === undefined ? undefined : { reward: first + shareOf(units.next, to - change), index: to };
}

/** The record brought to `hour`: applies rises and ends that are due. */
function roll(units: Supplier['units'], hour: number): Supplier['units'] {
  if (units.hour >= hour) return units;
  const next = units.endHour <= hour ? 0n : units.next;
  return { ...units, next, running: next, hour };
}

/** Pools by the number that a supplier stores. */
export const POOLS = ['Enterprise', 'Community'] as const;

/** Hourly reward of the owner, and of all delegators together, in IO base units. */
export type Hourly = { owner: bigint; stakers: bigint };

/** Hourly reward with the stake and attestations of `hour`, all renewed; and after delegating `amount` more. */
export function delegationEffect(
  config: Config,
  ledger: Ledger,
  supplier: Supplier,
  amount: bigint,
  hour: number,
): [Hourly, Hourly] {
  const { stake } = supplier;
  return effect(config, ledger, supplier, { ...stake, delegated: stake.delegated + amount }, hour);
}

/** Whose stake an unstaking takes, in IO base units. */
export type Unstaking = { own: bigint } | { delegated: bigint };

/** The stake after an unstaking. */
const stakeAfter = (stake: Stake, unstaking: Unstaking): Stake =>
  'own' in unstaking
    ? { ...stake, own: stake.own - unstaking.own }
    : { ...stake, delegated: stake.delegated - unstaking.delegated };

/** The same before and after an unstaking. */
export function unstakingEffect(
  config: Config,
  ledger: Ledger,
  supplier: Supplier,
  unstaking: Unstaking,
  hour: number,
): [Hourly, Hourly] {
  return effect(config, ledger, supplier, stakeAfter(supplier.stake, unstaking), hour);
}

/** Units of the supplier after an unstaking, in 10⁻⁴ units: none without an attestation at `now`. */
export function unitsAfter(supplier: Supplier, unstaking: Unstaking, now: bigint): bigint {
  const after = { ...supplier, stake: stakeAfter(supplier.stake, unstaking) };
  return now < supplier.attestation.endsAt ? effectiveUnits(after) : 0n;
}

/** What an hour gives with the stake as it is, and with `stake`. */
function effect(config: Config, ledger: Ledger, supplier: Supplier, stake: Stake, hour: number): [Hourly, Hourly] {
  const { pools, ...clock } = advance(config, ledger, hour, new Map());
  const counts = clock.hour < supplier.units.endHour;
  const before = counts ? supplier.units.next : 0n;
  const changed: Supplier = { ...supplier, stake };
  const after = counts ? effectiveUnits(changed) : 0n;
  const hourOf = (it: Supplier, units: bigint): Hourly => {
    const all = pools.map(({ live, rising }, pool) => live + rising + (pool === it.pool ? units - before : 0n));
    const [enterprise = 0n, community = 0n] = all;
    const ofPool = all[it.pool];
    if (ofPool === undefined || units === 0n || enterprise < config.minEligibleUnits || clock.scheduleHour >= TOTAL_HOURS)
      return { owner: 0n, stakers: 0n };
    const emitted = hourly(clock.scheduleHour);
    const share = mulDiv(emitted, community, enterprise + community, 'down');
    const toCommunity = min(bpsOf(emitted, config.communityCapBps, 'down'), share);
    const gain = gainOf(it.pool === 1 ? toCommunity : emitted - toCommunity, ofPool);
    const { ownerPart, delegatedPart } = split(it, it.commission.bps, shareOf(units, gain));
    return { owner: ownerPart, stakers: delegatedPart };
  };
  return [hourOf(supplier, before), hourOf(changed, after)];
}

/** The attested units, reduced where total stake is below the requirement or own stake below half of it. */
function effectiveUnits({ attestation, stake }: Supplier): bigint {
  const required = requiredStake(attestation, attestation.gpus);
  if (required === 0n) return 0n;
  const counted = min(required, min(activeStake(stake), 2n * stake.own));
  return mulDiv(BigInt(attestation.gpus) * BigInt(attestation.multiplier), counted, required, 'down');
}

/** Yearly yield of stake with the supplier, in bps, net of commission, if the next year is like the past `hours`. */
export function aprBps(supplier: Supplier, gain: bigint, hours: number, now: bigint): bigint {
  const active = activeStake(supplier.stake);
  if (now >= supplier.attestation.endsAt || active === 0n) return 0n;
  const reward = shareOf(supplier.units.next, gain);
  const net = reward - bpsOf(reward, supplier.commission.bps, 'down');
  return mulDiv(net * YEAR, BPS, active * BigInt(hours), 'down');
}

/**
 * The same from the history: since its last record before the past `hours`, or else since its first record within them.
 * Undefined without a full hour, or without stake.
 */
export function pastAprBps(
  supplier: Supplier,
  ledger: Ledger,
  history: History,
  hours: number,
  now: bigint,
): bigint | undefined {
  const index = ledger.pools[supplier.pool]?.index;
  if (index === undefined || activeStake(supplier.stake) === 0n) return undefined;
  const from = Math.max(ledger.hour - hours, 0);
  let [before, within]: [Recorded?, Recorded?] = [];
  for (const [hour, pools] of history) {
    const recorded = { hour, index: pools[supplier.pool] ?? 0n };
    if (recorded.index === 0n) continue;
    if (hour <= from && hour >= (before?.hour ?? 0)) before = recorded;
    if (hour >= from && hour <= (within?.hour ?? Infinity)) within = recorded;
  }
  const base = before ?? within;
  if (base === undefined) return undefined;
  const counted = before === undefined ? ledger.hour - base.hour : hours;
  return counted === 0 ? undefined : aprBps(supplier, u128(index) - base.index, counted, now);
}
type Recorded = { hour: number; index: bigint };

/** What the staker can claim of a delegation that has followed all slashes, with the supplier's index of `claimable`. */
export const owedTo = (delegation: emissions.Delegation, stakeIndex: bigint): bigint =>
  delegation.owed + shareOf(earning(delegation), stakeIndex - u128(delegation.stakeIndex));
