/** What the acts on a reservation come to, along the courses that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actions, marketplace } from '../src';
import * as reservations from '../src/reservation';
import { bytes, vectors } from './golden';
import { answered, key, ofPrepared, signer } from './prepared';

/** Seconds within which an act is carried out. */
const WITHIN = 120n;
const HASH = new Uint8Array(32).fill(9);
const capital = (word: string) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`;

function ofCourse({ reservation: it, now }: actions.Snapshot): unknown[] {
  const { what, at } = reservations.next(it, now);
  const settlement = reservations.nextSettlement(it, now);
  return [
    what.replaceAll(' ', '_'),
    // The page shows when the hold-back of a closed one was over; `io rent status` shows no time.
    it.status === 3 ? 0 : at,
    reservations.metered(it, now),
    reservations.downtime(it, now),
    reservations.escrowed(it),
    reservations.hourly(it, now) ?? '-',
    settlement.from ?? '-',
    settlement.amount,
  ];
}

const ofRefund = ({ amount, held, later, until = '-' as never, disputed }: actions.Refund) =>
  [amount, held, later, until, disputed];

/** An extension by `more`, with what it makes of the segments. */
function ofExtension({ reservation: it, now }: actions.Snapshot, more: reservations.Segment): unknown[] {
  const { after, cost } = reservations.extended(it, more, now);
  const { rates, seconds, settled, baseSeconds, baseGross } = after.segments;
  return [cost, after.payable, rates.join(','), seconds.join(','), settled, baseSeconds, baseGross];
}

const folds = ({ reservation: it, now }: actions.Snapshot, more: reservations.Segment): boolean =>
  reservations.extended(it, more, now).after.segments.baseSeconds > it.segments.baseSeconds;

type Act = (snapshot: actions.Snapshot, saw: (prepared: actions.Prepared<unknown>) => void) => Promise<unknown[]>;

function terminate(exit: actions.Exit, by: number): Act {
  return async (snapshot, saw) => {
    const prepared = await actions.prepareTerminate(snapshot, { authority: signer(by), exit, within: WITHIN });
    saw(prepared);
    const { refund, to, least, falls } = prepared.terms;
    const step = falls.step && `${capital(falls.step.what)}:${falls.step.at}`;
    return [...ofRefund(refund), to, least, falls.perSecond, step ?? '-'];
  };
}

function withdraw(payee: number, to?: number): Act {
  return async (snapshot, saw) => {
    const where = to === undefined ? {} : { to: key(to) };
    const prepared = await actions.prepareWithdrawOwed(snapshot, { payee: signer(payee), ...where });
    saw(prepared);
    return [prepared.terms.amount, prepared.terms.to];
  };
}

function due(receives: boolean): Act {
  return async (snapshot, saw) => {
    const supplier = receives ? { payout: key(11) } : undefined;
    const prepared = await actions.prepareDue({ snapshot, supplier, receives }, signer(13));
    saw(prepared);
    const { act, owed, bounty, closed } = prepared.terms;
    return [capital(act), owed.supplier, owed.payer, owed.fees, bounty, closed];
  };
}

function settle(later: boolean): Act {
  return async (snapshot, saw) => {
    const prepared = await actions.prepareSettleReservation({ snapshot, payout: key(11) }, { payer: signer(13), later });
    saw(prepared);
    return [prepared.terms.amount, prepared.terms.to];
  };
}

const ACTS: Record<string, Act> = {
  course: (snapshot) => Promise.resolve(ofCourse(snapshot)),
  terminate: terminate('terminate', 1),
  terminateForDowntime: terminate('terminateForDowntime', 2),
  dispute: async (snapshot, saw) => {
    const it = { snapshot, held: 2n ** 64n - 1n, autopay: undefined };
    const prepared = await actions.prepareDispute(it, { payer: signer(2), within: WITHIN });
    saw(prepared);
    const { deposit, limit, disputed, decidesUntil, undecidedBps } = prepared.terms;
    return [deposit, limit, disputed, decidesUntil, undecidedBps];
  },
  withdraw: withdraw(2, 12),
  withdrawBySupplier: withdraw(11),
  due: due(true),
  dueOfClosed: due(false),
  start: async (snapshot, saw) => {
    const prepared = actions.prepareStart(snapshot, { authority: signer(14), connectionHash: HASH });
    saw(prepared);
    const { endsAt, gets, hourly, paysFrom } = prepared.terms;
    return await Promise.resolve([endsAt, gets, hourly, paysFrom ?? '-']);
  },
  decline: async (snapshot, saw) => {
    const prepared = await actions.prepareDecline(snapshot, signer(14));
    saw(prepared);
    return [...ofRefund(prepared.terms.refund), prepared.terms.to];
  },
  terminateBySupplier: async (snapshot, saw) => {
    const prepared = await actions.prepareTerminateBySupplier(snapshot, signer(14));
    saw(prepared);
    const { refund, to, gets, forfeited, forfeit } = prepared.terms;
    return [...ofRefund(refund), to, gets, forfeited, forfeit];
  },
  announceEnd: (snapshot, saw) => {
    const prepared = actions.prepareAnnounceEnd(snapshot, signer(14));
    saw(prepared);
    const { overAt, lapsesAt, endsAt, forfeit, leastUntil } = prepared.terms;
    return Promise.resolve([overAt, lapsesAt, endsAt, forfeit, leastUntil ?? '-']);
  },
  sweep: async (snapshot, saw) => {
    const prepared = await actions.prepareSweepFees(snapshot);
    saw(prepared);
    return [prepared.terms.amount, prepared.terms.to];
  },
  settle: settle(false),
  settleLater: settle(true),
};

test('at every step of a reservation each act comes to what Rust has, or is refused as there', async () => {
  const start = vectors.findIndex(([kind]) => kind === 'standing');
  const data = new Uint8Array(marketplace.getReservationSize());
  let snapshot: actions.Snapshot | undefined;
  let behind: string[] = [];
  const seen = new Set<string>();
  for (const [kind = '', ...rest] of vectors.slice(start)) {
    if (kind === 'prepared' || kind === 'acts') {
      assert.equal([kind, ...rest].join(' '), behind.shift());
      seen.add(kind);
      continue;
    }
    if (kind === 'standing') {
      const [now = '', ...parts] = rest;
      for (const part of parts) {
        const [place, word = ''] = part.split(':');
        data.set(bytes(word), Number(place));
      }
      const reservation = marketplace.getReservationDecoder().decode(data);
      const mint = key(reservation.currency === marketplace.Currency.Io ? 5 : 6);
      snapshot = { address: key(10), reservation, mint, now: BigInt(now) };
      continue;
    }
    if (snapshot === undefined) continue;
    const it = snapshot;
    if (kind === 'extend') {
      const [rate = '', seconds = '', ...expected] = rest;
      const more = { rate: BigInt(rate), seconds: BigInt(seconds) };
      const made = await answered(() => Promise.resolve(ofExtension(it, more)));
      assert.equal(made, expected.join(' '), `${kind} at ${it.now} of ${Buffer.from(data).toString('hex')}`);
      seen.add(made.startsWith('refused') ? made : folds(it, more) ? 'fold' : kind);
      continue;
    }
    const act = ACTS[kind];
    if (act === undefined) continue;
    const made = await answered(() => act(it, (prepared) => (behind = ofPrepared(prepared))));
    assert.equal(made, rest.join(' '), `${kind} at ${it.now} of ${Buffer.from(data).toString('hex')}`);
    seen.add(made.startsWith('refused') ? made : kind === 'due' ? made.slice(0, made.indexOf(' ')) : kind);
  }
  // Each act is there, and each reason for which one is refused.
  const reasons = ['NotActive', 'TimeIsOver', 'DowntimeAllowed', 'DisputeOpen', 'NothingHeldBack', 'Nothing'];
  const extensions = ['TooManySegments', 'EndsAfterNotice', 'EndAlreadyAnnounced'];
  const refused = [...reasons, ...extensions, 'NotReserved', 'TooLateToStart'].map((reason) => `refused ${reason}`);
  const dues = ['Cancel', 'Expire', 'Complete', 'Close', 'Pay', 'CloseAccounts'];
  const acts = Object.keys(ACTS).filter((name) => name !== 'due');
  assert.deepEqual([...seen].sort(), ['prepared', 'acts', 'extend', 'fold', ...acts, ...dues, ...refused].sort());
});
