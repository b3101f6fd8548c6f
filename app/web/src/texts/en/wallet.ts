/** The wallet: connected, chosen, forgotten. */
import { parts, type Hide } from '../parts';

export const wallet = {
  connect: 'Connect wallet',
  choose: 'Wallets of this browser',
  none: 'This browser has no Solana wallet. Install one that follows the Wallet Standard, and load the page again.',
  connecting: (wallet: string) => `${wallet} asks you …`,
  failed: (wallet: string) => `${wallet} did not connect: allow it there, and try again.`,
  noAccount: (wallet: string) => `${wallet} gave no account.`,
  mine: (address: string) => `My wallet ${address}`,
  accounts: 'Account',
  forget: (hide: Hide) => parts`Forget${hide(' my wallet')}`,
  readsOnly: (wallet: string, network: string) => `${wallet} does not sign for ${network}. It can be looked at, and cannot sign here.`,
  noReason: 'it gave no reason',
  noBytes: 'it gave back no bytes',
  noNetwork: 'The RPC does not name its network: nothing can be signed.',
  networks: { mainnet: 'mainnet', devnet: 'devnet', testnet: 'testnet', localnet: 'local network' },
};
