/** Interpretation of replies to JSON-RPC requests. No request is made here. */
import type { TransactionError } from '@solana/kit';
import { parseJsonWithBigInts } from '@solana/rpc-spec-types';
import { isShaped } from './shapes';
import { MIN_CONTEXT_SLOT_NOT_REACHED, type FaultDetails, type FaultKind, type Refusal } from './node';

/** What came back. */
export type Reply = {
  /** HTTP status. */
  status: number;
  /** Minimum delay before asking again, in milliseconds. */
  after?: number | undefined;
  body: string;
};

/** No reply: there was no connection, or the request may have left. */
export type NoReply = { kind: 'unconnected' | 'lost'; words: string };

/** A request, as it is sent. */
export type Request = { id: unknown; method: string; params?: unknown };

/** Maximum length of an explanation, in characters. */
const WORDS = 200;

/** Of JSON-RPC: block not available, behind, slot skipped or too much asked, scan, status not yet, context, storage. */
const BUSY = [-32_004, -32_005, -32_007, -32_012, -32_014, MIN_CONTEXT_SLOT_NOT_REACHED, -32_019, 429, -32_429];
/** Internal errors, also of what stands between. */
const LOST = [-32_603, -32_000];
const PREFLIGHT_FAILURE = -32_002;
const SIGNATURE_VERIFICATION_FAILURE = -32_003;
/**
 * Codes with which a node refuses a transaction before it forwards it, so that no leader has it. Any other code may also be
 * from a gateway that has forwarded it and then lost the answer.
 */
const BEFORE_BROADCAST = [
  // The simulation that the node runs first failed.
  PREFLIGHT_FAILURE,
  // A signature, which the node verifies first, is wrong.
  SIGNATURE_VERIFICATION_FAILURE,
  // A signature, which the node counts first, is missing.
  -32_013,
  // The method does not exist.
  -32_601,
  // The transaction could not be decoded.
  -32_602,
];

type Json = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

export type Answer = { result: unknown } | { fault: FaultDetails };

/** The result of the request, or why there is none, in the node's words without keys (`redacted`). */
export function read(request: Request, reply: Reply | NoReply, redacted: (text: string) => string): Answer {
  if ('kind' in reply) return { fault: reply };
  const read = readBody(request, reply, (text) => plain(text, redacted));
  if ('result' in read) return read;
  const { status, after } = reply;
  const kind = gatewayKind(status) ?? read.fault.kind;
  return { fault: { ...read.fault, kind, status, after } };
}

/** A fault of a gateway, whose message says nothing about the node. */
function gatewayKind(status: number): FaultKind | undefined {
  if (status === 408 || status === 425 || (status >= 500 && status <= 599)) return 'lost';
  return status === 429 ? 'busy' : undefined;
}

function readBody(request: Request, { status, body }: Reply, plain: (text: string) => string): Answer {
  const isSuccess = status >= 200 && status < 300;
  const parsed = parse(body);
  const answer = isObject(parsed) ? parsed : {};
  const { id, error, result } = answer;
  const isError = error !== undefined && error !== null;
  if (isError && result !== undefined && result !== null) return lost('its answer is a result and an error at once');
  if (isObject(error) && !Array.isArray(error)) {
    const fault = ofError(error, plain);
    const before = fault.code !== undefined && BEFORE_BROADCAST.includes(fault.code);
    return { fault: { ...fault, neverBegan: isSuccess && id === request.id && before } };
  }
  if (isSuccess && 'result' in answer && !isError) {
    if (id !== request.id) return lost('its answer is to another request');
    return isShaped(request, result) ? { result } : lost(`its answer to ${request.method} cannot be read`);
  }
  if (isSuccess) return lost(`its answer cannot be read: ${plain(body)}`);
  // A redirect is not an answer of the node.
  if (status >= 300 && status < 400) {
    return { fault: { kind: 'refused', words: `it leads to another address (HTTP ${status}): give that one` } };
  }
  const said = plain(wordsOf(answer) ?? body);
  return { fault: { kind: 'refused', words: `${said} (HTTP ${status})` } };
}

const lost = (words: string): Answer => ({ fault: { kind: 'lost', words } });

function parse(body: string): unknown {
  try {
    return parseJsonWithBigInts(body);
  } catch {
    return undefined;
  }
}

/** Interpretation of a JSON-RPC error object. */
function ofError(error: Json, plain: (text: string) => string): FaultDetails {
  const said = typeof error['message'] === 'string' ? plain(error['message']) : 'no words';
  // A code that is not an integer is unknown.
  if (typeof error['code'] !== 'bigint') return { kind: 'lost', words: `${said} (no code)` };
  const code = Number(error['code']);
  const refusal =
    code === PREFLIGHT_FAILURE
      ? preflight(error['data'])
      : code === SIGNATURE_VERIFICATION_FAILURE
        ? { error: 'SignatureFailure' as const, logs: [said] }
        : undefined;
  return { kind: kindOf(code), words: `${said} (${code})`, code, refusal };
}

function kindOf(code: number): FaultKind {
  if (BUSY.includes(code)) return 'busy';
  return LOST.includes(code) || (code >= 500 && code <= 599) ? 'lost' : 'refused';
}

/** Why a simulation before the broadcast failed, with its log. */
function preflight(data: unknown): Refusal | undefined {
  if (!isObject(data) || (typeof data['err'] !== 'string' && !isObject(data['err']))) return undefined;
  const logs = Array.isArray(data['logs']) ? data['logs'].filter((line) => typeof line === 'string') : [];
  return { error: data['err'] as TransactionError, logs };
}

/** The message of a gateway, wherever it puts it. */
function wordsOf(answer: Json): string | undefined {
  const said = ['error', 'message', 'detail', 'title'].map((field) => answer[field]);
  return said.find((it) => typeof it === 'string');
}

/** Text from a stranger on one line, shortened, without tags, keys, invisible characters and direction changes. */
export function plain(text: string, redacted: (text: string) => string): string {
  const words = text
    .replace(/<[^>]*>?/g, ' ')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  // A truncated key would not be recognised.
  return Array.from(redacted(words)).slice(0, WORDS).join('') || 'no words';
}
