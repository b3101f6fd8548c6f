import type { Texts } from '..';
import { parts } from '../parts';

export const address: Texts['address'] = {
  nothingNamed:
    'Geben Sie eine Adresse ein: Die Seite zeigt, was sie mietet oder bezahlt, was sie gestakt hat und was sie anbietet.',
  nothingNamedWithWallet:
    'Geben Sie eine Adresse ein, oder nehmen Sie die einer Wallet: Die Seite zeigt, was sie mietet oder bezahlt, was sie gestakt hat und was sie anbietet.',
  ask: 'Adresse eines Mieters, Zahlers, Stakers, Anbieters oder seines Betreibers',
  from: (wallet) => `Aus ${wallet}`,
  noAddress: (wallet) => `${wallet} hat keine Adresse genannt.`,
  notConnected: (wallet) =>
    `${wallet} hat sich nicht verbunden: Erlauben Sie es dort, oder tippen Sie die Adresse ein.`,
  nothing: (link) =>
    parts`Diese Adresse mietet hier nichts, hat nichts gestakt und bietet nichts an. Prüfen Sie, ob sie zu diesem Netzwerk gehört, oder ${link}.`,
  seeMarket: 'sehen Sie den Markt an',
  reservations: 'Mieten',
  stake: 'Stake',
  supplies: 'Angebotene GPUs',
  solNote: 'zahlt für Transaktionen',
  ioNote: 'in der Wallet, nicht gestakt',
  usdcNote: 'in der Wallet, nicht in einem Escrow',
  roles: { supplier: 'Anbieter', owner: 'Eigentümer', operator: 'Betreiber', payout: 'Auszahlungs-Wallet' },
  settleFirst: 'erst abrechnen',
  toClaim: 'abholbar',
  facts: {
    supplier: 'Anbieter',
    payout: 'Zahlt aus an',
    claimed: 'Bisher abgeholt',
    attestation: 'Attestierung',
    units: 'Verdienende Units',
    own: 'Eigener Stake',
    delegated: 'Delegiert',
    required: 'Benötigter Stake',
    commission: 'Kommission',
    reserved: 'Vermietete GPUs',
    open: 'Noch nicht ganz bezahlte Mieten',
    unstaked: 'Eigener Stake im Unstaking',
    held: 'Von offenen Slashes festgehalten',
    slashed: 'Bisher durch Slashes verloren',
    endpoint: 'Endpunkt',
  },
  none: 'keine',
  ends: (when) => parts`endet ${when}`,
  heldPart: (amount) => `davon ${amount} von Slashes festgehalten`,
};
