/** One request over HTTP. */
import type { NoReply, Reply } from './answer';

/** Carries requests. */
export type Transport = {
  /**
   * Sends a body, and waits this many milliseconds for the reply. An unpacked reply of more than `most` bytes is lost.
   */
  post(body: string, timeout: number, most: number, signal?: AbortSignal): Promise<Reply | NoReply>;
  /** The host, without anything that could be a key. */
  origin: string;
  /** The text without anything that could be a key. */
  redacted(text: string): string;
};

/** HTTP, or HTTPS. */
export function http(url: string): Transport {
  const parsed = new URL(url);
  const secrets = secretsOf(parsed);
  const post = async (
    body: string,
    timeout: number,
    most: number,
    signal?: AbortSignal,
  ): Promise<Reply | NoReply> => {
    const limit = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        // A redirect target must get neither the transaction nor the key.
        redirect: 'manual',
        referrerPolicy: 'no-referrer',
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      });
      const after = Number(response.headers.get('retry-after') ?? NaN);
      const seconds = Number.isFinite(after) && after >= 0 ? { after: after * 1_000 } : {};
      // Browsers hide the details of a redirect.
      const status = response.type === 'opaqueredirect' ? 302 : response.status;
      const text = await textOf(response, most);
      if (text === undefined) return { kind: 'lost', words: `its answer is larger than ${most / (1 << 20)} MiB` };
      return { status, ...seconds, body: text };
    } catch (error) {
      signal?.throwIfAborted();
      return noReply(error);
    }
  };
  return { post, origin: parsed.origin, redacted: (text) => hide(text, secrets) };
}

/** The body, unless it is larger than this many bytes. */
async function textOf({ body }: Response, most: number): Promise<string | undefined> {
  if (body === null) return '';
  const [reader, decoder] = [body.getReader(), new TextDecoder()];
  let [text, bytes] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > most) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Whether the URL points to this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** Minimum length of a part of a URL that is hidden wherever it occurs. */
const SHORTEST = 4;
/**
 * Minimum letters and digits of a part that is hidden even with other characters in between. Up to this length, a part of
 * lower-case letters only counts as a word, such as `rpc` or `solana`.
 */
const LONG = 8;

/** Parts of a URL that could be keys, longest first, since one may contain another. */
function secretsOf({ username, password, pathname, search }: URL): string[] {
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const query = search.slice(1);
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const parts = [pathname + search, pathname, username, password, ...pathname.split('/'), query, ...values];
  const isWord = (part: string) => part.length < LONG && /^[a-z]*$/.test(part);
  const keys = parts.flatMap((part) => [part, decoded(part)]).filter((it) => it.length >= SHORTEST && !isWord(it));
  return [...new Set(keys)].sort((a, b) => b.length - a.length);
}

type Letter = { at: number; it: string };
const isTelling = ({ it }: Letter): boolean => /[\p{L}\p{N}]/u.test(it);

/** `text` without the secrets, ignoring case; long ones also with other characters in between. */
function hide(text: string, secrets: readonly string[]): string {
  const lettersOf = (of: string): Letter[] => Array.from(of, (it, at) => ({ at, it: it.toLowerCase() }));
  const characters = Array.from(text);
  const letters = lettersOf(text);
  const telling = letters.filter(isTelling);
  const hidden = new Set<number>();
  const mark = (among: readonly Letter[], secret: readonly Letter[]) => {
    for (let from = 0; from + secret.length <= among.length; from += 1) {
      if (!secret.every(({ it }, place) => among[from + place]?.it === it)) continue;
      const [first, last] = [among[from], among[from + secret.length - 1]];
      for (let at = first?.at ?? 0; at <= (last?.at ?? -1); at += 1) hidden.add(at);
    }
  };
  for (const secret of secrets) {
    const [whole, kernel] = [lettersOf(secret), lettersOf(secret).filter(isTelling)];
    mark(letters, whole);
    if (kernel.length >= LONG) mark(telling, kernel);
  }
  return characters
    .map((it, at) => (!hidden.has(at) ? it : hidden.has(at - 1) ? '' : '…'))
    .join('');
}

/** Whether Node.js got no connection. A browser does not tell, so there the request may have left. */
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
