/** The accounts of what the owner of a supplier does. */
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import * as marketplace from '../../generated/marketplace';
import { attestedGpus, requiredStake } from '../../offers';
import type { Hourly } from '../../rewards';
import { effectOfOwn, pagesNeeded, unitsOf, type EmissionClock } from '../clock';
import { CONFIG, LEDGER, SUPPLIER, USAGE } from '../kinds';
import { readWithPages } from '../pages';
import { findTokens, tokenAccountOf, type Payee } from '../payee';
import { Refusal } from '../prepared';
import { CLOCK_ADDRESS, clockOf, found, readAccounts, stored } from '../read';

/** A supplier, as it was read. */
export type Supplying = {
  /** Who signs. */
  signer: Address;
  /** Address of the supplier. */
  address: Address;
  supplier: emissions.Supplier;
  /** Undefined if nothing was ever reserved. */
  usage: marketplace.SupplierUsage | undefined;
  clock: EmissionClock;
  /** The IO of the wallet that the act is about, or the account that was named. */
  payee: Payee;
};

export type SupplyingOptions = {
  supplier: Address;
  signer: Address;
  /** Whose token account is read: the payout wallet's of the supplier, or that of a key; the signer's by default. */
  wallet?: Address | 'payout';
  /** A token account to be paid, in its place. */
  to?: Address;
  /** As `EmissionClock.later`. */
  later?: boolean;
};

/** Reads a supplier, its usage account, the clock and a token account, in two requests. Throws what is not there. */
export async function readSupplying(rpc: Rpc<SolanaRpcApi>, options: SupplyingOptions): Promise<Supplying> {
  const { supplier: address, signer, to, later = false } = options;
  const [configAt] = await emissions.findConfigPda();
  const [ledgerAt] = await emissions.findLedgerPda();
  const [usageAt] = await marketplace.findSupplierUsagePda({ supplier: address });
  const accounts = await readAccounts(rpc, [CLOCK_ADDRESS, configAt, ledgerAt, address, usageAt]);
  const [now, config, ledger] = [clockOf(accounts[0]), stored(CONFIG, accounts[1]), stored(LEDGER, accounts[2])];
  const [supplier, usage] = [stored(SUPPLIER, accounts[3]), found(USAGE, accounts[4])];
  const wallet = options.wallet === 'payout' ? supplier.payout : (options.wallet ?? signer);
  const mint = config.ioMint;
  const tokens = await findTokens({ wallet, mint, to });
  const { accounts: second, pages } = await readWithPages(rpc, [tokens], pagesNeeded(ledger, [supplier], now));
  const payee: Payee = { wallet, mint, named: to !== undefined, tokens, account: tokenAccountOf(second[0]) };
  return { signer, address, supplier, usage, payee, clock: { config, ledger, pages, now, later } };
}

/** Own stake before and after an act. Amounts are base units. */
export type OwnStake = {
  before: bigint;
  after: bigint;
  /** What the attested GPUs require of own and delegated stake together; undefined while no GPU is attested. */
  required: bigint | undefined;
  /** Seconds between unstaking and withdrawal. */
  cooldown: bigint;
  /** Slashes of the supplier that are open. */
  openSlashes: number;
  /** Units of the supplier before and after, in 10⁻⁴ units. */
  units: [bigint, bigint];
  /** What an hour gives owner and stakers before and after. */
  hourly: [Hourly, Hourly];
};

/** What it is once own stake is `after`. */
export function ownStakeOf({ supplier, clock }: Supplying, after: bigint): OwnStake {
  const gpus = attestedGpus(supplier, clock.now);
  return {
    before: supplier.stake.own,
    after,
    required: gpus === 0 ? undefined : requiredStake(supplier.attestation, gpus),
    cooldown: clock.config.unstakeCooldown,
    openSlashes: supplier.slashes.openCount,
    units: unitsOf(clock, supplier, after),
    hourly: effectOfOwn(clock, supplier, after),
  };
}

/** Throws a `Refusal` for anybody but the owner. */
export function requireOwner({ supplier, signer }: Pick<Supplying, 'supplier' | 'signer'>): void {
  if (supplier.owner !== signer) throw notOwner();
}

export const notOwner = (): Refusal => new Refusal('NotOwner', 'Only the owner of the supplier may do this.');
