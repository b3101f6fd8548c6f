/** What answers of nodes prove of one transaction. No request is made here, and no time passes. */
import type { Blockhash, TransactionError } from '@solana/kit';
import type { AtSlot, Status, Tip } from './node';

/** Blocks in which a blockhash may be used. */
const BLOCKHASH_BLOCKS = 150;
/** Milliseconds: the shortest time between two blocks of mainnet, since slots of 250 ms. */
const BLOCK_TIME = 250;
/** Rooted slots of which every node remembers the transactions, also one without a history. */
const REMEMBERED_SLOTS = 300n;
/** Proofs in a row, each from a later finalized block, before a transaction counts as one that will never be executed. */
const PROOFS = 2;

/** The shortest time in which a blockhash can expire, in milliseconds. */
export const LIFETIME = BLOCK_TIME * BLOCKHASH_BLOCKS;

/** What a transaction's lifetime hangs on. */
export type Life = {
  blockhash: Blockhash;
  /** That of a bank in which it could be executed. */
  slot: bigint;
  /** The last block height at which the blockhash may be used. */
  lastHeight: bigint;
};

/** One look for a transaction's end, in the order in which it was asked. */
export type Look = {
  /** The last finalized block. */
  tip: Tip;
  /** Whether the blockhash may still be used, in a finalized block. */
  usable: AtSlot<boolean>;
  /** What is known of the transaction after that; undefined if it was not asked. */
  found?: AtSlot<Status | undefined> | undefined;
  /** Whether that includes the node's history. */
  history: boolean;
};

/** How a transaction has ended. */
export type Conclusion =
  | { state: 'confirmed'; slot: bigint }
  | { state: 'failed'; slot: bigint; error: TransactionError }
  | { state: 'expired' };

/** What is known of a transaction. */
export class Evidence {
  #seen = false;
  #proofs = 0;
  /** Slot of the last proof. */
  #provenAt = 0n;

  constructor(readonly life: Life) {}

  /** Whether a node has had it in a block, if not a sure one: nothing proves any more that it will be in none. */
  get seen(): boolean {
    return this.#seen;
  }

  /** Takes in a status. One of a later slot than the node's bank, or of one before the blockhash, is no evidence. */
  status({ slot: bank, value: found }: AtSlot<Status | undefined>): Conclusion | undefined {
    if (found === undefined || found.slot < this.life.slot || found.slot > bank) return undefined;
    this.#seen = true;
    if (!found.sure) return undefined;
    const { slot, error } = found;
    return error === null ? { state: 'confirmed', slot } : { state: 'failed', slot, error };
  }

  /** Takes in a look, `age` milliseconds after the blockhash was given. */
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
    // A bank before that in which it could be executed may be one that does not know the blockhash yet.
    const inOrder = tip.slot >= slot && usable.slot >= tip.slot && found.slot >= tip.slot;
    const remembered = history || found.slot <= slot + REMEMBERED_SLOTS;
    return inOrder && remembered && tip.height > lastHeight && isPlausible(tip.height - lastHeight, age);
  }
}

/**
 * Whether a chain can be so many blocks past the end of a blockhash that was given `age` milliseconds ago. It may have been
 * given by a node that was behind, but by less than the blockhash's lifetime.
 */
const isPlausible = (blocks: bigint, age: number): boolean => Number(blocks) * BLOCK_TIME <= age;
