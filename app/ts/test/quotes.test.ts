/** What reserving and extending come to, by the markets that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actions, marketplace } from '../src';
import type { Market } from '../src/actions/market';
import { bytes, vectors } from './golden';
import { answered, key, marketOf, ofPrepared, signer } from './prepared';

const limitOf = (word: string) => (word === '-' ? {} : { limit: BigInt(word) });

const ofTime = ({ rate, seconds, ioPrice }: actions.Time) => [rate, seconds, ioPrice ?? '-'];

function ofQuote(it: actions.Quote) {
  const { cost, least, terms } = it;
  const { gross, renterFee, total, supplierGets } = cost;
  const amounts = [gross, renterFee, total, supplierGets, actions.feesOf(it), least.seconds, least.cost, it.bounty];
  return [...ofTime(it.time), ...amounts, terms.startWindow, terms.grace, terms.minDowntime];
}

const ofExtension = ({ time, total, limit, endsAt }: actions.ExtendTerms) => [...ofTime(time), total, limit, endsAt];

test('a quote, an extension and their transactions are those of Rust, refusals too', async () => {
  let words: string[] = [];
  let market: Market | undefined;
  let behind: string[] = [];
  const counts = new Map<string, number>();
  const saw = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const [kind = '', ...rest] of vectors) {
    if (kind === 'market') {
      words = rest.map((word, place) => (word === '=' ? (words[place] ?? '') : word));
      market = marketOf(words);
    }
    if (kind === 'burnConfig') break;
    const it = market;
    if (it === undefined) continue;
    if (kind === 'prepared' || kind === 'acts') {
      assert.equal([kind, ...rest].join(' '), behind.shift());
      continue;
    }
    if (!['quote', 'reserving', 'extension', 'extending'].includes(kind)) continue;
    assert.deepEqual(behind, []);
    const line = [kind, ...rest].join(' ');
    let made: string;
    let given: number;
    if (kind === 'quote' || kind === 'reserving') {
      const [gpus, hours, currency] = rest.map(Number);
      const wanted = { gpus: gpus ?? 0, hours: hours ?? 0, currency: currency ?? 0 };
      given = kind === 'quote' ? 3 : 4;
      made = await answered(async () => {
        if (kind === 'quote') return ofQuote(actions.quote(it, wanted));
        const prepared = await actions.prepareReserve(it, {
          ...wanted,
          ...limitOf(rest[3] ?? ''),
          renter: signer(1),
          payer: signer(2),
          number: 1n << 40n,
          connectionKey: new Uint8Array(32).fill(9),
        });
        behind = ofPrepared(prepared);
        return [prepared.terms.reservation, prepared.terms.limit];
      });
    } else {
      const reservation = marketplace.getReservationDecoder().decode(bytes(rest[0] ?? ''));
      const running = { address: key(10), reservation, market: it };
      const hours = Number(rest[1]);
      given = kind === 'extension' ? 2 : 3;
      made = await answered(async () => {
        if (kind === 'extension') return ofExtension(actions.quoteExtension(running, hours));
        const prepared = await actions.prepareExtend(running, { payer: signer(2), hours, ...limitOf(rest[2] ?? '') });
        behind = ofPrepared(prepared);
        return ofExtension(prepared.terms);
      });
    }
    assert.equal(made, rest.slice(given).join(' '), line.replace(/[0-9a-f]{200,}/g, '…'));
    saw(made.startsWith('refused') ? (/^refused (\w+)/.exec(made)?.[1] ?? '') : kind);
  }
  assert.deepEqual(behind, []);
  // Each is there, and each reason for which one is refused.
  const all = ['quote', 'reserving', 'extension', 'extending', 'NotFree', 'NoGpus', 'OfferPaused', 'CurrencyNotTaken'];
  const prices = ['Stale', 'Future', 'Confidence', 'Deviation', 'Band', 'NotPositive', 'Exponent'];
  const others = ['HoursOutOfRange', 'IoHoursOutOfRange', 'PriceMissing', 'CostAboveMaximum', 'InsufficientFunds'];
  const late = ['EndsAfterNotice', 'NoticeShortened', 'EndsTooLate', 'NotActive', 'TimeIsOver', 'TooManySegments', 'NotAttested', 'NotBacked'];
  const expected = [...all, ...prices.map((it) => `Oracle${it}`), ...others, ...late];
  assert.deepEqual([...counts.keys()].sort(), expected.sort());
});
