import type { Texts } from '..';

export const wallet: Texts['wallet'] = {
  connect: 'Wallet verbinden',
  choose: 'Wallets dieses Browsers',
  none: 'Dieser Browser hat keine Solana-Wallet. Installieren Sie eine, die dem Wallet Standard folgt, und laden Sie die Seite neu.',
  connecting: (wallet) => `${wallet} fragt Sie …`,
  failed: (wallet) => `${wallet} hat sich nicht verbunden: Erlauben Sie es dort, und versuchen Sie es noch einmal.`,
  noAccount: (wallet) => `${wallet} hat keine Adresse genannt.`,
  mine: (address) => `Meine Wallet ${address}`,
  accounts: 'Adresse',
  disconnect: 'Vergessen',
  disconnectWhat: ': meine Wallet',
  otherNetwork: (wallet, network) => `${wallet} signiert nicht für ${network}`,
  reads: 'Sie können alles ansehen, aber hier nicht signieren.',
  noNetwork: 'Der RPC nennt sein Netzwerk nicht: Hier kann nichts signiert werden.',
  networks: { mainnet: 'mainnet', devnet: 'devnet', testnet: 'testnet', localnet: 'lokales Netzwerk' },
};
