import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signature, type Signature } from '@solana/kit';
import { decodeEvent, eventsOf, fetchTransaction, type ConfirmedTransaction } from '../src';
import { bytes, exported, screaming, vectors } from './golden';
import { node, refusal } from './node';

const SIGNATURE: Signature = signature('1'.repeat(64));

type Answer = { name: string; answer: Record<string, unknown>; reported: unknown[] };

/** Responses recorded by the Rust tests, each with its events. */
const answers: Answer[] = [];
for (const [kind, ...words] of vectors) {
  if (kind === 'answer') {
    const name = words.slice(0, 3).join(' ');
    answers.push({ name, answer: JSON.parse(words.slice(3).join(' ')), reported: [] });
  } else if (kind === 'reported') {
    const [program = '', , data = ''] = words;
    const address = exported(program, `${screaming(program)}_PROGRAM_ADDRESS`);
    const event = decodeEvent(address as Parameters<typeof decodeEvent>[0], bytes(`e445a52e51cb9a1d${data}`));
    assert.equal(event?.name, words[1]);
    answers.at(-1)?.reported.push(event);
  }
}

/** Passed through the client, which turns some numbers into bigints. */
async function fetched(answer: unknown): Promise<ConfirmedTransaction> {
  const { rpc, asked } = node(() => answer);
  const found = await fetchTransaction(rpc, SIGNATURE);
  const options = { commitment: 'confirmed', encoding: 'base64', maxSupportedTransactionVersion: 1 };
  assert.deepEqual(asked, [{ method: 'getTransaction', params: [SIGNATURE, options] }]);
  assert.ok(found);
  return found;
}

test('events are found in every version and encoding, and not in what failed', async () => {
  // Three versions in three encodings, and a failed one of each.
  assert.equal(answers.length, 12);
  for (const { name, answer, reported } of answers) {
    assert.deepEqual(eventsOf(await fetched(answer)), reported, name);
    assert.equal(reported.length, name.endsWith('failed') ? 0 : 2, name);
  }
});

test('what a node leaves out is no lack of events', async () => {
  for (const { answer } of answers) {
    const meta = { ...(answer['meta'] as object), innerInstructions: null };
    for (const partial of [{ ...answer, meta }, { ...answer, meta: null }]) {
      const found = await fetched(partial);
      assert.throws(() => eventsOf(found), /has not recorded/);
    }
  }
});

test('programs of a lookup table are those that were loaded from it', async () => {
  const version0 = answers.filter(({ name, reported }) => name.startsWith('0 ') && reported.length > 0);
  assert.equal(version0.length, 3);
  for (const { answer } of version0) {
    const meta = { ...(answer['meta'] as object), loadedAddresses: { writable: [], readonly: [] } };
    const found = await fetched({ ...answer, meta });
    assert.throws(() => eventsOf(found));
  }
});

test('an unknown transaction and one of a newer version are reported', async () => {
  const unknown = node(() => null);
  assert.equal(await fetchTransaction(unknown.rpc, SIGNATURE), null);
  const newer = node(() => refusal(-32015, 'Transaction version (2) is not supported by the requesting client'));
  await assert.rejects(fetchTransaction(newer.rpc, SIGNATURE), /newer version than 1, .* update it$/);
  const down = node(() => refusal(-32005, 'Node is behind by 42 slots'));
  await assert.rejects(fetchTransaction(down.rpc, SIGNATURE), /behind/);
});
