import type { Texts } from '..';
import { parts } from '../parts';

export const overview: Texts['overview'] = {
  total: 'Gesamtmenge an IO',
  ofCap: (cap, link) => parts`von höchstens ${cap}, die es je geben kann, verbrannte eingerechnet · ${link}`,
  seeSupply: 'was davon im Umlauf ist',
  contradict: (why) => parts`Die Zahlen zur Gesamtmenge widersprechen sich: ${why}.`,
  tones: {
    launch: 'Genesis-Menge, nicht verbrannt',
    minted: 'Nach Zeitplan gemintet',
    burned: 'Verbrannt',
    left: 'Noch zu minten',
  },
  bar: 'Teile der Obergrenze, unten aufgeführt',
  under: (percent) => `unter ${percent}`,
  burned: (fees, auctions, slashes) =>
    `Verbrannt: ${fees} Gebühren, ${auctions} mit Gebühren gekauft, ${slashes} aus Slashes.`,
  burnedWithHolders: (fees, auctions, slashes, holders) =>
    `Verbrannt: ${fees} Gebühren, ${auctions} mit Gebühren gekauft, ${slashes} aus Slashes und ${holders} von Inhabern.`,
  hour: 'Reward dieser Stunde',
  none: 'keiner',
  notStarted: 'Die Emission hat noch nicht begonnen.',
  behind: (duration) => `Das Ledger liegt ${duration} zurück: Senden Sie io emissions advance.`,
  sharedBy: (units, duration) => `für ${units} Compute Units, in ${duration}`,
  waits: 'Der Enterprise-Pool hat noch keine Units: Der Zeitplan wartet.',
  price: 'Preis von IO',
  justNow: 'gerade eben',
  old: (duration) => `${duration} alt`,
  average: (age, average, confidence) => `${age} · Durchschnitt ${average} · ± ${confidence}`,
  refused: (why) => parts`${why} Mieten in IO warten auf einen besseren.`,
  free: 'Jetzt freie GPUs',
  attested: (gpus, models, link) =>
    parts`von ${gpus} attestierten, ${models} ${models === 1 ? 'Modell' : 'Modelle'} · ${link}`,
  seeOffers: 'zu den Angeboten',
  stake: 'Aktiver Stake',
  delegated: (amount, link) => parts`davon ${amount} delegiert · ${link}`,
  seeSuppliers: 'zu den Anbietern',
  schedule: 'Zwanzig Jahre Emission',
  progress: (hour, hours, percent, all) =>
    `Stunde ${hour} von ${hours}: ${percent} von ${all} sind gemintet. Jeder Monat mintet 1,1 % weniger als der vorige; Stunden ohne Anbieter werden später ausgegeben.`,
  curve: 'Gemintete IO über 20 Jahre des Zeitplans',
  launch: 'Start',
  year: (year) => `Jahr ${year}`,
};
