/** Taking an unstake request of own stake back, but for what open slashes hold of it. */
import type { TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { catchUp } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { notOwner, ownStakeOf, requireOwner, type OwnStake, type Supplying } from './read';

export type CancelOwnUnstakeRequest = {
  /** The owner, who signed what was read. */
  owner: TransactionSigner;
  /** Place of the unstake request. */
  place: number;
};

export type CancelOwnUnstakeTerms = {
  /** What is active stake again, in base units. */
  amount: bigint;
  /** From which unix second it could have been withdrawn. */
  unlocksAt: bigint;
  own: OwnStake;
};

export const heldBySlashes = (): Refusal =>
  new Refusal('HeldBySlashes', 'Open slashes hold this own stake until they are executed, withdrawn or lapsed.');

/** To take an unstake request back. Throws a `Refusal`. */
export async function prepareCancelOwnUnstake(
  supplying: Supplying,
  { owner, place }: CancelOwnUnstakeRequest,
): Promise<Prepared<CancelOwnUnstakeTerms>> {
  const { address, supplier, clock } = supplying;
  requireOwner(supplying);
  const request = supplier.stake.ownUnstakeRequests[place];
  if (request === undefined || request.amount === 0n) {
    throw new Refusal('WrongUnstakeRequest', `There is no unstake request ${place}.`, [place]);
  }
  // The supplier has changed hands: a gift to the new owner is not meant.
  if (request.holder !== supplier.owner) throw notOwner();
  const amount = request.amount - request.held;
  if (amount === 0n) throw heldBySlashes();
  const setup = await catchUp(clock, owner, [[address, supplier]]);
  return {
    terms: { amount, unlocksAt: request.unlocksAt, own: ownStakeOf(supplying, supplier.stake.own + amount) },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getCancelOwnUnstakeInstruction({ owner, supplier: address, unstakeRequest: place })],
  };
}
