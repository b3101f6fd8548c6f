/** From instructions to the outcome of a transaction on a cluster. docs/spec/sending.md has the rules. */
import {
  createSolanaRpcFromTransport,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  isTransactionModifyingSigner,
  isTransactionPartialSigner,
  isTransactionSendingSigner,
  type Address,
  type Commitment,
  type Instruction,
  type Rpc,
  type Signature,
  type SolanaRpcApi,
  type TransactionError,
  type TransactionSigner,
} from '@solana/kit';
import { budgetIn } from '../review/decode';
import { compose, sign, signAndSend, type Message, type TransactionOptions } from '../transaction';
import { patiently, type Asking } from './ask';
import { budgetOf, LAMPORTS_PER_SIGNATURE, systemEntropy, type Budget, type Entropy } from './budget';
import { RPC_TIMEOUTS_MS, systemClock, type Clock, type Timeouts } from './clock';
import { Fault } from './node';
import { nodes } from './nodes';
import type { Outcome, Refused } from './outcome';
import { pursue, type Announce, type Ended, type Pending, type Signed } from './pursuit';
import { reasonOf } from './reason';
import { Seen } from './seen';
import { MaybeSent } from './signer';
import { NotSent, simulate, type Simulation } from './simulate';
import { http, type Transport } from './transport';

/** Attempts to get a signature that is in no block yet. */
const ATTEMPTS = 3;

export type ConnectOptions = {
  /** Commitment of reads and of the outcome; `confirmed` by default. */
  commitment?: Commitment;
  /** Called with each transaction before anything is sent. */
  announce?: Announce;
  timeouts?: Partial<Timeouts>;
  clock?: Clock;
  entropy?: Entropy;
};

export type SendOptions = TransactionOptions & {
  /** Called with this transaction, in place of the one of the connection. */
  announce?: Announce;
};

/** A simulation of instructions, or why they are refused. */
export type Simulated = ({ state: 'simulated'; message: Message } & Simulation) | Refused;

/** A cluster behind JSON-RPC. */
export type Network = {
  /** For reads: each is repeated until it is answered, and rejects with a `Fault` in the node's own words. */
  rpc: Rpc<SolanaRpcApi>;
  /** What a transaction would do, and how it would leave these accounts. Nothing is signed or sent. Rejects with a `Fault`. */
  simulate(
    payer: TransactionSigner,
    instructions: readonly Instruction[],
    watched?: readonly Address[],
    options?: TransactionOptions,
  ): Promise<Simulated>;
  /**
   * Simulates, signs, announces and sends a transaction, until its outcome. Never rejects once anything is sent. A payer that
   * only sends by itself is announced after it has, and its transaction is followed, not broadcast.
   */
  send(payer: TransactionSigner, instructions: readonly Instruction[], options?: SendOptions): Promise<Outcome>;
  /** Follows a transaction that was announced, also by another process, to its outcome at a commitment. */
  follow(pending: Pending, commitment?: Commitment): Promise<Outcome>;
};

