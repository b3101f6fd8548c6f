import type { Texts } from '..';

const HOW = 'Um ihr eine zu geben, bauen Sie sie mit IO_DEPLOYMENT und dem Namen der Deployment-Datei.';

export const genesis: Texts['genesis'] = {
  none: `Diese Seite wurde ohne Genesis-Tabelle gebaut. ${HOW}`,
  invalid: (why) => `Diese Seite hat keine Genesis-Tabelle: ${why}. ${HOW}`,
  other: (mint) => `Diese Seite hat die Genesis-Tabelle eines anderen Netzwerks: die des Mints ${mint}. ${HOW}`,
};
