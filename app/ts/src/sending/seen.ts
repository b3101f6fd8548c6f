/** The last slots whose state was seen. */
import type { Commitment } from '@solana/kit';

/** Milliseconds for which a slot counts: a network that was set back, such as one on this machine whose clock was moved, is read again. */
const LASTS = 60_000;
/** The least sure first. */
const COMMITMENTS: readonly Commitment[] = ['processed', 'confirmed', 'finalized'];

export class Seen {
  readonly #last = new Map<Commitment, { slot: bigint; at: number }>();

  /** Takes in that state of this slot was seen at a commitment. */
  see(commitment: Commitment, slot: bigint, now: number): void {
    if (slot >= this.#leastOf(commitment, now)) this.#last.set(commitment, { slot, at: now });
  }

  /** The slot that state at a commitment may not be before; 0 if it is too long ago. What is less sure does not bind it. */
  least(commitment: Commitment, now: number): bigint {
    const binding = COMMITMENTS.slice(COMMITMENTS.indexOf(commitment));
    return binding.map((it) => this.#leastOf(it, now)).reduce((one, other) => (one > other ? one : other), 0n);
  }

  #leastOf(commitment: Commitment, now: number): bigint {
    const last = this.#last.get(commitment);
    return last === undefined || now - last.at > LASTS ? 0n : last.slot;
  }
}
