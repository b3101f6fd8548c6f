/** History pages, read together with what else is wanted. */
import type { Address, MaybeEncodedAccount, Rpc, SolanaRpcApi } from '@solana/kit';
import * as emissions from '../generated/emissions';
import { HISTORY_PAGE } from './kinds';
import { found, readAccounts } from './read';

/** The accounts at these addresses, and the history pages of these numbers that are there. */
export async function readWithPages(
  rpc: Rpc<SolanaRpcApi>,
  addresses: readonly Address[],
  numbers: readonly number[],
): Promise<{ accounts: MaybeEncodedAccount[]; pages: emissions.HistoryPage[] }> {
  const at = await Promise.all(numbers.map(async (page) => (await emissions.findHistoryPagePda({ page }))[0]));
  const all = [...addresses, ...at];
  const accounts = all.length === 0 ? [] : await readAccounts(rpc, all);
  const pages = accounts.slice(addresses.length).flatMap((it) => found(HISTORY_PAGE, it) ?? []);
  return { accounts: accounts.slice(0, addresses.length), pages };
}
