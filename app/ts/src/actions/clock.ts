/** The emission clock, and what quotes and settlements need of it. */
import type { Address, Instruction, TransactionSigner } from '@solana/kit';
import * as emissions from '../generated/emissions';
import { advanceFrom, isBehind, pagesAhead, settleInstructions } from '../keeper';
import { epochHour, HOUR } from '../math';
import {
  claimable,
  delegationEffect,
  historyHours,
  historyOf,
  owedTo,
  pageOf,
  unitsAfter,
  unstakingEffect,
  type Hourly,
  type Unstaking,
} from '../rewards';
import { Refusal, type Creation } from './prepared';

type Supplier = emissions.Supplier;

/** The emission clock, as it was read. */
export type EmissionClock = {
  config: emissions.Config;
  ledger: emissions.Ledger;
  /** The history pages that are there of those that are needed. */
  pages: readonly emissions.HistoryPage[];
  /** Unix seconds, by the network's clock. */
  now: bigint;
  /**
   * Whether the act is sent at an unknown later hour. It then brings nothing up to date, and its amount may be more than the stake
   * of now.
   */
  later: boolean;
};

/** What goes in front of an act. */
export type Setup = { instructions: Instruction[]; creates: Creation[] };

export type Commission = {
  /** In force now, in bps. */
  bps: number;
  /** A rise that is announced, and from which unix second it is in force. */
  announced: { bps: number; from: bigint } | undefined;
};

/** What stake with a supplier is subject to, and others can change. */
export type Conditions = {
  /** What the supplier keeps of the rewards. */
  commission: Commission;
  /** Until which unix second its GPUs are attested; 0 if they never were. Without an attestation stake earns nothing. */
  attestedUntil: bigint;
  /** Seconds between unstaking and withdrawal. */
  cooldown: bigint;
  /** Slashes of its stake that are open. */
  openSlashes: number;
};

/** The epoch hour to which everything is brought. */
export const hourOf = ({ ledger, now }: Pick<EmissionClock, 'ledger' | 'now'>): number =>
  Math.max(epochHour(now), ledger.hour);

/** The numbers of the history pages that a clock brought to `now` and settlements of `suppliers` need. */
export function pagesNeeded(ledger: emissions.Ledger, suppliers: readonly Supplier[], now: bigint): number[] {
  const hour = hourOf({ ledger, now });
  const past = suppliers.flatMap((it) => historyHours(it, hour)).map(pageOf);
  const ahead = isBehind(ledger, hour) ? pagesAhead(ledger.hour, hour) : [];
  return [...new Set([...past, ...ahead])].sort((a, b) => a - b);
}

/** What can be claimed now, after `advance_clock` and `settle_supplier`, in IO base units. */
export type Claimable = { bySupplier: bigint; byStaker: bigint };

/** The same of a supplier, and of a delegation that has followed the slashes. Throws a `Refusal`. */
export function claimableOf(clock: EmissionClock, supplier: Supplier, delegation?: emissions.Delegation): Claimable {
  const found = claimable(clock.config, clock.ledger, supplier, historyOf(clock.pages), hourOf(clock));
  if (found === undefined) throw new Refusal('HistoryPageMissing', 'A history page of the hours concerned is missing.');
  const byStaker = delegation === undefined ? 0n : owedTo(delegation, found.stakeIndex);
  return { bySupplier: found.bySupplier, byStaker };
}

/** The commission of a supplier now, and the rise that it has announced. */
export function commissionOf({ now }: Pick<EmissionClock, 'now'>, { commission }: Supplier): Commission {
  const { bps, nextBps, nextFrom } = commission;
  if (nextFrom === 0) return { bps, announced: undefined };
  if (nextFrom <= epochHour(now)) return { bps: nextBps, announced: undefined };
  return { bps, announced: { bps: nextBps, from: BigInt(nextFrom) * HOUR } };
}

/** The supplier with the commission that is in force: a rise takes effect by a settlement. */
export const inForce = (clock: EmissionClock, supplier: Supplier): Supplier => {
  return { ...supplier, commission: { ...supplier.commission, bps: commissionOf(clock, supplier).bps } };
};

/** What an hour gives owner and stakers of a supplier now, and after `amount` more is delegated. */
export const effectOfDelegating = (clock: EmissionClock, supplier: Supplier, amount: bigint): [Hourly, Hourly] =>
  delegationEffect(clock.config, clock.ledger, inForce(clock, supplier), amount, hourOf(clock));

/** The same before and after an unstaking. */
export const effectOfUnstaking = (clock: EmissionClock, supplier: Supplier, unstaking: Unstaking): [Hourly, Hourly] =>
  unstakingEffect(clock.config, clock.ledger, inForce(clock, supplier), unstaking, hourOf(clock));

/** The supplier with `own` stake of its owner. */
const withOwn = (supplier: Supplier, own: bigint): Supplier => ({ ...supplier, stake: { ...supplier.stake, own } });

/** What an hour gives owner and stakers of a supplier now, and with `own` stake of its owner. */
export function effectOfOwn(clock: EmissionClock, supplier: Supplier, own: bigint): [Hourly, Hourly] {
  const [before] = effectOfDelegating(clock, supplier, 0n);
  const [, after] = effectOfDelegating(clock, withOwn(supplier, own), 0n);
  return [before, after];
}

/** Units of a supplier now and with `own` stake of its owner, in 10⁻⁴ units: none without an attestation. */
export const unitsOf = ({ now }: Pick<EmissionClock, 'now'>, supplier: Supplier, own: bigint): [bigint, bigint] => [
  unitsAfter(supplier, { own: 0n }, now),
  unitsAfter(withOwn(supplier, own), { own: 0n }, now),
];

export const conditionsOf = (clock: EmissionClock, supplier: Supplier): Conditions => ({
  commission: commissionOf(clock, supplier),
  attestedUntil: supplier.attestation.endsAt,
  cooldown: clock.config.unstakeCooldown,
  openSlashes: supplier.slashes.openCount,
});

/** When stake that is unstaked now can be withdrawn, in unix seconds. */
export const unlocksAt = ({ config, now }: EmissionClock): bigint => now + config.unstakeCooldown;

/** Brings the ledger and suppliers to the present hour (P-07); `payer` pays for history pages that are missing. */
export async function catchUp(
  clock: EmissionClock,
  payer: TransactionSigner,
  suppliers: readonly [Address, Supplier][],
): Promise<Setup> {
  const setup: Setup = { instructions: [], creates: [] };
  if (clock.later) return setup;
  const { ledger, config, pages } = clock;
  const now = epochHour(clock.now);
  if (isBehind(ledger, now)) {
    const there = new Set(pages.map(({ page }) => page));
    const missing = pagesAhead(ledger.hour, now).filter((page) => !there.has(page));
    for (const page of missing) {
      const [address] = await emissions.findHistoryPagePda({ page });
      const bytes = emissions.getHistoryPageSize();
      setup.creates.push({ kind: 'history page', address, bytes, deposit: 0n, returnsTo: undefined });
    }
    setup.instructions.push(...(await advanceFrom(payer, config.ioMint, ledger.hour, missing)));
  }
  for (const [address, supplier] of suppliers) {
    setup.instructions.push(...(await settleInstructions(address, supplier, now)));
  }
  return setup;
}
