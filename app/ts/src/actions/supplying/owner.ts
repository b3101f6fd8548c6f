/** Handing a supplier over: the owner names another, who accepts. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { Refusal, type Prepared } from '../prepared';

export type ProposeOwnerRequest = {
  owner: TransactionSigner;
  supplier: Address;
  /** Who may become the owner by accepting, with all later stake and rewards of the owner. */
  newOwner: Address;
};

/** To name who may become the owner. Nothing is read. Throws a `Refusal`. */
export function prepareProposeOwner(request: ProposeOwnerRequest): Prepared<{ owner: Address }> {
  const { owner, newOwner } = request;
  if (newOwner === owner.address) throw new Refusal('IsOwner', `${newOwner} is the owner already.`);
  const act = [emissions.getProposeOwnerInstruction(request)];
  return { terms: { owner: newOwner }, gives: [], creates: [], setup: [], act };
}

export type AcceptOwnerRequest = {
  /** Who was proposed. */
  owner: TransactionSigner;
  address: Address;
  /** The supplier; without it nothing is checked, and there are no terms. */
  supplier?: emissions.Supplier;
};

/** What stays until the new owner changes it. */
export type AcceptOwnerTerms = {
  /** May start and decline reservations and edit offers. */
  operator: Address;
  /** Wallet that is paid. */
  payout: Address;
  /** Own stake, in base units: it is the new owner's. */
  own: bigint;
  /** Commission in force, in bps. */
  commissionBps: number;
  /** Slashes that are open. */
  openSlashes: number;
};

/** To become the owner. Throws a `Refusal`. */
export function prepareAcceptOwner(request: AcceptOwnerRequest): Prepared<AcceptOwnerTerms | undefined> {
  const { owner, address, supplier } = request;
  if (supplier !== undefined && supplier.pendingOwner !== owner.address) {
    throw new Refusal('NotProposed', 'Only who the owner has proposed may accept the supplier.');
  }
  const terms = supplier && {
    operator: supplier.operator,
    payout: supplier.payout,
    own: supplier.stake.own,
    commissionBps: supplier.commission.bps,
    openSlashes: supplier.slashes.openCount,
  };
  const act = [emissions.getAcceptOwnerInstruction({ pendingOwner: owner, supplier: address })];
  return { terms, gives: [], creates: [], setup: [], act };
}
