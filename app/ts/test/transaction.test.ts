import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AccountRole,
  address,
  createKeyPairSignerFromPrivateKeyBytes,
  getAddressDecoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getPublicKeyFromAddress,
  getTransactionDecoder,
  getTransactionEncoder,
  verifySignature,
  type Instruction,
} from '@solana/kit';
import { describe, hasV1, type TransactionOptions } from '../src';
import { node, refusal } from './node';
import { of, Script } from './script';

const FEATURE_PROGRAM = 'Feature111111111111111111111111111111111111';
const SYSTEM_PROGRAM = address('11111111111111111111111111111111');
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const key = (number: number) => getAddressDecoder().decode(new Uint8Array(32).fill(number));
const TABLE = key(200);

const account = (owner: string, data: number[]) => ({
  lamports: 1,
  owner,
  executable: false,
  rentEpoch: 0,
  space: data.length,
  data: [Buffer.from(data).toString('base64'), 'base64'],
});
/** Active from slot 2. */
const ACTIVE = account(FEATURE_PROGRAM, [1, 2, 0, 0, 0, 0, 0, 0, 0]);
/** Before the epoch that activates it. */
const PENDING = account(FEATURE_PROGRAM, [0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** A node with this feature account; every simulation takes 10,000 units. */
const script = (feature: unknown) => new Script().alwaysSays('getAccountInfo', of(feature));

test('version 1 is there once its feature is active', async () => {
  const found = async (feature: unknown) => await hasV1(script(feature).connect().rpc);
  assert.equal(await found(ACTIVE), true);
  assert.equal(await found(PENDING), false);
  assert.equal(await found(null), false);
  for (const garbage of [[], [1], [1, 0, 0, 0, 0, 0, 0, 0], [7, 7, 7, 7, 7, 7, 7, 7, 7]]) {
    assert.equal(await found(account(FEATURE_PROGRAM, garbage)), false);
  }
  // Anybody can send lamports to the address.
  assert.equal(await found(account(SYSTEM_PROGRAM, [1, 0, 0, 0, 0, 0, 0, 0, 0])), false);
  const down = node(() => refusal(-32005, 'Node is behind by 42 slots'));
  await assert.rejects(hasV1(down.rpc), /behind/);
});

/** An instruction with `accounts` addresses from 10 on, and `data` bytes. */
function instruction(accounts: number, data: number): Instruction {
  const keys = Array.from({ length: accounts }, (_, place) => ({
    address: key(10 + place),
    role: AccountRole.WRITABLE,
  }));
  return { programAddress: SYSTEM_PROGRAM, accounts: keys, data: new Uint8Array(data).fill(9) };
}

const TABLES = { [TABLE]: Array.from({ length: 60 }, (_, place) => key(10 + place)) };
const payer = createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(1));

/** The decoded transaction as it was sent, and the requests to the node. */
async function sent(feature: unknown, instructions: Instruction[], options: TransactionOptions = {}) {
  const node = script(feature);
  const outcome = await node.connect().send(await payer, instructions, options);
  const [transaction] = node.transactions('sendTransaction');
  if (transaction === undefined) throw new Error(describe(outcome));
  const message = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
  for (const [signer, signature] of Object.entries(transaction.signatures)) {
    const publicKey = await getPublicKeyFromAddress(address(signer));
    assert.ok(signature && (await verifySignature(publicKey, signature, transaction.messageBytes)));
  }
  assert.equal(message.lifetimeToken, key(5));
  return { message, size: getTransactionEncoder().encode(transaction).length, asked: node.asked };
}

test('the oldest version that carries it is sent', async () => {
  const cases = [
    { instructions: [instruction(5, 50)], expected: ['legacy', 'legacy', 'legacy', 'legacy'] },
    { instructions: [instruction(60, 50)], expected: [0, 0, 1, undefined] },
    { instructions: [instruction(60, 1_500)], expected: [1, undefined, 1, undefined] },
    // 65 addresses with the payer and the program are more than any version has.
    { instructions: [instruction(63, 50)], expected: [undefined, undefined, undefined, undefined] },
    { instructions: [instruction(60, 5_000)], expected: [undefined, undefined, undefined, undefined] },
  ];
  for (const { instructions, expected } of cases) {
    const found = [];
    for (const tables of [TABLES, undefined]) {
      for (const feature of [ACTIVE, PENDING]) {
        const outcome = sent(feature, instructions, tables && { tables });
        found.push(await outcome.then(({ message }) => message.version).catch(() => undefined));
      }
    }
    assert.deepEqual(found, expected);
  }
});

test('a transaction that no version carries is refused for its size', async () => {
  await assert.rejects(sent(PENDING, [instruction(60, 1_500)]), /size|large/i);
  await assert.rejects(sent(ACTIVE, [instruction(60, 5_000)]), /size|large/i);
});

test('the budget of version 1 is in its header, with the fee in lamports', async () => {
  const { message, size } = await sent(ACTIVE, [instruction(60, 1_500)], { price: 5_001n });
  assert.ok(message.version === 1 && size > 1_232 && size <= 4_096);
  assert.equal(message.numInstructions, 1);
  // 13,001 units at 5,001 micro-lamports are 65.018 lamports.
  assert.deepEqual(
    message.configValues.map(({ value }) => value),
    [66n, 13_001, 64 * 1_024 * 1_024 - 1],
  );
});

test('the budget of the older versions is in instructions before the others', async () => {
  const programs = async (price: bigint) => {
    const { message } = await sent(ACTIVE, [instruction(5, 50)], { price });
    assert.ok(message.version === 'legacy');
    return message.instructions.map(({ programAddressIndex, data }) => {
      const program = message.staticAccounts[programAddressIndex];
      return program === COMPUTE_BUDGET ? Buffer.from(data ?? []).toString('hex') : program;
    });
  };
  // 13,001 units, 5,000 micro-lamports for each, and a byte less than 64 MiB.
  const [limit, price, bytes] = ['02c9320000', '038813000000000000', '04ffffff03'];
  assert.deepEqual((await programs(0n)).toSorted(), [limit, bytes, SYSTEM_PROGRAM].toSorted());
  assert.deepEqual((await programs(5_000n)).toSorted(), [limit, price, bytes, SYSTEM_PROGRAM].toSorted());
});

test('the network is asked for its versions only where the older ones are too small', async () => {
  const methods = async (instructions: Instruction[]) => {
    const { asked } = await sent(ACTIVE, instructions);
    return asked.map(({ method }) => method);
  };
  const small = [
    'simulateTransaction',
    'getLatestBlockhash',
    'getSignatureStatuses',
    'sendTransaction',
    'getSignatureStatuses',
  ];
  assert.deepEqual(await methods([instruction(5, 50)]), small);
  assert.deepEqual(await methods([instruction(60, 50)]), ['getAccountInfo', ...small]);
});

test('what is simulated is of the version that is sent, without waiting for a signature', async () => {
  const { asked } = await sent(ACTIVE, [instruction(60, 1_500)], { price: 5_000n });
  const simulated = asked.find(({ method }) => method === 'simulateTransaction')?.params ?? [];
  const { messageBytes, signatures } = getTransactionDecoder().decode(getBase64Encoder().encode(String(simulated[0])));
  const message = getCompiledTransactionMessageDecoder().decode(messageBytes);
  assert.ok(message.version === 1);
  // The largest limit, without a fee.
  assert.deepEqual(
    message.configValues.map(({ value }) => value),
    [1_400_000, 64 * 1_024 * 1_024],
  );
  assert.deepEqual(Object.values(signatures), [null]);
});
