/** Closing a supplier of which nothing is attested, reserved, staked or owed, its offers first. */
import {
  getAddressEncoder,
  getBase58Decoder,
  type Address,
  type Base58EncodedBytes,
  type Rpc,
  type SolanaRpcApi,
  type TransactionSigner,
} from '@solana/kit';
import * as emissions from '../../generated/emissions';
import * as marketplace from '../../generated/marketplace';
import { delegatedStake } from '../../stake';
import { catchUp, claimableOf } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { requireOwner, type Supplying } from './read';

/** Where an offer has its supplier. */
const SUPPLIER_AT = 8n;

export type CloseSupplierRequest = {
  /** The owner, who signed what was read. */
  owner: TransactionSigner;
  /** The offers of the supplier. */
  offers: readonly Address[];
};

export type CloseSupplierTerms = {
  /** Offers that are closed first. */
  offers: readonly Address[];
  /** Who gets the rent, but for that of an empty account: it stays at the address, so that nobody registers there again. */
  rentTo: Address;
};

/** The offers of a supplier. */
export async function fetchOffersOf(rpc: Rpc<SolanaRpcApi>, supplier: Address): Promise<Address[]> {
  const is = (offset: bigint, bytes: Parameters<ReturnType<typeof getBase58Decoder>['decode']>[0]) => ({
    memcmp: { offset, bytes: getBase58Decoder().decode(bytes) as Base58EncodedBytes, encoding: 'base58' as const },
  });
  const filters = [
    is(0n, marketplace.OFFER_DISCRIMINATOR),
    is(SUPPLIER_AT, getAddressEncoder().encode(supplier)),
  ];
  const found = await rpc
    .getProgramAccounts(marketplace.MARKETPLACE_PROGRAM_ADDRESS, {
      commitment: 'confirmed',
      encoding: 'base64',
      dataSlice: { offset: 0, length: 0 },
      filters,
    })
    .send();
  return found.map(({ pubkey }) => pubkey).sort();
}

/** What keeps a supplier open, by its name with a number. */
export function leftOf({ supplier, usage, clock }: Supplying): [name: string, number: bigint][] {
  const { stake, attestation, slashes } = supplier;
  const all: [string, bigint][] = [
    ['attested', clock.now < attestation.endsAt ? attestation.endsAt : 0n],
    ['reservations', BigInt(usage?.openReservations ?? 0)],
    ['own', stake.own],
    ['ownCooling', stake.ownCooling],
    ['delegated', delegatedStake(stake) + stake.cooling + stake.coolingHeld],
    ['rewards', claimableOf(clock, supplier).bySupplier],
    ['slashes', BigInt(slashes.openCount)],
  ];
  return all.filter(([, number]) => number > 0n);
}

/** To close the supplier and its offers. Throws a `Refusal`. */
export async function prepareCloseSupplier(
  supplying: Supplying,
  { owner, offers }: CloseSupplierRequest,
): Promise<Prepared<CloseSupplierTerms>> {
  requireOwner(supplying);
  const left = leftOf(supplying);
  if (left.length > 0) {
    const why = left.map(([name, number]) => `${name} ${number}`).join(', ');
    throw new Refusal('SupplierInUse', `It cannot be closed yet: ${why}.`, left.map(([, number]) => number));
  }
  const { address, supplier, clock } = supplying;
  const setup = await catchUp(clock, owner, [[address, supplier]]);
  for (const offer of offers) {
    const close = { authority: owner, supplier: address, owner: owner.address, offer };
    setup.instructions.push(marketplace.getCloseOfferInstruction(close));
  }
  return {
    terms: { offers, rentTo: owner.address },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getCloseSupplierInstructionAsync({ owner, supplier: address })],
  };
}
