/** Wallets that announce themselves by the Wallet Standard. The page only asks for an address. */
import { isAddress, type Address } from '@solana/kit';
import { useEffect, useState } from 'preact/hooks';
import { visible } from '../chain/text';
import { forget, recall, remember } from './memory';

type Account = { readonly address: string };
export type Wallet = { readonly name: string; connect(): Promise<Address | undefined> };

type Announced = {
  readonly name: string;
  readonly chains: readonly string[];
  readonly features: Record<string, unknown>;
};
type Connect = { connect(): Promise<{ accounts: readonly Account[] }> };

function walletOf({ name, chains, features }: Announced): Wallet | undefined {
  const feature = features['standard:connect'] as Connect | undefined;
  if (feature === undefined || !chains.some((chain) => chain.startsWith('solana:'))) return undefined;
  const connect = async () => {
    const { accounts } = await feature.connect();
    return accounts.map(({ address }) => address).find((it): it is Address => isAddress(it));
  };
  return { name: visible(name), connect };
}

function useWallets(): Wallet[] {
  const [wallets, setWallets] = useState<Wallet[]>([]);
  useEffect(() => {
    const register = (...announced: Announced[]) => {
      const known = announced.map(walletOf).filter((wallet) => wallet !== undefined);
      setWallets((wallets) => [...wallets, ...known.filter(({ name }) => wallets.every((it) => it.name !== name))]);
      return () => undefined;
    };
    const api = Object.freeze({ register });
    const late = (event: Event) => (event as CustomEvent<(to: typeof api) => void>).detail(api);
    window.addEventListener('wallet-standard:register-wallet', late);
    window.dispatchEvent(new CustomEvent('wallet-standard:app-ready', { detail: api }));
    return () => window.removeEventListener('wallet-standard:register-wallet', late);
  }, []);
  return wallets;
}

const MEMORY = 'wallet';
const isWallet = (it: unknown): it is Address => typeof it === 'string' && isAddress(it);

/** The user's wallet: available in every view, and after a reload in this tab. */
export type Mine = {
  wallets: readonly Wallet[];
  address: Address | undefined;
  /** Asks a wallet for its address; undefined if it gives none. */
  connect(wallet: Wallet): Promise<Address | undefined>;
  forget(): void;
};

export function useMine(): Mine {
  const wallets = useWallets();
  const [address, setAddress] = useState(() => recall(MEMORY, isWallet));
  const keep = (given: Address) => {
    setAddress(given);
    remember(MEMORY, given);
  };
  return {
    wallets,
    address,
    async connect(wallet) {
      const given = await wallet.connect();
      if (given !== undefined) keep(given);
      return given;
    },
    forget() {
      setAddress(undefined);
      forget(MEMORY);
    },
  };
}
