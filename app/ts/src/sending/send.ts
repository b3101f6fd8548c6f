/** From instructions to the outcome of a transaction on a cluster. docs/spec/sending.md has the rules. */
import {
  createSolanaRpcFromTransport,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  isSolanaError,
  type Commitment,
  type Instruction,
  type Rpc,
  type Signature,
  type SolanaRpcApi,
  type TransactionError,
  type TransactionSigner,
} from '@solana/kit';
import { compose, sign, unsigned, type Message, type TransactionOptions } from '../transaction';
import { patiently, REPEATS, type Asking } from './ask';
import { budgetOf, priorityFee, systemEntropy, type Entropy } from './budget';
import { backoff, RPC_TIMEOUTS_MS, systemClock, type Clock, type Timeouts } from './clock';
import { Fault, type Refusal } from './node';
import { nodes } from './nodes';
import { pursue, type Announce, type Ended, type Signed } from './pursuit';
import { reasonOf } from './reason';
import { Seen } from './seen';
import { http, type Transport } from './transport';

/** Attempts to get a signature that is in no block yet. */
const ATTEMPTS = 3;
const LAMPORTS_PER_SIGNATURE = 5_000n;

/** How a transaction ended. What proves each is in docs/spec/sending.md. */
export type Outcome =
  | { state: 'confirmed'; signature: Signature; slot: bigint; logs: readonly string[] }
  /** In a block, and failed: its fee is paid, and nothing else has changed. */
  | { state: 'failed'; signature: Signature; reason: string; error: TransactionError; logs: readonly string[] }
  /** Not sent: a signer or the simulation refused it. */
  | { state: 'refused'; reason: string; error: TransactionError; logs: readonly string[] }
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
  /** It may have been executed: check before it is sent again. */
  | { state: 'unknown'; signature: Signature; reason: string };

export type ConnectOptions = {
  /** Commitment of reads and of the outcome; `confirmed` by default. */
  commitment?: Commitment;
  /** Called with each transaction before anything is sent. */
  announce?: Announce;
  timeouts?: Partial<Timeouts>;
  clock?: Clock;
  entropy?: Entropy;
};

/** A cluster behind JSON-RPC. */
export type Network = {
  /** For reads: each is repeated until it is answered, and rejects with a `Fault` in the node's own words. */
  rpc: Rpc<SolanaRpcApi>;
  /** Simulates, signs, announces and sends a transaction, until its outcome. Never rejects once anything is sent. */
  send(payer: TransactionSigner, instructions: readonly Instruction[], options?: TransactionOptions): Promise<Outcome>;
};

