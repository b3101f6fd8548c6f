/** Taking a request to move stake back. */
import type { Address } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { Refusal, type Prepared } from '../prepared';
import type { Moving } from './read';
import { findRequest } from './requestRedelegation';
import type { StakerRequest } from './withdraw';

export type CancelRedelegationTerms = {
  /** What was to move, in base units. */
  amount: bigint;
  /** Who gets the rent of the request. */
  rentTo: Address;
};

/** The request. Throws a `Refusal` if there is none. */
export async function requested(moving: Moving): Promise<emissions.Redelegation> {
  if (moving.request !== undefined) return moving.request;
  throw new Refusal('NoRequest', `There is no request to move stake at ${await findRequest(moving)}.`);
}

/** To take the request back. Throws a `Refusal`. */
export async function prepareCancelRedelegation(
  moving: Moving,
  { staker }: StakerRequest,
): Promise<Prepared<CancelRedelegationTerms>> {
  const { amount } = await requested(moving);
  const redelegation = await findRequest(moving);
  return {
    terms: { amount, rentTo: staker.address },
    gives: [],
    creates: [],
    setup: [],
    act: [emissions.getCancelRedelegationInstruction({ staker, redelegation })],
  };
}
