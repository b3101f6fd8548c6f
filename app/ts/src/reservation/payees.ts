/** What is due of a reservation, and whose it is: `programs/marketplace/src/state/reservation`. */
import { EndReason } from '../generated/marketplace';
import { bpsOf, less, max, min } from '../math';
import { Status } from '../status';
import { elapsed, gross, isDisputed, secondsOf, secondsReserved, type Reservation } from './meter';
import { allowedDowntime, leastOf, withFee, withoutFee } from './terms';

/** An amount for each payee, in base units. */
export type Payees = { supplier: bigint; renter: bigint; fees: bigint };

/** Base units in its escrow: what was put in, with the deposit of an open dispute, less what was paid. */
export const escrowed = ({ locked, dispute, paid }: Reservation): bigint =>
  locked + dispute.deposit - paid.supplier - paid.renter - paid.fees;

/** Price of what the open dispute freezes of the first `seconds`, or of all. */
export function frozen(it: Reservation, seconds?: bigint): bigint {
  const { from, until } = it.dispute;
  const end = seconds === undefined ? BigInt(until) : min(BigInt(until), seconds);
  return isDisputed(it) && end > from ? gross(it, end) - gross(it, BigInt(from)) : 0n;
}

/** Metered seconds that are due: all that are reserved while it waits or runs, then those that its end leaves due. */
export function due(it: Reservation): bigint {
  if (it.status === Status.Reserved || it.status === Status.Active) return secondsOf(it);
  const [down, passed] = [BigInt(it.outage.total), elapsed(it, it.endedAt)];
  const used = less(passed, down);
  if (it.endReason === EndReason.SupplierTerminated) return less(used, BigInt(it.terms.forfeit));
  const served = down === 0n || down < passed;
  if (it.endReason === EndReason.RenterTerminated && served && down <= allowedDowntime(passed, it.terms)) {
    return max(passed, min(leastOf(it.terms), secondsReserved(it))) - down;
  }
  return used;
}

/** Price of what is due that disputes have given back. */
export const givenBack = (it: Reservation): bigint => less(gross(it, due(it)), it.payable);

/** The same once what is due has become less, of which disputes have given `back`. */
export function recounted(it: Reservation, back: bigint): Reservation {
  const all = due(it);
  const { dispute } = it;
  const until = Number(max(min(BigInt(dispute.until), all), BigInt(dispute.from)));
  const next = isDisputed(it) ? { ...it, dispute: { ...dispute, until } } : it;
  return { ...next, payable: max(less(gross(next, all), back), next.charged + frozen(next)) };
}

/** What each payee gets in all, paid and owed. */
export function totals({ charged, dispute, locked, payable, terms }: Reservation): Payees {
  const supplier = withoutFee(charged, terms);
  return {
    supplier: supplier + dispute.forfeited,
    renter: locked - dispute.forfeited - withFee(payable, terms),
    fees: bpsOf(charged, terms.renterFeeBps, 'up') + (charged - supplier),
  };
}

/** What each payee is owed. */
export function allOwed(it: Reservation): Payees {
  const { supplier, renter, fees } = totals(it);
  return { supplier: supplier - it.paid.supplier, renter: renter - it.paid.renter, fees: fees - it.paid.fees };
}

/** Whether everything is allocated and paid. */
export const isPaid = (it: Reservation): boolean =>
  it.status === Status.Closed && Object.values(allOwed(it)).every((owed) => owed === 0n);

/** The same once the renter is paid. */
export const renterPaid = (it: Reservation): Reservation => {
  return { ...it, paid: { ...it.paid, renter: it.paid.renter + allOwed(it).renter } };
};
