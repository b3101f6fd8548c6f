/**
 * The network that the page reads. Its host is in the page's own URL, so that a link shows the same network. The rest of
 * an RPC URL may contain a key, and is stored for this tab only.
 */
import { isLoopback } from 'io-client/sending/transport';
import type { Texts } from '../texts';

export const DEFAULT_URL = 'http://127.0.0.1:8899';

export type Endpoint = {
  /** The whole URL, for requests only. */
  url: string;
  /** Scheme and host, for display, links and commands. */
  origin: string;
  host: string;
  /** Whether the URL has more than its origin. */
  hasMore: boolean;
  /** Whether it is on this machine, which is read without asking the user. */
  isLocal: boolean;
};

/** What can be wrong with a URL. */
export type WrongUrl = Extract<keyof Texts['page'], 'notUrl' | 'notHttp' | 'hasPassword'>;

/** In words. The input may contain a key and is not repeated. */
export function wrongUrl(problem: WrongUrl, { page }: Texts): string {
  return problem === 'notUrl' ? page.notUrl(DEFAULT_URL) : page[problem];
}

/** The URL in normal form, or what is wrong with it. */
export function parseUrl(text: string): Endpoint | { problem: WrongUrl } {
  let parsed: URL;
  try {
    parsed = new URL(text.trim());
  } catch {
    return { problem: 'notUrl' };
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    return { problem: 'notHttp' };
  }
  if (parsed.username !== '' || parsed.password !== '') return { problem: 'hasPassword' };
  const { origin, host } = parsed;
  const url = parsed.href.replace(/\/$/, '');
  return { url, origin, host, hasMore: url !== origin, isLocal: isLoopback(url) };
}

/** The local network. */
export const LOCAL: Endpoint = {
  url: DEFAULT_URL,
  origin: DEFAULT_URL,
  host: new URL(DEFAULT_URL).host,
  hasMore: false,
  isLocal: true,
};

/** Stored in this tab: the last URL, and whether its host may be read. */
export type Remembered = { url: string; allowed: boolean };

/** The network to read, and whether to ask the user first: a link may name any host. */
export type Choice = { endpoint: Endpoint; ask: boolean; problem?: WrongUrl };

/** From the query of the page's URL; the local network if it names no RPC. */
export function choose(query: string, remembered: Remembered | undefined): Choice {
  const named = new URLSearchParams(query).get('rpc');
  const parsed = named === null ? LOCAL : parseUrl(named);
  if ('problem' in parsed) return { endpoint: LOCAL, ask: false, problem: parsed.problem };
  const before = remembered && parseUrl(remembered.url);
  if (before === undefined || 'problem' in before || before.origin !== parsed.origin) {
    return { endpoint: parsed, ask: !parsed.isLocal };
  }
  // The page's URL only has the host.
  const endpoint = parsed.hasMore ? parsed : before;
  return { endpoint, ask: !endpoint.isLocal && remembered?.allowed !== true };
}

/** The query string that names the network, without anything that could be a key; empty for the local one. */
export function queryOf({ origin }: Endpoint): string {
  return origin === DEFAULT_URL ? '' : `?${new URLSearchParams({ rpc: origin })}`;
}

/** The value for `io --url`, quoted for a shell. A URL with more than a host is replaced by a variable. */
export const urlArgument = ({ origin, hasMore }: Endpoint): string => (hasMore ? '"$RPC_URL"' : shellQuoted(origin));

/** Quoted for a shell: the URL may come from a stranger's link. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The policy that restricts requests to this network. Policies of a page can only become stricter. */
export const policyOf = ({ origin }: Endpoint): string => `connect-src ${origin}`;
