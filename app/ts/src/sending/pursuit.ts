/** Broadcasts a signed transaction until it is concluded, or time is up. */
import type { Base64EncodedWireTransaction, Blockhash, Signature } from '@solana/kit';
import { backoff, type Clock, type Timeouts } from './clock';
import { Evidence, LIFETIME, type Conclusion, type Life, type Look } from './evidence';
import { Fault, type Node, type Tip } from './node';

/** Milliseconds between two looks, at first and at most. */
const LOOKS = [50, 500] as const;
/** Milliseconds between two broadcasts. */
const REBROADCAST = 1_000;

/** Milliseconds from a refusal to its end: several slots, in which a status may show that another node has taken it. */
const REFUSAL = 2_000;
/** Milliseconds for which a last block stands that no node has come to yet; it may have been one that there is not. */
const HELD = 30_000;

/** Announcement of a signed transaction before its first broadcast. */
export type Announcement = {
  /** Signature, by which the transaction is found if this process ends before the outcome. */
  signature: Signature;
  /** The last block height at which it may be executed. */
  lastHeight: bigint;
  /** Fee in lamports: signatures and priority. */
  fee: bigint;
  blockhash: Blockhash;
  /** Slot of a bank in which it could be executed. */
  slot: bigint;
  /** The transaction; undefined if a signer has sent it. */
  wire: Base64EncodedWireTransaction | undefined;
};

/** An announced transaction that has no outcome yet. */
export type Pending = Omit<Announcement, 'fee'> & {
  /** Milliseconds since its blockhash was received. */
  age: number;
};

/** The broadcast follows as soon as it returns. If it throws, nothing is sent. */
export type Announce = (announcement: Announcement) => void | Promise<void>;

/** A transaction to send. */
export type Signed = {
  /** Undefined if a signer has sent it: then it is only followed. */
  wire: Base64EncodedWireTransaction | undefined;
  signature: Signature;
  life: Life;
  /** When its blockhash was received, by the clock. */
  born: number;
  /** In lamports. */
  fee: bigint;
};

/**
 * How a transaction ended: not taken by the only node that it was sent to (`refused`), never sent for lack of a connection
 * (`unsent`), or possibly in a block (`unknown`).
 */
export type Ended = Conclusion | { state: 'refused' | 'unsent'; fault: Fault } | { state: 'unknown'; reason: string };

type Means = {
  node: Node;
  clock: Clock;
  timeouts: Timeouts;
  announce: Announce;
  /** Whether it was sent before. */
  resumed?: boolean;
};

/** Announces it, sends it each second while it is in no block, and looks for its end. */
export async function pursue({ node, clock, timeouts, announce, resumed = false }: Means, signed: Signed): Promise<Ended> {
  const { wire, signature, life, born, fee } = signed;
  await announce({ signature, ...life, fee, wire });
  const evidence = new Evidence(life);
  // Number of broadcasts that may have left, whether the last look found it in no block, and the last failed broadcast.
  let [sent, missing, faulted, fault]: [number, boolean, number, Fault?] = [resumed ? 1 : 0, true, 0];
  // The last block of a node, as it was read then, that no node had come to, and since when it is asked about again: some nodes
  // name a later one than they count as finalized.
  let held: { tip: Tip; since: number } | undefined;
  const start = clock.now();
  const waited = () => clock.now() - start;
  let due = start;
  const next = backoff(...LOOKS);
  for (;;) {
    if (clock.now() >= due) {
      if (wire !== undefined && missing && refusal() === undefined) {
        fault = await faultOf(() => node.broadcast(wire, signature));
        faulted = clock.now();
        if (fault?.kind !== 'unconnected') sent += 1;
      }
      due = clock.now() + REBROADCAST;
    }
    const { silence, conclusion } = await look();
    if (conclusion !== undefined) return conclusion;
    const given = givenUp(silence);
    if (given !== undefined) return given;
    const left = timeouts.outcome - waited();
    if (left <= 0) return timedOut(silence);
    await clock.wait(Math.min(next(), left));
  }

  /** The current answers of the nodes. */
  async function look(): Promise<{ silence?: Fault; conclusion?: Conclusion | undefined }> {
    let conclusion: Conclusion | undefined;
    const silence = await faultOf(async () => {
      const found = await node.status(signature, false);
      conclusion = evidence.status(found);
      missing = found.value === undefined || !evidence.seen;
      const now = clock.now();
      if (conclusion !== undefined || now - born < LIFETIME) return;
      conclusion = evidence.look(now - born, await lookCloser(now));
    });
    return silence === undefined ? { conclusion } : { silence };
  }

  /** Asks, in this order, whether it may still be executed, and if not, whether it was. */
  async function lookCloser(now: number): Promise<Look> {
    const tip = heldOr(await node.tip(), now);
    const usable = await node.isValid(life.blockhash, tip.slot).catch((error: unknown) => {
      if (!(error instanceof Fault && error.isBehind)) held = undefined;
      throw error;
    });
    held = undefined;
    if (usable.value) return { tip, usable, history: true };
    try {
      return { tip, usable, found: await node.status(signature, true), history: true };
    } catch (error) {
      // Without a history, the node remembers only some minutes.
      if (!(error instanceof Fault) || error.kind !== 'refused') throw error;
      return { tip, usable, found: await node.status(signature, false), history: false };
    }
  }

  /** The block that is held, unless the newest is before it, or it has been held for too long. */
  function heldOr(newest: Tip, now: number): Tip {
    if (held === undefined || held.tip.slot > newest.slot || now - held.since > HELD) held = { tip: newest, since: now };
    return held.tip;
  }

  /** Why it never left. */
  function neverLeft(): Fault | undefined {
    return sent === 0 && fault?.kind === 'unconnected' && !evidence.seen ? fault : undefined;
  }

  /** Why the only node that received it did not take it. A repeated broadcast may have been taken by then. */
  function refusal(): Fault | undefined {
    // It is already known, or the node does not know the blockhash yet.
    const isRepeated = fault?.refusal?.error === 'AlreadyProcessed' || fault?.refusal?.error === 'BlockhashNotFound';
    return sent === 1 && fault?.kind === 'refused' && !isRepeated && !evidence.seen ? fault : undefined;
  }

  /** Ends it once no node has taken it within the timeout. A status may still show that it was taken. */
  function givenUp(silence: Fault | undefined): Ended | undefined {
    const [unsent, refused] = [neverLeft(), refusal()];
    if (unsent !== undefined && waited() >= timeouts.connection) return { state: 'unsent', fault: unsent };
    const isOver = silence === undefined && clock.now() - faulted >= REFUSAL;
    return refused !== undefined && isOver ? { state: 'refused', fault: refused } : undefined;
  }

  function timedOut(silence: Fault | undefined): Ended {
    const unsent = neverLeft();
    if (unsent !== undefined) return { state: 'unsent', fault: unsent };
    const seconds = Math.floor(waited() / 1_000);
    const reason = evidence.seen
      ? `it was in a block that did not become sure within ${seconds} s`
      : `it was in no block for ${seconds} s, but may still come into one`;
    return { state: 'unknown', reason: silence?.message ?? reason };
  }
}

/** No error after the broadcast may lose track of the transaction. */
async function faultOf(act: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    return new Fault('', { kind: 'lost', words: error instanceof Error ? error.message : String(error) });
  }
}
