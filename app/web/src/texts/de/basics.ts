import type { Texts } from '..';
import { parts } from '../parts';

export const basics: Texts['basics'] = {
  copy: { address: 'Adresse kopieren', command: 'Befehl kopieren', signature: 'Signatur kopieren' },
  copyButton: {
    address: (hide) => parts`${hide('Adresse ')}Kopieren`,
    command: (hide) => parts`${hide('Befehl ')}Kopieren`,
    signature: (hide) => parts`${hide('Signatur ')}Kopieren`,
  },
  copied: 'Kopiert',
  notCopied: 'Bitte den Text selbst markieren und kopieren',
  setUrl: (host) =>
    `Setzen Sie zuerst RPC_URL auf Ihre URL bei ${host}: Sie kann einen Schlüssel enthalten, deshalb zeigt diese Seite sie nicht.`,
  notAddress: 'Das ist keine Adresse: Eine Adresse hat 32 bis 44 Buchstaben und Ziffern.',
  show: 'Anzeigen',
  unknown: 'unbekannt',
  none: 'keine',
  model: (number) => `Modell ${number}`,
  ignored: 'In diesem Link ignoriert, weil diese Ansicht es nicht kennt:',
};
