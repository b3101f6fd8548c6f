/** How a transaction ended. What proves each is in docs/spec/sending.md. */
import type { Signature, TransactionError } from '@solana/kit';

export type Outcome =
  | { state: 'confirmed'; signature: Signature; slot: bigint; logs: readonly string[] }
  /** In a block, and failed: its fee is paid, and nothing else has changed. */
  | { state: 'failed'; signature: Signature; reason: string; error: TransactionError; logs: readonly string[] }
  /** Not sent: a signer or the simulation refused it. `cause` is what a signer threw. */
  | { state: 'refused'; reason: string; error: TransactionError; logs: readonly string[]; cause?: unknown }
  /**
   * Sent, and the node said that it has not begun: nothing was executed so far. Up to this block height it still may be, if
   * another node has it.
   */
  | {
      state: 'notTaken';
      signature: Signature;
      lastHeight: bigint;
      reason: string;
      error?: TransactionError;
      logs: readonly string[];
    }
  /** Not sent: the network could not be read, or could not be connected to. */
  | { state: 'unsent'; reason: string }
  /** In no block before its blockhash expired, and never will be: it may be sent again. */
  | { state: 'expired'; signature: Signature }
  /**
   * It may have been executed: check before it is sent again. Without a signature if a wallet was to send it, and does not say
   * whether it has.
   */
  | { state: 'unknown'; signature?: Signature; reason: string };

export type Refused = Extract<Outcome, { state: 'refused' }>;
