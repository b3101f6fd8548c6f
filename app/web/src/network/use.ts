/** The network as the page follows it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chain } from './chain';
import type { Endpoint } from './endpoint';
import { problemOf, type Problem } from './problems';
import { reader, type Reader } from './read';

/** Milliseconds from one refresh to the next. */
const EVERY = 3_000;
/** Refreshes after which the lists of accounts are read again. */
const LISTS_EVERY = 5;
/** Milliseconds to wait after a failure, and after each further one. */
const RETRY_DELAYS_MS = [3_000, 5_000, 10_000, 20_000] as const;

export type Network = {
  endpoint: Endpoint;
  reader: Reader;
  /** The last state; undefined before the first answer. */
  chain: Chain | undefined;
  /** When that was, in milliseconds of `performance.now()`. */
  at: number;
  /** Why the last refresh failed; undefined if it succeeded. */
  problem: Problem | undefined;
  /** Refreshes now. */
  retry(): void;
};

type State = Pick<Network, 'chain' | 'at'> & { failure: { error: unknown } | undefined };

/** Refreshes a network regularly: less often while it does not answer, and not while the page is hidden. */
export function useNetwork(endpoint: Endpoint): Network {
  const [state, setState] = useState<State>({ chain: undefined, at: 0, failure: undefined });
  const [nudge, setNudge] = useState(0);
  const read = useRef<Reader | undefined>(undefined);
  read.current ??= reader(endpoint.url);
  const current = read.current;

  useEffect(() => {
    let [stopped, looks, failures] = [false, 0, 0];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const chain = await current.chain(looks % LISTS_EVERY === 0);
        if (stopped) return;
        [looks, failures] = [looks + 1, 0];
        setState({ chain, at: performance.now(), failure: undefined });
      } catch (error) {
        if (stopped) return;
        // Missed changes are in the lists too.
        [looks, failures] = [0, failures + 1];
        setState((state) => ({ ...state, failure: { error } }));
      }
      wait(failures === 0 ? EVERY : (RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1] ?? EVERY));
    };
    const wait = (milliseconds: number) => {
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(look, milliseconds);
    };
    const seen = () => wait(0);
    document.addEventListener('visibilitychange', seen);
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [current, endpoint, nudge]);

  const { chain, at, failure } = state;
  const problem = failure && problemOf(failure.error, endpoint.host);
  return { chain, at, problem, endpoint, reader: current, retry: () => setNudge((times) => times + 1) };
}

/** The network's clock in seconds, running on between two refreshes while the network answers. */
export function useNow({ chain, at, problem }: Network): bigint {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((times) => times + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const passed = problem === undefined ? Math.min(performance.now() - at, EVERY * 2) : 0;
  return (chain?.now ?? 0n) + BigInt(Math.floor(Math.max(0, passed) / 1_000));
}
