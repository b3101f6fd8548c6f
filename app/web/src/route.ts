/** The page's own address after `#`: a view, what it is about, and how its list is filtered and sorted. */
import { visible } from './chain/text';

export const VIEWS = ['overview', 'supply', 'market', 'suppliers', 'burn', 'votes', 'address', 'activity'] as const;
export type View = (typeof VIEWS)[number];

export type Route = { view: View; about: string; query: URLSearchParams };

/** `#votes/ADDRESS?sort=-ended`; the overview if it names no view. */
export function routeOf(hash: string): Route {
  const [path = '', ...query] = hash.replace(/^#/, '').split('?');
  const [name = '', about = ''] = path.split('/');
  return {
    view: VIEWS.find((view) => view === name) ?? 'overview',
    about,
    query: new URLSearchParams(query.join('?')),
  };
}

/** The same address with these values in its query; those that are undefined are left out. */
export function withQuery(hash: string, values: Readonly<Record<string, string | undefined>>): string {
  const [path = ''] = hash.split('?');
  const { query } = routeOf(hash);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

const MOST_SHOWN = 60;

/** A value of a stranger's link, to be shown. */
export const shown = (name: string, value: string): string => visible(`${name}=${value}`).slice(0, MOST_SHOWN);

/** Values whose names a view does not know. */
export const unknownIn = (query: URLSearchParams, known: readonly string[]): string[] =>
  [...query].filter(([name]) => !known.includes(name)).map(([name, value]) => shown(name, value));
