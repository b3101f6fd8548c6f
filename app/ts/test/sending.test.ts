/** From instructions to the outcome, on a node that a test scripts: cases of `app/client/src/rpc/tests`. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  address,
  createKeyPairSignerFromPrivateKeyBytes,
  getCompiledTransactionMessageDecoder,
  getSignatureFromTransaction,
  type Instruction,
  type Transaction,
  type TransactionSigner,
} from '@solana/kit';
import { connect, describe, Fault, http, isLoopback, RPC_TIMEOUTS_MS, type TransactionOptions } from '../src';
import { budgetOf, systemEntropy } from '../src/sending/budget';
import { isSure } from '../src/sending/nodes';
import { closed, CONFIRMED, error, of, page, Script, silence, type Says } from './script';

const SYSTEM = address('11111111111111111111111111111111');
const payer = createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(1));
const INSTRUCTION: Instruction = { programAddress: SYSTEM, data: new Uint8Array(10).fill(1) };
const send = async (script: Script, options: TransactionOptions = {}) =>
  await script.connect().send(await payer, [INSTRUCTION], options);

/** The data of the instruction of the budget that begins with `kind`, as a number. */
function budget(transaction: Transaction, kind: number): number | undefined {
  const message = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
  assert.ok(message.version === 'legacy');
  const datas = message.instructions.map(({ data }) => Buffer.from(data ?? []));
  const found = datas.find((data) => data[0] === kind && data.length < 10);
  return found && Number(found.length === 9 ? found.readBigUInt64LE(1) : found.readUInt32LE(1));
}
const [LIMIT, PRICE] = [2, 3];

test('it is simulated, signed, announced, sent and confirmed', async () => {
  const script = new Script();
  const outcome = await send(script, { price: 5_000n });
  const [sent] = script.transactions('sendTransaction');
  assert.ok(sent !== undefined);
  const signature = getSignatureFromTransaction(sent);
  assert.deepEqual(outcome, { state: 'confirmed', signature, slot: 9n, logs: ['log'] });
  // 5,000 lamports for the signature, and 13,001 units at 5,000 micro-lamports.
  const life = { blockhash: 'LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY', slot: 9n, lastHeight: 150n };
  const wire = script.parameters('sendTransaction')[0]?.[0];
  assert.deepEqual(script.announced, [{ signature, ...life, fee: 5_066n, wire, sent: 0 }]);
  assert.deepEqual(
    script.asked.map(({ method }) => method),
    ['simulateTransaction', 'getLatestBlockhash', 'getSignatureStatuses', 'sendTransaction', 'getSignatureStatuses'],
  );
  assert.deepEqual(script.parameters('sendTransaction')[0]?.[1], {
    encoding: 'base64',
    skipPreflight: true,
    maxRetries: 0,
    preflightCommitment: 'confirmed',
  });
});

test('a simulation replaces the blockhash, is unsigned and free, and of what was sent before', async () => {
  const script = new Script();
  script.once['getSignatureStatuses'] = [of([null]), of([{ ...CONFIRMED, slot: 77 }], 77), of([null])];
  const network = script.connect();
  for (const slot of [undefined, 77]) {
    script.alwaysSays('simulateTransaction', of({ err: null, logs: ['log'], unitsConsumed: 10_000 }, slot));
    await network.send(await payer, [INSTRUCTION], { price: 5_000n });
    const asked = script.parameters('simulateTransaction').at(-1)?.[1];
    assert.deepEqual(asked, {
      encoding: 'base64',
      commitment: 'confirmed',
      sigVerify: false,
      replaceRecentBlockhash: true,
      ...(slot !== undefined && { minContextSlot: slot }),
    });
  }
  const [simulated] = script.transactions('simulateTransaction');
  assert.ok(simulated !== undefined);
  assert.deepEqual(Object.values(simulated.signatures), [null]);
  assert.deepEqual([budget(simulated, LIMIT), budget(simulated, PRICE)], [1_400_000, undefined]);
});

