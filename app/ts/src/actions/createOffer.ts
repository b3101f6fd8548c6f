/** Offering GPUs of a supplier. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import { attestedGpus } from '../offers';
import { SUPPLIER, USAGE } from './kinds';
import { CONFIG } from './market';
import { requireSettings } from './offer';
import type { Creation, Prepared } from './prepared';
import { CLOCK_ADDRESS, clockOf, readAccounts, stored } from './read';

/** A supplier as it was read. */
export type Offerer = {
  /** Address of the supplier. */
  address: Address;
  config: marketplace.Config;
  supplier: emissions.Supplier;
  /** Undefined before its first offer. */
  usage: Pick<marketplace.SupplierUsage, 'offers'> | undefined;
  /** Unix seconds, by the network's clock. */
  now: bigint;
};

export type CreateOfferRequest = {
  /** Owner or operator of the supplier, who pays the rent. */
  authority: TransactionSigner;
  args: marketplace.OfferSettingsArgs;
};

export type CreateOfferTerms = {
  offer: Address;
  /** GPUs of the supplier that are attested now: more than these cannot be reserved. */
  attested: number;
};

/** Reads a supplier in one request. Throws what is not there. */
export async function readOfferer(rpc: Rpc<SolanaRpcApi>, address: Address): Promise<Offerer> {
  const [at] = await marketplace.findConfigPda();
  const [usageAt] = await marketplace.findSupplierUsagePda({ supplier: address });
  const [config, supplier, usage, clock] = await readAccounts(rpc, [at, address, usageAt, CLOCK_ADDRESS]);
  return {
    address,
    config: stored(CONFIG, config),
    supplier: stored(SUPPLIER, supplier),
    usage: usage?.exists === true && usage.data.length > 0 ? stored(USAGE, usage) : undefined,
    now: clockOf(clock),
  };
}

/** An offer of a supplier, with the usage account in front of its first. Throws a `Refusal`. */
export async function prepareCreateOffer(it: Offerer, request: CreateOfferRequest): Promise<Prepared<CreateOfferTerms>> {
  const { address: supplier, usage } = it;
  const { authority, args } = request;
  requireSettings(args, it.config);
  const [offer] = await marketplace.findOfferPda({ supplier, sequence: usage?.offers ?? 0 });
  const [usageAt] = await marketplace.findSupplierUsagePda({ supplier });
  const creation = (kind: string, address: Address, bytes: number, returnsTo: Address | undefined): Creation => {
    return { kind, address, bytes, deposit: 0n, returnsTo };
  };
  const first = usage === undefined;
  return {
    terms: { offer, attested: attestedGpus(it.supplier, it.now) },
    gives: [],
    creates: [
      ...(first ? [creation('usage account', usageAt, marketplace.getSupplierUsageSize(), undefined)] : []),
      creation('offer', offer, marketplace.getOfferSize(), it.supplier.owner),
    ],
    setup: first ? [await marketplace.getInitSupplierUsageInstructionAsync({ payer: authority, supplier })] : [],
    act: [await marketplace.getCreateOfferInstructionAsync({ authority, supplier, offer, args })],
  };
}
