/** What is asked of a cluster's nodes. Each request may be answered by another one, which may lag or be wrong. */
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
  /** Whether the block is as sure as was asked for. */
  sure: boolean;
  /** Why it failed; null if it did not. */
  error: TransactionError | null;
};

/** Answers that conclude a transaction. All but `status` are of a finalized bank. None is repeated; each rejects with a `Fault`. */
export type Node = {
  /**
   * Sends it to the leaders. Its faults are `unconnected`, for what never left, `refused`, for what the node says that it has not
   * handed on, and `lost` for all else.
   */
  broadcast(wire: Base64EncodedWireTransaction, signature: Signature): Promise<void>;
  /** Undefined if it is in no block that the node remembers. */
  status(signature: Signature, history: boolean): Promise<AtSlot<Status | undefined>>;
  /** The last finalized block. */
  tip(): Promise<Tip>;
  /** Whether a blockhash may still be used, of a bank at `slot` or later. */
  isValid(blockhash: Blockhash, slot: bigint): Promise<AtSlot<boolean>>;
};

/**
 * What a fault says of the request:
 * - `unconnected`: it never left, nobody listens
 * - `lost`: it may have been carried out, but its answer is lost or cannot be read
 * - `busy`: it was not carried out now; asked again, it may be
 * - `refused`: it was not carried out and will not be
 */
export type FaultKind = 'unconnected' | 'lost' | 'busy' | 'refused';

/** Why a transaction was not taken. */
export type Refusal = { error: TransactionError; logs: readonly string[] };

export type FaultDetails = {
  kind: FaultKind;
  /** The node's own, or what went wrong on the way to it. */
  words: string;
  /** Of JSON-RPC. */
  code?: number | undefined;
  /** Of HTTP. */
  status?: number | undefined;
  /** When to ask again at the earliest, in milliseconds from now, if the node says so. */
  after?: number | undefined;
  refusal?: Refusal | undefined;
  /** The node itself says so, by a code that it gives before it does anything. */
  neverBegan?: boolean | undefined;
};

/** A request without the answer that it asked for. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly words: string;
  readonly code: number | undefined;
  readonly status: number | undefined;
  readonly after: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly neverBegan: boolean;

  constructor(
    /** The method of JSON-RPC. */
    readonly method: string,
    { kind, words, code, status, after, refusal, neverBegan = false }: FaultDetails,
    /** Who was asked. */
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
