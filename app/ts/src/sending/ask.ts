/** Requests to a cluster, repeated until they are answered. */
import type { RpcTransport } from '@solana/kit';
import { stringifyJsonWithBigInts } from '@solana/rpc-spec-types';
import { read, type Answer, type Request } from './answer';
import { backoff, type Clock, type Timeouts } from './clock';
import { Fault } from './node';
import { Seen } from './seen';
import { tied } from './tied';
import type { Transport } from './transport';

/** Milliseconds between two requests, at first and at most. */
export const REPEATS = [100, 2_000] as const;
/** Milliseconds for an answer that is not repeated: another request follows anyway. */
const ANSWER = 10_000;
/** Milliseconds for an answer of the last look, once time is up. */
const LAST_ANSWER = 500;
const MIB = 1 << 20;
/** Maximum size of an unpacked answer, in bytes: the largest account has 10 MiB, and base 64 makes four bytes of three. */
const MOST = 64 * MIB;
/** Maximum size of an answer with all accounts of a program: 100,000 suppliers are some 125 MB. */
const MOST_ACCOUNTS = 512 * MIB;

/** The transport, and the clock and timeouts of a request. */
export type Asking = { transport: Transport; clock: Clock; timeouts: Timeouts };

/** A transport for kit that asks once. After `until` it waits no longer than a last look takes. Rejects with a `Fault`. */
export const once = ({ transport, clock, timeouts }: Asking, until: number): RpcTransport =>
  transportOf(transport, (request, signal) => {
    const left = Math.max(Math.min(ANSWER, until - clock.now()), LAST_ANSWER);
    return ask(transport, request, Math.min(left, timeouts.request), signal);
  });

/**
 * Of kit: asks until there is an answer, or a refusal, or for as long as is waited for one. For what may be done twice. Accounts are
 * of no earlier slot than what was `seen`, and count as seen.
 */
export const patiently = ({ transport, clock, timeouts }: Asking, seen = new Seen()): RpcTransport =>
  transportOf(transport, async (request, signal) => {
    const start = clock.now();
    const state = tied(request, seen, start);
    const next = backoff(...REPEATS);
    for (;;) {
      const given = await ask(transport, state.request, timeouts.request, signal);
      const answer = state.checked(given, clock.now());
      if ('result' in answer || answer.fault.kind === 'refused') return answer;
      const { kind, after = 0 } = answer.fault;
      const wait = Math.max(next(), after);
      const most = kind === 'unconnected' ? timeouts.connection : timeouts.answer;
      if (clock.now() - start + wait > most) return answer;
      await clock.wait(wait);
      signal?.throwIfAborted();
    }
  });

type Ask = (request: Request, signal: AbortSignal | undefined) => Promise<Answer>;

/** Adds the host to a fault, and removes anything that could be a key. */
function transportOf({ origin, redacted }: Transport, answer: Ask): RpcTransport {
  return async <TResponse>({ payload, signal }: { payload: unknown; signal?: AbortSignal }) => {
    const request = payload as Request;
    const given = await answer(request, signal);
    if ('fault' in given) {
      throw new Fault(request.method, { ...given.fault, words: redacted(given.fault.words) }, origin);
    }
    return { jsonrpc: '2.0', id: request.id, result: given.result } as TResponse;
  };
}

async function ask(transport: Transport, request: Request, timeout: number, signal?: AbortSignal): Promise<Answer> {
  const most = request.method === 'getProgramAccounts' ? MOST_ACCOUNTS : MOST;
  const reply = await transport.post(stringifyJsonWithBigInts(request), timeout, most, signal);
  return read(request, reply, transport.redacted);
}
