/** What people read and type: amounts, times, texts of strangers, URLs, and what went wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getLedgerEncoder } from 'io-client/generated/emissions';
import { getOfferEncoder } from 'io-client/generated/marketplace';
import { Fault } from 'io-client/sending/node';
import { padded } from '../src/chain/text';
import { ONE_IO } from 'io-client/math';
import {
  away,
  clock,
  decimal,
  duration,
  grouped,
  io,
  iso,
  millions,
  moment,
  month,
  monthOnly,
  percent,
  price,
  share,
  short,
  sol,
  split,
  usd,
  usdc,
  zone,
} from '../src/format';
import {
  choose,
  DEFAULT_URL,
  LOCAL,
  parseUrl,
  policyOf,
  queryOf,
  shellQuoted,
  type Endpoint,
} from '../src/network/endpoint';
import { Missing, problemOf } from '../src/network/problems';
import { reader } from '../src/network/read';

import { words } from '../src/views/market/compared';
import { LIST_PRICES } from 'io-client/listPrices';
import { firstOrder } from '../src/parts/table';
import { routeOf, unknownIn, withQuery } from '../src/route';
import { speak } from '../src/texts';
import { commandOf, type Row } from '../src/views/market';
import { filtersIn, linkOf, NO_FILTERS, passes } from '../src/views/market/filters';
import { errorOf, recorded, serveRecording, type Call, type Rpc } from './rpc';

/** With ordinary spaces, as a test can be read. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('amounts have their unit, commas, and no more than there is', () => {
  assert.equal(plain(io(123_456_789_012_345n)), '1,234,567.8901 IO');
  assert.equal(plain(io(ONE_IO - 1n)), '0.9999 IO');
  assert.equal(plain(io(5n * ONE_IO, 0)), '5 IO');
  assert.equal(plain(usdc(1_999_999n)), '1.99 USDC');
  assert.equal(plain(sol(1_000_005_000n)), '1.000005000 SOL');
  assert.equal(usd(1_852_800n, 4), '$1.8528');
  assert.equal(price(254_986_111_111n), '$0.254986');
  assert.equal(decimal(-150n, 100n, 2), '−1.50');
  assert.equal(grouped(1_000_000n), '1,000,000');
  assert.equal(plain(percent(632_536n)), '6,325.36 %');
  assert.equal(plain(percent(-105.4)), '−1.05 %');
  assert.equal(plain(percent(9_706, 0)), '97 %');
});

test('an offer is below or above a list price', () => {
  const [list] = LIST_PRICES;
  assert.ok(list !== undefined);
  const said = (percentBelow: bigint) => plain(words({ list, cost: 0n, percentBelow }));
  assert.equal(said(71n), '71 % below AWS');
  assert.equal(said(0n), '0 % below AWS');
  assert.equal(said(-1_200n), '1,200 % above AWS');
});

test('times have their two largest units', () => {
  assert.equal(plain(duration(0)), '0 s');
  assert.equal(plain(duration(59)), '59 s');
  assert.equal(plain(duration(3_600)), '1 h');
  assert.equal(plain(duration(93_784n)), '1 d 2 h');
  assert.equal(plain(duration(-5)), '0 s');
  assert.equal(plain(away(10n, 5n)), 'in 5 s');
  assert.equal(plain(away(5n, 65n)), '1 min ago');
  assert.equal(away(5n, 5n), 'now');
  assert.equal(short('HMoMR5Q4kcCSbggfpeyDkK6Co2q1NFLar6G4asGCWNth'), 'HMoM…WNth');
});

test('a moment has its year and its time zone', () => {
  const before = process.env['TZ'];
  const at = BigInt(Date.UTC(2026, 10, 29, 20, 5, 7) / 1_000);
  for (const [name, shown, daytime] of [
    ['UTC', '29 Nov 2026, 20:05 UTC', '20:05:07 UTC'],
    ['Asia/Tokyo', '30 Nov 2026, 05:05 GMT+9', '05:05:07 GMT+9'],
  ] as const) {
    process.env['TZ'] = name;
    assert.deepEqual([moment(at), clock(at), zone()], [shown, daytime, name]);
  }
  process.env['TZ'] = before;
  if (before === undefined) delete process.env['TZ'];
  assert.equal(iso(at), '2026-11-29T20:05:07.000Z');
  // Of a pause without an end.
  assert.deepEqual([moment(2n ** 63n - 1n), iso(2n ** 63n - 1n)], ['never', undefined]);
});

test('texts of accounts lose what cannot be seen', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.equal(padded(bytes('eu-central\0\0\0\0')), 'eu-central');
  assert.equal(padded(bytes('a\u202ecod\u200b.exe\n')), 'acod.exe');
  assert.equal(padded(bytes('<img src=x onerror=alert(1)>')), '<img src=x onerror=alert(1)>');
  assert.equal(padded(bytes('\u001b[31mred\u001b[0m\u2028\u2066eu\u2069\u200f')), '[31mred[0m eu');
  assert.equal(padded(new Uint8Array([0xff, 0x41, 0])), '\ufffdA');
});

const KEYED = 'https://rpc.example:8443/v2/TOKEN?api-key=K';
const endpointOf = (url: string): Endpoint => {
  const parsed = parseUrl(url);
  if ('problem' in parsed) assert.fail(parsed.problem);
  return parsed;
};
const link = (url: string) => `?${new URLSearchParams({ rpc: url })}`;

test('a URL of the network is http or https, and is not repeated where it is none', () => {
  assert.deepEqual(parseUrl(' http://127.0.0.1:8899/ '), LOCAL);
  const { url, origin, host, hasMore, isLocal } = endpointOf(KEYED);
  assert.deepEqual(
    [url, origin, host, hasMore, isLocal],
    [KEYED, 'https://rpc.example:8443', 'rpc.example:8443', true, false],
  );
  for (const wrong of [
    '',
    'localhost',
    'javascript:alert(1)',
    'file:///etc/KEY',
    'https://me:KEY@rpc.example',
    'rpc.example/KEY',
  ]) {
    const parsed = parseUrl(wrong);
    assert.ok('problem' in parsed && !parsed.problem.includes('KEY'), wrong);
  }
});

test('a link names the host alone, and the host of a link is asked for first', () => {
  assert.deepEqual(choose('', undefined), { endpoint: LOCAL, ask: false });
  assert.equal(queryOf(LOCAL), '');
  assert.equal(queryOf(endpointOf(KEYED)), link('https://rpc.example:8443'));
  assert.equal(policyOf(endpointOf(KEYED)), 'connect-src https://rpc.example:8443');
  const asks = (query: string, url?: string, allowed = true) => {
    const { endpoint, ask } = choose(query, url === undefined ? undefined : { url, allowed });
    return [endpoint.url, ask];
  };
  const [origin, other] = ['https://rpc.example:8443', 'https://other.example'];
  assert.deepEqual(asks(link(KEYED)), [KEYED, true]);
  assert.deepEqual(asks(link('http://localhost:9000')), ['http://localhost:9000', false]);
  assert.deepEqual(asks(link('http://127.0.0.1.evil.example')), ['http://127.0.0.1.evil.example', true]);
  // What this tab remembers of the same host, and of another.
  assert.deepEqual(asks(link(origin), KEYED), [KEYED, false]);
  assert.deepEqual(asks(link(origin), KEYED, false), [KEYED, true]);
  assert.deepEqual(asks(link(`${origin}/v3`), KEYED), [`${origin}/v3`, false]);
  assert.deepEqual(asks(link(other), KEYED), [other, true]);
  assert.deepEqual(asks(link(origin), 'nonsense'), [origin, true]);
  const wrong = choose('?rpc=rpc.example', undefined);
  assert.ok(wrong.endpoint === LOCAL && wrong.problem !== undefined && !wrong.ask);
});

test('a command is quoted for the shell, and never has a key', () => {
  assert.equal(shellQuoted(DEFAULT_URL), DEFAULT_URL);
  assert.equal(shellQuoted("https://a/?$(id)'x"), `'https://a/?$(id)'\\''x'`);
  assert.equal(commandOf(LOCAL, ['stake status']), 'io stake status --url http://127.0.0.1:8899');
  assert.equal(commandOf(endpointOf(KEYED), ['stake status']), 'io stake status --url "$RPC_URL"');
});

test('filters', () => {
  const offer = { interconnect: 2, currencies: 2, priceMicroUsd: 1_250_000n };
  const row = { offer, model: 'H100', region: 'eu', free: 4 } as unknown as Row;
  const take = (filters: object) => passes(row, { ...NO_FILTERS, ...filters });
  assert.ok(
    take({}) &&
      take({ model: 'H100', region: 'eu', interconnect: 'InfiniBand', currency: 'USDC', maxPrice: '1.25', free: '4' }),
  );
  for (const other of [
    { model: 'A' },
    { region: 'us' },
    { interconnect: 'PCIe' },
    { currency: 'IO' },
    { maxPrice: '1.2' },
    { free: '5' },
  ]) {
    assert.ok(!take(other), JSON.stringify(other));
  }
  assert.ok(take({ maxPrice: 'cheap', free: '' }));
});

/** A clock of which no time is waited for. */
function hurried() {
  let now = 0;
  const wait = async (milliseconds: number) => void (now += milliseconds);
  return { now: () => now, wait };
}

