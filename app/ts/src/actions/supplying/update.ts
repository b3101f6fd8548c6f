/** Changing operator, payout wallet, endpoint or the most that may be delegated. Nothing is read. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { Refusal, type Prepared } from '../prepared';
import { requireEndpoint } from './register';

/** What changes; what is not given stays. */
export type UpdateTerms = {
  /** May start and decline reservations and edit offers. */
  operator?: Address;
  /** Wallet that is paid. */
  payout?: Address;
  /** Where renters reach the supplier, at most 96 bytes. */
  endpoint?: string;
  /** Most that may be delegated, in base units, or what the attested GPUs require. Stake that is there stays. */
  maxDelegated?: bigint | 'required';
};

export type UpdateRequest = UpdateTerms & { owner: TransactionSigner; supplier: Address };

const limitOf = (most: bigint | 'required'): emissions.DelegationLimitArgs =>
  most === 'required' ? { __kind: 'Required' } : { __kind: 'Amount', fields: [most] };

/** To change what is given. Throws a `Refusal`. */
export function prepareUpdate({ owner, supplier, ...terms }: UpdateRequest): Prepared<UpdateTerms> {
  const { operator = null, payout = null, endpoint = null, maxDelegated } = terms;
  if (operator === null && payout === null && endpoint === null && maxDelegated === undefined) {
    throw new Refusal('Nothing', 'There is nothing to change.');
  }
  if (endpoint !== null) requireEndpoint(endpoint);
  const limit = maxDelegated === undefined ? null : limitOf(maxDelegated);
  const update = { owner, supplier, operator, payout, endpoint, maxDelegated: limit };
  return { terms, gives: [], creates: [], setup: [], act: [emissions.getUpdateSupplierInstruction(update)] };
}
