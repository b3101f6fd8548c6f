/** Staking the owner's own IO. */
import type { TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { catchUp } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { ownStakeOf, requireOwner, type OwnStake, type Supplying } from './read';

export type StakeOwnRequest = {
  /** The owner, who signed what was read. */
  owner: TransactionSigner;
  /** IO base units. */
  amount: bigint;
};

export type StakeOwnTerms = {
  /** What is staked, in base units. */
  amount: bigint;
  own: OwnStake;
};

/** To stake of the owner's wallet. Throws a `Refusal`. */
export async function prepareStakeOwn(
  supplying: Supplying,
  { owner, amount }: StakeOwnRequest,
): Promise<Prepared<StakeOwnTerms>> {
  const { address, supplier, clock, payee } = supplying;
  requireOwner(supplying);
  if (amount === 0n) throw new Refusal('ZeroAmount', 'The amount is zero.');
  const held = payee.account?.amount ?? 0n;
  if (amount > held) {
    const why = `It takes ${amount} base units, and the wallet holds ${held}.`;
    throw new Refusal('InsufficientFunds', why, [amount, held]);
  }
  const setup = await catchUp(clock, owner, [[address, supplier]]);
  const [to] = await emissions.findStakeVaultPda();
  const source = payee.tokens;
  return {
    terms: { amount, own: ownStakeOf(supplying, supplier.stake.own + amount) },
    gives: [{ owner: owner.address, mint: clock.config.ioMint, from: source, to, amount, limit: amount }],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getStakeOwnInstruction({ owner, supplier: address, source, amount })],
  };
}
