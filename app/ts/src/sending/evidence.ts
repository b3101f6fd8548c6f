/** What the answers of nodes prove about a transaction. No request is made here, and no time passes. */
import type { Blockhash, TransactionError } from '@solana/kit';
import type { AtSlot, Status, Tip } from './node';

/** Blocks in which a blockhash may be used. */
const BLOCKHASH_BLOCKS = 150;
/** Milliseconds: the shortest time between two blocks of mainnet, since slots of 250 ms. */
const BLOCK_TIME = 250;
/** Rooted slots whose transactions every node remembers, even without a history. */
const REMEMBERED_SLOTS = 300n;
/** Consecutive proofs, each from a later finalized block, after which a transaction counts as never executable. */
const PROOFS = 2;

/** The shortest time in which a blockhash can expire, in milliseconds. */
export const LIFETIME = BLOCK_TIME * BLOCKHASH_BLOCKS;

/** Lifetime of a transaction. */
export type Life = {
  blockhash: Blockhash;
  /** Slot of a bank in which it could be executed. */
  slot: bigint;
  /** The last block height at which the blockhash may be used. */
  lastHeight: bigint;
};

/** One look for a transaction's outcome, in the order of the requests. */
export type Look = {
  /** The last finalized block. */
  tip: Tip;
  /** Whether the blockhash may still be used, in a finalized block. */
  usable: AtSlot<boolean>;
  /** The status requested after that; undefined if it was not requested. */
  found?: AtSlot<Status | undefined> | undefined;
  /** Whether that includes the node's history. */
  history: boolean;
};

/** How a transaction has ended. */
export type Conclusion =
  | { state: 'confirmed'; slot: bigint }
  | { state: 'failed'; slot: bigint; error: TransactionError }
  | { state: 'expired' };

/** Evidence about a transaction. */
export class Evidence {
  #seen = false;
  #proofs = 0;
  /** Slot of the last proof. */
  #provenAt = 0n;

  constructor(readonly life: Life) {}

  /** Whether a node has seen it in a block that is not final: then nothing proves that it will be in no block. */
  get seen(): boolean {
    return this.#seen;
  }

  /** Adds a status. A slot after the node's bank, or before the blockhash, is no evidence. */
  status({ slot: bank, value: found }: AtSlot<Status | undefined>): Conclusion | undefined {
    if (found === undefined || found.slot < this.life.slot || found.slot > bank) return undefined;
    this.#seen = true;
    if (!found.sure) return undefined;
    const { slot, error } = found;
    return error === null ? { state: 'confirmed', slot } : { state: 'failed', slot, error };
  }

  /** Adds a look, `age` milliseconds after the blockhash was received. */
  look(age: number, look: Look): Conclusion | undefined {
    if (look.found?.value !== undefined) return this.status(look.found);
    if (this.#seen || age < LIFETIME) return undefined;
    if (!this.#proves(age, look)) {
      this.#proofs = 0;
      return undefined;
    }
    if (this.#proofs === 0 || look.tip.slot > this.#provenAt) {
      this.#proofs += 1;
      this.#provenAt = look.tip.slot;
    }
    return this.#proofs >= PROOFS ? { state: 'expired' } : undefined;
  }

  /** Whether the answers agree that it is in no block and will be in none. */
  #proves(age: number, { tip, usable, found, history }: Look): boolean {
    const { slot, lastHeight } = this.life;
    if (found === undefined || usable.value) return false;
    // An earlier bank than one in which it could be executed may not know the blockhash yet.
    const inOrder = tip.slot >= slot && usable.slot >= tip.slot && found.slot >= tip.slot;
    const remembered = history || found.slot <= slot + REMEMBERED_SLOTS;
    return inOrder && remembered && tip.height > lastHeight && isPlausible(tip.height - lastHeight, age);
  }
}

/**
 * Whether a chain can be this many blocks past the end of a blockhash that was received `age` milliseconds ago. The node that
 * gave it may have been behind, but by less than the lifetime of the blockhash.
 */
const isPlausible = (blocks: bigint, age: number): boolean => Number(blocks) * BLOCK_TIME <= age;