test('every problem is in the words of the server, with a remedy', async (t) => {
  const rpc = await serveRecording();
  t.after(() => rpc.close());
  const said = async () => {
    const error = await reader(`${rpc.url}/v2/TOKEN?api-key=KEYKEY`, hurried())
      .chain(true)
      .then(
        () => assert.fail('it answered'),
        (error: unknown) => error,
      );
    const problem = problemOf(error, new URL(rpc.url).host);
    const text = JSON.stringify(problem);
    assert.ok(!/TOKEN|KEYKEY|Solana error|npx/.test(text), text);
    return problem;
  };
  const page = (status: number, body: string) => () => ({ status, body });
  const html = '<html><head><title>Welcome</title></head></html>';
  const cases: [Rpc['says'], RegExp, RegExp][] = [
    [
      (call) => errorOf(call, -32_005, 'Node is behind by 42 slots'),
      /Node is behind by 42 slots \(-32005\)/,
      /retries by itself/,
    ],
    [
      (call) => errorOf(call, -32_601, 'Method not found'),
      /refuses getMultipleAccounts: Method not found \(-32601\)/,
      /offers getMultipleAccounts\.$/,
    ],
    [
      (call) => (call.method === 'getProgramAccounts' ? errorOf(call, -32_010, 'excluded from indexes') : undefined),
      /refuses getProgramAccounts: excluded from indexes \(-32010\)/,
      /Use an RPC that offers getProgramAccounts/,
    ],
    [page(403, '{"message":"no plan for api-key=KEYKEY"}'), /no plan for … \(HTTP 403\)/, /Put the key/],
    [page(401, 'who are you?'), /who are you\? \(HTTP 401\)/, /Put the key/],
    [page(404, 'no /v2/TOKEN here'), /no … here \(HTTP 404\)/, /Check the URL/],
    [page(410, 'switched off'), /switched off \(HTTP 410\)/, /use another RPC/],
    [page(429, 'slow down'), /slow down \(HTTP 429\)/, /higher limit/],
    [page(503, html), /Welcome \(HTTP 503\)/, /retries by itself/],
    [page(200, html), /cannot be read: Welcome/, /Check the URL/],
    [page(200, ''), /cannot be read: no words/, /Check the URL/],
    [
      ({ id }) => ({ status: 200, body: JSON.stringify({ jsonrpc: '2.0', id, result: null }) }),
      /getMultipleAccounts cannot be read/,
      /Check/,
    ],
    [
      ({ id }) => ({
        status: 200,
        body: JSON.stringify({ jsonrpc: '2.0', id, result: { context: { slot: 1 }, value: null } }),
      }),
      /getMultipleAccounts cannot be read/,
      /Check/,
    ],
  ];
  for (const [says, what, remedy] of cases) {
    rpc.says = says;
    const problem = await said();
    assert.match(problem.what, what);
    assert.match(problem.remedy, remedy);
  }
  rpc.says = () => undefined;
  rpc.accounts = recorded.accounts.filter(({ pubkey }) => pubkey.startsWith('Sysvar'));
  assert.match((await said()).what, /the IO suite is not on it: there is no emission ledger/);
  // Of another version of the suite: kit's words are numbers in a production build.
  rpc.accounts = recorded.accounts.map((it) => (it.data.length > 400 ? { ...it, data: it.data.slice(0, 200) } : it));
  assert.match((await said()).what, /another layout/);
  await rpc.close();
  const gone = await said();
  assert.match(gone.what, /does not answer: no connection/);
  assert.match(gone.remedy, /Check that the network runs/);
  assert.match(problemOf(new Missing('clock'), 'x').what, /no clock/);
  assert.match(problemOf(new Error('odd'), 'x').what, /odd/);
});

