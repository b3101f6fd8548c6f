/** What is due of a reservation, and whose it is: `programs/marketplace/src/state/reservation`. */
import { EndReason } from '../generated/marketplace';
import { bpsOf, less, max, min } from '../math';
import { Status } from '../status';
import { elapsed, gross, isDisputed, secondsOf, type Reservation } from './meter';
import { leastTime, missingNotice } from './notice';
import { allowedDowntime, withFee, withoutFee } from './terms';

/** An amount for each payee, in base units. */
export type Payees = { supplier: bigint; payer: bigint; fees: bigint };

/** Base units in its escrow: what was put in, with the deposit of an open dispute, less what was paid. */
export const escrowed = ({ locked, dispute, paid }: Reservation): bigint =>
  locked + dispute.deposit - paid.supplier - paid.payer - paid.fees;

/** Price of what the open dispute freezes of the first `seconds`, or of all. Time that is not due is no longer disputed. */
export function frozen(it: Reservation, seconds?: bigint): bigint {
  const [from, until] = [BigInt(it.dispute.from), BigInt(it.dispute.until)];
  let end = seconds === undefined ? until : min(until, seconds);
  // No other end makes less due than was used.
  const isLess = it.endReason === EndReason.SupplierTerminated || it.endReason === EndReason.RenterTerminated;
  if (isLess) end = min(end, due(it));
  return isDisputed(it) && end > from ? gross(it, end) - gross(it, from) : 0n;
}

/** Metered seconds that are due: all that are reserved while it waits or runs, then those that its end leaves due. */
export function due(it: Reservation): bigint {
  if (it.status === Status.Reserved || it.status === Status.Active) return secondsOf(it);
  const [down, passed] = [BigInt(it.outage.total), elapsed(it, it.endedAt)];
  const used = less(passed, down);
  if (it.endReason === EndReason.SupplierTerminated) {
    return less(used, min(missingNotice(it, passed), BigInt(it.terms.holdBack)));
  }
  const owesLeast = it.announced === 0 && (down === 0n || down < passed);
  if (it.endReason === EndReason.RenterTerminated && owesLeast && down <= allowedDowntime(passed, it.terms)) {
    return max(passed, leastTime(it)) - down;
  }
  return used;
}

/** Price of the due and decided time that is not payable. */
export const givenBack = (it: Reservation): bigint =>
  less(gross(it, max(due(it), BigInt(it.dispute.from))), it.payable);

/** The same once what is due has become less. `givenBack` was `back`, which counts as the last of the decided time. */
export function recounted(it: Reservation, back: bigint): Reservation {
  const counted = max(due(it), BigInt(it.dispute.from));
  const payable = min(less(gross(it, counted), back), gross(it, due(it)));
  return { ...it, payable: max(payable, it.charged + frozen(it)) };
}

/** What each payee gets in all, paid and owed. */
export function totals({ charged, dispute, locked, payable, terms }: Reservation): Payees {
  const supplier = withoutFee(charged, terms);
  return {
    supplier: supplier + dispute.forfeited,
    payer: locked - dispute.forfeited - withFee(payable, terms),
    fees: bpsOf(charged, terms.renterFeeBps, 'up') + (charged - supplier),
  };
}

/** What each payee is owed. */
export function allOwed(it: Reservation): Payees {
  const { supplier, payer, fees } = totals(it);
  return { supplier: supplier - it.paid.supplier, payer: payer - it.paid.payer, fees: fees - it.paid.fees };
}

/** Whether everything is allocated and paid. */
export const isPaid = (it: Reservation): boolean =>
  it.status === Status.Closed && Object.values(allOwed(it)).every((owed) => owed === 0n);

/** The same once the payer is refunded. */
export const payerPaid = (it: Reservation): Reservation => {
  return { ...it, paid: { ...it.paid, payer: it.paid.payer + allOwed(it).payer } };
};
