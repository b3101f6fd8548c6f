/** Errors of transactions in words: cases of `app/client/src/rpc/unknown.rs`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, createKeyPairSignerFromPrivateKeyBytes, type TransactionError } from '@solana/kit';
import { describe } from '../src';
import { reasonOf } from '../src/sending/reason';
import { CONFIRMED, of, Script } from './script';

const SYSTEM = address('11111111111111111111111111111111');
const payer = createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(1));
const send = async (script: Script) => await script.connect().send(await payer, [{ programAddress: SYSTEM }]);
const UNKNOWN = 'the node names an error that is not known here: ';

test('an error that is known has its name, and one that is not the node’s word', () => {
  const inWords = (error: unknown) => reasonOf(error as TransactionError, (text) => text.replaceAll('KEY', '…'));
  assert.equal(inWords('BlockhashNotFound'), 'BlockhashNotFound');
  for (const known of [
    { InsufficientFundsForRent: { account_index: 1 } },
    { InstructionError: [0, { Custom: 6_000 }] },
    { InstructionError: [0, 'InvalidAccountOwner'] },
  ]) {
    assert.equal(inWords(known), JSON.stringify(known));
  }
  for (const unknown of [
    'NoSuchError',
    { NoSuchError: { account_index: 3 } },
    { InstructionError: [0, 'NoSuchError'] },
    { InstructionError: 'NoSuchError' },
    {},
  ]) {
    assert.equal(inWords(unknown), UNKNOWN + JSON.stringify(unknown));
  }
  assert.equal(inWords('a\u202eKEY<b>'), `${UNKNOWN}"a … "`);
  assert.equal(inWords('x'.repeat(1_000)).length, UNKNOWN.length + 200);
});

test('an outcome says in the node’s word what is not known here', async () => {
  const err = { NoSuchError: 3 };
  const reason = `${UNKNOWN}{"NoSuchError":3}`;
  const simulated = new Script().alwaysSays('simulateTransaction', of({ err, logs: ['Program log: x'] }));
  const refused = await send(simulated);
  assert.deepEqual(refused, { state: 'refused', reason, error: { NoSuchError: 3n }, logs: ['Program log: x'] });
  assert.equal(describe(refused), `refused, nothing was sent: ${reason}`);
  assert.equal(simulated.parameters('simulateTransaction').length, 1);

  const executed = new Script().alwaysSays('getSignatureStatuses', of([{ ...CONFIRMED, err }]));
  const failed = await send(executed.alwaysSays('getTransaction', { result: null }));
  assert.ok(failed.state === 'failed' && failed.reason === reason);
  assert.ok(describe(failed).endsWith(`its fee is paid: ${reason}`), describe(failed));

  const script = new Script().alwaysSays('getSignatureStatuses', of([null]));
  const notTaken = await send(
    script.alwaysSays('sendTransaction', { error: { code: -32_002, message: 'no', data: { err } } }),
  );
  assert.ok(notTaken.state === 'notTaken' && notTaken.reason === reason);
});
