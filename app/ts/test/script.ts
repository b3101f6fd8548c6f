/** A node that a test scripts, and a clock that passes while one waits. */
import { getBase64Encoder, getSignatureFromTransaction, getTransactionDecoder, type Transaction } from '@solana/kit';
import {
  connect,
  type Announcement,
  type Clock,
  type ConnectOptions,
  type NoReply,
  type Reply,
  type Transport,
} from '../src';

/** What the node says to one request. */
export type Says = { result?: unknown; error?: unknown } | Reply | NoReply;
/** Nothing: all of the time is waited for. */
export const silence: Says = { kind: 'lost', words: 'no answer in time' };

export const of = (value: unknown, slot = 9): Says => ({ result: { context: { slot }, value } });
export const error = (code: number, message: string): Says => ({ error: { code, message } });
export const page = (status: number, body: string): Says => ({ status, body });
export const closed: Says = { kind: 'lost', words: 'connection closed' };

export const CONFIRMED = {
  slot: 9,
  confirmations: null,
  status: { Ok: null },
  err: null,
  confirmationStatus: 'finalized',
};

/** Answers, of which those of `once` are said first, and what was asked and announced. */
export class Script {
  readonly once: { [method: string]: Says[] } = { getSignatureStatuses: [of([null])] };
  readonly always: { [method: string]: Says } = {
    getAccountInfo: of(null),
    getLatestBlockhash: of({ blockhash: 'LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY', lastValidBlockHeight: 150 }),
    simulateTransaction: of({ err: null, logs: ['log'], unitsConsumed: 10_000 }),
    getSignatureStatuses: of([CONFIRMED]),
  };
  readonly asked: { method: string; params: readonly unknown[] }[] = [];
  /** With the number of broadcasts before each. */
  readonly announced: (Announcement & { sent: number })[] = [];
  now = 0;

  says(method: string, ...answers: Says[]): this {
    (this.once[method] ??= []).push(...answers);
    return this;
  }

  alwaysSays(method: string, answer: Says): this {
    this.always[method] = answer;
    return this;
  }

  readonly clock: Clock = {
    now: () => this.now,
    wait: async (milliseconds) => {
      this.now += milliseconds;
    },
  };

  readonly transport: Transport = {
    origin: 'http://node',
    redacted: (text) => text,
    post: async (body, timeout) => {
      const { id, method, params } = JSON.parse(body);
      this.asked.push({ method, params });
      const says = this.once[method]?.shift() ?? this.always[method] ?? this.#sent(method, params);
      if (says === silence) this.now += timeout;
      if ('body' in says || 'kind' in says) return says;
      return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id, ...says }) };
    },
  };

  #sent(method: string, params: readonly unknown[]): Says {
    if (method !== 'sendTransaction') throw new Error(`nobody answers ${method}`);
    return { result: getSignatureFromTransaction(decoded(params[0])) };
  }

  connect(options: ConnectOptions = {}) {
    let drawn = 0n;
    return connect(this.transport, {
      clock: this.clock,
      // Counts: one unit and one byte for the first.
      entropy: () => ((drawn += 1n), (drawn << 32n) | drawn),
      announce: (it) => void this.announced.push({ ...it, sent: this.parameters('sendTransaction').length }),
      ...options,
    });
  }

  parameters(method: string): (readonly unknown[])[] {
    return this.asked.filter((it) => it.method === method).map(({ params }) => params);
  }

  transactions(method: string): Transaction[] {
    return this.parameters(method).map(([wire]) => decoded(wire));
  }
}

const decoded = (wire: unknown): Transaction => getTransactionDecoder().decode(getBase64Encoder().encode(String(wire)));
