/** Broadcasts a signed transaction until it is concluded, or time is up. */
import type { Base64EncodedWireTransaction, Signature } from '@solana/kit';
import { backoff, type Clock, type Patience } from './clock';
import { Evidence, LIFETIME, type Conclusion, type Life, type Look } from './evidence';
import { Fault, type Node } from './node';

/** Milliseconds between two looks, at first and at most. */
const LOOKS = [50, 500] as const;
/** Milliseconds between two broadcasts. */
const REBROADCAST = 1_000;

/** What is said of a signed transaction before it is broadcast for the first time. */
export type Announcement = {
  /** By which it is found, should this process end before it is concluded. */
  signature: Signature;
  /** The last block height at which it may be executed. */
  lastHeight: bigint;
  /** Fee in lamports, of signatures and priority. */
  fee: bigint;
};

/** Broadcast as soon as it returns; if it throws, nothing is sent. */
export type Announce = (announcement: Announcement) => void | Promise<void>;

/** A transaction to send. */
export type Signed = {
  wire: Base64EncodedWireTransaction;
  signature: Signature;
  life: Life;
  /** When its blockhash was given, by the clock. */
  born: number;
  /** In lamports. */
  fee: bigint;
};

/** How a transaction ended: not taken by any node (`refused`, `unsent` for want of an answer), or in a block or not (`unknown`). */
export type Ended = Conclusion | { state: 'refused' | 'unsent'; fault: Fault } | { state: 'unknown'; reason: string };

type Means = { node: Node; clock: Clock; patience: Patience; announce: Announce };

/** Announces it, sends it each second while it is in no block, and looks for its end. */
export async function pursue({ node, clock, patience, announce }: Means, signed: Signed): Promise<Ended> {
  const { wire, signature, life, born, fee } = signed;
  await announce({ signature, lastHeight: life.lastHeight, fee });
  const evidence = new Evidence(life);
  // Whether a node may have taken it, whether the last look found it in no block, and why the last broadcast failed.
  let [taken, missing, fault]: [boolean, boolean, Fault?] = [false, true];
  const start = clock.now();
  const waited = () => clock.now() - start;
  let due = start;
  const next = backoff(...LOOKS);
  for (;;) {
    if (clock.now() >= due) {
      if (missing) {
        fault = await faultOf(() => node.broadcast(wire, signature));
        taken ||= fault === undefined || fault.kind === 'lost' || fault.refusal?.error === 'AlreadyProcessed';
      }
      due = clock.now() + REBROADCAST;
    }
    const { silence, conclusion } = await look();
    if (conclusion !== undefined) return conclusion;
    // A status may still show that it was taken: without an answer about that, it is asked again.
    const given = silence === undefined || fault?.kind === 'unconnected' ? givenUp() : undefined;
    if (given !== undefined) return given;
    const left = patience.outcome - waited();
    if (left <= 0) return timedOut(silence);
    await clock.wait(Math.min(next(), left));
  }

  /** What the nodes say now. */
  async function look(): Promise<{ silence?: Fault; conclusion?: Conclusion | undefined }> {
    let conclusion: Conclusion | undefined;
    const silence = await faultOf(async () => {
      const { value } = await node.status(signature, false);
      missing = value === undefined;
      conclusion = evidence.status(value);
      if (conclusion !== undefined || clock.now() - born < LIFETIME) return;
      const closer = await lookCloser();
      conclusion = evidence.look(clock.now() - born, closer);
    });
    return silence === undefined ? { conclusion } : { silence };
  }

  /** Asks, in this order, whether it may still be executed, and if not, whether it was. */
  async function lookCloser(): Promise<Look> {
    const tip = await node.tip();
    const usable = await node.isValid(life.blockhash, tip.slot);
    if (usable.value) return { tip, usable, history: true };
    try {
      return { tip, usable, found: await node.status(signature, true), history: true };
    } catch (error) {
      // Without a history, the node remembers only some minutes.
      if (!(error instanceof Fault) || error.kind !== 'refused') throw error;
      return { tip, usable, found: await node.status(signature, false), history: false };
    }
  }

  /** Once nobody has taken it for as long as is waited for that. */
  function givenUp(): Ended | undefined {
    if (fault === undefined || taken || evidence.seen) return undefined;
    const notYet = fault.refusal?.error === 'BlockhashNotFound';
    const limits = {
      refused: notYet ? patience.blockhash : 0,
      unconnected: patience.connection,
      busy: patience.answer,
      lost: patience.answer,
    };
    if (waited() < limits[fault.kind]) return undefined;
    return { state: fault.kind === 'refused' ? 'refused' : 'unsent', fault };
  }

  function timedOut(silence: Fault | undefined): Ended {
    if (!taken && !evidence.seen && fault !== undefined) return { state: 'unsent', fault };
    const seconds = Math.floor(waited() / 1_000);
    const reason = evidence.seen
      ? `it was in a block that did not become sure within ${seconds} s`
      : `it was in no block for ${seconds} s, but may still come into one`;
    return { state: 'unknown', reason: silence?.message ?? reason };
  }
}

/** Whatever goes wrong after the broadcast must not lose sight of the transaction. */
async function faultOf(act: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    return new Fault('', { kind: 'lost', words: error instanceof Error ? error.message : String(error) });
  }
}