test('an answer that does not come in time is said to be late', async () => {
  const late = new Fault('getMultipleAccounts', { kind: 'lost', words: 'no answer in time' }, 'https://rpc.example');
  const { what, remedy } = problemOf(late, 'rpc.example');
  assert.equal(what, 'rpc.example does not answer: no answer in time.');
  assert.match(remedy, /Check that the network runs .* allows requests from web pages/);
});

test('a node that lags behind what was shown is reported, and shows nothing older', async (t) => {
  const rpc = await serveRecording();
  t.after(() => rpc.close());
  const clock = hurried();
  const network = reader(rpc.url, clock);
  rpc.slot = 51;
  await network.chain(true);
  const host = new URL(rpc.url).host;
  const said = async (read: Promise<unknown>) => problemOf(await read.then(() => assert.fail(), (error: unknown) => error), host);
  rpc.slot = 49;
  const behind = {
    what: `${host} lags behind what this page has shown: its answer is of slot 49, and slot 51 was seen before.`,
    remedy: 'The page retries by itself: wait a little, or enter another RPC above.',
  };
  assert.deepEqual(await said(network.chain(false)), behind);
  assert.deepEqual(await said(network.holdings(recorded.renters[0] ?? assert.fail())), behind);
  rpc.says = (call) => errorOf(call, -32_016, 'Minimum context slot has not been reached');
  assert.match((await said(network.chain(false))).what, /lags behind .*: Minimum context slot has not been reached \(-32016\)\.$/);
  // Of the lists alone.
  const old = (id: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result: { context: { slot: 50 }, value: [] } });
  rpc.says = ({ id, method }) => (method === 'getProgramAccounts' ? { status: 200, body: old(id) } : undefined);
  rpc.slot = 52;
  assert.match((await said(network.chain(true))).what, /its answer is of slot 50, and slot 52 was seen before\.$/);
  rpc.says = () => undefined;
  assert.ok((await network.chain(true)).offers.length > 0);
});

