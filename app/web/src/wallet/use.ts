/** The person's wallet: known in every view, and connected again when the page is loaded again. */
import { isAddress, type Address } from '@solana/kit';
import { getWallets } from '@wallet-standard/app';
import { useEffect, useState } from 'preact/hooks';
import { browser, forget, recall, remember } from '../network/memory';
import { accountsOf, connectTo, disconnectFrom, followChanges, knownOf, type Known, type WalletAccount } from './standard';

const MEMORY = 'wallet';
type Remembered = { name: string; address: Address };
const isRemembered = (it: unknown): it is Remembered =>
  typeof it === 'object' && it !== null && 'name' in it && typeof it.name === 'string' && 'address' in it && isWallet(it.address);
const isWallet = (it: unknown): it is Address => typeof it === 'string' && isAddress(it);

/** A connected wallet with the account that is used. */
export type Connected = { known: Known; accounts: readonly WalletAccount[]; account: WalletAccount };

export type Mine = {
  /** All wallets of this browser. */
  wallets: readonly Known[];
  /** Its address; also of a wallet that is not connected any more. */
  address: Address | undefined;
  /** Undefined if it can only be looked at. */
  connected: Connected | undefined;
  /** Asks a wallet for its accounts, and uses the first; undefined if it gives none. */
  connect(wallet: Known): Promise<Address | undefined>;
  /** Uses another account of the connected wallet. */
  choose(address: string): void;
  forget(): void;
};

function useWallets(): readonly Known[] {
  const all = () => getWallets().get().flatMap((wallet) => knownOf(wallet) ?? []);
  const [wallets, setWallets] = useState<readonly Known[]>(all);
  useEffect(() => {
    const changed = () => setWallets(all());
    const ends = [getWallets().on('register', changed), getWallets().on('unregister', changed)];
    changed();
    return () => ends.forEach((end) => end());
  }, []);
  return wallets;
}

export function useMine(): Mine {
  const wallets = useWallets();
  const [last, setLast] = useState(() => recall(MEMORY, isRemembered, browser));
  const [connected, setConnected] = useState<Connected | undefined>();

  const use = (known: Known, accounts: readonly WalletAccount[], address: string | undefined): Address | undefined => {
    const account = accounts.find((it) => it.address === address) ?? accounts[0];
    if (account === undefined || !isAddress(account.address)) return undefined;
    setConnected({ known, accounts, account });
    const kept = { name: known.name, address: account.address };
    setLast(kept);
    remember(MEMORY, kept, browser);
    return account.address;
  };
  const leave = () => {
    setConnected(undefined);
    setLast(undefined);
    forget(MEMORY, browser);
  };

  // As soon as the remembered wallet is there.
  const before = wallets.find(({ name }) => name === last?.name);
  useEffect(() => {
    if (before === undefined || connected !== undefined) return;
    connectTo(before.wallet, true).then(
      (accounts) => void use(before, accounts, last?.address),
      // Then it can be connected by hand.
      () => {},
    );
  }, [before?.wallet]);

  useEffect(() => {
    if (connected === undefined) return undefined;
    const { known, account } = connected;
    return followChanges(known.wallet, () => {
      const accounts = accountsOf(known.wallet);
      if (accounts.length === 0) leave();
      else use(known, accounts, account.address);
    });
  }, [connected]);

  return {
    wallets,
    address: connected === undefined ? last?.address : (connected.account.address as Address),
    connected,
    connect: async (known) => use(known, await connectTo(known.wallet, false), undefined),
    choose: (address) => connected && void use(connected.known, connected.accounts, address),
    forget() {
      if (connected !== undefined) disconnectFrom(connected.known.wallet).catch(() => {});
      leave();
    },
  };
}
