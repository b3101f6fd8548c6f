/** Changing, pausing and closing an offer. */
import { unwrapOption, wrapNullable, type Address, type Rpc, type SolanaRpcApi, type TransactionSigner } from '@solana/kit';
import * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import { attestedGpus } from '../offers';
import { refuse } from '../refusal';
import { SUPPLIER } from './kinds';
import { CONFIG, OFFER } from './market';
import type { Prepared } from './prepared';
import { CLOCK_ADDRESS, clockOf, readAccounts, stored } from './read';

/** Longest notice of an offer, in hours. */
export const MAX_NOTICE_HOURS = 720;

/** An offer with its supplier, as they were read. */
export type Offered = {
  /** Address of the offer. */
  address: Address;
  config: marketplace.Config;
  offer: marketplace.Offer;
  supplier: emissions.Supplier;
  /** Unix seconds, by the network's clock. */
  now: bigint;
};

export type ChangedOffer = {
  /** The revision of the offer then. */
  revision: number;
  /** GPUs that are reserved at it now, on the terms of before. */
  reserved: number;
  /** GPUs of the supplier that are attested now: more than these cannot be reserved. */
  attested: number;
};

/** Reads an offer in two requests. Throws what is not there. */
export async function readOffered(rpc: Rpc<SolanaRpcApi>, address: Address): Promise<Offered> {
  const [at] = await marketplace.findConfigPda();
  const [config, second, clock] = await readAccounts(rpc, [at, address, CLOCK_ADDRESS]);
  const offer = stored(OFFER, second);
  const [supplier] = await readAccounts(rpc, [offer.supplier]);
  return {
    address,
    config: stored(CONFIG, config),
    offer,
    supplier: stored(SUPPLIER, supplier),
    now: clockOf(clock),
  };
}

/** What is offered now. */
export function settingsOf({ offer }: Offered): marketplace.OfferSettingsArgs {
  const { priceMicroUsd, gpus, minHours, maxHours, maxIoHours, noticeHours, region, interconnect, currencies } = offer;
  return { priceMicroUsd, gpus, minHours, maxHours, maxIoHours, noticeHours, region, interconnect, currencies };
}

/** Refuses what nobody could reserve. */
export function requireSettings(args: marketplace.OfferSettingsArgs, { maxHours }: Pick<marketplace.Config, 'maxHours'>): void {
  if (args.gpus < 1) refuse('OfferWithoutGpus', 'An offer has at least one GPU.');
  if (BigInt(args.priceMicroUsd) < 1n) refuse('OfferWithoutPrice', 'An offer has a price above zero.');
  const io = args.maxIoHours;
  const inIo = typeof io === 'object' && io !== null ? unwrapOption(io) : unwrapOption(wrapNullable(io));
  const hours = 1 <= args.minHours && args.minHours <= args.maxHours && args.maxHours <= maxHours && inIo !== 0;
  if (!hours) {
    refuse('OfferHours', `The hours of an offer are 1 <= minimum <= maximum <= ${maxHours}, and at least 1 in IO.`);
  }
  if (args.noticeHours > MAX_NOTICE_HOURS) {
    refuse('OfferNotice', `An offer promises at most ${MAX_NOTICE_HOURS} hours of notice.`);
  }
  if (args.currencies < 1 || args.currencies > 3) {
    refuse('OfferCurrencies', 'An offer takes IO (1), USDC (2) or both (3).');
  }
}

/** The offer after a change. */
const changed = ({ offer, supplier, now }: Offered): ChangedOffer => {
  return { revision: offer.revision + 1, reserved: offer.reserved, attested: attestedGpus(supplier, now) };
};

/** An offer that says `args` from then on; `authority` is owner or operator of the supplier. Throws a `Refusal`. */
export function prepareEditOffer(
  it: Offered,
  authority: TransactionSigner,
  args: marketplace.OfferSettingsArgs,
): Prepared<ChangedOffer> {
  requireSettings(args, it.config);
  const { supplier } = it.offer;
  const edit = marketplace.getEditOfferInstruction({ authority, supplier, offer: it.address, args });
  return { terms: changed(it), gives: [], creates: [], setup: [], act: [edit] };
}

/** An offer that takes no reservations, or takes them again; signed as an edit. */
export function prepareSetOfferPaused(
  it: Offered,
  authority: TransactionSigner,
  paused: boolean,
): Prepared<ChangedOffer> {
  const { supplier } = it.offer;
  const pause = marketplace.getSetOfferPausedInstruction({ authority, supplier, offer: it.address, paused });
  return { terms: changed(it), gives: [], creates: [], setup: [], act: [pause] };
}

/** The end of an offer, whose rent goes to the supplier's owner; signed as an edit. Throws a `Refusal`. */
export function prepareCloseOffer(it: Offered, authority: TransactionSigner): Prepared<{ returnsTo: Address }> {
  if (it.offer.reserved > 0) {
    refuse('OfferInUse', 'GPUs of this offer are reserved: pause it, and close it once they are free.');
  }
  const { owner } = it.supplier;
  const { supplier } = it.offer;
  const close = marketplace.getCloseOfferInstruction({ authority, supplier, owner, offer: it.address });
  return { terms: { returnsTo: owner }, gives: [], creates: [], setup: [], act: [close] };
}
