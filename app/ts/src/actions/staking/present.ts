/** A supplier and a delegation as they are once everything is up to date, with what brings them there. */
import type { Instruction, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { findSlashAddress, follow, hasFollowed, type Followed } from '../../slashes';
import { delegationRoom } from '../../stake';
import { earning } from '../../slashes';
import { min } from '../../math';
import { catchUp, type Setup } from '../clock';
import { Refusal } from '../prepared';
import type { Stake, Staking } from './read';

type Supplier = emissions.Supplier;
type Delegation = emissions.Delegation;

/** Throws a `Refusal` if it is closed. */
export function supplierOf({ address, supplier }: Stake): Supplier {
  if (supplier === undefined) throw new Refusal('NoSupplier', `There is no supplier at ${address}.`);
  return supplier;
}

/** The delegation once it has followed the slashes of its supplier. Throws a `Refusal` if there is none. */
export function followed({ address, supplier, delegation, slashes }: Stake): Followed {
  if (delegation === undefined) {
    throw new Refusal('NoDelegation', `Nothing is delegated to the supplier ${address}.`);
  }
  if (supplier !== undefined && hasFollowed(delegation, supplier)) return { delegation, slashes: [] };
  return follow(delegation, slashes);
}

/** The same with what makes it follow them. */
export async function following(
  stake: Stake,
  staker: TransactionSigner,
): Promise<{ delegation: Delegation; instructions: Instruction[] }> {
  const { delegation, slashes } = followed(stake);
  const [address] = await emissions.findDelegationPda({ supplier: stake.address, staker: staker.address });
  const apply = async (it: emissions.Slash) => {
    const [slash] = await findSlashAddress(it);
    return emissions.getApplySlashInstruction({ slash, delegation: address, payer: it.payer });
  };
  return { delegation, instructions: await Promise.all(slashes.map(apply)) };
}

/** The delegation that has followed the slashes, with its supplier; what brings clock, supplier and delegation there is the setup. */
export async function caughtUp(
  { stake, clock }: Pick<Staking, 'stake' | 'clock'>,
  staker: TransactionSigner,
): Promise<{ supplier: Supplier; delegation: Delegation; setup: Setup }> {
  const { delegation, instructions } = await following(stake, staker);
  const supplier = supplierOf(stake);
  const setup = await catchUp(clock, staker, [[stake.address, supplier]]);
  setup.instructions.push(...instructions);
  return { supplier, delegation, setup };
}

/** Opens the delegation, or makes it follow the slashes; gives it as it is then, undefined if it is new. */
export async function opened(
  stake: Stake,
  staker: TransactionSigner,
  setup: Setup,
): Promise<Delegation | undefined> {
  if (stake.delegation !== undefined) {
    const { delegation, instructions } = await following(stake, staker);
    setup.instructions.push(...instructions);
    return delegation;
  }
  const supplier = stake.address;
  const [address] = await emissions.findDelegationPda({ supplier, staker: staker.address });
  setup.instructions.push(await emissions.getOpenDelegationInstructionAsync({ staker, supplier }));
  const bytes = emissions.getDelegationSize();
  setup.creates.push({ kind: 'delegation', address, bytes, deposit: 0n, returnsTo: staker.address });
  return undefined;
}

/** Throws a `Refusal` unless the delegation has followed all slashes. */
export function requireFollowed(delegation: Delegation | undefined, supplier: Supplier): void {
  if (delegation === undefined || hasFollowed(delegation, supplier)) return;
  throw new Refusal('ApplySlashFirst', 'The delegation has a slash to follow that is not known: read again.');
}

/** What may still be delegated. Throws a `Refusal` if `amount` is more. */
export function roomFor(supplier: Supplier, amount: bigint): bigint {
  const room = delegationRoom(supplier);
  if (amount <= room) return room;
  const why = `${amount} base units are more than may be delegated to this supplier: it has room for ${room}.`;
  throw new Refusal('AboveMaxDelegated', why, [amount, room]);
}

/** Throws a `Refusal` if `amount` joins the delegation and leaves it below the least. */
export function requireMayJoin(supplier: Supplier, delegation: Delegation | undefined, amount: bigint): void {
  const before = delegation === undefined ? 0n : earning(delegation);
  if (amount < supplier.minDelegation) requireLeast(supplier, before + amount);
}

/** Throws a `Refusal` if `amount` has left, `stays` is active, and one of them is below the least. All of it may always leave. */
export function requireMayLeave(supplier: Supplier, stays: bigint, amount: bigint): void {
  if (stays > 0n) requireLeast(supplier, min(stays, amount));
}

function requireLeast({ minDelegation: least }: Supplier, stake: bigint): void {
  if (stake >= least) return;
  const why = `A delegation, and each part of it that is unstaked, has at least ${least} base units: take more, or all.`;
  throw new Refusal('BelowMinDelegation', why);
}

/** `amount`, or all of the active stake. Throws a `Refusal` for more than there is, and for nothing. */
export function meant({ active }: Delegation, amount: bigint | undefined): bigint {
  const it = amount ?? active;
  if (it > active) throw notEnough(it, active);
  if (it === 0n) throw zero();
  return it;
}

export const notEnough = (amount: bigint, active: bigint): Refusal =>
  new Refusal('NotEnoughStake', `${amount} base units are more than the active stake that no slash holds, ${active}.`, [
    amount,
    active,
  ]);
export const zero = (): Refusal => new Refusal('ZeroAmount', 'The amount is zero.');
export const nothing = (): Refusal => new Refusal('Nothing', 'There is nothing to do it with.');
