/** A reservation: its progress, the next step, and who can take it. */
import type { ComponentChildren } from 'preact';
import { parts } from '../parts';

/** Who is refunded, and who may act. */
type People = { refunded: string; isRenter: boolean };

export const reservation = {
  unknownCurrency: (amount: bigint, currency: number) => `${amount} of unknown currency (${currency})`,
  states: { reserved: 'reserved', active: 'active', ended: 'ended', closed: 'closed' },
  /** `EndReason`, by number, in the words of `io history`. */
  ends: [
    '',
    'its time was over',
    'terminated by renter or payer',
    'terminated by the supplier',
    'declined by the supplier',
    'not started in time',
    'terminated after too much downtime',
    'terminated within the grace period',
  ],
  left: ' left',
  toStart: ' for the supplier to start',
  progress: 'Part of the reserved time that has passed',
  next: {
    'must start by': 'Must start by',
    'not started by': 'Not started by',
    'runs until': 'Runs until',
    'over since': 'Over since',
    'decision due by': 'Decision due by',
    'not decided by': 'Not decided by',
    'held back until': 'Held back until',
    'closes from': 'Closes from',
    'can be closed since': 'Can be closed since',
    'close now': 'Close now',
    'owed to a payee': 'Owed to a payee',
  },
  facts: {
    reservation: 'Reservation',
    renter: 'Renter',
    payer: 'Payer',
    supplier: 'Supplier',
    meter: 'On the meter',
    cost: 'Cost so far, with your fee',
    hour: 'An hour',
    notice: 'Notice by the supplier',
    announced: 'The supplier has announced the end for',
    protects: 'The notice protects',
    protectsNote: 'reserved time only: without an extension the reservation ends at its time',
    autopay: 'Autopay',
    locked: 'Paid in',
    escrow: 'In escrow',
    paidSupplier: 'Paid to the supplier',
    paidBack: (to: string) => `Paid back to ${to}`,
    downtime: 'Downtime, refunded',
    dispute: 'Dispute',
    disputeNote: (deposit: string) => `open, deposit ${deposit}`,
  },
  renter: 'the renter',
  payer: (address: string) => `${address}, who paid`,
  short: (when: ComponentChildren) => parts`the payer’s wallet was short ${when}`,
  autopay: (hours: number, left: string) => `adds ${hours} h at a time, may spend ${left}`,
  obstacle: (why: ComponentChildren) => parts`, cannot extend now: ${why}`,
  longest: ', which the offer’s longest stay does not allow',
  nextAutopay: (when: ComponentChildren) => parts`, next ${when}`,
  shares: {
    all: (refunded: string) => `the supplier gets what is due, and ${refunded} the rest`,
    supplier: (amount: string) => `${amount} go to the supplier`,
    payer: (amount: string, refunded: string) => `${amount} back to ${refunded}`,
    both: (supplier: string, payer: string, refunded: string) =>
      `${supplier} go to the supplier, ${payer} back to ${refunded}`,
    none: 'both sides are fully paid',
  },
  outlook: {
    mustStart: (amount: string, { refunded }: People) =>
      `If the supplier declines it, or does not start it by then, all ${amount} go back to ${refunded}.`,
    notStarted: (amount: string, { refunded }: People) =>
      `The supplier did not start it in time. Anyone can cancel it: all ${amount} go back to ${refunded}.`,
    runs: ({ isRenter }: People) =>
      `${isRenter ? 'The renter' : 'Renter and payer'} can end it earlier: what is not due is refunded.`,
    over: ({ refunded }: People) => `Its time is over. Anyone can end it: unused time is refunded to ${refunded}.`,
    decision:
      'Until then the council can decide how much of the disputed part is refunded. Otherwise anyone can end the dispute, and the supplier is paid by the meter:',
    undecided:
      'The council did not decide in time. Anyone can end the dispute, and the supplier is paid by the meter:',
    heldBack: (shares: string, { isRenter }: People) =>
      `Until then ${isRenter ? 'the renter' : 'the payer'} can dispute it (io rent dispute). From then on anyone can close it: ${shares}.`,
    closes: 'Nothing is left in its escrow. From then on anyone can close it, and its account rent goes back to its payer.',
    closable: (shares: string) => `The hold-back is over. Anyone can close it: ${shares}.`,
    paid: 'Everything is paid. Anyone can close it, and its account rent goes back to its payer.',
    owed: 'A token account could not receive its payment. Its owner can withdraw to another account; once the account can receive, anyone can close it.',
  },
};
