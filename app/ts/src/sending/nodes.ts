/** The nodes behind a URL, as sending asks them. */
import { createSolanaRpcFromTransport, type Commitment } from '@solana/kit';
import { once, type Asking } from './ask';
import { Fault, type Node } from './node';

/** `commitment` is the one to wait for. Time is up at `until`, by the clock of `asking`. */
export function nodes(asking: Asking, commitment: Commitment, until: number): Node {
  const rpc = createSolanaRpcFromTransport(once(asking, until));
  return {
    async broadcast(wire, signature) {
      // It was simulated here, and broadcasts are repeated here.
      const config = { encoding: 'base64', skipPreflight: true, maxRetries: 0n } as const;
      const sent = await rpc.sendTransaction(wire, config).send().catch(ofBroadcast);
      if (sent !== signature) {
        throw new Fault('sendTransaction', {
          kind: 'lost',
          words: 'its answer names another transaction than was sent',
        });
      }
    },
    async status(signature, searchTransactionHistory) {
      const { context, value } = await rpc.getSignatureStatuses([signature], { searchTransactionHistory }).send();
      const [it] = value;
      const status = it && { slot: it.slot, sure: isSure(it, commitment), error: it.err };
      return { slot: context.slot, value: status ?? undefined };
    },
    async tip() {
      // Both from one bank.
      const { absoluteSlot, blockHeight } = await rpc.getEpochInfo({ commitment: 'finalized' }).send();
      return { slot: absoluteSlot, height: blockHeight };
    },
    async isValid(blockhash, minContextSlot) {
      const config = { commitment: 'finalized', minContextSlot } as const;
      const { context, value } = await rpc.isBlockhashValid(blockhash, config).send();
      return { slot: context.slot, value };
    },
  };
}

/**
 * What a fault says about a transaction to forward. It was certainly not forwarded only if the node itself says that it has not
 * begun; other faults may come from a gateway.
 */
function ofBroadcast(error: unknown): never {
  if (!(error instanceof Fault) || error.kind === 'unconnected') throw error;
  throw new Fault(error.method, { ...error, kind: error.neverBegan && error.kind === 'refused' ? 'refused' : 'lost' });
}

type Sureness = { confirmations: bigint | null; confirmationStatus: Commitment | null };

/** Older nodes give no status, but confirmations, and null once it is finalized. */
export function isSure({ confirmations, confirmationStatus }: Sureness, commitment: Commitment): boolean {
  if (commitment === 'processed') return true;
  if (commitment === 'finalized') return confirmations === null;
  return confirmationStatus === null
    ? confirmations === null || confirmations > 1n
    : confirmationStatus !== 'processed';
}