test('a node that is behind is asked again, but not without end', async () => {
  const notFound = of({ err: 'BlockhashNotFound', logs: [] });
  const script = new Script().says(
    'simulateTransaction',
    notFound,
    error(-32_005, 'Node is behind by 42 slots'),
    error(-32_016, 'Minimum context slot has not been reached'),
    notFound,
  );
  assert.equal((await send(script)).state, 'confirmed');
  assert.equal(script.parameters('simulateTransaction').length, 5);

  const behind = new Script().alwaysSays('simulateTransaction', notFound);
  const outcome = await send(behind);
  assert.ok(outcome.state === 'refused' && outcome.error === 'BlockhashNotFound');
  assert.ok(behind.now <= RPC_TIMEOUTS_MS.blockhash);
  assert.deepEqual(behind.parameters('sendTransaction'), []);
});

test('what a simulation does not say is the largest', async () => {
  const limit = async (change: object) => {
    const script = new Script().alwaysSays('simulateTransaction', of({ err: null, logs: null, ...change }));
    await send(script);
    const [sent] = script.transactions('sendTransaction');
    return sent && budget(sent, LIMIT);
  };
  assert.equal(await limit({ unitsConsumed: 10_000 }), 13_001);
  assert.equal(await limit({}), 1_400_000);
  assert.equal(await limit({ unitsConsumed: null }), 1_400_000);
  assert.equal(await limit({ unitsConsumed: 1_300_000 }), 1_400_000);
});

test('both random parts of a budget stay within their ranges', () => {
  const of = (drawn: bigint, units = 7_500n) => {
    const { limit, loadedBytes } = budgetOf(units, 0n, () => drawn);
    return [limit, loadedBytes];
  };
  const MIB = 1 << 20;
  assert.deepEqual(of(0n), [10_000, 64 * MIB]);
  assert.deepEqual(of((1n << 64n) - 1n), [10_295, 48 * MIB + 1]);
  assert.deepEqual(of(999n << 32n), [10_999, 64 * MIB]);
  assert.deepEqual(of(1_000n << 32n), [10_000, 64 * MIB]);
  assert.deepEqual(of((1n << 24n) - 1n), [10_000, 48 * MIB + 1]);
  assert.deepEqual(of(1n << 24n), [10_000, 64 * MIB]);
  assert.deepEqual(of(0n, 1n), [1_002, 64 * MIB]);
  assert.deepEqual(of(999n << 32n, 1_166_000n), [1_400_000, 64 * MIB]);
  assert.notEqual(systemEntropy(), systemEntropy());
});

test('equal instructions are different transactions', async () => {
  const signatures = new Set<string>();
  for (let process = 0; process < 3; process += 1) {
    const script = new Script();
    const network = script.connect({ entropy: systemEntropy });
    for (let time = 0; time < 3; time += 1) {
      await network.send(await payer, [INSTRUCTION]);
      script.says('getSignatureStatuses', of([null]));
    }
    for (const sent of script.transactions('sendTransaction')) signatures.add(getSignatureFromTransaction(sent));
  }
  assert.equal(signatures.size, 9);
});

test('a signature that is known already is another transaction’s', async () => {
  const known = of([{ ...CONFIRMED, confirmations: 1, confirmationStatus: 'processed' }]);
  const script = new Script();
  script.once['getSignatureStatuses'] = [known, known, of([null])];
  assert.equal((await send(script)).state, 'confirmed');
  assert.deepEqual([script.parameters('sendTransaction').length, script.announced.length], [1, 1]);
  // Never a new one: nothing is sent.
  const never = new Script();
  never.once['getSignatureStatuses'] = [];
  assert.equal((await send(never)).state, 'unsent');
  assert.deepEqual(never.parameters('sendTransaction'), []);
});

test('every read is repeated until it is answered', async () => {
  const faults: Says[] = [
    closed,
    page(503, '<html>later</html>'),
    page(200, '<html>welcome</html>'),
    error(-32_005, 'Node is behind'),
    { result: null },
    { status: 429, after: 3_000, body: '' },
  ];
  const methods = ['getAccountInfo', 'getLatestBlockhash', 'simulateTransaction'];
  const script = new Script();
  for (const method of methods) script.says(method, ...faults);
  const { value } = await script.connect().rpc.getAccountInfo(SYSTEM, { encoding: 'base64' }).send();
  assert.equal(value, null);
  assert.equal(script.asked.length, faults.length + 1);
  assert.ok(script.now >= 3_000);
  assert.equal((await send(script)).state, 'confirmed');
});

