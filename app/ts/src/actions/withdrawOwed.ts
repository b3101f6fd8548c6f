/** Withdrawing what a payee's token account could not receive. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { allOwed } from '../reservation';
import { createWallet, findWalletPda } from '../tokens';
import { Refusal, type Prepared } from './prepared';
import type { Snapshot } from './snapshot';

export type WithdrawOwedRequest = {
  /** The payer, or the payout wallet of the supplier. */
  payee: TransactionSigner;
  /** The token account that receives; by default the payee's associated one, which is created if it is missing. */
  to?: Address;
};

export type WithdrawOwedTerms = {
  /** What the payee is owed, in base units. */
  amount: bigint;
  /** The token account that receives. */
  to: Address;
};

/** What a reservation owes the payee, who pays for its token account. Throws a `Refusal`. */
export async function prepareWithdrawOwed(snapshot: Snapshot, request: WithdrawOwedRequest): Promise<Prepared<WithdrawOwedTerms>> {
  const { address, reservation, mint } = snapshot;
  const { payee } = request;
  const { payer, supplier } = allOwed(reservation);
  const amount = payee.address === reservation.payer ? payer : supplier;
  if (amount === 0n) throw new Refusal('Nothing', 'There is nothing to withdraw.');
  const owner = payee.address;
  const to = request.to ?? (await findWalletPda({ owner, mint }))[0];
  const withdraw = await marketplace.getWithdrawOwedInstructionAsync({
    payee,
    reservation: address,
    supplier: reservation.supplier,
    destination: to,
  });
  return {
    terms: { amount, to },
    gives: [],
    creates: [],
    setup: request.to === undefined ? [await createWallet({ payer: payee, owner, mint })] : [],
    act: [withdraw],
  };
}
