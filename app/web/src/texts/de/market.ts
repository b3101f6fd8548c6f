import type { Texts } from '..';
import { parts } from '../parts';

export const market: Texts['market'] = {
  notNamed: 'nicht genannt',
  count: (shown, all) => `${shown} von ${all} Angeboten`,
  nothing: (command) =>
    parts`In diesem Netzwerk bietet noch niemand GPUs an. Ein Anbieter mit attestierten GPUs tut das mit ${command}.`,
  noMatch: 'Kein Angebot passt: Verlangen Sie weniger freie GPUs, oder erlauben Sie einen höheren Preis.',
  caption: 'Angebote',
  filter: {
    name: 'Angebote filtern',
    any: 'beliebig',
    model: 'Modell',
    maxPrice: 'Höchstens, $ je GPU-Stunde',
    free: 'Freie GPUs',
    region: 'Region',
    interconnect: 'Verbindung',
    currency: 'Zahlbar in',
    reset: 'Zurücksetzen',
  },
  columns: {
    model: 'Modell',
    price: 'GPU-Stunde',
    free: 'Frei',
    region: 'Region',
    interconnect: 'Verbindung',
    currency: 'Zahlbar in',
    time: 'Dauer',
    notice: 'Frist',
    service: 'Zuverlässigkeit',
    supplier: 'Anbieter',
    cost: 'Kosten',
  },
  freeOf: (gpus) => `von ${gpus}`,
  quoteButton: (model, hide) => parts`${hide(`${model} `)}Berechnen`,
  service: {
    none: 'noch keine Daten',
    kept: (percent) => `${percent} erfüllt`,
    served: (hours) => `${hours} GPU-h geleistet`,
    terminated: (count) => `${count} beendet`,
    notStarted: (count) => `${count} × nicht rechtzeitig gestartet`,
    breaches: (count) => `${count} zu lange ausgefallen`,
    declined: (count) => `${count} abgelehnt`,
    declinedNote: 'Der Mieter hat sofort alles zurückbekommen, daher zählt das nicht als Ausfall.',
    early: (count) => `${count} von Mietern in der Karenzzeit beendet`,
    outage: (duration) => `${duration} Ausfall`,
  },
  quote: {
    name: (model) => `Was ${model} kostet`,
    offer: (region, interconnect, address) => parts`${region} · ${interconnect} · Angebot ${address}`,
    gpus: (free) => `GPUs, von ${free} freien`,
    hours: (least, most) => `Stunden, ${least} bis ${most}`,
    payIn: 'Zahlen in',
    terms: (it, isPaused) =>
      `Ungenutzte Zeit wird sekundengenau erstattet. Mindestens ${it.least} sind fällig, außer Sie beenden die Miete innerhalb von ${it.grace}. Beendet sie der Anbieter, bekommen Sie den Preis dessen zurück, was an seiner Ankündigungsfrist von ${it.notice} fehlt, höchstens den der letzten ${it.holdBack}. Die GPUs sind noch ${it.attested} attestiert, und ${isPaused ? 'solange das Emissions-Programm pausiert ist, wird keine Attestierung erneuert.' : 'das Council erneuert Attestierungen.'}`,
    caption: 'Kosten in beiden Währungen',
    in: (currency) => `in ${currency}`,
    lines: {
      hour: 'Eine Stunde',
      whole: 'Die ganze Zeit',
      fee: 'Ihre Gebühr',
      locked: 'Sie hinterlegen',
      supplier: 'Der Anbieter bekommt',
    },
    paused: 'Der Marktplatz ist pausiert: Bis zum Ende der Pause kann nichts gemietet werden.',
    whole: 'GPUs und Stunden müssen ganze Zahlen ab 1 sein.',
    noPrice: (why) => parts`Es gibt keinen Preis, zu dem IO umgerechnet werden können. ${why}`,
    key: (workload, connect) =>
      parts`Er erzeugt den Schlüssel, der die Verbindungsdaten öffnet, und bewahrt ihn auf Ihrem Rechner auf. Danach sendet ${workload} dem Anbieter Ihren SSH-Schlüssel, und ${connect} öffnet eine Shell.`,
    converted:
      'umgerechnet zum niedrigeren von Preis und Durchschnitt, abzüglich des Konfidenzintervalls. Der Befehl lässt bis zu 1 % mehr zu.',
  },
};
