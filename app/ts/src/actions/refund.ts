/** What an end gives back to the payer. */
import { allocated, allOwed, escrowed, isDisputed, payerPaid, type Reservation } from '../reservation';

/** What the payer gets by an end, and what stays in escrow. Amounts are base units. */
export type Refund = {
  /** What comes back at once. */
  amount: bigint;
  /** What stays in escrow after that. */
  held: bigint;
  /** What of it is the payer's in the end, without another report or decision of the council. */
  later: bigint;
  /** From when on that may be paid out, in unix seconds; undefined if nothing is held back any more. */
  until: bigint | undefined;
  disputed: boolean;
};

/** By an end at `now`, which has left the reservation as `after`, before anyone is paid. */
export function refundOf(after: Reservation, now: bigint): Refund {
  const paid = payerPaid(after);
  const last = allocated(paid, now);
  return {
    amount: allOwed(after).payer,
    held: escrowed(paid),
    later: last === undefined ? 0n : allOwed(last.after).payer,
    until: last?.at,
    disputed: isDisputed(paid),
  };
}
