/** What a view follows beside the network's own state. */
import { useEffect, useState } from 'preact/hooks';
import { problemOf, type Problem } from './problems';

/** The last answer, undefined before the first; and why the last look failed, undefined if it did not. */
export type Followed<T> = { held: T | undefined; problem: Problem | undefined };

/** Looks at once and then every so many milliseconds, but not while the page is hidden; begins again when `of` changes. */
export function useFollowed<T>(look: (() => Promise<T>) | undefined, host: string, every: number, of: unknown[]): Followed<T> {
  const [state, setState] = useState<Followed<T>>({ held: undefined, problem: undefined });
  useEffect(() => {
    if (look === undefined) return undefined;
    let stopped = false;
    const refresh = () =>
      look().then(
        (held) => !stopped && setState({ held, problem: undefined }),
        (error: unknown) => !stopped && setState((state) => ({ ...state, problem: problemOf(error, host) })),
      );
    void refresh();
    const timer = setInterval(() => !document.hidden && void refresh(), every);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [host, ...of]);
  return state;
}