test('who does not answer is given up after a while', async () => {
  const reported = async (says: Says) => {
    const script = new Script().alwaysSays('getAccountInfo', says);
    const fault = await script
      .connect()
      .rpc.getAccountInfo(SYSTEM)
      .send()
      .then(
        () => assert.fail(),
        (fault: unknown) => fault,
      );
    assert.ok(fault instanceof Fault);
    return { words: fault.message, waited: script.now };
  };
  for (const [says, words] of [
    [closed, 'http://node: connection closed'],
    [page(503, 'later'), 'http://node: later (HTTP 503)'],
    [error(-32_005, 'Node is behind'), 'http://node: Node is behind (-32005)'],
  ] as const) {
    const { words: said, waited } = await reported(says);
    assert.equal(said, `the network does not answer: ${words}`);
    assert.ok(waited <= RPC_TIMEOUTS_MS.answer && waited > RPC_TIMEOUTS_MS.answer / 2, `${waited}`);
  }
  // Nobody listens, and a node that asks for more time than there is.
  assert.ok((await reported({ kind: 'unconnected', words: 'refused' })).waited <= RPC_TIMEOUTS_MS.connection);
  assert.equal((await reported({ status: 429, after: 3_600_000, body: '' })).waited, 0);
});

test('a refusal is in the node’s own words and final', async () => {
  for (const [says, words] of [
    [error(-32_601, 'Method not found'), 'Method not found (-32601)'],
    [error(-32_010, 'excluded'), 'excluded (-32010)'],
    [page(403, 'not on your plan'), 'not on your plan (HTTP 403)'],
    [page(410, 'gone'), 'gone (HTTP 410)'],
  ] as const) {
    const script = new Script().alwaysSays('getProgramAccounts', says);
    const refused = script.connect().rpc.getProgramAccounts(SYSTEM).send();
    await assert.rejects(refused, { message: `the node refuses getProgramAccounts: ${words}` });
    assert.equal(script.asked.length, 1);
  }
});

test('what is refused or silent before the broadcast is unsent', async () => {
  for (const method of ['simulateTransaction', 'getLatestBlockhash', 'getSignatureStatuses']) {
    const script = new Script().alwaysSays(method, closed);
    script.once['getSignatureStatuses'] = [];
    assert.equal((await send(script)).state, 'unsent', method);
    assert.deepEqual([script.parameters('sendTransaction'), script.announced], [[], []]);
  }
  const script = new Script().alwaysSays('getSignatureStatuses', of([null]));
  script.alwaysSays('sendTransaction', error(-32_601, 'Method not found'));
});

test('what the node has not taken after the broadcast says until when another may execute it', async () => {
  const refusal = { err: 'AccountNotFound', logs: ['a'] };
  for (const [says, why, logs] of [
    [error(-32_601, 'Method not found'), 'the node refuses sendTransaction: Method not found (-32601)', []],
    [{ error: { code: -32_002, message: 'no', data: refusal } }, 'AccountNotFound', ['a']],
  ] as const) {
    const script = new Script().alwaysSays('getSignatureStatuses', of([null]));
    script.alwaysSays('sendTransaction', says);
    const outcome = await send(script);
    assert.ok(outcome.state === 'notTaken', outcome.state);
    assert.deepEqual([outcome.lastHeight, outcome.logs], [150n, logs]);
    const reported = `the node did not take transaction ${outcome.signature}: ${why}; nothing was executed so far, and up to block height 150 it may still be, if another node has it.`;
    assert.ok(describe(outcome).startsWith(reported), describe(outcome));
    assert.ok(!describe(outcome).includes('nothing was sent'));
    // After several slots in which no other node had it.
    assert.ok(script.now >= 2_000);
    assert.equal(script.parameters('sendTransaction').length, 1);
  }
});

