/** Setting the commission. A rise is announced, and holds from the first hour that begins 14 days later or more. */
import type { TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { epochHour, HOUR } from '../../math';
import { catchUp, commissionOf, type Commission } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { requireOwner, type Supplying } from './read';
import { tooHigh } from './register';

/** Hours of notice before a rise. */
const NOTICE_HOURS = 14 * 24;

export type SetCommissionRequest = {
  /** The owner, who signed what was read. */
  owner: TransactionSigner;
  bps: number;
};

/** Commissions are bps. */
export type SetCommissionTerms = {
  /** In force until then. */
  before: number;
  /** In force from then on. */
  after: number;
  /** From which unix second: now, unless it is a rise. */
  from: bigint;
  /** A rise that was announced, and from which unix second it would have been in force; it is taken back. */
  takenBack: Commission['announced'];
};

/** To set the commission. Throws a `Refusal`. */
export async function prepareSetCommission(
  supplying: Supplying,
  { owner, bps }: SetCommissionRequest,
): Promise<Prepared<SetCommissionTerms>> {
  const { address, supplier, clock } = supplying;
  requireOwner(supplying);
  const { bps: before, announced } = commissionOf(clock, supplier);
  if (bps === before && announced === undefined) {
    throw new Refusal('SameCommission', `The commission is ${bps} bps already, and no rise is announced.`, [bps]);
  }
  if (bps > clock.config.maxCommissionBps) throw tooHigh(clock);
  if (bps > before && announced !== undefined) {
    const why = 'A rise is announced already: set the present commission to take it back first.';
    throw new Refusal('CommissionAnnounced', why);
  }
  const rise = BigInt(epochHour(clock.now) + 1 + NOTICE_HOURS) * HOUR;
  const setup = await catchUp(clock, owner, [[address, supplier]]);
  return {
    terms: { before, after: bps, from: bps > before ? rise : clock.now, takenBack: announced },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getSetCommissionInstruction({ owner, supplier: address, bps })],
  };
}
