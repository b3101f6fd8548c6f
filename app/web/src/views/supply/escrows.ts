/** The escrows of the genesis table as the page follows them. */
import { useEffect, useState } from 'preact/hooks';
import { differences, lockedAt, type Locked, type Place, type Table } from 'io-client/supply';
import { problemOf, type Problem } from '../../network/problems';
import type { Held } from '../../network/read';
import type { Network } from '../../network/use';

/** A lock of the table, and what of its escrow is not as the table says. */
export type Lock = { place: Place; locked: Locked; differs: string[] };

/** Milliseconds from one refresh to the next: only claims change an escrow. */
const EVERY = 15_000;

type State = { held: Held[] | undefined; problem: Problem | undefined };

/** The locks at `now`; none without a table, or before the first answer. */
export function useEscrows(
  table: Table | undefined,
  { reader, endpoint: { host } }: Network,
  now: bigint,
): { locks: Lock[] | undefined; problem: Problem | undefined } {
  const [{ held, problem }, setState] = useState<State>({ held: undefined, problem: undefined });
  useEffect(() => {
    if (table === undefined) return undefined;
    let stopped = false;
    const look = () =>
      reader.escrows(table).then(
        (held) => !stopped && setState({ held, problem: undefined }),
        (error: unknown) => !stopped && setState((state) => ({ ...state, problem: problemOf(error, host) })),
      );
    void look();
    const timer = setInterval(() => !document.hidden && void look(), EVERY);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [table, reader, host]);
  if (table === undefined) return { locks: undefined, problem: undefined };
  const locks = held?.map(({ place, found }) => ({
    place,
    locked: lockedAt(place, found),
    differs: differences(place, table.mint, found, now),
  }));
  return { locks, problem };
}
