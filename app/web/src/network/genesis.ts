/** The genesis table that was given to the page, for the network that it reads. */
import type { Address } from '@solana/kit';
import { TableError, tableOf, type DeploymentFile, type Table } from 'io-client/supply';

/** The table, or why there is none. */
export type Genesis = { table: Table } | { none: string };

const HOW = 'To give it one, build it with IO_DEPLOYMENT set to the deployment file.';

export function genesisOf(file: DeploymentFile | null): Genesis {
  if (file === null) return { none: `This page was built without a genesis table. ${HOW}` };
  try {
    return { table: tableOf(file) };
  } catch (error) {
    if (error instanceof TableError) return { none: `This page has no genesis table: ${error.message}. ${HOW}` };
    throw error;
  }
}

/** The same for the network with this IO mint. */
export function genesisFor(genesis: Genesis, mint: Address): Genesis {
  if ('none' in genesis || genesis.table.mint === mint) return genesis;
  return { none: `This page has the genesis table of another network: that of the mint ${genesis.table.mint}. ${HOW}` };
}
