/** Starting the meter of a reservation, as its supplier. */
import type { TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { endsAt, grossOfAll, hourly, nextSettlement, started, withoutFee } from '../reservation';
import type { Prepared } from './prepared';
import type { Snapshot } from './snapshot';

export type StartRequest = {
  /** Owner or operator of the supplier. */
  authority: TransactionSigner;
  /** Hash of the connection details. */
  connectionHash: Uint8Array;
};

/** Amounts are base units. */
export type StartTerms = {
  /** When the reservation ends then, in unix seconds. */
  endsAt: bigint;
  /** What the supplier gets if all of it is used. */
  gets: bigint;
  /** What it earns in an hour at first. */
  hourly: bigint;
  /** From when on something can be paid, in unix seconds; undefined if nothing ever can. */
  paysFrom: bigint | undefined;
};

/** The start of a reservation. Throws a `Refusal`. */
export function prepareStart(snapshot: Snapshot, request: StartRequest): Prepared<StartTerms> {
  const { address, reservation: it, now } = snapshot;
  const after = started(it, request.connectionHash, now);
  const start = marketplace.getStartInstruction({ ...request, supplier: it.supplier, reservation: address });
  return {
    terms: {
      endsAt: endsAt(after),
      gets: withoutFee(grossOfAll(it), it.terms),
      hourly: hourly(after, now) ?? 0n,
      paysFrom: nextSettlement(after, now).from,
    },
    gives: [],
    creates: [],
    setup: [],
    act: [start],
  };
}
