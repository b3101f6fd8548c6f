/** What people read and type: amounts, times, texts of strangers, URLs, and what went wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getLedgerEncoder } from 'io-client/generated/emissions';
import { getOfferEncoder } from 'io-client/generated/marketplace';
import { padded } from '../src/chain/text';
import { ONE_IO } from '../src/chain/math';
import { away, decimal, duration, grouped, io, percent, price, short, usd, usdc } from '../src/format';
import { DEFAULT_URL, parseUrl, policyOf, queryOf, shellQuoted, urlOf } from '../src/network/endpoint';
import { Missing, problemOf } from '../src/network/problems';
import { reader } from '../src/network/read';
import { commandOf, NO_FILTERS, passes, type Row } from '../src/views/market';
import { recorded, serveRecording } from './rpc';

/** With ordinary spaces, as a test can be read. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('amounts have their unit, commas, and no more than there is', () => {
  assert.equal(plain(io(123_456_789_012_345n)), '1,234,567.8901 IO');
  assert.equal(plain(io(ONE_IO - 1n)), '0.9999 IO');
  assert.equal(plain(io(5n * ONE_IO, 0)), '5 IO');
  assert.equal(plain(usdc(1_999_999n)), '1.99 USDC');
  assert.equal(usd(1_852_800n, 4), '$1.8528');
  assert.equal(price(254_986_111_111n), '$0.254986');
  assert.equal(decimal(-150n, 100n, 2), '−1.50');
  assert.equal(grouped(1_000_000n), '1,000,000');
  assert.equal(plain(percent(632_536n)), '6,325.36 %');
  assert.equal(plain(percent(-105.4)), '−1.05 %');
  assert.equal(plain(percent(9_706, 0)), '97 %');
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

test('texts of accounts lose what cannot be seen', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.equal(padded(bytes('eu-central\0\0\0\0')), 'eu-central');
  assert.equal(padded(bytes('a\u202ecod\u200b.exe\n')), 'acod.exe');
  assert.equal(padded(bytes('<img src=x onerror=alert(1)>')), '<img src=x onerror=alert(1)>');
  assert.equal(padded(new Uint8Array([0xff, 0x41, 0])), '\ufffdA');
});

test('the network stands in the query, the local one needs no word', () => {
  assert.deepEqual(urlOf(''), { url: DEFAULT_URL });
  assert.deepEqual(urlOf(queryOf('https://rpc.example/?key=1&x=2')), { url: 'https://rpc.example/?key=1&x=2' });
  assert.equal(queryOf(DEFAULT_URL), '');
  assert.deepEqual(parseUrl(' http://127.0.0.1:8899/ '), { url: DEFAULT_URL });
  for (const wrong of ['', 'localhost', 'javascript:alert(1)', 'file:///etc/passwd', 'https://me:secret@rpc.example']) {
    assert.ok('problem' in parseUrl(wrong), wrong);
  }
  assert.equal(policyOf('https://rpc.example:8443/path?key=1'), 'connect-src https://rpc.example:8443');
});

test('a URL from a link cannot end the command that is copied', () => {
  assert.equal(shellQuoted(DEFAULT_URL), DEFAULT_URL);
  assert.equal(shellQuoted("https://a/?$(id)'x"), `'https://a/?$(id)'\\''x'`);
  assert.equal(commandOf('https://a/?k=1&id', ['stake status']), "io stake status --url 'https://a/?k=1&id'");
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

test('every problem has a remedy', async () => {
  const rpc = await serveRecording();
  const told = async () => {
    const error = await reader(rpc.url)
      .chain(true)
      .then(
        () => assert.fail('it answered'),
        (error: unknown) => error,
      );
    return problemOf(error, rpc.url);
  };
  for (const [status, what] of [
    [429, /too much/],
    [403, /does not let this page in/],
    [500, /status 500/],
  ] as const) {
    rpc.status = status;
    assert.match((await told()).what, what);
  }
  rpc.status = 200;
  rpc.accounts = recorded.accounts.filter(({ pubkey }) => pubkey.startsWith('Sysvar'));
  assert.match((await told()).what, /the IO suite is not on it: there is no emission ledger/);
  await rpc.close();
  const gone = await told();
  assert.match(gone.what, /does not answer/);
  assert.match(gone.remedy, /localnet/);
  assert.match(problemOf(new Missing('clock'), 'x').what, /no clock/);
  assert.match(problemOf(new DOMException('', 'TimeoutError'), 'x').what, /too long/);
  assert.match(problemOf(new Error('odd'), 'x').what, /odd/);
});

test('supply is of the same moment as the ledger, and a new hour brings the lists anew', async () => {
  const rpc = await serveRecording();
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
  await rpc.close();
});
const MINT_LENGTH = 82;
const OFFER_LENGTH = getOfferEncoder().fixedSize;
const LEDGER_LENGTH = getLedgerEncoder().fixedSize;

test('without a price the rest is there, and says why', async () => {
  const rpc = await serveRecording(recorded.accounts.filter(({ pubkey }) => pubkey !== recorded.price));
  const chain = await reader(rpc.url).chain(true);
  assert.match(chain.price.refused ?? '', /no price account/);
  assert.ok(chain.offers.length > 0);
  await rpc.close();
});
