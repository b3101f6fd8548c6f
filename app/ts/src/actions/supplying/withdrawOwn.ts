/** Withdrawing own stake whose cooldown is over. It waits for no clock: no setup brings that up to date. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import type { Setup } from '../clock';
import { createTokens, ownerOnly, type Destination } from '../payee';
import { Refusal, type Prepared } from '../prepared';
import { heldBySlashes } from './cancelOwnUnstake';
import { notOwner, type Supplying } from './read';

export type WithdrawOwnRequest = {
  /** Owner or holder, who signed what was read. */
  signer: TransactionSigner;
  /** Whose unstake requests, with whose wallet it was read. */
  holder: Address;
};

/** Amounts are base units. */
export type WithdrawOwnTerms = {
  /** What has cooled. */
  cooled: bigint;
  /** What of it open slashes hold. */
  held: bigint;
  /** What is paid. */
  paid: bigint;
  /** Where it goes. */
  to: Destination;
};

/** To withdraw all that has cooled. Throws a `Refusal`. */
export async function prepareWithdrawOwn(
  supplying: Supplying,
  { signer, holder }: WithdrawOwnRequest,
): Promise<Prepared<WithdrawOwnTerms>> {
  const { address, supplier, clock, payee } = supplying;
  if (![holder, supplier.owner].includes(signer.address)) throw notOwner();
  const theirs = supplier.stake.ownUnstakeRequests.filter((it) => it.amount > 0n && it.holder === holder);
  const unlocked = theirs.filter(({ unlocksAt }) => unlocksAt <= clock.now);
  if (unlocked.length === 0) {
    const [first] = theirs.sort((a, b) => Number(a.unlocksAt - b.unlocksAt || a.amount - b.amount));
    throw new Refusal('StillCooling', 'Nothing has cooled.', first === undefined ? [] : [first.unlocksAt, first.amount]);
  }
  const cooled = unlocked.reduce((sum, { amount }) => sum + amount, 0n);
  const held = unlocked.reduce((sum, it) => sum + it.held, 0n);
  const paid = cooled - held;
  if (paid === 0n) throw heldBySlashes();
  const to = ownerOnly(payee);
  const setup: Setup = { instructions: [], creates: [] };
  await createTokens(payee, signer, setup);
  return {
    terms: { cooled, held, paid, to },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [emissions.getWithdrawOwnInstruction({ signer, holder, supplier: address, destination: to.tokens })],
  };
}