/** What is said of a transaction that was handed on, by a gateway or by one of several nodes. */
const HANDED_ON: readonly Says[] = [
  { error: { message: 'upstream request timed out' } },
  { error: { code: '-32000', message: 'timeout' } },
  { error: { code: -32_603.5, message: 'internal' } },
  { error: [1] },
  { error: 'timeout' },
  { result: 'x', error: { code: -32_601, message: 'x' } },
  ...[302, 307, 400, 401, 403, 404, 408, 410, 413, 425, 429, 460, 499, 500, 502, 504, 520].flatMap((status) => [
    page(status, '<html>sorry</html>'),
    page(status, '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"sorry"}}'),
  ]),
  ...[-32_001, -32_000, -32_004, -32_005, -32_007, -32_010, -32_016, -32_429, -32_600, -32_603, 0, 30, 429].map((code) =>
    error(code, 'Unable to complete the request at this time.'),
  ),
];

test('what may have been handed on is never said to be unsent', async () => {
  for (const says of HANDED_ON) {
    const what = JSON.stringify(says);
    // Executed, and not seen in a block for some looks.
    const script = new Script().says('getSignatureStatuses', ...Array.from({ length: 9 }, () => of([null])));
    script.alwaysSays('sendTransaction', says);
    assert.equal((await send(script)).state, 'confirmed', what);
    // Nobody says how it ended.
    const unheard = new Script().alwaysSays('getSignatureStatuses', of([null])).alwaysSays('sendTransaction', says);
    const outcome = await unheard.connect({ timeouts: { outcome: 5_000 } }).send(await payer, [INSTRUCTION]);
    assert.equal(outcome.state, 'unknown', what);
  }
});

test('a refusal by the node itself concludes only what it alone was sent once', async () => {
  for (const code of [-32_002, -32_003, -32_013, -32_601, -32_602]) {
    const says = error(code, 'no');
    const alone = new Script().alwaysSays('getSignatureStatuses', of([null])).alwaysSays('sendTransaction', says);
    assert.match((await send(alone)).state, /^notTaken$/, `${code}`);
    // Another of the nodes behind the URL has taken it.
    const another = new Script().says('getSignatureStatuses', of([null]), of([null]), of([null]));
    assert.equal((await send(another.alwaysSays('sendTransaction', says))).state, 'confirmed', `${code}`);
    // It was sent before, and what came of that is not known.
    const again = new Script().alwaysSays('getSignatureStatuses', of([null])).says('sendTransaction', page(504, ''));
    const network = again.alwaysSays('sendTransaction', says).connect({ timeouts: { outcome: 9_000 } });
    assert.equal((await network.send(await payer, [INSTRUCTION])).state, 'unknown', `${code}`);
  }
});

test('a node that hangs takes no more time than there is', async () => {
  for (const silent of [['sendTransaction'], ['getSignatureStatuses'], ['sendTransaction', 'getSignatureStatuses']]) {
    for (const timeout of [1_000, 2_000, 15_000]) {
      const script = new Script().alwaysSays('getSignatureStatuses', of([null]));
      for (const method of silent) script.alwaysSays(method, silence);
      const outcome = await script.connect({ timeouts: { outcome: timeout } }).send(await payer, [INSTRUCTION]);
      assert.equal(outcome.state, 'unknown');
      assert.ok(script.now >= timeout && script.now <= timeout + 500, `${silent}: ${script.now}`);
    }
  }
});

test('a status before the blockhash or after the bank is no evidence', async () => {
  for (const slot of [0, 3, 8, 10, 1e15]) {
    const script = new Script().alwaysSays('getSignatureStatuses', of([{ ...CONFIRMED, slot }]));
    const outcome = await script.connect({ timeouts: { outcome: 2_000 } }).send(await payer, [INSTRUCTION]);
    assert.equal(outcome.state, 'unknown', `${slot}`);
    assert.ok(script.parameters('sendTransaction').length > 1, `${slot}: it is sent again`);
  }
});