/** The cluster at a URL, or behind a transport. Messages contain only the origin of the URL. */
export function connect(to: string | Transport, options: ConnectOptions = {}): Network {
  const { commitment = 'confirmed', clock = systemClock, entropy = systemEntropy } = options;
  const timeouts = { ...RPC_TIMEOUTS_MS, ...options.timeouts };
  const asking: Asking = { transport: typeof to === 'string' ? http(to) : to, clock, timeouts };
  // Of what was read, and what was sent: what is read or simulated after it is on top of it.
  const seen = new Seen();
  const rpc = createSolanaRpcFromTransport(patiently(asking, seen));
  const means = { rpc, clock, timeouts, commitment };
  const inWords = (error: TransactionError) => reasonOf(error, asking.transport.redacted);

  async function latest() {
    const minContextSlot = seen.least(commitment, clock.now());
    const { context, value } = await rpc.getLatestBlockhash({ commitment, minContextSlot }).send();
    // After the answer: the blockhash is at least as old as that.
    const born = clock.now();
    return { value, born, life: { blockhash: value.blockhash, slot: context.slot, lastHeight: value.lastValidBlockHeight } };
  }

  /** Signs until the signature is in no block yet: a transaction of another process would otherwise count as this one. */
  async function signNew(message: Message, drawn: () => Budget, tables: SendOptions['tables']): Promise<Signed> {
    const { value, life, born } = await latest();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const transaction = await sign(message, drawn(), value).catch(ofSigner);
      const signature = getSignatureFromTransaction(transaction);
      const { value: known } = await rpc.getSignatureStatuses([signature]).send();
      if (known[0] !== null) continue;
      const signatures = BigInt(Object.keys(transaction.signatures).length);
      // A signer may have changed the budget.
      const fee = signatures * LAMPORTS_PER_SIGNATURE + budgetIn(transaction.messageBytes, tables).lamports;
      return { wire: getBase64EncodedWireTransaction(transaction), signature, life, born, fee };
    }
    const words = 'every signature is known already: its randomness is broken';
    throw new Fault('getSignatureStatuses', { kind: 'lost', words });
  }

  /** Has a signer send it. What it has sent may differ from the message, also in the blockhash. */
  async function sentBySigner(message: Message, drawn: () => Budget): Promise<Signed> {
    const { value, life, born } = await latest();
    const signature = await signAndSend(message, drawn(), value).catch(ofSigner);
    return { wire: undefined, signature, life, born, fee: LAMPORTS_PER_SIGNATURE };
  }

  async function send(
    payer: TransactionSigner,
    instructions: readonly Instruction[],
    given: SendOptions = {},
  ): Promise<Outcome> {
    const announce = given.announce ?? options.announce ?? (() => {});
    const sendsItself = !isTransactionModifyingSigner(payer) && !isTransactionPartialSigner(payer) && isTransactionSendingSigner(payer);
    let [signed, logs]: [Signed?, (readonly string[])?] = [];
    try {
      const message = await compose(rpc, payer, instructions, given);
      const simulated = await simulate(means, message);
      logs = simulated.logs;
      const drawn = () => budgetOf(simulated.units, given.price ?? 0n, entropy);
      signed = await (sendsItself ? sentBySigner(message, drawn) : signNew(message, drawn, given.tables));
    } catch (error) {
      if (error instanceof MaybeSent) return { state: 'unknown', reason: error.message };
      if (error instanceof NotSent) return refused(error);
      if (error instanceof Fault) return { state: 'unsent', reason: error.message };
      throw error;
    }
    return await pursued(signed, { announce, commitment, resumed: sendsItself, logs });
  }

  const follow = async ({ age, ...pending }: Pending, to: Commitment = commitment): Promise<Outcome> => {
    const { blockhash, slot, lastHeight } = pending;
    const signed = { ...pending, life: { blockhash, slot, lastHeight }, born: clock.now() - age, fee: 0n };
    return await pursued(signed, { announce: () => {}, commitment: to, resumed: true, logs: [] });
  };

  type Course = { announce: Announce; commitment: Commitment; resumed: boolean; logs: readonly string[] };

  async function pursued(signed: Signed, { announce, commitment, resumed, logs }: Course): Promise<Outcome> {
    const node = nodes(asking, commitment, clock.now() + timeouts.outcome);
    const ended = await pursue({ node, clock, timeouts, announce, resumed }, signed);
    if (ended.state === 'confirmed') seen.see(commitment, ended.slot, clock.now());
    return await outcome(ended, signed, logs);
  }

  async function outcome(ended: Ended, { signature, life, wire }: Signed, logs: readonly string[]): Promise<Outcome> {
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
        if (wire === undefined) return { state: 'unknown', signature, reason: OTHER_BLOCKHASH };
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

  const refused = ({ error, logs, cause }: NotSent): Refused => {
    return { state: 'refused', reason: inWords(error), error, logs, ...(cause !== undefined && { cause }) };
  };

  return {
    rpc,
    send,
    follow,
    async simulate(payer, instructions, watched, given = {}) {
      try {
        const message = await compose(rpc, payer, instructions, given);
        return { state: 'simulated', message, ...(await simulate(means, message, watched)) };
      } catch (error) {
        if (error instanceof NotSent) return refused(error);
        throw error;
      }
    },
  };
}

const OTHER_BLOCKHASH = 'it is in no block, and the wallet that has sent it may have used another blockhash than this one';

function ofSigner(error: unknown): never {
  if (error instanceof MaybeSent) throw error;
  throw new NotSent('SignatureFailure', [error instanceof Error ? error.message : String(error)], error);
}

