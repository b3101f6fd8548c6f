/**
 * Which network the page talks to. Its host stands in the page's own address, so that a link shows the same; the rest of
 * an RPC URL may hold a key, and is kept for this tab alone.
 */
import { isLoopback } from 'io-client/sending/transport';

export const DEFAULT_URL = 'http://127.0.0.1:8899';

export type Endpoint = {
  /** All of it: for requests only. */
  url: string;
  /** Scheme and host: what is shown, and what links and commands have. */
  origin: string;
  host: string;
  /** Whether there is more to the URL than its origin. */
  hasMore: boolean;
  /** Whether it is of this machine, which is asked without a question. */
  isLocal: boolean;
};

/** The URL in a form that can be compared, or what is wrong with it; what was typed may hold a key, and is not repeated. */
export function parseUrl(text: string): Endpoint | { problem: string } {
  let parsed: URL;
  try {
    parsed = new URL(text.trim());
  } catch {
    return { problem: `This is not a URL: write it as ${DEFAULT_URL}` };
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    return { problem: 'The URL of a JSON-RPC must begin with http:// or https://' };
  }
  if (parsed.username !== '' || parsed.password !== '') return { problem: 'Remove the name and password from the URL' };
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

/** What this tab remembers: the URL that was named last, and whether its host may be asked. */
export type Remembered = { url: string; allowed: boolean };

/** Where the page is to read, and whether the reader is to be asked first: a link may name anybody's host. */
export type Choice = { endpoint: Endpoint; ask: boolean; problem?: string };

/** By the query of the page's address; without an RPC in it the local network. */
export function choose(query: string, remembered: Remembered | undefined): Choice {
  const named = new URLSearchParams(query).get('rpc');
  const parsed = named === null ? LOCAL : parseUrl(named);
  if ('problem' in parsed) return { endpoint: LOCAL, ask: false, problem: parsed.problem };
  const before = remembered && parseUrl(remembered.url);
  if (before === undefined || 'problem' in before || before.origin !== parsed.origin) {
    return { endpoint: parsed, ask: !parsed.isLocal };
  }
  // The address has lost the rest of the URL since.
  const endpoint = parsed.hasMore ? parsed : before;
  return { endpoint, ask: !endpoint.isLocal && remembered?.allowed !== true };
}

/** The query string that names the network, without what could be a key; nothing for the local one. */
export function queryOf({ origin }: Endpoint): string {
  return origin === DEFAULT_URL ? '' : `?${new URLSearchParams({ rpc: origin })}`;
}

/** What `io --url` takes, for a shell to read. The rest of a URL with more than a host is not shown: a variable has it. */
export const urlArgument = ({ origin, hasMore }: Endpoint): string => (hasMore ? '"$RPC_URL"' : shellQuoted(origin));

/** For a shell to read: the URL may come from a link that somebody else has made. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The policy that lets the page talk to this network and nothing else. Policies of a page only add up. */
export const policyOf = ({ origin }: Endpoint): string => `connect-src ${origin}`;