test('a status says by its error how it ended, whatever the deprecated field says', async () => {
  const err = { InstructionError: [0, { Custom: 1 }] };
  for (const status of [{ ...CONFIRMED, err }, { ...CONFIRMED, err, status: undefined }]) {
    const script = new Script().alwaysSays('getSignatureStatuses', of([status]));
    script.alwaysSays('getTransaction', { result: null });
    assert.equal((await send(script)).state, 'failed');
  }
});

test('what the simulation or a signer refuses is not sent, and has its reason', async () => {
  const custom = of({ err: { InstructionError: [3, { Custom: 8_001 }] }, logs: ['a'] });
  const simulated = new Script().alwaysSays('simulateTransaction', custom);
  const outcome = await send(simulated);
  assert.deepEqual(outcome.state === 'refused' && outcome.logs, ['a']);
  assert.equal(simulated.parameters('simulateTransaction').length, 1);
  assert.match(describe(outcome), /^refused, nothing was sent: error 8001 NOT_OWNER: Only the owner/);

  const { address } = await payer;
  const refusing: TransactionSigner = {
    address,
    signTransactions: () => Promise.reject(new Error('the device was unplugged')),
  };
  const script = new Script();
  const said = describe(await script.connect().send(refusing, [INSTRUCTION]));
  assert.equal(said, 'refused, nothing was sent: SignatureFailure: the device was unplugged');
  assert.deepEqual([script.parameters('sendTransaction'), script.announced], [[], []]);
});

test('an outcome that nobody tells is unknown and has the signature', async () => {
  const script = new Script().alwaysSays('getSignatureStatuses', page(504, 'time-out'));
  const network = script.connect({ timeouts: { outcome: 2_000 } });
  const outcome = await network.send(await payer, [INSTRUCTION]);
  assert.ok(outcome.state === 'unknown');
  const sent = script.transactions('sendTransaction').map(getSignatureFromTransaction);
  assert.ok(sent.length >= 2 && sent.every((it) => it === outcome.signature), 'it is sent again');
  assert.equal(outcome.reason, 'the network does not answer: http://node: time-out (HTTP 504)');
  assert.match(describe(outcome), /may have been executed: .* before you send it again$/);
  assert.equal(script.now, 2_000);
});

test('a transaction that is in no block expires by later and later finalized blocks', async () => {
  const script = new Script().alwaysSays('getSignatureStatuses', of([null], 500));
  for (const slot of [400, 401]) {
    script.says('getEpochInfo', { result: { absoluteSlot: slot, blockHeight: 151 } });
    script.says('isBlockhashValid', of(false, slot));
  }
  const outcome = await send(script);
  assert.equal(outcome.state, 'expired');
  assert.match(describe(outcome), /never will be: send it again$/);
  assert.ok(script.now >= 37_500);
  assert.deepEqual(script.parameters('getSignatureStatuses').at(-1)?.[1], { searchTransactionHistory: true });
  assert.deepEqual(script.parameters('isBlockhashValid').at(-1)?.[1], { minContextSlot: 401 });
});

test('what fails in its block has paid its fee', async () => {
  const err = { InstructionError: [3, { Custom: 6_000 }] };
  const script = new Script().alwaysSays('getSignatureStatuses', of([{ ...CONFIRMED, status: { Err: err }, err }]));
  script.alwaysSays('getTransaction', { result: { meta: { logMessages: ['why'] } } });
  const outcome = await send(script);
  assert.deepEqual(outcome.state === 'failed' && outcome.logs, ['why']);
  assert.match(describe(outcome), /failed in its block, its fee is paid: error 6000 /);
});

test('a status is as sure as was asked for', () => {
  const cases = [
    [1n, 'processed', 'yes no no'],
    [1n, 'confirmed', 'yes yes no'],
    [null, 'finalized', 'yes yes yes'],
    // Older nodes.
    [1n, null, 'yes no no'],
    [2n, null, 'yes yes no'],
    [null, null, 'yes yes yes'],
  ] as const;
  for (const [confirmations, confirmationStatus, expected] of cases) {
    const sure = (['processed', 'confirmed', 'finalized'] as const).map((commitment) =>
      isSure({ confirmations, confirmationStatus }, commitment) ? 'yes' : 'no',
    );
    assert.equal(sure.join(' '), expected, `${confirmations} ${confirmationStatus}`);
  }
});

