/** Delegating IO to a supplier. It opens the delegation where there is none. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import type { Hourly } from '../../rewards';
import { catchUp, conditionsOf, effectOfDelegating, type Conditions } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { opened, requireFollowed, requireMayJoin, roomFor, supplierOf, zero } from './present';
import type { Staking } from './read';

export type DelegateRequest = {
  /** The staker of what was read. */
  staker: TransactionSigner;
  /** IO base units. */
  amount: bigint;
};

/** Amounts are base units. */
export type DelegateTerms = {
  delegation: Address;
  /** Whether the delegation is opened. */
  opens: boolean;
  amount: bigint;
  /** What may still be delegated to the supplier then. */
  room: bigint;
  /** What an hour gives owner and stakers before and after. */
  hourly: [Hourly, Hourly];
  /** What the stake is subject to. */
  conditions: Conditions;
};

/** To delegate from the staker's wallet. Throws a `Refusal`. */
export async function prepareDelegate(staking: Staking, request: DelegateRequest): Promise<Prepared<DelegateTerms>> {
  const { staker, amount } = request;
  const { stake, clock, payee } = staking;
  const supplier = supplierOf(stake);
  if (amount === 0n) throw zero();
  const room = roomFor(supplier, amount);
  const held = payee.account?.amount ?? 0n;
  if (amount > held) {
    const why = `It takes ${amount} base units, and the wallet holds ${held}.`;
    throw new Refusal('InsufficientFunds', why, [amount, held]);
  }
  const setup = await catchUp(clock, staker, [[stake.address, supplier]]);
  const delegation = await opened(stake, staker, setup);
  requireFollowed(delegation, supplier);
  requireMayJoin(supplier, delegation, amount);
  const [address] = await emissions.findDelegationPda({ supplier: stake.address, staker: staker.address });
  const [to] = await emissions.findStakeVaultPda();
  const source = payee.tokens;
  return {
    terms: {
      delegation: address,
      opens: delegation === undefined,
      amount,
      room: room - amount,
      hourly: effectOfDelegating(clock, supplier, amount),
      conditions: conditionsOf(clock, supplier),
    },
    gives: [{ owner: staker.address, mint: clock.config.ioMint, from: source, to, amount, limit: amount }],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getDelegateInstructionAsync({ staker, supplier: stake.address, source, amount })],
  };
}
