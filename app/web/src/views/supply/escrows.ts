/** The escrows of the genesis table as the page follows them. */
import { differences, lockedAt, type Locked, type Place, type Table } from 'io-client/supply';
import { useFollowed } from '../../network/follow';
import type { Problem } from '../../network/problems';
import type { Network } from '../../network/use';

/** A lock of the table, and what of its escrow is not as the table says. */
export type Lock = { place: Place; locked: Locked; differs: string[] };

/** Milliseconds from one refresh to the next: only claims change an escrow. */
const EVERY = 15_000;

/** The locks at `now`; none without a table, or before the first answer. */
export function useEscrows(
  table: Table | undefined,
  { reader, endpoint: { host } }: Network,
  now: bigint,
): { locks: Lock[] | undefined; problem: Problem | undefined } {
  const look = table === undefined ? undefined : () => reader.escrows(table);
  const { held, problem } = useFollowed(look, host, EVERY, [table, reader]);
  if (table === undefined) return { locks: undefined, problem: undefined };
  const locks = held?.map(({ place, found }) => ({
    place,
    locked: lockedAt(place, found),
    differs: differences(place, table.mint, found, now),
  }));
  return { locks, problem };
}
