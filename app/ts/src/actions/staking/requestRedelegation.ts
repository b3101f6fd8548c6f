/** Asking for delegated stake to move to another supplier, a day later. Until then it earns where it is. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { DAY } from '../../math';
import { conditionsOf, type Conditions } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { following, meant, supplierOf } from './present';
import type { Moving } from './read';

/** Seconds from the request to the move, and those after which it can no longer be carried out. */
const REDELEGATION_DELAY = DAY;
export const REDELEGATION_LAPSE = 7n * DAY;

export type RequestRedelegationRequest = {
  /** The staker of what was read. */
  staker: TransactionSigner;
  /** IO base units; all by default. */
  amount?: bigint;
};

export type RequestRedelegationTerms = {
  /** Address of the request. */
  request: Address;
  /** What is to move, in base units; less if less is active by then. */
  amount: bigint;
  /** From which unix second it can move. */
  readyAt: bigint;
  /** Until which unix second it can. */
  lapsesAt: bigint;
  /** What the stake is subject to there. */
  conditions: Conditions;
};

/** Address of a request to move stake. */
export async function findRequest({ staker, from, to }: Moving): Promise<Address> {
  const [delegation] = await emissions.findDelegationPda({ supplier: from.address, staker });
  return (await emissions.findRedelegationPda({ delegation, target: to.address }))[0];
}

/** To ask for stake to move. Throws a `Refusal`. */
export async function prepareRequestRedelegation(
  moving: Moving,
  { staker, amount }: RequestRedelegationRequest,
): Promise<Prepared<RequestRedelegationTerms>> {
  const { from, to, clock } = moving;
  const { delegation, instructions: setup } = await following(from, staker);
  supplierOf(from);
  const target = supplierOf(to);
  if (from.address === to.address) throw new Refusal('SameSupplier', 'The stake is with this supplier already.');
  const readyAt = clock.now + REDELEGATION_DELAY;
  const lapsesAt = readyAt + REDELEGATION_LAPSE;
  if (!clock.later) {
    meant(delegation, amount);
    if (delegation.movableAt > lapsesAt) throw rests();
  }
  const request = await findRequest(moving);
  const ask = { staker, supplier: from.address, target: to.address, amount: amount ?? null };
  const creation = { address: request, bytes: emissions.getRedelegationSize(), deposit: 0n, returnsTo: staker.address };
  return {
    terms: { request, amount: amount ?? delegation.active, readyAt, lapsesAt, conditions: conditionsOf(clock, target) },
    gives: [],
    creates: [{ kind: 'redelegation', ...creation }],
    setup,
    act: [await emissions.getRequestRedelegationInstructionAsync(ask)],
  };
}

export const rests = (): Refusal =>
  new Refusal('RedelegationCooldown', 'Stake that has moved moves no further for 14 days: unstake it instead.');