test('no key of a URL is shown', () => {
  const { origin, redacted } = http('https://user:passw0rd@rpc.example:8443/v2/TOKEN?api-key=KEYKEYKEY&x=1');
  assert.equal(origin, 'https://rpc.example:8443');
  assert.equal(redacted('no plan for TOKEN and KEYKEYKEY of passw0rd'), 'no plan for … and … of …');
  assert.equal(redacted('no plan for token and KEY-KEY KEY'), 'no plan for … and …');
  assert.equal(redacted('POST /v2/TOKEN?api-key=KEYKEYKEY&x=1 is gone'), 'POST … is gone');
  assert.equal(http('http://h/?k=a%2Fb%2Fc').redacted('a/b/c, a%2Fb%2Fc'), '…, …');
  assert.equal(http('http://h/').redacted('GET / failed'), 'GET / failed');
  assert.equal(http('http://h/v2/SECRT?k=abc1').redacted('/v2/SECRT?k=abc1, SECRT, abc1'), '…, …, …');
  assert.equal(http('http://h/solana').redacted('solana, rpc'), 'solana, rpc');
});

test('loopback is this machine alone', () => {
  for (const url of [
    'http://localhost:8899',
    'http://127.0.0.1',
    'http://127.9.9.9',
    'http://[::1]:8899',
    'http://node.localhost',
  ]) {
    assert.ok(isLoopback(url), url);
  }
  for (const url of [
    'http://10.0.0.1',
    'https://localhost.example',
    'https://api.devnet.solana.com',
    'http://127.0.0.1.nip.io',
  ]) {
    assert.ok(!isLoopback(url), url);
  }
});

/** A server on this machine, and its URL. */
async function listening(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

test('over HTTP: words, the time to wait, a closed connection, and no answer in time', async () => {
  const { url, close } = await listening((request, response) => {
    if (request.url === '/busy') return response.writeHead(429, { 'retry-after': '3' }).end('slow down');
    if (request.url === '/moved') return response.writeHead(307, { location: '/busy' }).end();
    if (request.url === '/bomb') {
      const bomb = gzipSync(Buffer.alloc(1 << 24));
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    }
    if (request.url === '/closed') return request.socket.destroy();
    if (request.url === '/secret-of-mine') return response.writeHead(404).end(`no ${request.url} here`);
    return undefined;
  });
  const post = (path: string, timeout = 30_000) => http(url + path).post('{}', timeout, 1_000);
  assert.deepEqual(await post('/busy'), { status: 429, after: 3_000, body: 'slow down' });
  assert.deepEqual(await post('/moved'), { status: 307, body: '' });
  const large = await http(`${url}/bomb`).post('{}', 30_000, 1 << 20);
  assert.deepEqual(large, { kind: 'lost', words: 'its answer is larger than 1 MiB' });
  const lost = await post('/closed');
  assert.equal('kind' in lost && lost.kind, 'lost');
  assert.deepEqual(await post('/silent', 50), { kind: 'lost', words: 'no answer in time' });
  const secret = connect(`${url}/secret-of-mine`).rpc.getEpochInfo().send();
  await assert.rejects(secret, { message: 'the node refuses getEpochInfo: no … here (HTTP 404)' });
  await close();
});

test('over HTTP: nobody listens, so that nothing was sent', async () => {
  // A port that was free just now, and to which no connection is kept.
  const { url, close } = await listening(() => undefined);
  await close();
  assert.deepEqual(await http(url).post('{}', 30_000, 1_000), { kind: 'unconnected', words: 'no connection (ECONNREFUSED)' });
  const network = connect(`${url}/secret-of-mine`, { timeouts: { connection: 0 } });
  const said = describe(await network.send(await payer, [INSTRUCTION]));
  assert.equal(said, `the network does not answer: ${url}: no connection (ECONNREFUSED); nothing was sent`);
});
