/** Replies of nodes and of what stands before them: the table of `app/client/src/rpc/answer/tests.rs`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read as readRedacted, type NoReply, type Reply, type Request } from '../src/sending/answer';
import type { FaultKind } from '../src/sending/node';
import { key } from './prepared';

const asItIs = (text: string) => text;
const read = (request: Request, given: Reply | NoReply, redacted = asItIs) => readRedacted(request, given, redacted);
const REQUEST = { id: 7n, method: 'any', params: [] };
const reply = (status: number, body: unknown): Reply => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const error = (code: number, message: string, data?: unknown) => ({
  jsonrpc: '2.0',
  id: 7,
  error: { code, message, data },
});
function faultOf(given: Reply | NoReply, request: Request = REQUEST) {
  const answer = read(request, given);
  assert.ok('fault' in answer, JSON.stringify(given));
  return answer.fault;
}

test('a result is that of the request', () => {
  const result = (id: unknown, result: unknown) => reply(200, { jsonrpc: '2.0', id, result });
  assert.deepEqual(read(REQUEST, result(7, [1])), { result: [1n] });
  assert.deepEqual(read(REQUEST, result(7, null)), { result: null });
  // One that was asked before, and nobody's.
  for (const id of [6, '7', null]) {
    const { kind, words } = faultOf(result(id, [1]));
    assert.deepEqual([kind, words], ['lost', 'its answer is to another request']);
  }
});

test('integers keep all of their digits', () => {
  const body = '{"id":7,"result":{"amount":18446744073709551615}}';
  assert.deepEqual(read(REQUEST, reply(200, body)), { result: { amount: 18_446_744_073_709_551_615n } });
});

test('a null or a stray object in place of a result is no answer', () => {
  const context = { slot: 1 };
  const cases: [string, unknown, ...unknown[]][] = [
    ['getAccountInfo', ['a'], null, {}, { context }, { context: {}, value: null }, { context, value: 1 }],
    ['getMultipleAccounts', [['a', 'b']], null, { context, value: null }, { context, value: [null] }],
    ['getProgramAccounts', ['a'], null, {}, [], { context, value: [null] }, { context, value: [{ pubkey: 'a', account: null }] }],
    ['getLatestBlockhash', [], null, { context, value: null }, { context, value: { blockhash: 'a' } }],
    ['simulateTransaction', ['a'], null, { context, value: null }, { context, value: {} }],
    ['sendTransaction', ['a'], null, {}, 1],
    ['getSignatureStatuses', [['a']], null, { context, value: [] }, { context, value: [{}] }],
    ['getEpochInfo', [], null, {}, { absoluteSlot: 1 }, { absoluteSlot: -1, blockHeight: 1 }],
    ['isBlockhashValid', ['a'], null, { context, value: null }],
  ];
  for (const [method, params, ...results] of cases) {
    for (const result of results) {
      const fault = faultOf(reply(200, { id: 7, result }), { id: 7n, method, params });
      assert.deepEqual(
        [fault.kind, fault.words],
        ['lost', `its answer to ${method} cannot be read`],
        JSON.stringify(result),
      );
    }
  }
});

test('an address in an answer is one, and nothing that a shell would run', () => {
  const [program, name] = [key(1), key(2)];
  const account = { owner: program, data: ['', 'base64'], lamports: 1 };
  const of = (pubkey: string, owner: string) => [
    ['getProgramAccounts', { context: { slot: 1 }, value: [{ pubkey, account: { ...account, owner } }] }],
    ['getAccountInfo', { context: { slot: 1 }, value: { ...account, owner } }],
    ['getMultipleAccounts', { context: { slot: 1 }, value: [{ ...account, owner }] }],
  ] as const;
  const isRead = (method: string, result: unknown) =>
    'result' in read({ id: 7n, method, params: [[name]] }, reply(200, { id: 7, result }));
  for (const [method, result] of of(name, program)) assert.ok(isRead(method, result), method);
  for (const wrong of [`${name} yes; curl https://example.com|sh #`, `${name}\n`, ` ${name}`, `${name}11`, 'a', '']) {
    for (const [method, result] of of(name, wrong)) assert.ok(!isRead(method, result), `${method} ${wrong}`);
    const [[method, result]] = of(wrong, program);
    assert.ok(!isRead(method, result), `${method} ${wrong}`);
  }
});

test('each fault is of its kind and in its own words', () => {
  const html = '<html>\n<head><title>504 Gateway Time-out</title></head><body></body></html>';
  const cases: [Reply | NoReply, FaultKind, string][] = [
    [{ kind: 'unconnected', words: 'refused' }, 'unconnected', 'refused'],
    [{ kind: 'lost', words: 'closed' }, 'lost', 'closed'],
    [reply(504, html), 'lost', '504 Gateway Time-out (HTTP 504)'],
    [reply(200, html), 'lost', 'its answer cannot be read: 504 Gateway Time-out'],
    [reply(200, ''), 'lost', 'its answer cannot be read: no words'],
    [reply(200, '[1]'), 'lost', 'its answer cannot be read: [1]'],
    [reply(200, 'null'), 'lost', 'its answer cannot be read: null'],
    [reply(502, ''), 'lost', 'no words (HTTP 502)'],
    [reply(503, 'try\u001b later'), 'lost', 'try later (HTTP 503)'],
    [reply(503, 'try\u202e later'), 'lost', 'try later (HTTP 503)'],
    [reply(500, error(-32_603, 'Internal error')), 'lost', 'Internal error (-32603)'],
    [reply(200, error(-32_603, 'Internal error')), 'lost', 'Internal error (-32603)'],
    [reply(429, 'slow down'), 'busy', 'slow down (HTTP 429)'],
    [reply(429, error(-32_005, 'too many requests')), 'busy', 'too many requests (-32005)'],
    [reply(200, error(429, 'rate limit')), 'busy', 'rate limit (429)'],
    [reply(200, error(-32_004, 'Block not available')), 'busy', 'Block not available (-32004)'],
    [reply(200, error(-32_005, 'Node is behind by 42 slots')), 'busy', 'Node is behind by 42 slots (-32005)'],
    [reply(200, error(-32_007, '50/second request limit')), 'busy', '50/second request limit (-32007)'],
    [reply(200, error(-32_014, 'Block status not yet')), 'busy', 'Block status not yet (-32014)'],
    [reply(200, error(-32_016, 'Minimum context slot')), 'busy', 'Minimum context slot (-32016)'],
    [reply(200, error(-32_601, 'Method not found')), 'refused', 'Method not found (-32601)'],
    [reply(200, error(-32_010, 'excluded from indexes')), 'refused', 'excluded from indexes (-32010)'],
    [reply(403, error(-32_052, 'your plan lacks it')), 'refused', 'your plan lacks it (-32052)'],
    [reply(403, { message: 'no plan' }), 'refused', 'no plan (HTTP 403)'],
    [reply(403, { error: 'no key' }), 'refused', 'no key (HTTP 403)'],
    [reply(410, 'gone'), 'refused', 'gone (HTTP 410)'],
    [reply(404, ''), 'refused', 'no words (HTTP 404)'],
    [reply(302, 'http://h/KEY'), 'refused', 'it leads to another address (HTTP 302): give that one'],
    [reply(200, { id: 7, error: { message: 'timed out' } }), 'lost', 'timed out (no code)'],
    [reply(200, { id: 7, error: { code: '-32602', message: 'text' } }), 'lost', 'text (no code)'],
    [reply(200, '{"id":7,"error":{"code":-32602.5,"message":"half"}}'), 'lost', 'half (no code)'],
    [reply(200, { id: 7, error: [1] }), 'lost', 'its answer cannot be read: {"id":7,"error":[1]}'],
    [reply(200, { id: 7, error: 'x', result: null }), 'lost', 'its answer cannot be read: {"id":7,"error":"x","result":null}'],
    [reply(200, { ...error(-32_602, 'x'), result: 1 }), 'lost', 'its answer is a result and an error at once'],
  ];
  for (const [given, kind, words] of cases) {
    const fault = faultOf(given);
    assert.deepEqual([fault.kind, fault.words, fault.refusal], [kind, words, undefined], JSON.stringify(given));
  }
});

test('a gateway says when to ask again and not too much', () => {
  const { after, words } = faultOf({ status: 503, after: 3_000, body: 'word '.repeat(1_000) });
  assert.deepEqual([after, words.length], [3_000, 200 + ' (HTTP 503)'.length]);
});

test('a transaction that is not taken has its reason', () => {
  const failed = (data?: unknown) => faultOf(reply(200, error(-32_002, 'Transaction simulation failed', data)));
  assert.equal(failed().refusal, undefined);
  assert.equal(failed({ err: null, logs: [] }).refusal, undefined);
  const notFound = failed({ err: 'BlockhashNotFound', logs: null });
  assert.deepEqual(notFound.refusal, { error: 'BlockhashNotFound', logs: [] });
  const custom = failed({ err: { InstructionError: [1, { Custom: 6_000 }] }, logs: ['a', 'b'] });
  assert.deepEqual(
    [custom.kind, custom.refusal],
    ['refused', { error: { InstructionError: [1n, { Custom: 6_000n }] }, logs: ['a', 'b'] }],
  );
  const unsigned = faultOf(reply(200, error(-32_003, 'signature verification failure')));
  assert.equal(unsigned.refusal?.error, 'SignatureFailure');
});

test('a node itself says that it has not begun by some codes alone, in its answer to this request', () => {
  const of = (given: Reply) => faultOf(given).neverBegan ?? false;
  for (const code of [-32_002, -32_003, -32_013, -32_601, -32_602]) {
    const answer = error(code, 'no');
    assert.ok(of(reply(200, answer)), `${code}`);
    assert.ok(!of(reply(400, answer)), `${code}`);
    assert.ok(!of(reply(200, { ...answer, id: 6 })), `${code}`);
    assert.ok(!of(reply(200, { ...answer, result: 'x' })), `${code}`);
  }
  for (const code of [-32_000, -32_001, -32_004, -32_005, -32_600, -32_603, -32_700, 0, 30, 429]) {
    assert.ok(!of(reply(200, error(code, 'no'))), `${code}`);
  }
});

test('a key is taken out of what a node says before that is cut', () => {
  const redacted = (text: string) => text.replaceAll('SECRETTOKEN', '…');
  const words = `${'x'.repeat(190)} SECRETTOKEN`;
  const answer = read(REQUEST, reply(200, error(-32_601, words)), redacted);
  assert.equal('fault' in answer && answer.fault.words, `${'x'.repeat(190)} … (-32601)`);
});
