/** Texts of the wallet. */
export const wallet = {
  connect: 'Connect wallet',
  choose: 'Wallets of this browser',
  none: 'This browser has no Solana wallet. Install one that follows the Wallet Standard, and load the page again.',
  connecting: (wallet: string) => `${wallet} asks you …`,
  failed: (wallet: string) => `${wallet} did not connect: allow it there, and try again.`,
  noAccount: (wallet: string) => `${wallet} gave no account.`,
  mine: (address: string) => `My wallet ${address}`,
  accounts: 'Account',
  disconnect: 'Forget',
  disconnectWhat: ' my wallet',
  otherNetwork: (wallet: string, network: string) => `${wallet} does not sign for ${network}`,
  reads: 'It can be looked at, and cannot sign here.',
  noNetwork: 'The RPC does not name its network: nothing can be signed.',
  networks: { mainnet: 'mainnet', devnet: 'devnet', testnet: 'testnet', localnet: 'local network' },
};
