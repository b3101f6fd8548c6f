/** Time, which tests replace. */
export type Clock = {
  /** Milliseconds since any fixed moment; never goes back. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
};

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
};

/** Waits between repetitions, in milliseconds: each twice the one before, up to the longest. */
export function backoff(first: number, longest: number): () => number {
  let next = first;
  return () => {
    const now = next;
    next = Math.min(2 * now, longest);
    return now;
  };
}

/** Timeouts, in milliseconds. */
export type Timeouts = {
  /** For the outcome of a transaction, from its first broadcast. */
  outcome: number;
  /** For a readable answer; a request without one is repeated. */
  answer: number;
  /** For a connection. */
  connection: number;
  /** For a node that does not yet know another node's blockhash. */
  blockhash: number;
  /** For the answer to a single request. */
  request: number;
};

export const RPC_TIMEOUTS_MS: Timeouts = {
  // A blockhash lives 60 s with slots of 400 ms, and finality follows 13 s later.
  outcome: 120_000,
  answer: 30_000,
  connection: 2_000,
  blockhash: 5_000,
  request: 30_000,
};
