import type { Texts } from '..';

export const problems: Texts['problems'] = {
  missing: (host, account) =>
    `Das Netzwerk bei ${host} antwortet, aber die IO-Suite ist nicht darauf. Es fehlt: ${account}.`,
  setUp: 'Richten Sie sie dort ein, geben Sie oben ein anderes Netzwerk ein, oder starten Sie eines mit ./x localnet.',
  accounts: {
    ledger: 'Emissions-Ledger',
    market: 'Konfiguration des Marktplatzes',
    burn: 'Konfiguration des Gebühren-Burns',
    models: 'Tabelle der Modelle',
    emissions: 'Konfiguration der Emission',
    engine: 'Konto der Auktionen',
    history: 'Seite des Verlaufs',
    autopay: 'Autopay',
    mint: 'IO-Mint',
    clock: 'Uhr',
  },
  unreadable: (host, words) => `${host} antwortet auf eine Weise, die diese Seite nicht versteht: ${words}.`,
  layout: 'seine Konten haben ein anderes Layout',
  checkVersion: 'Prüfen Sie, ob die URL ein JSON-RPC von Solana mit dieser Version der Suite ist.',
  behind: (host, words) => `${host} liegt hinter dem zurück, was diese Seite schon gezeigt hat: ${words}.`,
  again: 'Die Seite versucht es von selbst erneut: Warten Sie ein wenig, oder geben Sie oben einen anderen RPC ein.',
  check: 'Prüfen Sie die URL: Sie muss ein JSON-RPC von Solana sein.',
  refused: (host, method, words) => `${host} verweigert ${method}: ${words}.`,
  busy: (host, words) => `${host} antwortet derzeit nicht: ${words}.`,
  limit: 'Die Seite versucht es von selbst erneut: Warten Sie ein wenig, oder nutzen Sie einen RPC mit höherem Limit.',
  silent: (host, words) => `${host} antwortet nicht: ${words}.`,
  checkAccess:
    'Prüfen Sie, ob das Netzwerk läuft (./x localnet startet hier eines) und Anfragen von Webseiten erlaubt, oder geben Sie oben ein anderes ein.',
  notRpc: (host, words) => `${host} antwortet nicht wie ein RPC: ${words}.`,
  checkRuns: 'Prüfen Sie, ob das Netzwerk läuft, oder geben Sie oben ein anderes ein.',
  offers: (method) => `Nutzen Sie einen RPC, der ${method} anbietet.`,
  offersAll: (method) => `Nutzen Sie einen RPC, der ${method} für jedes Programm anbietet.`,
  key: 'Setzen Sie den Schlüssel Ihres RPC-Anbieters in die URL ein, oder nutzen Sie einen anderen RPC.',
  gone: 'Ihr RPC-Anbieter bietet das nicht an: Nutzen Sie einen anderen RPC.',
  another: 'Nutzen Sie einen anderen RPC.',
};