/** The cluster at a URL, or behind a transport. Messages contain only the origin of the URL. */
export function connect(to: string | Transport, options: ConnectOptions = {}): Network {
  const { commitment = 'confirmed', announce = () => {}, clock = systemClock, entropy = systemEntropy } = options;
  const timeouts = { ...RPC_TIMEOUTS_MS, ...options.timeouts };
  const asking: Asking = { transport: typeof to === 'string' ? http(to) : to, clock, timeouts };
  // Of what was read, and what was sent: what is read or simulated after it is on top of it.
  const seen = new Seen();
  const rpc = createSolanaRpcFromTransport(patiently(asking, seen));
  const inWords = (error: TransactionError) => reasonOf(error, asking.transport.redacted);

  /** Simulated units and log. Repeated while the node does not know the blockhash yet. */
  async function simulate(message: Message): Promise<{ units: bigint | undefined; logs: readonly string[] }> {
    const wire = getBase64EncodedWireTransaction(compiled(message));
    const [start, next] = [clock.now(), backoff(...REPEATS)];
    for (;;) {
      const config = {
        encoding: 'base64',
        commitment,
        sigVerify: false,
        replaceRecentBlockhash: true,
      } as const;
      const { value } = await rpc.simulateTransaction(wire, config).send();
      const logs = value.logs ?? [];
      if (value.err === null) return { units: value.unitsConsumed, logs };
      const wait = next();
      if (value.err !== 'BlockhashNotFound' || clock.now() - start + wait > timeouts.blockhash) {
        throw new Refused({ error: value.err, logs });
      }
      await clock.wait(wait);
    }
  }

  /** Signs until the signature is in no block yet: a transaction of another process would otherwise count as this one. */
  async function signNew(message: Message, units: bigint | undefined, price: bigint): Promise<Signed> {
    const minContextSlot = seen.least(commitment, clock.now());
    const { context, value } = await rpc.getLatestBlockhash({ commitment, minContextSlot }).send();
    // After the answer: the blockhash is at least as old as that.
    const born = clock.now();
    const life = { blockhash: value.blockhash, slot: context.slot, lastHeight: value.lastValidBlockHeight };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const budget = budgetOf(units, price, entropy);
      const transaction = await sign(message, budget, value).catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        throw new Refused({ error: 'SignatureFailure', logs: [words] });
      });
      const signature = getSignatureFromTransaction(transaction);
      const { value: known } = await rpc.getSignatureStatuses([signature]).send();
      if (known[0] !== null) continue;
      const fee = BigInt(Object.keys(transaction.signatures).length) * LAMPORTS_PER_SIGNATURE + priorityFee(budget);
      return { wire: getBase64EncodedWireTransaction(transaction), signature, life, born, fee };
    }
    const words = 'every signature is known already: its randomness is broken';
    throw new Fault('getSignatureStatuses', { kind: 'lost', words });
  }

  async function send(
    payer: TransactionSigner,
    instructions: readonly Instruction[],
    options: TransactionOptions = {},
  ): Promise<Outcome> {
    let [signed, logs]: [Signed?, (readonly string[])?] = [];
    try {
      const message = await compose(rpc, payer, instructions, options);
      const simulated = await simulate(message);
      logs = simulated.logs;
      signed = await signNew(message, simulated.units, options.price ?? 0n);
    } catch (error) {
      if (error instanceof Refused) return { state: 'refused', reason: inWords(error.refusal.error), ...error.refusal };
      if (error instanceof Fault) return { state: 'unsent', reason: error.message };
      throw error;
    }
    const node = nodes(asking, commitment, clock.now() + timeouts.outcome);
    const ended = await pursue({ node, clock, timeouts, announce }, signed);
    if (ended.state === 'confirmed') seen.see(commitment, ended.slot, clock.now());
    return await outcome(ended, signed, logs);
  }

  async function outcome(ended: Ended, { signature, life }: Signed, logs: readonly string[]): Promise<Outcome> {
    switch (ended.state) {
      case 'confirmed':
        return { ...ended, signature, logs };
      case 'failed':
        return { state: 'failed', signature, reason: inWords(ended.error), error: ended.error, logs: await logsOf(signature) };
      case 'refused': {
        const { refusal, message } = ended.fault;
        const why = refusal === undefined ? { reason: message, logs: [] } : { ...refusal, reason: inWords(refusal.error) };
        return { state: 'notTaken', signature, lastHeight: life.lastHeight, ...why };
      }
      case 'unsent':
        return { state: 'unsent', reason: ended.fault.message };
      case 'expired':
        return { state: 'expired', signature };
      case 'unknown':
        return { ...ended, signature };
    }
  }

  /** The log of a transaction in a block, if the node returns it. */
  async function logsOf(signature: Signature): Promise<readonly string[]> {
    const config = { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 1 } as const;
    const found = await rpc
      .getTransaction(signature, config)
      .send()
      .catch(() => null);
    return found?.meta?.logMessages ?? [];
  }

  return { rpc, send };
}

/** Refuses a transaction that fits no version, as a node would. */
function compiled(message: Message): ReturnType<typeof unsigned> {
  try {
    return unsigned(message);
  } catch (error) {
    if (!isSolanaError(error)) throw error;
    throw new Refused({ error: 'SanitizeFailure', logs: [error.message] });
  }
}

/** A transaction that was not sent. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super('refused');
  }
}
