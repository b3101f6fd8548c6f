/** One request over HTTP. */
import type { NoReply, Reply } from './answer';

/** Carries requests. */
export type Transport = {
  /** Sends a body, and waits for the reply for so many milliseconds. */
  post(body: string, timeout: number, signal?: AbortSignal): Promise<Reply | NoReply>;
  /** Who is asked, without what could be a key. */
  origin: string;
  /** The text without what could be a key. */
  redacted(text: string): string;
};

/** HTTP, or HTTPS. */
export function http(url: string): Transport {
  const parsed = new URL(url);
  const secrets = secretsOf(parsed);
  const post = async (body: string, timeout: number, signal?: AbortSignal): Promise<Reply | NoReply> => {
    const limit = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      });
      const after = Number(response.headers.get('retry-after') ?? NaN);
      const seconds = Number.isFinite(after) && after >= 0 ? { after: after * 1_000 } : {};
      return { status: response.status, ...seconds, body: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      return noReply(error);
    }
  };
  const redacted = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return { post, origin: parsed.origin, redacted };
}

/** Whether the URL is of this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** Characters of the shortest part of a URL that is hidden wherever it stands: shorter ones are also ordinary words. */
const SHORTEST = 4;

/** What of a URL could be a key, the longest first, since one may contain another. */
function secretsOf({ username, password, pathname, search }: URL): string[] {
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const whole = pathname + search;
  const query = search.slice(1);
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const parts = [username, password, ...pathname.split('/'), query, ...values];
  const long = parts.flatMap((part) => [part, decoded(part)]).filter(({ length }) => length >= SHORTEST);
  return [...new Set([...(whole.length > 1 ? [whole] : []), ...long])].sort((a, b) => b.length - a.length);
}

/** Of Node.js: nobody has taken the connection. A browser does not say, so that the request may have left. */
const UNCONNECTED = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

function noReply(error: unknown): NoReply {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { kind: 'lost', words: 'no answer in time' };
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code !== undefined && UNCONNECTED.includes(code))
    return { kind: 'unconnected', words: `no connection (${code})` };
  const words = cause instanceof Error && cause.message !== '' ? cause.message : 'the connection failed';
  return { kind: 'lost', words };
}
