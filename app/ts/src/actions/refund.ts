/** What an end gives back to the renter. */
import { allocated, allOwed, escrowed, isDisputed, renterPaid, type Reservation } from '../reservation';

/** What the renter gets by an end, and what stays in escrow. Amounts are base units. */
export type Refund = {
  /** What comes back at once. */
  amount: bigint;
  /** What stays in escrow after that. */
  held: bigint;
  /** What of it is the renter's in the end, without another report or decision of the council. */
  later: bigint;
  /** From when on that may be paid out, in unix seconds; undefined if nothing is held back any more. */
  until: bigint | undefined;
  disputed: boolean;
};

/** By an end at `now`, which has left the reservation as `after`, before anyone is paid. */
export function refundOf(after: Reservation, now: bigint): Refund {
  const paid = renterPaid(after);
  const last = allocated(paid, now);
  return {
    amount: allOwed(after).renter,
    held: escrowed(paid),
    later: last === undefined ? 0n : allOwed(last.after).renter,
    until: last?.at,
    disputed: isDisputed(paid),
  };
}
