import type { Texts } from '..';
import { parts } from '../parts';

export const page: Texts['page'] = {
  views: {
    overview: 'Übersicht',
    supply: 'Supply',
    market: 'Markt',
    suppliers: 'Anbieter',
    burn: 'Burn',
    votes: 'Abstimmungen',
    address: 'Adresse',
    activity: 'Aktivität',
  },
  skip: 'Zum Inhalt springen',
  home: 'IO, Übersicht',
  nav: 'Ansichten',
  nothingYet: 'Es wurde noch nichts gelesen. Diese Ansicht füllt sich von selbst, sobald das Netzwerk antwortet.',
  loading: 'Wird geladen …',
  foot: (host, zone) =>
    parts`Alles hier wird von ${host} gelesen, und sonst wird nirgendwohin etwas gesendet. Beträge sind abgeschnitten, nie aufgerundet; Zeiten sind die der Uhr des Netzwerks, in Ihrer Zeitzone ${zone}.`,
  language: 'Sprache',
  connect: 'Verbinden',
  notUrl: (example) => `Das ist keine URL: Schreiben Sie sie wie ${example}`,
  notHttp: 'Die URL eines JSON-RPC muss mit http:// oder https:// beginnen',
  hasPassword: 'Entfernen Sie Name und Passwort aus der URL',
};
