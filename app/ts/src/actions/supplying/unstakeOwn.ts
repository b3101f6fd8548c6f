/** Beginning the cooldown of own stake. */
import type { TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { backs } from '../../offers';
import { catchUp, unlocksAt } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { ownStakeOf, requireOwner, type OwnStake, type Supplying } from './read';

export type UnstakeOwnRequest = {
  /** The owner, who signed what was read. */
  owner: TransactionSigner;
  /** IO base units; all that no slash holds by default. */
  amount?: bigint;
};

export type UnstakeOwnTerms = {
  /** What begins to cool, in base units. */
  amount: bigint;
  /** From which unix second it can be withdrawn. */
  unlocksAt: bigint;
  own: OwnStake;
};

/** What the program would refuse of `amount`. Throws a `Refusal`. */
function requireMayLeave({ supplier, usage }: Supplying, amount: bigint): void {
  if (amount === 0n) throw new Refusal('ZeroAmount', 'The amount is zero.');
  const { stake } = supplier;
  const reserved = usage?.reservedGpus ?? 0;
  const after = { ...supplier, stake: { ...stake, own: stake.own - amount } };
  if (reserved > 0 && !backs(after, reserved)) {
    const why = 'This own stake backs live reservations: unstake less, or wait until they have ended.';
    throw new Refusal('BacksReservations', why);
  }
  // Without a free place it joins an unstake request of the owner of which slashes hold all.
  const takes = (it: emissions.OwnUnstakeRequest) =>
    it.amount === 0n || (it.holder === supplier.owner && it.held === it.amount);
  if (!stake.ownUnstakeRequests.some(takes)) {
    throw new Refusal('UnstakeRequestsFull', 'All unstake requests are in use: withdraw or cancel one first.');
  }
}

/** To unstake. Throws a `Refusal`. */
export async function prepareUnstakeOwn(
  supplying: Supplying,
  { owner, amount }: UnstakeOwnRequest,
): Promise<Prepared<UnstakeOwnTerms>> {
  const { address, supplier, clock } = supplying;
  requireOwner(supplying);
  const free = supplier.stake.own - supplier.stake.ownHeld;
  const taken = amount ?? free;
  if (taken > free) {
    const why = `${taken} base units are more than the own stake that no slash holds, ${free}.`;
    throw new Refusal('NotEnoughStake', why, [taken, free]);
  }
  if (!clock.later) requireMayLeave(supplying, taken);
  const setup = await catchUp(clock, owner, [[address, supplier]]);
  const unstake = { owner, supplier: address, amount: amount ?? null };
  return {
    terms: {
      amount: taken,
      unlocksAt: unlocksAt(clock),
      own: ownStakeOf(supplying, supplier.stake.own - taken),
    },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getUnstakeOwnInstructionAsync(unstake)],
  };
}
