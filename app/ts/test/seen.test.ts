/** No state is read or simulated that is older than what was seen: cases of `app/client/src/rpc`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, createKeyPairSignerFromPrivateKeyBytes, type Instruction } from '@solana/kit';
import { describe, Fault } from '../src';
import { Seen } from '../src/sending/seen';
import { CONFIRMED, of, Script } from './script';

const SYSTEM = address('11111111111111111111111111111111');
const payer = createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(1));
const INSTRUCTION: Instruction = { programAddress: SYSTEM, data: new Uint8Array(10).fill(1) };
const ACCOUNT = { lamports: 1, owner: SYSTEM, executable: false, rentEpoch: 0, space: 1, data: ['Bw==', 'base64'] };
const LISTED = [{ pubkey: SYSTEM, account: ACCOUNT }];
const BASE64 = { encoding: 'base64' } as const;
const SIMULATED = { err: null, logs: [], unitsConsumed: 10_000 };

/** The least slots that requests of a method asked for. */
const least = (script: Script, method: string) =>
  script.parameters(method).map(([, config]) => (config as { minContextSlot?: number }).minContextSlot);

test('the last slot counts until it is a minute old', () => {
  const seen = new Seen();
  const after = (seconds: number) => seen.least('confirmed', seconds * 1_000);
  const see = (slot: bigint, seconds: number) => seen.see('confirmed', slot, seconds * 1_000);
  assert.equal(after(0), 0n);
  see(7n, 1);
  see(5n, 2);
  assert.deepEqual([after(61), after(62)], [7n, 0n]);
  see(9n, 30);
  assert.equal(after(90), 9n);
  see(2n, 91);
  assert.equal(after(91), 2n);
});

test('what is less sure does not bind what is surer', () => {
  const seen = new Seen();
  const all = () => (['processed', 'confirmed', 'finalized'] as const).map((it) => seen.least(it, 0));
  seen.see('confirmed', 50n, 0);
  assert.deepEqual(all(), [50n, 50n, 0n]);
  seen.see('finalized', 20n, 0);
  seen.see('processed', 52n, 0);
  assert.deepEqual(all(), [52n, 50n, 20n]);
  seen.see('finalized', 60n, 0);
  assert.deepEqual(all(), [60n, 60n, 60n]);
});

test('nothing is read or simulated before what was read', async () => {
  const script = new Script();
  script.says('getAccountInfo', of(ACCOUNT, 50));
  // First an answer of a node that is behind, which does not know the option either.
  script.says('getMultipleAccounts', of([null], 49), of([ACCOUNT], 51));
  script.says('getProgramAccounts', of([], 50), of(LISTED, 52));
  script.says('simulateTransaction', of(SIMULATED, 51), of(SIMULATED, 53));
  const { rpc, send } = script.connect();
  assert.notEqual((await rpc.getAccountInfo(SYSTEM, BASE64).send()).value, null);
  assert.notEqual((await rpc.getMultipleAccounts([SYSTEM], BASE64).send()).value[0], null);
  assert.deepEqual(
    (await rpc.getProgramAccounts(SYSTEM, BASE64).send()).map(({ pubkey }) => pubkey),
    [SYSTEM],
  );
  assert.equal((await send(await payer, [INSTRUCTION])).state, 'confirmed');
  assert.deepEqual(least(script, 'getAccountInfo'), [undefined]);
  assert.deepEqual(least(script, 'getMultipleAccounts'), [50, 50]);
  assert.deepEqual(least(script, 'getProgramAccounts'), [51, 51]);
  assert.deepEqual(least(script, 'simulateTransaction'), [52, 52]);
});

test('a node that is behind for good is reported as such, and what was set back is read again', async () => {
  const script = new Script().says('getAccountInfo', of(null, 51)).alwaysSays('getAccountInfo', of(null, 49));
  script.alwaysSays('simulateTransaction', of(SIMULATED, 49));
  const { rpc, send } = script.connect();
  const read = async () => await rpc.getAccountInfo(SYSTEM, BASE64).send();
  await read();
  const behind = "the network's node is behind: http://node: its answer is of slot 49, and slot 51 was seen before";
  await assert.rejects(read(), (error) => error instanceof Fault && error.isBehind && error.message === behind);
  assert.equal(describe(await send(await payer, [INSTRUCTION])), `${behind}; nothing was sent`);
  assert.deepEqual(script.parameters('sendTransaction'), []);
  script.now = 61_000;
  assert.equal((await read()).context.slot, 49n);
});

test('a list is of a slot, which counts as seen, whether or not its reader asks for it', async () => {
  const script = new Script().alwaysSays('getProgramAccounts', of(LISTED, 60));
  script.says('getAccountInfo', of(null, 59)).alwaysSays('getAccountInfo', of(null, 60));
  const { rpc } = script.connect();
  assert.equal((await rpc.getProgramAccounts(SYSTEM, BASE64).send()).length, 1);
  const { context, value } = await rpc.getProgramAccounts(SYSTEM, { ...BASE64, withContext: true }).send();
  assert.deepEqual([context.slot, value.length], [60n, 1]);
  for (const [, config] of script.parameters('getProgramAccounts')) {
    assert.equal((config as { withContext?: boolean }).withContext, true);
  }
  await rpc.getAccountInfo(SYSTEM, BASE64).send();
  assert.deepEqual(least(script, 'getAccountInfo'), [60, 60]);
  // Without a slot it is no answer.
  const bare = new Script().alwaysSays('getProgramAccounts', { result: LISTED });
  await assert.rejects(bare.connect().rpc.getProgramAccounts(SYSTEM, BASE64).send(), /getProgramAccounts cannot be read$/);
});

test('a slot that the reader names is kept, and one at another commitment is its own', async () => {
  const script = new Script().says('getAccountInfo', of(null, 50), of(null, 60), of(null, 20));
  const { rpc } = script.connect();
  await rpc.getAccountInfo(SYSTEM, BASE64).send();
  await rpc.getAccountInfo(SYSTEM, { ...BASE64, minContextSlot: 58n }).send();
  await rpc.getAccountInfo(SYSTEM, { ...BASE64, commitment: 'finalized' }).send();
  assert.deepEqual(least(script, 'getAccountInfo'), [undefined, 58, undefined]);
});

test('what is sent counts as seen', async () => {
  const script = new Script().alwaysSays('getAccountInfo', of(null, 77));
  script.once['getSignatureStatuses'] = [of([null]), of([{ ...CONFIRMED, slot: 77 }], 77)];
  const { rpc, send } = script.connect();
  await send(await payer, [INSTRUCTION]);
  await rpc.getAccountInfo(SYSTEM, BASE64).send();
  assert.deepEqual(least(script, 'getAccountInfo'), [77]);
});
