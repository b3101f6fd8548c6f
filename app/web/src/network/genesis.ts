/** The genesis table that was given to the page, for the network that it reads. */
import type { Address } from '@solana/kit';
import type { Texts } from '../texts';
import { TableError, tableOf, type DeploymentFile, type Table } from 'io-client/supply';

/** The table, or why there is none. */
export type Genesis = { table: Table } | { none(texts: Texts): string };

export function genesisOf(file: DeploymentFile | null): Genesis {
  if (file === null) return { none: ({ genesis }) => genesis.none };
  try {
    return { table: tableOf(file) };
  } catch (error) {
    if (error instanceof TableError) return { none: ({ genesis }) => genesis.invalid(error.message) };
    throw error;
  }
}

/** The same for the network with this IO mint. */
export function genesisFor(genesis: Genesis, mint: Address): Genesis {
  if ('none' in genesis || genesis.table.mint === mint) return genesis;
  const { mint: other } = genesis.table;
  return { none: ({ genesis }) => genesis.other(other) };
}
