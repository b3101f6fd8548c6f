import type { Texts } from '..';

export const paused: Texts['paused'] = {
  marketplace: {
    name: 'Der Marktplatz',
    refused: 'Es kann nichts gemietet, verlängert oder neu angeboten werden.',
    goesOn: 'Bestehende Mieten beginnen, laufen und enden wie gewohnt.',
  },
  emissions: {
    name: 'Das Emissions-Programm',
    refused:
      'Niemand kann staken, Rewards wieder staken, umdelegieren oder ein Unstaking abbrechen, und keine GPU wird attestiert oder erneuert.',
    goesOn: 'Registrieren, Abholen, Unstaking und Auszahlen gehen weiter.',
  },
  feeBurn: {
    name: 'Der Gebühren-Burn',
    refused: 'Es beginnt keine Auktion, und keine nimmt IO an.',
    goesOn: 'Gebühren in IO können verbrannt, und eine abgelaufene Auktion kann geschlossen werden.',
  },
  until: (name, moment, away) => `${name} ist bis ${moment} pausiert (${away}).`,
  open: (name) => `${name} ist pausiert, bis die Authority die Pause beendet.`,
};
