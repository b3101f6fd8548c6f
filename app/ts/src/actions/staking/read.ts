/** The accounts of what a staker does. */
import type { Address, MaybeEncodedAccount, Rpc, SolanaRpcApi } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { fetchSlashes, hasFollowed } from '../../slashes';
import { pagesNeeded, type EmissionClock } from '../clock';
import { CONFIG, DELEGATION, LEDGER, REDELEGATION, SUPPLIER } from '../kinds';
import { readWithPages } from '../pages';
import { findTokens, tokenAccountOf, type Payee } from '../payee';
import { CLOCK_ADDRESS, clockOf, found, readAccounts, stored } from '../read';

/** A supplier, and the delegation of one staker to it, as they were read. */
export type Stake = {
  /** Address of the supplier. */
  address: Address;
  /** Undefined once it is closed. */
  supplier: emissions.Supplier | undefined;
  /** Undefined if there is none. */
  delegation: emissions.Delegation | undefined;
  /** The slashes of the supplier, where the delegation has some to follow, or one holds something of it. */
  slashes: readonly emissions.Slash[];
};

/** A staker with one supplier, as they were read. */
export type Staking = {
  staker: Address;
  stake: Stake;
  clock: EmissionClock;
  /** The staker's IO: where its wallet has it, or the account that was named. */
  payee: Payee;
};

/** A staker with two suppliers, as they were read. */
export type Moving = {
  staker: Address;
  /** The stake with the supplier that it leaves. */
  from: Stake;
  /** The stake with the supplier that it goes to. */
  to: Stake;
  /** The request to move it; undefined if there is none. */
  request: emissions.Redelegation | undefined;
  clock: EmissionClock;
};

export type StakingOptions = {
  supplier: Address;
  staker: Address;
  /** A token account to be paid; the staker's wallet by default. */
  to?: Address;
  /** As `EmissionClock.later`. */
  later?: boolean;
};

/** Reads a supplier, the delegation to it, the clock and the staker's IO: in two requests, a third for slashes where they are needed. */
export async function readStaking(rpc: Rpc<SolanaRpcApi>, options: StakingOptions): Promise<Staking> {
  const { staker, supplier, to, later } = options;
  const { stakes, clock, payee } = await readAll(rpc, { staker, suppliers: [supplier], to, later });
  return { staker, stake: stakes[0] ?? none(supplier), clock, payee };
}

export type MovingOptions = { from: Address; to: Address; staker: Address; later?: boolean };

/** The same for two suppliers, with the request to move stake from one to the other. */
export async function readMoving(rpc: Rpc<SolanaRpcApi>, { from, to, staker, later }: MovingOptions): Promise<Moving> {
  const [delegation] = await emissions.findDelegationPda({ supplier: from, staker });
  const [at] = await emissions.findRedelegationPda({ delegation, target: to });
  const { stakes, clock, other } = await readAll(rpc, { staker, suppliers: [from, to], other: at, later });
  const request = found(REDELEGATION, other);
  return { staker, from: stakes[0] ?? none(from), to: stakes[1] ?? none(to), request, clock };
}

const none = (address: Address): Stake => ({ address, supplier: undefined, delegation: undefined, slashes: [] });

/** Whether the delegation has slashes to follow, or one holds something of it. */
const needsSlashes = ({ supplier, delegation }: Stake): boolean =>
  delegation !== undefined &&
  (delegation.held.some(({ slash }) => slash > 0) || supplier === undefined || !hasFollowed(delegation, supplier));

type Options = {
  staker: Address;
  suppliers: readonly Address[];
  other?: Address;
  to?: Address | undefined;
  later?: boolean | undefined;
};

async function readAll(rpc: Rpc<SolanaRpcApi>, { staker, suppliers, other, to, later = false }: Options) {
  const pda = async (supplier: Address) => (await emissions.findDelegationPda({ supplier, staker }))[0];
  const both = await Promise.all(suppliers.map(async (supplier) => [supplier, await pda(supplier)] as const));
  const [configAt] = await emissions.findConfigPda();
  const [ledgerAt] = await emissions.findLedgerPda();
  const first = [CLOCK_ADDRESS, configAt, ledgerAt, ...both.flat(), ...(other === undefined ? [] : [other])];
  const accounts = await readAccounts(rpc, first);
  const [now, config, ledger] = [clockOf(accounts[0]), stored(CONFIG, accounts[1]), stored(LEDGER, accounts[2])];
  const stakes = suppliers.map((address, place): Stake => {
    const [supplier, delegation] = accounts.slice(3 + 2 * place);
    return { ...none(address), supplier: found(SUPPLIER, supplier), delegation: found(DELEGATION, delegation) };
  });
  const last: MaybeEncodedAccount | undefined = accounts[3 + 2 * suppliers.length];

  const mint = config.ioMint;
  const tokens = await findTokens({ wallet: staker, mint, to });
  const there = stakes.flatMap(({ supplier }) => (supplier === undefined ? [] : [supplier]));
  const numbers = pagesNeeded(ledger, there, now);
  const { accounts: second, pages } = await readWithPages(rpc, [tokens], numbers);
  for (const stake of stakes) {
    if (needsSlashes(stake)) stake.slashes = await fetchSlashes(rpc, stake.address);
  }
  const payee: Payee = { wallet: staker, mint, named: to !== undefined, tokens, account: tokenAccountOf(second[0]) };
  return { stakes, payee, other: last, clock: { config, ledger, pages, now, later } satisfies EmissionClock };
}
