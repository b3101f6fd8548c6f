import type { Texts } from '..';

export const health: Texts['health'] = {
  name: 'Zustand des Netzwerks',
  asking: (host) => `${host} wird gefragt …`,
  live: (clock, hour) => ` Live · ${clock} im Netzwerk · Stunde ${hour}`,
  reading: (host) => `${host} wird gelesen`,
  answered: (host) => `${host} hat geantwortet`,
  old: (duration) => ` Was Sie sehen, ist ${duration} alt.`,
  tryNow: 'Jetzt versuchen',
};