test('what fails for now is asked again', async (t) => {
  const rpc = await serveRecording();
  t.after(() => rpc.close());
  const faults: Rpc['says'][] = [
    () => ({ status: 503, body: '' }),
    () => ({ status: 200, body: '<html>' }),
    (call) => errorOf(call, -32_005, 'Node is behind'),
    ({ id }) => ({ status: 200, body: JSON.stringify({ jsonrpc: '2.0', id, result: null }) }),
  ];
  let number = 0;
  // Every other answer fails.
  rpc.says = (call: Call) => ((number += 1) % 2 === 0 ? undefined : faults[(number >> 1) % faults.length]?.(call));
  const network = reader(rpc.url, hurried());
  assert.ok((await network.chain(true)).offers.length > 0);
  const { reservations } = await network.holdings(recorded.renters[0] ?? assert.fail());
  assert.ok(reservations.length > 0 && rpc.asked.length >= 20);
  // What is refused is not.
  rpc.asked.length = 0;
  rpc.says = (call) => errorOf(call, -32_601, 'Method not found');
  await assert.rejects(network.chain(true));
  assert.equal(rpc.asked.length, 1);
});

test('supply is of the same moment as the ledger, and a new hour brings new lists', async (t) => {
  const rpc = await serveRecording();
  t.after(() => rpc.close());
  const network = reader(rpc.url);
  const first = await network.chain(true);
  const change = (of: (data: Buffer) => boolean, how: (data: Buffer) => void) => {
    rpc.accounts = rpc.accounts.map((account) => {
      const data = Buffer.from(account.data, 'base64');
      if (of(data)) how(data);
      return { ...account, data: data.toString('base64') };
    });
  };
  change(
    ({ length }) => length === MINT_LENGTH,
    (data) => data.writeBigUInt64LE(first.supply + 7n, 36),
  );
  rpc.accounts = rpc.accounts.filter(({ data }) => Buffer.from(data, 'base64').length !== OFFER_LENGTH);
  const second = await network.chain(false);
  assert.equal(second.supply, first.supply + 7n);
  assert.equal(second.offers.length, first.offers.length);
  change(
    ({ length }) => length === LEDGER_LENGTH,
    (data) => data.set(getLedgerEncoder().encode({ ...first.ledger, hour: first.ledger.hour + 1 })),
  );
  const third = await network.chain(false);
  assert.equal(third.ledger.hour, first.ledger.hour + 1);
  assert.equal(third.offers.length, 0);
});
const MINT_LENGTH = 82;
const OFFER_LENGTH = getOfferEncoder().fixedSize;
const LEDGER_LENGTH = getLedgerEncoder().fixedSize;

