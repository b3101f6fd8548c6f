/** Requests to the nodes of a cluster. Each may be answered by another node, which may lag or be wrong. */
import type { Base64EncodedWireTransaction, Blockhash, Signature, TransactionError } from '@solana/kit';

/** Code of JSON-RPC. */
export const MIN_CONTEXT_SLOT_NOT_REACHED = -32_016;

/** An answer, and the slot of the node's bank that it is from. */
export type AtSlot<T> = { slot: bigint; value: T };

/** A bank's place in the chain. */
export type Tip = { slot: bigint; height: bigint };

/** A transaction in a block. */
export type Status = {
  slot: bigint;
  /** Whether the block has the requested commitment. */
  sure: boolean;
  /** Why it failed; null if it did not. */
  error: TransactionError | null;
};

/** Answers that conclude a transaction. All except `status` are from a finalized bank. None is repeated; each rejects with a `Fault`. */
export type Node = {
  /**
   * Sends it to the leaders. Its faults are `unconnected` if it never left, `refused` if the node says that it has not
   * forwarded it, and otherwise `lost`.
   */
  broadcast(wire: Base64EncodedWireTransaction, signature: Signature): Promise<void>;
  /** Undefined if it is in no block that the node remembers. */
  status(signature: Signature, history: boolean): Promise<AtSlot<Status | undefined>>;
  /** The last finalized block. */
  tip(): Promise<Tip>;
  /** Whether a blockhash may still be used, in a bank at `slot` or later. */
  isValid(blockhash: Blockhash, slot: bigint): Promise<AtSlot<boolean>>;
};

/**
 * What a fault says about the request:
 * - `unconnected`: it never left, there was no connection
 * - `lost`: it may have been executed, but its answer is lost or unreadable
 * - `busy`: it was not executed now; a repetition may succeed
 * - `refused`: it was not executed and will not be
 */
export type FaultKind = 'unconnected' | 'lost' | 'busy' | 'refused';

/** Why a transaction was not taken. */
export type Refusal = { error: TransactionError; logs: readonly string[] };

export type FaultDetails = {
  kind: FaultKind;
  /** The node's message, or what went wrong on the way to it. */
  words: string;
  /** JSON-RPC code. */
  code?: number | undefined;
  /** HTTP status. */
  status?: number | undefined;
  /** Minimum delay before asking again, in milliseconds, if the node gives one. */
  after?: number | undefined;
  refusal?: Refusal | undefined;
  /** Whether the node itself refused, with a code that it returns before it does anything. */
  neverBegan?: boolean | undefined;
};

/** A request that failed. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly words: string;
  readonly code: number | undefined;
  readonly status: number | undefined;
  readonly after: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly neverBegan: boolean;

  constructor(
    /** The JSON-RPC method. */
    readonly method: string,
    { kind, words, code, status, after, refusal, neverBegan = false }: FaultDetails,
    /** The host that was asked. */
    origin?: string,
  ) {
    const who = origin === undefined ? '' : `${origin}: `;
    super(
      code === MIN_CONTEXT_SLOT_NOT_REACHED
        ? `the network's node is behind: ${who}${words}`
        : kind === 'refused'
          ? `the node refuses ${method}: ${words}`
          : `the network does not answer: ${who}${words}`,
    );
    this.name = 'Fault';
    [this.kind, this.words, this.code, this.status, this.after, this.refusal] = [
      kind,
      words,
      code,
      status,
      after,
      refusal,
    ];
    this.neverBegan = neverBegan;
  }

  /** Whether the node has not come to the slot that was asked for. */
  get isBehind(): boolean {
    return this.code === MIN_CONTEXT_SLOT_NOT_REACHED;
  }
}
