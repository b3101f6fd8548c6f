/** What a reservation will pay, as things stand: without another report of the council, and without a decision. */
import { less, max } from '../math';
import { Status } from '../status';
import { disputeExpired } from './dispute';
import { closed, completed, terminatedBySupplier } from './exits';
import { decidesUntil, endsAt, isDisputed, releasesAt, reserved, type Reservation } from './meter';
import { metered } from './outage';
import { allOwed } from './payees';
import { settled } from './settle';
import { withoutFee } from './terms';

/** One that has ended, once everything is allocated, and when that may be; undefined before the end and once it is closed. */
export function allocated(it: Reservation, now: bigint): { after: Reservation; at: bigint } | undefined {
  if (it.status !== Status.Ended) return undefined;
  const decided = isDisputed(it) ? max(now, decidesUntil(it) + 1n) : now;
  const undisputed = isDisputed(it) ? disputeExpired(it, decided) : it;
  const at = max(decided, releasesAt(undisputed));
  return { after: closed(undisputed, at), at };
}

/** The price of an hour at this second of the meter; undefined once all segments are over. */
function rateAt(it: Reservation, now: bigint): bigint | undefined {
  let used = less(metered(it, now), BigInt(it.segments.baseSeconds));
  for (const { rate, seconds } of reserved(it)) {
    if (used < seconds) return rate;
    used -= seconds;
  }
  return undefined;
}

/** The price of an hour at this second of the meter, while it runs. */
export const rateOf = (it: Reservation, now: bigint): bigint | undefined =>
  it.status === Status.Active ? rateAt(it, now) : undefined;

/** The price of an hour at this second of the meter: of the first before the start, of the last after the end. */
export const rateNow = (it: Reservation, now: bigint): bigint => rateAt(it, now) ?? reserved(it).at(-1)?.rate ?? 0n;

/** What the supplier would forfeit by terminating at `now`, in base units; nothing unless the meter runs. */
export function forfeitIfTerminatedBySupplier(it: Reservation, now: bigint): bigint {
  if (it.status !== Status.Active || now >= endsAt(it)) return 0n;
  const gets = (one: Reservation) => withoutFee(terminatedBySupplier(one, now).payable, one.terms);
  return less(gets({ ...it, terms: { ...it.terms, notice: 0 } }), gets(it));
}

/** What the supplier earns in an hour by it. */
export function hourly(it: Reservation, now: bigint): bigint | undefined {
  const rate = rateOf(it, now);
  return rate === undefined ? undefined : withoutFee(rate, it.terms);
}

/** What the supplier is owed at `at`, once everyone has sent what anyone may send by then. */
function owedAt(reservation: Reservation, at: bigint): bigint {
  let it = reservation;
  if (isDisputed(it) && at > decidesUntil(it)) it = disputeExpired(it, at);
  if (it.status === Status.Active && at >= endsAt(it)) it = completed(it, at);
  const closes = it.status === Status.Ended && at >= releasesAt(it) && !isDisputed(it);
  return allOwed(closes ? closed(it, at) : settled(it, at)).supplier;
}

/** The next payment to the supplier: from when on, if ever, and how much. */
export function nextSettlement(it: Reservation, now: bigint): { from: bigint | undefined; amount: bigint } {
  const decided = isDisputed(it) ? decidesUntil(it) + 1n : now;
  let [from, until] = [now, max(releasesAt(it), decided, now)];
  if (it.status === Status.Reserved || owedAt(it, until) === 0n) return { from: undefined, amount: 0n };
  // What is owed never falls, so that halving finds the first second.
  while (from < until) {
    const middle = (from + until) / 2n;
    if (owedAt(it, middle) > 0n) until = middle;
    else from = middle + 1n;
  }
  return { from, amount: owedAt(it, from) };
}
