/** Paying the council its share of the fees. */
import type { Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import { requireUnlocked } from '../auction';
import { counted, hasTreasury } from '../fees';
import * as feeBurn from '../generated/feeBurn';
import * as marketplace from '../generated/marketplace';
import { refuse } from '../refusal';
import { BURN_CONFIG, ENGINE } from './auction';
import type { Setup } from './clock';
import { feeVaultOf } from './fees';
import { createTokens, findTokens, ownerOnly, tokenAccountOf, type Destination, type Payee } from './payee';
import type { Prepared } from './prepared';
import { balanceOf, readAccounts, stored } from './read';

/** The council's part of the fees in a vault, as it was read. */
export type CouncilFees = {
  config: feeBurn.Config;
  engine: feeBurn.Engine;
  currency: marketplace.Currency;
  /** Base units in the vault. */
  vault: bigint;
  /** The treasury's associated token account. */
  payee: Payee;
};

export type PayCouncilTerms = {
  /** What is paid, in base units. */
  amount: bigint;
  /** The treasury's token account. */
  to: Destination;
};

/** Reads the vault of a currency with its engine in one request, and the treasury's token account in another. Throws what is not there. */
export async function readCouncilFees(rpc: Rpc<SolanaRpcApi>, currency: marketplace.Currency): Promise<CouncilFees> {
  const [[configAt], [engineAt], vaultAt] = await Promise.all([
    feeBurn.findConfigPda(),
    feeBurn.findEnginePda(),
    feeVaultOf(currency),
  ]);
  const [first, second, vault] = await readAccounts(rpc, [configAt, engineAt, vaultAt]);
  const [config, engine] = [stored(BURN_CONFIG, first), stored(ENGINE, second)];
  const mint = currency === marketplace.Currency.Io ? config.ioMint : config.usdcMint;
  const tokens = await findTokens({ wallet: config.treasury, mint });
  const [account] = await readAccounts(rpc, [tokens]);
  const payee = { wallet: config.treasury, mint, named: false, tokens, account: tokenAccountOf(account) };
  return { config, engine, currency, vault: balanceOf(vault), payee };
}

/**
 * The payment of the council's part of the fees in a vault; anyone may send it. `payer` pays for the treasury's token account
 * if it is missing. Throws a `Refusal`.
 */
export async function preparePayCouncil(it: CouncilFees, payer: TransactionSigner): Promise<Prepared<PayCouncilTerms>> {
  const { config, engine, currency, payee } = it;
  if (!hasTreasury(config)) refuse('Nothing', 'There is nothing to pay: the council has no treasury.');
  requireUnlocked(engine);
  const fees = currency === marketplace.Currency.Io ? engine.io : engine.usdc;
  const amount = counted(fees, config, it.vault).council;
  if (amount === 0n) refuse('Nothing', 'There is nothing to pay: nothing in this currency is the council’s.');
  const to = ownerOnly(payee);
  const setup: Setup = { instructions: [], creates: [] };
  await createTokens(payee, payer, setup);
  const vault = await feeVaultOf(currency);
  const act = feeBurn.getPayCouncilInstruction({ vault, destination: to.tokens });
  return { terms: { amount, to }, gives: [], creates: setup.creates, setup: setup.instructions, act: [act] };
}
