/** Crediting a supplier and its stakers with their share of the hours up to now. Anyone may sign. */
import { settleInstructions } from '../../keeper';
import { epochHour } from '../../math';
import { catchUp, claimableOf } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import type { ClaimSupplierRequest } from './claim';
import type { Supplying } from './read';

export type SettleTerms = {
  /** What the payout wallet can claim then, in base units. */
  claimable: bigint;
};

/** To bring the ledger and the supplier to the present hour. Throws a `Refusal`. */
export async function prepareSettle(
  { address, supplier, clock }: Supplying,
  { signer }: ClaimSupplierRequest,
): Promise<Prepared<SettleTerms>> {
  const setup = await catchUp(clock, signer, []);
  const act = clock.later ? [] : await settleInstructions(address, supplier, epochHour(clock.now));
  if (setup.instructions.length === 0 && act.length === 0) {
    throw new Refusal('Nothing', 'The supplier is at the present hour.');
  }
  const claimable = claimableOf(clock, supplier).bySupplier;
  return { terms: { claimable }, gives: [], creates: setup.creates, setup: setup.instructions, act };
}
