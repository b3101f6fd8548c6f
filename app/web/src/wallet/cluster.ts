/** Which network an RPC serves, by its genesis hash: wallets have names for three, and one for all others. */
import { useEffect, useState } from 'preact/hooks';
import type { Rpc, SolanaRpcApi } from '@solana/kit';

const NAMES: { readonly [genesis: string]: ClusterName } = {
  '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d': 'mainnet',
  EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG: 'devnet',
  '4uhcVJyU9pJkvQyS88uRDiswHScCKQY3XQ5JmZYKDp5': 'testnet',
};

export type ClusterName = 'mainnet' | 'devnet' | 'testnet' | 'localnet';

export type Cluster = {
  name: ClusterName;
  /** As wallets name it. */
  chain: string;
  genesis: string;
};

export function clusterOf(genesis: string): Cluster {
  const name = NAMES[genesis] ?? 'localnet';
  return { name, chain: `solana:${name}`, genesis };
}

/** Undefined until the RPC has said; `none` if it does not say. Asked once something may be signed. */
export function useCluster(rpc: Rpc<SolanaRpcApi>, needed: boolean): Cluster | 'none' | undefined {
  const [cluster, setCluster] = useState<Cluster | 'none' | undefined>();
  useEffect(() => {
    if (!needed || typeof cluster === 'object') return;
    rpc
      .getGenesisHash()
      .send()
      .then(
        (genesis) => setCluster(typeof genesis === 'string' ? clusterOf(genesis) : 'none'),
        () => setCluster('none'),
      );
  }, [rpc, needed]);
  return cluster;
}

/** A transaction in Solana's explorer; undefined for a network that it cannot reach. */
export function explorerOf({ name }: Cluster, signature: string): string | undefined {
  if (name === 'localnet') return undefined;
  return `https://explorer.solana.com/tx/${signature}${name === 'mainnet' ? '' : `?cluster=${name}`}`;
}
