import type { Texts } from '..';
import { parts } from '../parts';

export const wallet: Texts['wallet'] = {
  connect: 'Wallet verbinden',
  choose: 'Wallets dieses Browsers',
  none: 'Dieser Browser hat keine Solana-Wallet. Installieren Sie eine, die dem Wallet Standard folgt, und laden Sie die Seite neu.',
  connecting: (wallet) => `${wallet} fragt Sie …`,
  failed: (wallet) => `${wallet} hat sich nicht verbunden: Erlauben Sie es dort, und versuchen Sie es erneut.`,
  noAccount: (wallet) => `${wallet} hat kein Konto genannt.`,
  mine: (address) => `Meine Wallet ${address}`,
  accounts: 'Konto',
  forget: (hide) => parts`${hide('Meine Wallet ')}Vergessen`,
  readsOnly: (wallet, network) =>
    `${wallet} signiert nicht für: ${network}. Die Konten dieser Wallet können angesehen werden, aber sie kann hier nicht signieren.`,
  noReason: 'ohne Angabe von Gründen',
  noBytes: 'sie hat keine Bytes zurückgegeben',
  noNetwork: 'Der RPC nennt sein Netzwerk nicht: Es kann nichts signiert werden.',
  networks: { mainnet: 'Mainnet', devnet: 'Devnet', testnet: 'Testnet', localnet: 'lokales Netzwerk' },
};
