import type { Texts } from '..';
import { parts } from '../parts';

export const suppliers: Texts['suppliers'] = {
  lead: 'Stake bei einem Anbieter verdient einen Anteil an dessen stündlichen Rewards. Die Rendite ist, was sein aktiver Stake in einem Jahr wie dem vergangenen Tag oder der vergangenen Woche verdienen würde, abzüglich der Kommission; sie sinkt, wenn andere hinzukommen. In einem jüngeren Netzwerk umfasst sie die bisherigen Stunden.',
  nothing: (command) =>
    parts`In diesem Netzwerk gibt es noch keine Anbieter. Um GPUs anzubieten, registrieren Sie sich mit ${command}.`,
  caption: 'Anbieter',
  columns: {
    supplier: 'Anbieter',
    day: 'APR, Tag',
    week: 'APR, Woche',
    commission: 'Kommission',
    stake: 'Stake',
    gpus: 'GPUs',
    attested: 'Attestiert',
    service: 'Zuverlässigkeit',
    earn: 'Verdienen',
  },
  unknownPool: (number) => `unbekannter Pool (${number})`,
  slashes: (count) => (count === 1 ? '1 offener Slash' : `${count} offene Slashes`),
  delegated: (amount) => `${amount} delegiert`,
  room: (amount) => `Platz für ${amount}`,
  needs: (amount) => `benötigt ${amount}`,
  reserved: (gpus) => `${gpus} vermietet`,
  units: (units) => `${units} Units`,
  ends: (when) => parts`endet ${when}`,
  notAttested: 'nicht attestiert',
  stakeButton: (model, hide) => parts`${hide(`Mit ${model} `)}Staken`,
  panel: 'Staken',
  stakeWith: (model) => `Staken mit ${model}`,
  cooldown: (duration) =>
    `Stake kann ${duration} nach dem Unstaking ausgezahlt werden und verdient in dieser Zeit nichts.`,
  rise: (duration, commission) => ` In ${duration} steigt die Kommission auf ${commission}.`,
  paused: 'Das Emissions-Programm ist pausiert: Bis zum Ende der Pause kann niemand staken.',
  full: 'Das Limit des Eigentümers lässt keine weitere Delegation zu.',
  effect: (it) =>
    `Das Limit des Eigentümers lässt noch ${it.room} zu. Mit ${it.amount} mehr bringt eine Stunde dem Eigentümer ${it.owner} statt ${it.ownerBefore} und allen Stakern zusammen ${it.stakers} statt ${it.stakersBefore}.`,
};
