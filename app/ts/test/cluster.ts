/** A small cluster whose nodes lag, are silent, or are wrong: that of `app/client/src/sending/pursuit/tests.rs`. */
import type { TransactionError } from '@solana/kit';
import type { Clock } from '../src';
import { Fault, type FaultKind, type Node } from '../src/sending/node';

/** Milliseconds between two blocks. */
const BLOCK = 400;
/** Blocks before the first request. */
export const BEFORE = 10_000;
/** Blocks behind the tip that are final. */
const FINALITY = 32;
export const LAST_HEIGHT = BEFORE + 150;

/**
 * What becomes of a broadcast. Unsaid: taken, and the answer lost; swallowed: not taken, and the answer lost; behind: the
 * node does not know the blockhash; busy: too much is asked, as somebody says who may have handed it on; known: the node has executed it before.
 */
export const WAYS = ['taken', 'unsaid', 'swallowed', 'unconnected', 'busy', 'behind', 'refused', 'known'] as const;
export type Way = (typeof WAYS)[number];

const FAULTS: { [way in Way]?: [FaultKind, string, TransactionError?] } = {
  unsaid: ['lost', 'HTTP 504'],
  swallowed: ['lost', 'HTTP 504'],
  unconnected: ['unconnected', 'refused'],
  busy: ['lost', 'HTTP 429'],
  behind: ['refused', 'refused', 'BlockhashNotFound'],
  refused: ['refused', 'refused', 'AccountNotFound'],
  known: ['refused', 'refused', 'AlreadyProcessed'],
};

const SETTINGS = {
  /** Ways of the broadcasts; the last repeats. */
  ways: ['taken'] as readonly Way[],
  /** Blocks from taking it to the block that it is in. */
  delay: 2,
  /** The block that it is in. */
  block: undefined as number | undefined,
  /** It fails there. */
  fails: false,
  /** Blocks by which each node is behind; one answers each request. */
  lags: [0] as readonly number[],
  /** Percent of reads that are lost. */
  lost: 0,
  /** The first reads, all of which are lost. */
  silent: 0,
  /** Percent of tips that are far ahead. */
  ahead: 0,
  /** Percent of tips that are just over the last height. */
  over: 0,
  /** Nulls in a status that are wrong. */
  wrong: 0,
  /** The chain stands still from this block on. */
  stands: Infinity,
  /** It keeps no history. */
  forgets: false,
  /** The last finalized block that it names is its newest one. */
  eager: false,
};
export type Settings = Partial<typeof SETTINGS>;

/** Random numbers from 0 to below 1, the same for the same seed: mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Slots and heights are the same. */
export function cluster(settings: Settings, seed: number) {
  const it = { ...SETTINGS, ...settings };
  const next = random(seed);
  let [now, broadcasts] = [0, 0];
  const clock: Clock = {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
  };
  const tipNow = () => Math.min(BEFORE + Math.floor(now / BLOCK), it.stands);
  const chance = (percent: number) => next() * 100 < percent;
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  const fault = (kind: FaultKind, words: string, error?: TransactionError, code?: number) =>
    new Fault('any', { kind, words, code, refusal: error && { error, logs: [] } });
  /** The tip of the node that answers, after what the answer takes. */
  const answer = () => {
    now += 20;
    if (it.silent > 0) {
      it.silent -= 1;
      throw fault('lost', 'gateway');
    }
    if (chance(it.lost)) throw fault('lost', 'gateway');
    return tipNow() - pick(it.lags);
  };
  const finalOf = (tip: number, least: number) => {
    const slot = tip - FINALITY;
    if (slot < least) throw fault('busy', 'minimum context slot', undefined, -32_016);
    return slot;
  };
  const node: Node = {
    async broadcast() {
      now += 20;
      const way = it.ways[Math.min(broadcasts, it.ways.length - 1)] ?? 'taken';
      broadcasts += 1;
      const block = tipNow() + it.delay;
      // A block after the last height does not take it.
      if (['taken', 'unsaid', 'known'].includes(way) && block <= LAST_HEIGHT) it.block ??= block;
      const failed = FAULTS[way];
      if (failed !== undefined) throw fault(...failed);
    },
    async status(_, history) {
      const tip = answer();
      if (history && it.forgets) throw fault('refused', 'no history');
      const { block } = it;
      let known = block !== undefined && block <= tip && (history || block + 300 >= tip);
      if (known && it.wrong > 0) {
        it.wrong -= 1;
        known = false;
      }
      const error: TransactionError | null = it.fails ? 'AccountInUse' : null;
      const status = known && block !== undefined ? { slot: BigInt(block), sure: block < tip, error } : undefined;
      return { slot: BigInt(tip), value: status };
    },
    async tip() {
      const tip = answer();
      const slot = it.eager ? tip : finalOf(tip, -Infinity);
      const height = chance(it.ahead) ? 1e12 : chance(it.over) ? Math.max(slot, LAST_HEIGHT + 1) : slot;
      return { slot: BigInt(slot), height: BigInt(height) };
    },
    async isValid(_, least) {
      const slot = finalOf(answer(), Number(least));
      // A bank before the blockhash does not know it.
      return { slot: BigInt(slot), value: slot >= BEFORE && slot <= LAST_HEIGHT };
    },
  };
  return { it, clock, node, broadcasts: () => broadcasts, pick, next };
}
