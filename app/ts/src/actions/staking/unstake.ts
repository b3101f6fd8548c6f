/** Beginning the cooldown of delegated stake; of all also that of what open slashes hold. */
import type { Instruction, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { min } from '../../math';
import { unitsAfter, type Hourly } from '../../rewards';
import { findSlashAddress, stateOf } from '../../slashes';
import { conditionsOf, effectOfUnstaking, unlocksAt, type Conditions } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { caughtUp, meant, nothing, notEnough, requireFollowed, requireMayLeave } from './present';
import type { Staking } from './read';

/** Places of unstake requests; the one behind them is of what slashes give back. */
const UNSTAKE_REQUESTS = 8;

export type UnstakeRequest = {
  /** The staker of what was read. */
  staker: TransactionSigner;
  /** IO base units; all by default. */
  amount?: bigint;
};

/** Amounts are base units. */
export type UnstakeTerms = {
  /** Active stake that begins to cool: it earns nothing from now on, and what open slashes take of it is burned. */
  amount: bigint;
  /** Stake that open slashes hold and that begins to cool with it. It comes back only where they give it back. */
  held: bigint;
  /** From which unix second it can be withdrawn. */
  unlocksAt: bigint;
  /** Active stake that stays. */
  stays: bigint;
  /** Units of the supplier before and after, in 10⁻⁴ units. */
  units: [bigint, bigint];
  /** What an hour gives owner and stakers before and after. */
  hourly: [Hourly, Hourly];
  /** What the stake is subject to. */
  conditions: Conditions;
};

/** To unstake. Throws a `Refusal`. */
export async function prepareUnstake(staking: Staking, request: UnstakeRequest): Promise<Prepared<UnstakeTerms>> {
  const { staker, amount: given } = request;
  const { stake, clock } = staking;
  const { supplier, delegation, setup } = await caughtUp(staking, staker);
  const { active } = delegation;
  if (given !== undefined && given > active && !clock.later) throw notEnough(given, active);
  const act: Instruction[] = [];
  const takesActive = given !== undefined || active > 0n;
  const common = { staker, supplier: stake.address };
  if (takesActive) act.push(await emissions.getUnstakeInstructionAsync({ ...common, amount: given ?? null }));
  let held = 0n;
  for (const it of given === undefined ? stake.slashes : []) {
    const place = delegation.held.find(({ slash }) => slash !== 0 && slash === it.opened);
    if (place === undefined || place.active === 0n || stateOf(it) !== 'open') continue;
    held += place.active;
    const [slash] = await findSlashAddress(it);
    act.push(await emissions.getUnstakeHeldInstructionAsync({ ...common, slash }));
  }
  if (act.length === 0) throw nothing();
  if (takesActive && !clock.later) {
    requireFollowed(delegation, supplier);
    const taken = meant(delegation, given);
    const places = delegation.unstakeRequests.slice(0, UNSTAKE_REQUESTS);
    if (places.every((it) => it.amount > 0n)) {
      throw new Refusal('UnstakeRequestsFull', 'All unstake requests are in use: withdraw or cancel one first.');
    }
    requireMayLeave(supplier, active - taken, taken);
  }
  const amount = given ?? active;
  const ofUnits = { delegated: min(amount, supplier.stake.delegated) };
  return {
    terms: {
      amount,
      held,
      unlocksAt: unlocksAt(clock),
      stays: amount > active ? 0n : active - amount,
      units: [unitsAfter(supplier, { delegated: 0n }, clock.now), unitsAfter(supplier, ofUnits, clock.now)],
      hourly: effectOfUnstaking(clock, supplier, ofUnits),
      conditions: conditionsOf(clock, supplier),
    },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act,
  };
}