test('without a price the rest is there, and says why', async (t) => {
  const rpc = await serveRecording(recorded.accounts.filter(({ pubkey }) => pubkey !== recorded.price));
  t.after(() => rpc.close());
  const chain = await reader(rpc.url).chain(true);
  assert.match(chain.price.refused ?? '', /no price account/);
  assert.ok(chain.offers.length > 0);
});

test('a link has what is shown, and what it has wrong is named', () => {
  const read = (query: string) => filtersIn(new URLSearchParams(query));
  assert.deepEqual(read(''), { filters: NO_FILTERS, ignored: [] });
  const filters = { model: 'H100 SXM', region: 'eu', interconnect: 'NVLink', currency: 'IO', maxPrice: '2.5', free: '' };
  const link = withQuery('#market?sort=-free', linkOf(filters));
  assert.equal(link, '#market?sort=-free&gpu=H100+SXM&max=2.5&free=&region=eu&interconnect=NVLink&currency=IO');
  const { view, query } = routeOf(link);
  assert.deepEqual([view, filtersIn(query)], ['market', { filters, ignored: [] }]);
  assert.equal(withQuery(link, { ...linkOf(NO_FILTERS), sort: undefined }), '#market');
  // What is typed and not valid is not in a link.
  assert.equal(withQuery('#market', linkOf({ ...NO_FILTERS, maxPrice: 'cheap', free: '-1' })), '#market');
  const wrong = read('max=cheap&free=-1&interconnect=Wire&currency=EUR&gpu=A%E2%80%AE1');
  assert.deepEqual(wrong.filters, NO_FILTERS);
  assert.deepEqual(wrong.ignored.sort(), ['currency=EUR', 'free=-1', 'gpu=A1', 'interconnect=Wire', 'max=cheap']);
  assert.deepEqual(unknownIn(new URLSearchParams('sort=x&color=red'), ['sort']), ['color=red']);
  assert.equal(unknownIn(new URLSearchParams({ a: 'x'.repeat(500) }), [])[0]?.length, 60);
  assert.deepEqual(
    ['', '#', '#nothing', '#burn', '#votes/A?sort=-ended'].map((hash) => [routeOf(hash).view, routeOf(hash).about]),
    [['overview', ''], ['overview', ''], ['overview', ''], ['burn', ''], ['votes', 'A']],
  );
});

