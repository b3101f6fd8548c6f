/** Tables of answers, and what follows from each: those of `app/client/src/sending/evidence/tests.rs`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockhash, type TransactionError } from '@solana/kit';
import { Evidence, LIFETIME, type Look } from '../src/sending/evidence';
import type { Status } from '../src/sending/node';

const SLOT = 1_000n;
const LAST = 900n;
/** Old enough for any of these, in milliseconds. */
const OLD = 60_000;

const evidence = () =>
  new Evidence({ blockhash: blockhash('11111111111111111111111111111111'), slot: SLOT, lastHeight: LAST });

/** A look that proves the end, at a finalized slot. */
const over = (slot: bigint, change: Partial<Look> = {}): Look => ({
  tip: { slot, height: LAST + 1n },
  usable: { slot, value: false },
  found: { slot, value: undefined },
  history: true,
  ...change,
});

const EXPIRED = { state: 'expired' };
/** Of a node whose bank is at that slot. */
const at = (value: Status | undefined, slot = 1_300n) => ({ slot, value });
const status = (sure: boolean, error: TransactionError | null): Status => ({ slot: 1_100n, sure, error });

test('two proofs from later and later blocks are needed', () => {
  const it = evidence();
  assert.equal(it.look(OLD, over(1_200n)), undefined);
  // The same block again, and one before it: no further evidence.
  assert.equal(it.look(OLD, over(1_200n)), undefined);
  assert.equal(it.look(OLD, over(1_199n)), undefined);
  assert.deepEqual(it.look(OLD, over(1_201n)), EXPIRED);
});

test('an answer that contradicts or lags proves nothing', () => {
  const slot = 1_300n;
  const spoiled: [string, Partial<Look>][] = [
    ['the height is the last one', { tip: { slot, height: LAST } }],
    ['the height is far ahead', { tip: { slot, height: 1_000_000_000_000n } }],
    ['a height that 60 s cannot reach', { tip: { slot, height: LAST + 241n } }],
    ['the tip is before the blockhash', { tip: { slot: SLOT - 1n, height: LAST + 1n } }],
    ['the blockhash is that of a node behind', { usable: { slot: slot - 1n, value: false } }],
    ['the status is that of a node behind', { found: { slot: slot - 1n, value: undefined } }],
    ['there is no status', { found: undefined }],
    ['the blockhash may still be used', { usable: { slot, value: true } }],
  ];
  for (const [what, change] of spoiled) {
    const it = evidence();
    const wrong = over(slot, change);
    // Once or often, and also between two proofs.
    for (let time = 0; time < 5; time += 1) assert.equal(it.look(OLD, wrong), undefined, what);
    assert.equal(it.look(OLD, over(1_400n)), undefined, what);
    assert.equal(it.look(OLD, wrong), undefined, what);
    assert.equal(it.look(OLD, over(1_401n)), undefined, what);
    assert.deepEqual(it.look(OLD, over(1_402n)), EXPIRED, what);
  }
  // The last height that 60 s can reach.
  const it = evidence();
  const high = (slot: bigint) => it.look(OLD, over(slot, { tip: { slot, height: LAST + 240n } }));
  assert.equal(high(1_300n), undefined);
  assert.deepEqual(high(1_301n), EXPIRED);
});

test('nothing expires before 150 blocks can have passed', () => {
  const it = evidence();
  for (let slot = 1_200n; slot < 1_210n; slot += 1n) assert.equal(it.look(LIFETIME - 1, over(slot)), undefined);
  assert.equal(it.look(LIFETIME, over(1_210n)), undefined);
  assert.deepEqual(it.look(LIFETIME, over(1_211n)), EXPIRED);
  assert.equal(LIFETIME, 37_500);
});

test('what a node without a history has forgotten is no evidence', () => {
  for (const [after, expected] of [
    [300n, EXPIRED],
    [301n, undefined],
  ] as const) {
    const it = evidence();
    assert.equal(it.look(OLD, over(SLOT + after - 1n, { history: false })), undefined);
    assert.deepEqual(it.look(OLD, over(SLOT + after, { history: false })), expected, `${after}`);
  }
});

test('a sure block concludes whatever was said before', () => {
  for (const error of [null, 'AccountInUse'] as const) {
    const settled = error === null ? { state: 'confirmed', slot: 1_100n } : { state: 'failed', slot: 1_100n, error };
    const it = evidence();
    assert.equal(it.look(OLD, over(1_200n)), undefined);
    assert.deepEqual(it.status(at(status(true, error))), settled);
    // At any age, also by the history.
    const found = { slot: 1_100n, value: status(true, error) };
    assert.deepEqual(evidence().look(0, over(1_200n, { found })), settled);
  }
});

test('what was seen in a block never expires', () => {
  for (const error of [null, 'AccountInUse'] as const) {
    const it = evidence();
    assert.equal(it.look(OLD, over(1_200n)), undefined);
    assert.equal(it.status(at(status(false, error))), undefined);
    assert.ok(it.seen);
    for (let slot = 1_201n; slot < 1_300n; slot += 1n) {
      assert.equal(it.status(at(undefined)), undefined);
      assert.equal(it.look(OLD, over(slot)), undefined);
    }
  }
});

test('a block that cannot have it is no evidence', () => {
  for (const [slot, bank, counts] of [
    [SLOT, SLOT, true],
    [SLOT - 1n, 1_100n, false],
    [1_101n, 1_100n, false],
    [(1n << 64n) - 1n, 1_100n, false],
  ] as const) {
    const found = at({ slot, sure: true, error: null }, bank);
    const settled = counts ? { state: 'confirmed', slot } : undefined;
    const it = evidence();
    assert.deepEqual(it.status(found), settled);
    assert.equal(it.seen, counts);
    assert.deepEqual(evidence().look(OLD, over(1_200n, { found })), settled);
  }
});
