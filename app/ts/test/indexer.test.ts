/** The client of the indexer's API, against a double on this machine. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { Address } from '@solana/kit';
import { indexer } from '../src';
import { key } from './prepared';

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A double that answers request after request, and the targets that it was asked for. */
async function double(test: TestContext, ...answers: Answering[]) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const waits: number[] = [];
  const wait = (milliseconds: number) => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const api = indexer.connectIndexer(`http://127.0.0.1:${port}/`, { wait });
  return { api, waits, asked, targets: () => asked.map(({ url }) => url) };
}

const json =
  (body: unknown, status = 200): Answering =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const problem = (status: number, detail: string) =>
  json({ type: 'urn:io-indexer:parameter', title: 'A parameter is wrong', status, detail }, status);

/** Chunks of a stream; then it ends. */
const stream =
  (...chunks: (string | Uint8Array)[]): Answering =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };

const event = (slot: number): indexer.Schemas['Event'] => ({
  id: `${slot}-0-1-2`,
  slot,
  signature: 'é',
  time: 1,
  program: 'marketplace',
  name: 'Reserved',
  data: '',
  fields: null,
});
const sent = (slot: number) => `id: ${slot}-0-1-2\ndata: ${JSON.stringify(event(slot))}\n\n`;

test('what is asked for and answered has the types of the document', async (t) => {
  const { api, targets } = await double(t, json({ address: key(1), activeStake: '5', operator: null }));
  const supplier = await api.get('/v1/suppliers/{address}', { path: { address: key(1) } });
  const address: Address = supplier.address;
  const stake: string = supplier.activeStake;
  const operator: Address | null = supplier.operator;
  assert.deepEqual([address, stake, operator], [key(1), '5', null]);
  await api.get('/v1/status');
  await api.get('/v1/offers', { query: { order: 'price', paused: false, limit: 1 } });
  await api.get('/v1/leaderboards/{board}', { path: { board: 'stakers-by-stake' } });
  // @ts-expect-error there is no such route
  await api.get('/v1/nothing');
  // @ts-expect-error the address is missing
  await api.get('/v1/suppliers/{address}');
  // @ts-expect-error there is no such order
  await api.get('/v1/offers', { query: { order: 'cheapest' } });
  // @ts-expect-error the file is no JSON
  await api.get('/v1/wallets/{address}/rewards.csv', { path: { address: key(1) } });
  assert.deepEqual(targets().slice(0, 4), [
    `/v1/suppliers/${key(1)}`,
    '/v1/status',
    '/v1/offers?order=price&paused=false&limit=1',
    '/v1/leaderboards/stakers-by-stake',
  ]);
});

test('a parameter stays in its place', async (t) => {
  const { api, targets } = await double(t, json([]));
  const hostile = '../v1/status?a=b#c' as Address;
  await api.get('/v1/search/{address}', { path: { address: hostile } });
  await api.get('/v1/suppliers', { query: { owner: 'a&limit=1' as Address } });
  assert.deepEqual(targets(), ['/v1/search/..%2Fv1%2Fstatus%3Fa%3Db%23c', '/v1/suppliers?owner=a%26limit%3D1']);
});

test('rows are those of all pages', async (t) => {
  const page = (slots: number[], next: string | null) => json({ data: slots.map(event), next });
  const { api, targets } = await double(t, page([3, 2], 'a_-'), page([], 'b'), page([1], null));
  const slots: number[] = [];
  for await (const { slot } of api.rows('/v1/events', { query: { name: 'Reserved' } })) slots.push(slot);
  assert.deepEqual(slots, [3, 2, 1]);
  assert.deepEqual(targets(), [
    '/v1/events?name=Reserved',
    '/v1/events?name=Reserved&cursor=a_-',
    '/v1/events?name=Reserved&cursor=b',
  ]);
});

test('the file of rewards is text', async (t) => {
  const csv = 'day,earnedIo,claimedIo,compoundedIo\n';
  const { api, targets } = await double(t, (_, response) => response.end(csv));
  const asked = { path: { address: key(1) }, query: { from: '2026-01-01', until: '2027-01-01' } };
  assert.equal(await api.rewardsCsv(asked), csv);
  assert.deepEqual(targets(), [`/v1/wallets/${key(1)}/rewards.csv?from=2026-01-01&until=2027-01-01`]);
});

test('a refusal says why, also that of a proxy', async (t) => {
  const page: Answering = (_, response) => response.writeHead(502).end('<html>Bad Gateway</html>');
  const { api } = await double(t, problem(400, 'limit: 0 is not between 1 and 1000'), page, json({ status: 'x' }, 500));
  const refused = (status: number, message: RegExp) => (error: unknown) =>
    error instanceof indexer.IndexerError && error.problem.status === status && message.test(error.message);
  await assert.rejects(api.get('/v1/suppliers', { query: { limit: 0 } }), refused(400, /^limit: 0 is not/));
  await assert.rejects(api.get('/v1/suppliers'), refused(502, /proxy in front of it, answered with status 502$/));
  await assert.rejects(api.get('/v1/suppliers'), refused(500, /status 500$/));
  for (const url of ['', 'index.example', 'ftp://index.example', 'https://a@b', 'https://a?b', 'https://a#b'])
    assert.throws(() => indexer.connectIndexer(url), /is not a URL such as/);
});

/** The next messages of a stream, as their slots. */
async function take(messages: AsyncGenerator<indexer.Message>, count: number): Promise<(number | string)[]> {
  const found: (number | string)[] = [];
  while (found.length < count) {
    const { value } = await messages.next();
    if (!value) break;
    found.push(value.kind === 'fork' ? `fork ${value.slot}` : value.event.slot);
  }
  return found;
}

test('a stream that ends is opened again behind the last event', async (t) => {
  const whole = new TextEncoder().encode(sent(4) + sent(5));
  // In the middle of a letter of two bytes, and of a message that the end cuts off.
  const middle = whole.indexOf(0xc3) + 1;
  const { api, asked, waits } = await double(
    t,
    stream('id: 1-0-0-0\n\n'),
    stream(': \n\n', sent(2), sent(3), sent(4).slice(0, 30)),
    problem(503, 'All streams are taken'),
    (_, response) => response.destroy(),
    stream(whole.slice(0, middle), whole.slice(middle)),
    stream('event: fork\ndata: 4\n\n', sent(4), sent(5)),
  );
  const messages = api.stream({ query: { name: 'Reserved' } });
  assert.deepEqual(await take(messages, 7), [2, 3, 4, 5, 'fork 4', 4, 5]);
  await messages.return(undefined);
  const last = asked.map(({ headers }) => headers['last-event-id']);
  assert.deepEqual(last, [undefined, '1-0-0-0', '3-0-1-2', '3-0-1-2', '3-0-1-2', '5-0-1-2']);
  assert.deepEqual(waits, [1_000, 1_000, 1_000, 1_000, 1_000]);
  assert.ok(asked.every(({ url }) => url === '/v1/events/stream?name=Reserved'));
});

test('a stream that is refused says why, and a signal ends it', async (t) => {
  const open: Answering = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(sent(1));
  };
  const { api, waits } = await double(t, problem(400, 'after: "x" is not an event id'), open);
  await assert.rejects(take(api.stream({ query: { after: 'x' } }), 1), /^IndexerError: after: "x" is not an event id/);
  const giveUp = new AbortController();
  const messages = api.stream({ signal: giveUp.signal });
  assert.deepEqual(await take(messages, 1), [1]);
  const next = messages.next();
  giveUp.abort();
  assert.deepEqual(await next, { done: true, value: undefined });
  assert.deepEqual(waits, []);
});
