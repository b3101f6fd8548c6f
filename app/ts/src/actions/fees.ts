/** Fees on their way: out of a reservation, and those in IO to their end. */
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import { requireUnlocked } from '../auction';
import { counted } from '../fees';
import * as feeBurn from '../generated/feeBurn';
import * as marketplace from '../generated/marketplace';
import { refuse } from '../refusal';
import { allOwed, settled } from '../reservation';
import { BURN_CONFIG, ENGINE } from './auction';
import type { Prepared } from './prepared';
import { balanceOf, readAccounts, stored } from './read';
import type { Snapshot } from './snapshot';

/** The vault of the fees in IO with its engine, as it was read, and base units in it. */
export type IoFees = { config: feeBurn.Config; engine: feeBurn.Engine; vault: bigint };

export type BurnTerms = {
  /** IO that is burned, in base units. */
  amount: bigint;
  /** IO that this counts for the council, in base units. */
  council: bigint;
};

/** Reads it in one request. Throws what is not there. */
export async function readIoFees(rpc: Rpc<SolanaRpcApi>): Promise<IoFees> {
  const [[configAt], [engineAt], [vaultAt]] = await Promise.all([
    feeBurn.findConfigPda(),
    feeBurn.findEnginePda(),
    feeBurn.findIoVaultPda(),
  ]);
  const [config, engine, vault] = await readAccounts(rpc, [configAt, engineAt, vaultAt]);
  return { config: stored(BURN_CONFIG, config), engine: stored(ENGINE, engine), vault: balanceOf(vault) };
}

/** The burn of the fees in IO; anyone may send it. Throws a `Refusal`. */
export function prepareBurnFees({ config, engine, vault }: IoFees): Prepared<BurnTerms> {
  requireUnlocked(engine);
  const { burn: amount, council } = counted(engine.io, config, vault);
  if (amount === 0n) refuse('Nothing', 'There is nothing to burn: no fees wait in IO.');
  const burn = feeBurn.getBurnFeesInstruction({ ioMint: config.ioMint });
  const terms = { amount, council: council - engine.io.council };
  return { terms, gives: [], creates: [], setup: [], act: [burn] };
}

export type SweepTerms = {
  /** Base units of the reservation's currency, as things stand. */
  amount: bigint;
  /** The vault that gets them. */
  to: Address;
};

/** The vault that gets the fees of a currency. */
export const feeVaultOf = async (currency: number): Promise<Address> =>
  (await (currency === marketplace.Currency.Io ? feeBurn.findIoVaultPda() : feeBurn.findUsdcVaultPda()))[0];

/** What a reservation has earned in fees, moved to the vault; anyone may send it. Throws a `Refusal`. */
export async function prepareSweepFees({ address, reservation, now }: Snapshot): Promise<Prepared<SweepTerms>> {
  const amount = allOwed(settled(reservation, now)).fees;
  if (amount === 0n) refuse('Nothing', 'There is nothing to sweep: the reservation has earned no fees.');
  const { supplier, currency } = reservation;
  const [supplierUsage] = await marketplace.findSupplierUsagePda({ supplier });
  const to = await feeVaultOf(currency);
  const sweep = await marketplace.getSweepFeesInstructionAsync({ reservation: address, supplierUsage, feeVault: to });
  return { terms: { amount, to }, gives: [], creates: [], setup: [], act: [sweep] };
}