test('a limit of the price is exact', () => {
  const row = (micro: bigint) => ({ offer: { priceMicroUsd: micro }, free: 1 }) as unknown as Row;
  const take = (micro: bigint, maxPrice: string) => passes(row(micro), { ...NO_FILTERS, maxPrice });
  assert.ok(take(1_234_567n, '1.234567') && !take(1_234_568n, '1.234567'));
  assert.ok(take(0n, '0') && !take(1n, '0') && take(99n, '') && take(99n, '1e-9'));
});

test('the order of a table is that of the link, if there is such a column', () => {
  const columns = [
    { id: 'size', name: 'Size', show: () => null, by: () => 0 },
    { id: 'note', name: 'Note', show: () => null },
  ];
  const usual = { column: 'size', descending: true };
  assert.deepEqual(firstOrder(null, columns, usual), { by: usual, ignored: [] });
  assert.deepEqual(firstOrder('size', columns, usual), { by: { column: 'size', descending: false }, ignored: [] });
  assert.deepEqual(firstOrder('-size', columns, undefined), { by: usual, ignored: [] });
  assert.deepEqual(firstOrder('-note', columns, usual), { by: usual, ignored: ['sort=-note'] });
});

test('amounts, times and dates in German', (t) => {
  t.after(() => speak('en'));
  speak('de');
  assert.equal(plain(io(123_456_789_012_345n)), '1.234.567,8901 IO');
  assert.equal(plain(usdc(-1_999_999n)), '−1,99 USDC');
  assert.equal(plain(usd(1_852_800n, 4)), '1,8528 $');
  assert.equal(plain(percent(632_536n)), '6.325,36 %');
  assert.equal(plain(share(1n, 3n, 3)), '33,333 %');
  assert.equal(plain(millions(800_000_000n * ONE_IO)), '800 Mio.');
  assert.deepEqual(split(5n * ONE_IO + 1n, ONE_IO, 8), ['5', ',00000001']);
  // More digits than a float has.
  assert.equal(plain(io(12_345_678_901_234_567_890n, 8)), '123.456.789.012,34567890 IO');
  assert.equal(plain(away(5n, 65n)), 'vor 1 min');
  const at = BigInt(Date.UTC(2026, 11, 1, 20, 5, 7) / 1_000);
  assert.deepEqual([plain(month(at)), monthOnly(at)], ['Dez. 2026', 'Dez']);
  const before = process.env['TZ'];
  process.env['TZ'] = 'Europe/Berlin';
  assert.match(moment(at), /^1\. Dez\. 2026, 21:05 MEZ$/);
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

test('amounts are those of the reader’s country, where it speaks the language of the page', (t) => {
  t.after(() => speak('en'));
  speak('de', ['en-US', 'de-CH']);
  // Which apostrophe depends on the version of ICU.
  assert.match(io(123_456_789_012_345n, 2), /^1['’]234['’]567\.89\u00a0IO$/);
  speak('en', ['en-IN']);
  assert.equal(io(123_456_789_012_345n, 2), '12,34,567.89\u00a0IO');
  // Digits are 0 to 9 in every country.
  speak('en', ['en-u-nu-deva']);
  assert.equal(grouped(1_234), '1,234');
});

test('a share is truncated, and 0 of nothing', () => {
  assert.equal(plain(share(2n, 3n)), '66.66 %');
  assert.equal(plain(share(1n, 0n)), '0.00 %');
  assert.equal(plain(share(10n ** 30n - 1n, 10n ** 30n)), '99.99 %');
});
