import type { Texts } from '..';

export const question: Texts['question'] = {
  title: (host) => `Von ${host} lesen?`,
  why: 'Der Link, dem Sie gefolgt sind, nennt diesen RPC. Er erfährt Ihre IP-Adresse und was Sie hier ansehen, und alles, was die Seite zeigt, stammt aus seinen Antworten. Fahren Sie nur fort, wenn Sie ihm vertrauen. Bisher wurde nichts angefragt.',
  yes: (host) => `Von ${host} lesen`,
  no: 'Das lokale Netzwerk dieses Rechners lesen',
};
