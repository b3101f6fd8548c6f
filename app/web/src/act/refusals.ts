/** Refusals with amounts, in the units that people read. */
import type { Refusal } from 'io-client/refusal';
import type { Texts } from '../texts';

/** `show` formats base units of the token that the act is about; undefined for refusals without amounts of it. */
export function refusalWords({ code, numbers }: Refusal, show: (amount: bigint) => string, { act }: Texts): string | undefined {
  const [one, other] = numbers.map((it) => show(BigInt(it)));
  if (one === undefined || other === undefined) return undefined;
  switch (code) {
    case 'InsufficientFunds':
      return act.refusals.funds(one, other);
    case 'AboveMaxDelegated':
      return act.refusals.room(one, other);
    case 'CostAboveMaximum':
      return act.refusals.cost(one, other);
    default:
      return undefined;
  }
}
