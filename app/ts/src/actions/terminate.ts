/** Ending a running reservation, as its renter or its payer. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { HOUR, min } from '../math';
import {
  allOwed,
  endsAt,
  leastOf,
  rateOf,
  terminated,
  terminatedForDowntime,
  withFee,
  type Reservation,
} from '../reservation';
import { Refusal, type Prepared } from './prepared';
import { refundOf, type Refund } from './refund';
import { exitAccounts, type Snapshot } from './snapshot';

/** A way out of renter and payer while the meter runs: its least time is due, or, after too much downtime, only what was used. */
export type Exit = 'terminate' | 'terminateForDowntime';

export type TerminateRequest = {
  /** The renter or the payer of the reservation. */
  authority: TransactionSigner;
  exit: Exit;
  /** Seconds within which it is carried out. */
  within: bigint;
};

/** What changes how a refund falls: the end of the time, of the first minutes, or of the least time. */
export type Step = 'end' | 'grace' | 'least';

export type TerminateTerms = {
  /** What comes back, as things stand. */
  refund: Refund;
  /** The token account that gets it. */
  to: Address;
  /** The least that comes back at once if it is carried out in time, in base units; none if it may be too late by then. */
  least: bigint;
  falls: {
    /** Base units a second while the meter runs, rounded up. */
    perSecond: bigint;
    /** What changes that in time, and when, in unix seconds. */
    step: { what: Step; at: bigint } | undefined;
  };
};

const ENDS = { terminate: terminated, terminateForDowntime: terminatedForDowntime };

/** What comes back at once by an end at `by`, not more than `refund`; nothing if it is refused by then. */
function leastBy(it: Reservation, exit: Exit, refund: bigint, by: bigint): bigint {
  try {
    return min(allOwed(ENDS[exit](it, by)).payer, refund);
  } catch (error) {
    if (error instanceof Refusal) return 0n;
    throw error;
  }
}

function falls(it: Reservation, exit: Exit, now: bigint, by: bigint): TerminateTerms['falls'] {
  const steps: { what: Step; at: bigint }[] = [
    { what: 'end', at: endsAt(it) },
    { what: 'grace', at: it.startedAt + BigInt(it.terms.grace) },
    { what: 'least', at: it.startedAt + leastOf(it.terms) },
  ];
  const owesLeast = exit === 'terminate' && it.announced === 0;
  return {
    perSecond: (withFee(rateOf(it, now) ?? 0n, it.terms) + HOUR - 1n) / HOUR,
    step: steps.find(({ what, at }) => (owesLeast || what === 'end') && now < at && at <= by),
  };
}

/** The end of a reservation by its renter or its payer. Throws a `Refusal`. */
export async function prepareTerminate(snapshot: Snapshot, request: TerminateRequest): Promise<Prepared<TerminateTerms>> {
  const { reservation: it, now } = snapshot;
  const { authority, exit, within } = request;
  const refund = refundOf(ENDS[exit](it, now), now);
  const by = now + within;
  const accounts = { authority, ...(await exitAccounts(snapshot)) };
  const act =
    exit === 'terminate'
      ? await marketplace.getTerminateInstructionAsync(accounts)
      : await marketplace.getTerminateForDowntimeInstructionAsync(accounts);
  return {
    terms: {
      refund,
      to: accounts.payerTokens,
      least: leastBy(it, exit, refund.amount, by),
      falls: falls(it, exit, now, by),
    },
    gives: [],
    creates: [],
    setup: [],
    act: [act],
  };
}
