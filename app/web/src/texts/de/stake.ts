import type { Texts } from '..';
import { parts } from '../parts';

export const stake: Texts['stake'] = {
  slashOpen: 'Slash offen',
  earning: 'verdienen',
  supplier: 'Anbieter',
  rewards: 'Abholbare Rewards',
  settleFirst: 'erst den Anbieter abrechnen',
  claimed: 'Bisher abgeholt',
  movable: 'Kann zu einem anderen Anbieter wechseln',
  unstaked: (number) => `Unstaking, Antrag ${number}`,
  unlocks: (when) => parts`frei ${when}`,
  unlocked: 'kann ausgezahlt werden',
  following: 'Noch nachzuvollziehende Slashes',
  followingNote: 'hier schon eingerechnet; Ihr nächster Befehl io stake vollzieht sie nach',
  slash: (number) => `Slash ${number}`,
  breach: (number) => `Slash ${number}, Vertragsbruch`,
  held: 'Von einem Slash festgehalten',
  heldBySlash: (number) => `Von Slash ${number} festgehalten`,
  heldByBreach: (number) => `Von Slash ${number}, Vertragsbruch, festgehalten`,
  heldEarns: (amount) => `${amount} verdienen, bis er ausgeführt wird`,
  heldUnstaked: (amount) => `${amount} im Unstaking`,
  executed: 'ausgeführt',
  dropped: 'fallen gelassen',
  lapsed: 'offen, aber verfallen: Jeder kann ihn fallen lassen',
  due: (when) => parts`offen, fällig ${when}`,
  lapses: (when) => parts`offen, fällig, verfällt ${when}`,
};
