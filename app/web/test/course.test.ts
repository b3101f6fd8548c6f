/** Parts of acts that need no page: amounts, the list of what was sent, when a review is asked again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, blockhash, signature } from '@solana/kit';
import type { Prepared } from 'io-client/actions';
import type { Effects } from 'io-client/review';
import { after, entryOf, isEntry, isOpen, pendingOf } from '../src/act/entry';
import { differs, type Review } from '../src/act/look';
import { parseAmount, plainAmount, typedAmount } from '../src/parts/amount';
import { speak } from '../src/texts';
import { clusterOf, explorerOf } from '../src/wallet/cluster';
import { knownOf, signerOf } from '../src/wallet/standard';

const [ME, MINT] = [address('8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR'), address('4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi')];

test('an amount is read to the base unit, or not at all', () => {
  const cases: [string, bigint | undefined][] = [
    ['1000', 100_000_000_000n],
    ['1,000.5', 100_050_000_000n],
    [' 0.00000001 ', 1n],
    ['0.000000001', undefined],
    ['1,00', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['.5', undefined],
  ];
  for (const [text, amount] of cases) assert.equal(parseAmount(text, 8), amount, text);
  for (const amount of [0n, 1n, 100_050_000_000n]) assert.equal(parseAmount(typedAmount(amount, 8), 8), amount);
});

test('an amount is read with the marks of the language of the page, and written for commands without them', (t) => {
  t.after(() => speak('en'));
  const cases: [tag: string, text: string, amount: bigint | undefined][] = [
    ['de-DE', '1.000', 100_000_000_000n],
    ['de-DE', '1.000,5', 100_050_000_000n],
    ['de-DE', '12,5', 1_250_000_000n],
    ['de-DE', '12.5', undefined],
    ['de-DE', '1,000.5', undefined],
    ['de-DE', '1.00', undefined],
    ['de-DE', '12,', undefined],
    ['de-CH', "1'000.5", 100_050_000_000n],
    ['de-CH', '1,5', undefined],
    ['de-AT', '1 000,5', 100_050_000_000n],
  ];
  for (const [tag, text, amount] of cases) {
    speak('de', [tag]);
    assert.equal(parseAmount(text, 8), amount, `${tag} ${text}`);
    if (amount === undefined) continue;
    assert.equal(parseAmount(typedAmount(amount, 8), 8), amount, `${tag} ${text}`);
    assert.match(plainAmount(amount, 8), /^(1000(\.5)?|12\.5)$/);
  }
  speak('en', ['en-US']);
  assert.equal(parseAmount('12.', 8), undefined);
});

const SIGNATURE = signature('1'.repeat(64));
const ANNOUNCED = { signature: SIGNATURE, lastHeight: 9n, fee: 5_000n, blockhash: blockhash('1'.repeat(32)), slot: 4n, wire: 'AA==' as never };
const entry = () => entryOf({ id: 'a', title: 'A', wallet: ME, rows: [['b', 'c']] }, ANNOUNCED, 1_000);

test('an entry survives storage, and what is not one does not', () => {
  const stored: unknown = JSON.parse(JSON.stringify(entry()));
  assert.ok(isEntry(stored));
  assert.deepEqual(stored, entry());
  assert.deepEqual(pendingOf(stored, 6_000), { signature: SIGNATURE, lastHeight: 9n, blockhash: ANNOUNCED.blockhash, slot: 4n, wire: 'AA==', age: 5_000 });
  for (const change of [{ slot: 'x' }, { signature: 'x' }, { wallet: 'x' }, { state: 'done' }, { rows: [['a']] }, { at: '1' }]) {
    assert.ok(!isEntry({ ...(stored as object), ...change }), JSON.stringify(change));
  }
  assert.ok(!isEntry(null));
});

test('an outcome closes an entry, and only what is proven drops the bytes to send again', () => {
  const why = ({ reason }: { reason: string }) => reason;
  const states = [
    [{ state: 'confirmed', signature: SIGNATURE, slot: 5n, logs: [] }, false, 'confirmed', true, false],
    [{ state: 'confirmed', signature: SIGNATURE, slot: 5n, logs: [] }, true, 'finalized', false, false],
    [{ state: 'expired', signature: SIGNATURE }, false, 'expired', false, false],
    [{ state: 'failed', signature: SIGNATURE, reason: 'r', error: 'AccountInUse', logs: [] }, false, 'failed', false, false],
    [{ state: 'notTaken', signature: SIGNATURE, lastHeight: 9n, reason: 'r', logs: [] }, false, 'notTaken', false, true],
    [{ state: 'unknown', signature: SIGNATURE, reason: 'r' }, false, 'unknown', false, true],
    [{ state: 'unsent', reason: 'r' }, false, 'unknown', false, true],
  ] as const;
  for (const [outcome, isFinal, state, open, wire] of states) {
    const it = after(entry(), outcome, isFinal, why);
    assert.deepEqual([it.state, isOpen(it), it.wire !== undefined], [state, open, wire], state);
  }
});

const effects: Effects = { sol: { before: 10n, after: 5n }, tokens: new Map([[MINT, { before: 9n, after: 4n }]]), fee: 5n, created: [], closed: [], units: 1n };
const review: Review = {
  wallet: ME,
  terms: null,
  prepared: { terms: null, gives: [{ owner: ME, mint: MINT, from: ME, to: ME, amount: 5n, limit: 6n }], creates: [], setup: [], act: [{ programAddress: MINT, data: new Uint8Array([1]) }] } as Prepared<null>,
  rows: [
    { name: 'fixed', value: '1' },
    { name: 'price', value: '2', moves: true },
  ],
  back: [],
  effects: { state: 'effects', ...effects },
};

test('what others have changed is asked about again, and what moves within the limit is not', () => {
  const withRows = (one: string, other: string) => ({ ...review, rows: [{ name: 'fixed', value: one }, { name: 'price', value: other, moves: true }] });
  const leaving = (left: bigint) => ({ ...review, effects: { state: 'effects' as const, ...effects, tokens: new Map([[MINT, { before: 9n, after: left }]]) } });
  assert.equal(differs(review, review), false);
  assert.equal(differs(review, withRows('1', '3')), false);
  assert.equal(differs(review, withRows('2', '2')), true);
  assert.equal(differs(review, leaving(3n)), false);
  assert.equal(differs(review, leaving(2n)), true);
  assert.equal(differs(review, { ...review, wallet: MINT }), true);
  const act = [{ programAddress: MINT, data: new Uint8Array([2]) }];
  assert.equal(differs(review, { ...review, prepared: { ...review.prepared, act } }), true);
  assert.equal(differs(review, { ...review, effects: { state: 'silent', fee: 5n, units: 1n } }), true);
});

test('a network is known by its genesis hash, and the explorer only where it can reach it', () => {
  const cases = [
    ['5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d', 'mainnet', 'https://explorer.solana.com/tx/S'],
    ['EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG', 'devnet', 'https://explorer.solana.com/tx/S?cluster=devnet'],
    ['4uhcVJyU9pJkvQyS88uRDiswHScCKQY3XQ5JmZYKDp5', 'testnet', 'https://explorer.solana.com/tx/S?cluster=testnet'],
    ['4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn', 'localnet', undefined],
  ] as const;
  for (const [genesis, name, url] of cases) {
    const cluster = clusterOf(genesis);
    assert.deepEqual([cluster.name, cluster.chain, explorerOf(cluster, 'S')], [name, `solana:${name}`, url]);
  }
});

test('what a wallet says of itself is a stranger\'s text', () => {
  const account = { address: ME, publicKey: new Uint8Array(32), chains: ['solana:devnet'], features: ['solana:signTransaction'] };
  const wallet = (change: object) =>
    ({ version: '1.0.0', name: 'Purse', icon: 'data:image/png;base64,AA', chains: ['solana:devnet'], accounts: [account], features: { 'standard:connect': {}, 'solana:signTransaction': { supportedTransactionVersions: ['legacy', 0, 7] } }, ...change }) as never;
  assert.equal(knownOf(wallet({ name: 'a\u202e\u0000b' + 'x'.repeat(99) }))?.name, `ab${'x'.repeat(30)}`);
  for (const icon of ['https://evil.example/a.png', 'data:text/html,<script>', 'javascript:1', 7, 'data:image/png;' + 'a'.repeat(100_001)]) {
    assert.equal(knownOf(wallet({ icon }))?.icon, undefined);
  }
  assert.ok(knownOf(wallet({}))?.icon !== undefined);
  assert.equal(knownOf(wallet({ chains: ['sui:mainnet'] })), undefined);
  assert.equal(knownOf(wallet({ features: {} })), undefined);
  assert.deepEqual(signerOf(wallet({}), account as never, 'solana:devnet')?.versions, ['legacy', 0]);
  assert.equal(signerOf(wallet({}), account as never, 'solana:mainnet'), undefined);
  assert.equal(signerOf(wallet({}), { ...account, features: [] } as never, 'solana:devnet'), undefined);
});
