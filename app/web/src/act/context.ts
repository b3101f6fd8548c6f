/** What acts need of the page, for every view. */
import type { Address } from '@solana/kit';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { WalletSigner } from 'io-client/review';
import type { Network } from 'io-client/sending';
import type { Chain } from '../network/chain';
import type { Endpoint } from '../network/endpoint';
import type { Cluster } from '../wallet/cluster';
import type { Mine } from '../wallet/use';
import type { Act } from './act';
import type { Activity } from './activity';

export type Acts = {
  endpoint: Endpoint;
  network: Network;
  /** Undefined until the RPC has named its network; `none` if it does not. */
  cluster: Cluster | 'none' | undefined;
  mine: Mine;
  /** How the connected account signs on this network; undefined if it does not. */
  signer: WalletSigner | undefined;
  /** Undefined until the network is known. */
  activity: Activity | undefined;
  chain: Chain | undefined;
  /** Opens the review of an act. */
  open(act: Act<any>): void;
};

export const ActsContext = createContext<Acts | undefined>(undefined);

export function useActs(): Acts {
  const acts = useContext(ActsContext);
  if (acts === undefined) throw new Error('no ActsProvider');
  return acts;
}

/** The name of a mint, and its decimals. */
export function tokenOf(chain: Chain | undefined, mint: Address): { name: string; decimals: number } | undefined {
  if (mint === chain?.market.ioMint) return { name: 'IO', decimals: 8 };
  if (mint === chain?.market.usdcMint) return { name: 'USDC', decimals: 6 };
  return undefined;
}
