/** Types of accounts of SPL Governance. */
import { isSolanaError, type Address, type Decoder } from '@solana/kit';
import type { Realm } from '../address';

/** Each account begins with the number of its type, in a byte; what is unused at its end is not read. */
export type RealmKind<T> = { type: number; decoder: Decoder<T> };

/** What a decoder gives. */
export type DecodedBy<D> = D extends Decoder<infer T> ? T : never;

/** An account with its owner, however it was read. */
export type Owned = { owner: Address; data: ArrayLike<number> };

/** Offset of the address of what an account belongs to: the realm, the governance or the realm proposal. */
export const PARENT_AT = 1;

/** Decodes an account; undefined for another type, and for one that ends too early. Its owner is not checked. */
export function decode<T>({ type, decoder }: RealmKind<T>, data: ArrayLike<number>): T | undefined {
  if (data[0] !== type) return undefined;
  try {
    return decoder.decode(Uint8Array.from(data).subarray(1));
  } catch (error) {
    if (isSolanaError(error) || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The same of this realm's program; undefined also for another owner. */
export function readAs<T>(at: Realm, kind: RealmKind<T>, account: Owned | undefined): T | undefined {
  return account?.owner === at.program ? decode(kind, account.data) : undefined;
}
