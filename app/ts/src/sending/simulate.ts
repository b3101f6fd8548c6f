/** One simulation, on the latest state, with the node's own blockhash. */
import {
  address,
  getBase64EncodedWireTransaction,
  getBase64Encoder,
  isSolanaError,
  type Address,
  type Commitment,
  type Rpc,
  type SolanaRpcApi,
  type TransactionError,
} from '@solana/kit';
import { unsigned, type Message } from '../transaction';
import { REPEATS } from './ask';
import { backoff, type Clock, type Timeouts } from './clock';

/** An account as a simulation leaves it. */
export type AccountAfter = { owner: Address; lamports: bigint; data: Uint8Array };

export type Simulation = {
  /** Compute units used; undefined if the node does not report them. */
  units: bigint | undefined;
  logs: readonly string[];
  /** The watched accounts, in their order, undefined where there is none; undefined if the node does not report them. */
  accounts: readonly (AccountAfter | undefined)[] | undefined;
};

/** A transaction that was not sent. */
export class NotSent extends Error {
  constructor(
    readonly error: TransactionError,
    readonly logs: readonly string[],
    /** What a signer threw. */
    override readonly cause?: unknown,
  ) {
    super('not sent');
  }
}

type Means = { rpc: Rpc<SolanaRpcApi>; clock: Clock; timeouts: Timeouts; commitment: Commitment };

/** Repeated while the node does not know the blockhash yet. Throws `NotSent`. */
export async function simulate(
  { rpc, clock, timeouts, commitment }: Means,
  message: Message,
  watched: readonly Address[] = [],
): Promise<Simulation> {
  const wire = getBase64EncodedWireTransaction(compiled(message));
  const [start, next] = [clock.now(), backoff(...REPEATS)];
  const config = { encoding: 'base64', commitment, sigVerify: false, replaceRecentBlockhash: true } as const;
  for (;;) {
    const { value } =
      watched.length === 0
        ? await rpc.simulateTransaction(wire, config).send()
        : await rpc.simulateTransaction(wire, { ...config, accounts: { addresses: watched, encoding: 'base64' } }).send();
    const logs = value.logs ?? [];
    if (value.err === null) {
      return { units: value.unitsConsumed, logs, accounts: accountsOf('accounts' in value ? value.accounts : undefined, watched.length) };
    }
    const wait = next();
    if (value.err !== 'BlockhashNotFound' || clock.now() - start + wait > timeouts.blockhash) {
      throw new NotSent(value.err, logs);
    }
    await clock.wait(wait);
  }
}

type Reported = { owner: string; lamports: bigint; data: unknown } | null;

function accountsOf(reported: readonly Reported[] | null | undefined, count: number): Simulation['accounts'] {
  if (!Array.isArray(reported) || reported.length !== count) return undefined;
  return reported.map((it: Reported) => {
    // A closed account is reported without lamports.
    if (it === null || it.lamports === 0n) return undefined;
    const [text] = it.data as readonly string[];
    return { owner: address(it.owner), lamports: it.lamports, data: Uint8Array.from(getBase64Encoder().encode(text ?? '')) };
  });
}

/** Refuses a transaction that fits no version, as a node would. */
function compiled(message: Message): ReturnType<typeof unsigned> {
  try {
    return unsigned(message);
  } catch (error) {
    if (!isSolanaError(error)) throw error;
    throw new NotSent('SanitizeFailure', [error.message]);
  }
}
