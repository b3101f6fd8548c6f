/** What a view follows beside the network's own state. */
import { useEffect, useState } from 'preact/hooks';
import { problemOf, type Problem } from './problems';

/** The last answer, undefined before the first; and why the last look failed, undefined if it did not. */
export type Followed<T> = { held: T | undefined; problem: Problem | undefined };
type Looked<T> = { held: T | undefined; failure: { error: unknown } | undefined };

/** Looks at once and then every so many milliseconds, but not while the page is hidden; begins again when `of` changes. */
export function useFollowed<T>(look: (() => Promise<T>) | undefined, host: string, every: number, of: unknown[]): Followed<T> {
  const [state, setState] = useState<Looked<T>>({ held: undefined, failure: undefined });
  useEffect(() => {
    if (look === undefined) return undefined;
    let stopped = false;
    const refresh = () =>
      look().then(
        (held) => !stopped && setState({ held, failure: undefined }),
        (error: unknown) => !stopped && setState((state) => ({ ...state, failure: { error } })),
      );
    void refresh();
    const timer = setInterval(() => !document.hidden && void refresh(), every);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [host, ...of]);
  const { held, failure } = state;
  return { held, problem: failure && problemOf(failure.error, host) };
}
