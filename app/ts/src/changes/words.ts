/** Changes of parameters in words: the name that `io gov propose` takes, and the values with their units, as Rust says them. */
import { isOffCurveAddress, type Address } from '@solana/kit';
import { padded } from '../names';
import type * as emissions from '../generated/emissions';
import type * as feeBurn from '../generated/feeBurn';
import type * as marketplace from '../generated/marketplace';
import { EMISSIONS, FEE_BURN, MARKETPLACE, type Kind } from './table';
import { arrow, inUnit, type Unit } from './units';

/** A change with its program. */
export type ProgramChange =
  | { program: 'emissions'; change: emissions.Change }
  | { program: 'marketplace'; change: marketplace.Change }
  | { program: 'feeBurn'; change: feeBurn.Change };

/** What changes change, as it is in force; undefined where it was not read. */
export type InForce = {
  emissions: emissions.Config | undefined;
  marketplace: marketplace.Config | undefined;
  feeBurn: feeBurn.Config | undefined;
  models: emissions.Models | undefined;
  council: emissions.Council | undefined;
};

/** Note for an address off the curve, such as the vault of a multisig: its program can sign, a key pair cannot. */
const KEYLESS = 'no key, only a program signs for it';
const NO_WALLET = '11111111111111111111111111111111';

const each = (addresses: readonly Address[]): string =>
  addresses.map((it) => (isOffCurveAddress(it) ? `${it} (${KEYLESS})` : it)).join(', ');

/** Addresses before and after, which have no unit in common. */
const moved = (from: string, to: string): string => (from === to ? to : `${from} → ${to}`);

const wallet = (address: Address): string => (address === NO_WALLET ? 'none' : each([address]));

/** `min-delegation` of `MinDelegation`. */
const nameOf = (kind: string): string => kind.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

type Values = readonly (bigint | number)[];

/** Those of a change, in its order. */
function valuesOf({ __kind, ...values }: { __kind: string }): Values {
  const all = Object.values(values) as unknown[];
  return (Array.isArray(all[0]) ? all[0] : all) as Values;
}

/** By the table, if the change sets parameters of it. */
function ofTable<Config>(
  kind: Kind<Config> | undefined,
  change: { __kind: string },
  config: Config | undefined,
): string | undefined {
  if (kind === undefined) return undefined;
  const to = valuesOf(change);
  const said = kind.fields.map(([field, unit], place) => {
    const value = to[place] ?? 0;
    return arrowOf(unit, (config?.[field] as bigint | number | undefined) ?? value, value);
  });
  const name = nameOf(change.__kind);
  if (kind.sentence === undefined) return `${name} ${said.join(' ')}`;
  return `${name}: ${kind.sentence.replace(/\{\}/g, () => said.shift() ?? '')}`;
}

const arrowOf = (unit: Unit, from: bigint | number, to: bigint | number): string =>
  arrow(inUnit(unit, from), inUnit(unit, to));

function oracle(from: marketplace.OracleLimits, to: marketplace.OracleLimits): string {
  const of = (unit: Unit, field: keyof marketplace.OracleLimits) => arrowOf(unit, from[field], to[field]);
  const least = of('Price', 'minPrice').replace(/ USD$/, '');
  const [age, confidence] = [of('Seconds', 'maxAge'), of('Share', 'maxConfidenceBps')];
  return (
    `oracle: ${least} to ${of('Price', 'maxPrice')}, at most ${age} old, ` +
    `a confidence of at most ${confidence}, ${of('Share', 'maxDeviationBps')} from its average`
  );
}

/** `; in: ADDRESS` for those of `some` that are not among `others`. */
function apart(word: string, some: readonly Address[], others: readonly Address[]): string {
  const those = some.filter((it) => !others.includes(it));
  return those.length === 0 ? '' : `; ${word}: ${those.join(', ')}`;
}

type Seats = { attestors: readonly Address[]; threshold: number };

const seatsOf = (it: emissions.Council | undefined): Seats | undefined =>
  it && { ...it, attestors: it.attestors.slice(0, it.count) };

function council(from: Seats, to: Seats): string {
  const count = arrow(String(from.attestors.length), String(to.attestors.length));
  const least = arrow(String(from.threshold), String(to.threshold));
  const moved = apart('in', to.attestors, from.attestors) + apart('out', from.attestors, to.attestors);
  return `council of ${count}, of whom ${least} must agree: ${each(to.attestors)}${moved}`;
}

function ofEmissions(change: emissions.Change, now: InForce | undefined): string {
  const said = ofTable(EMISSIONS[change.__kind], change, now?.emissions);
  if (said !== undefined) return said;
  if (change.__kind === 'Multiplier') {
    const listed = now?.models?.models[change.model];
    const name = listed === undefined ? '' : padded(listed.name);
    const units = arrowOf('ComputeUnits', name === '' ? change.multiplier : (listed?.multiplier ?? 0), change.multiplier);
    return `multiplier of ${name === '' ? `model ${change.model}` : name}: ${units}`;
  }
  if (change.__kind !== 'Council') throw new TypeError(change.__kind);
  return council(seatsOf(now?.council) ?? change, change);
}

/** What both programs that read prices have beside their tables; undefined for another kind. */
function ofPrices(
  change: marketplace.Change | feeBurn.Change,
  config: Pick<marketplace.Config | feeBurn.Config, 'oracle'> | undefined,
): string | undefined {
  if (change.__kind === 'Oracle') return oracle(config?.oracle ?? change.fields[0], change.fields[0]);
  if (change.__kind !== 'Receivers') return undefined;
  const to = change.fields[0].join(', ');
  return `receivers ${moved(config?.oracle.receivers.join(', ') ?? to, to)}`;
}

function beside(it: ProgramChange, now: InForce | undefined): string {
  if (it.program === 'emissions') return ofEmissions(it.change, now);
  if (it.program === 'marketplace') {
    const { change } = it;
    const said = ofTable(MARKETPLACE[change.__kind], change, now?.marketplace) ?? ofPrices(change, now?.marketplace);
    if (said === undefined) throw new TypeError(change.__kind);
    return said;
  }
  const { change } = it;
  const said = ofTable(FEE_BURN[change.__kind], change, now?.feeBurn) ?? ofPrices(change, now?.feeBurn);
  if (said !== undefined) return said;
  if (change.__kind !== 'CouncilTreasury') throw new TypeError(change.__kind);
  const [to] = change.fields;
  return `council-treasury ${moved(wallet(now?.feeBurn?.treasury ?? to), wallet(to))}`;
}

/** Whether what a change changes was read, and a council is in the same order. */
function isComparable({ program, change }: ProgramChange, now: InForce): boolean {
  if (program !== 'emissions') return now[program] !== undefined;
  if (change.__kind === 'Council') return seatsOf(now.council)?.attestors.join() === change.attestors.join();
  if (change.__kind !== 'Multiplier') return now.emissions !== undefined;
  const listed = now.models?.models[change.model];
  return listed !== undefined && padded(listed.name) !== '';
}

/** `stake-per-unit 200 IO`. */
export const changeWords = (it: ProgramChange): string => beside(it, undefined);

/** `stake-per-unit 200 → 150 IO`, or without the first value where it was not read. */
export function fromTo(it: ProgramChange, now: InForce): string {
  const said = beside(it, now);
  return isComparable(it, now) && !said.includes(' → ') ? `${said}, as it is now` : said;
}
