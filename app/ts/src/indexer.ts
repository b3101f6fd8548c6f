/** A client of the indexer's API, typed by its OpenAPI document: docs/reference/indexer.md. */
import type { components, paths } from './generated/indexer';

/** Answers of the API by name: `Schemas['Reservation']`. */
export type Schemas = components['schemas'];

type Operation<Path extends keyof paths> = paths[Path]['get'];
type Content<Path extends keyof paths> = Operation<Path>['responses'][200]['content'];

/** Routes that return JSON. */
export type Route = {
  [Path in keyof paths]: Content<Path> extends { 'application/json': unknown } ? Path : never;
}[keyof paths];

/** What a route answers. */
export type Answer<Path extends Route> = Content<Path> extends { 'application/json': infer Body } ? Body : never;

/** Routes that return pages. */
export type List = {
  [Path in Route]: Answer<Path> extends { data: unknown[]; next: string | null } ? Path : never;
}[Route];

/** A row of a list. */
export type Row<Path extends List> = Answer<Path> extends { data: (infer Item)[] } ? Item : never;

type PathOf<Path extends keyof paths> = Operation<Path>['parameters'] extends { path: infer Named }
  ? { path: Named }
  : { path?: never };
type QueryOf<Path extends keyof paths> = Operation<Path>['parameters'] extends { query?: infer Query }
  ? { query?: NonNullable<Query> }
  : { query?: never };

/** Parameters of a route, and an abort signal. */
export type Asked<Path extends keyof paths> = PathOf<Path> & QueryOf<Path> & { signal?: AbortSignal };
type Arguments<Path extends keyof paths> = object extends Asked<Path> ? [asked?: Asked<Path>] : [asked: Asked<Path>];

/** A message of a stream: an event, or the slot from which on events have changed. The current ones follow. */
export type Message = { kind: 'event'; event: Schemas['Event'] } | { kind: 'fork'; slot: number };

/** The API refused a request, and says why. */
export class IndexerError extends Error {
  override name = 'IndexerError';

  constructor(readonly problem: Schemas['Problem']) {
    super(problem.detail);
  }
}

export type IndexerOptions = {
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch;
  /** Waits before a stream is reopened. */
  wait?: (milliseconds: number) => Promise<void>;
};

/** Milliseconds until a stream that has ended is reopened. */
const REOPEN_MS = 1_000;

const STREAM = '/v1/events/stream';

/** The API at a URL, such as `https://index.example`. */
export function connectIndexer(url: string, options: IndexerOptions = {}) {
  const base = url.replace(/\/+$/, '');
  if (!/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(base)) throw new Error(`${url} is not a URL such as https://index.example`);
  const send = options.fetch ?? fetch;
  const wait = options.wait ?? ((milliseconds) => new Promise<void>((done) => setTimeout(done, milliseconds)));

  async function ask(path: string, asked: Loose, headers: Record<string, string>): Promise<Response> {
    const response = await send(base + target(path, asked), { headers, signal: asked.signal ?? null });
    if (!response.ok) throw await refusal(response);
    return response;
  }

  /** What a route answers. */
  async function get<Path extends Route>(path: Path, ...[asked]: Arguments<Path>): Promise<Answer<Path>> {
    const response = await ask(path, (asked ?? {}) as Loose, { accept: 'application/json' });
    return (await response.json()) as Answer<Path>;
  }

  /** The rows of all pages, starting at the query's cursor if it has one. */
  async function* rows<Path extends List>(path: Path, ...[asked]: Arguments<Path>): AsyncGenerator<Row<Path>> {
    const { query, ...rest } = (asked ?? {}) as Loose;
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const following = cursor === undefined ? {} : { cursor };
      const next = { ...rest, query: { ...query, ...following } };
      const response = await ask(path, next, { accept: 'application/json' });
      const page = (await response.json()) as { data: Row<Path>[]; next: string | null };
      yield* page.data;
      cursor = page.next;
    }
  }

  /** The rewards of a wallet by day, as CSV. */
  async function rewardsCsv(asked: Asked<'/v1/wallets/{address}/rewards.csv'>): Promise<string> {
    const response = await ask('/v1/wallets/{address}/rewards.csv', asked, { accept: 'text/csv' });
    return response.text();
  }

  /**
   * Events as they are stored, each once and in order, until the signal aborts. A stream that ends is reopened after the last
   * event. If the API refuses a request, it throws `IndexerError`.
   */
  async function* stream({ signal, query }: Asked<typeof STREAM> = {}): AsyncGenerator<Message> {
    let last: string | undefined;
    const stopped = () => signal?.aborted === true;
    while (!stopped()) {
      const from = last === undefined ? {} : { 'last-event-id': last };
      const asked = { ...(query && { query }), ...(signal && { signal }) };
      try {
        const { body } = await ask(STREAM, asked, { accept: 'text/event-stream', ...from });
        for await (const { id, event, data } of messages(body)) {
          const message = read(event, data);
          if (id !== undefined) last = id;
          if (message) yield message;
        }
      } catch (error) {
        if (stopped()) return;
        if (error instanceof IndexerError && error.problem.status < 500) throw error;
      }
      if (!stopped()) await wait(REOPEN_MS);
    }
  }

  return { get, rows, rewardsCsv, stream };
}

export type Indexer = ReturnType<typeof connectIndexer>;

/** Parameters whose types are already checked. */
type Loose = { path?: object; query?: object; signal?: AbortSignal };

/** The path of a request, with its parameters. */
function target(path: string, { path: named = {}, query = {} }: Loose): string {
  const values: Record<string, unknown> = { ...named };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, String(value)]));
  return search.size === 0 ? filled : `${filled}?${search}`;
}

/** Why a request failed. A proxy in front may not answer with a problem. */
async function refusal(response: Response): Promise<IndexerError> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as Schemas['Problem'];
    if (typeof problem.detail === 'string' && typeof problem.status === 'number') return new IndexerError(problem);
  } catch {
    // Not a problem.
  }
  const { status } = response;
  return new IndexerError({
    type: 'about:blank',
    title: 'No answer of the indexer',
    status,
    detail: `The indexer, or a proxy in front of it, answered with status ${status}`,
  });
}

/** The content of a message; nothing if it has only an id. */
function read(event: string, data: string): Message | undefined {
  if (event === 'fork') return { kind: 'fork', slot: Number(data) };
  return data === '' ? undefined : { kind: 'event', event: JSON.parse(data) as Schemas['Event'] };
}

type Sent = { id: string | undefined; event: string; data: string };

/** The messages of server-sent events. A message cut off at the end is dropped: it is sent again. */
async function* messages(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Sent> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let read = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      read += decoder.decode(value, { stream: true });
      for (let end = read.indexOf('\n\n'); end >= 0; end = read.indexOf('\n\n')) {
        yield messageOf(read.slice(0, end));
        read = read.slice(end + 2);
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function messageOf(text: string): Sent {
  const fields = text.split('\n').map((line): [string, string] => {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    return [name, value];
  });
  const all = (wanted: string) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
  return { id: all('id').at(-1), event: all('event').at(-1) ?? '', data: all('data').join('\n') };
}
