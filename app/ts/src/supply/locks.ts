/** The escrows of a network beside the genesis table (P-31): `app/client/src/lock/terms.rs` and `migrations/src/locks.rs`. */
import type { Address } from '@solana/kit';
import { findWalletPda } from '../tokens';
import { findEscrowPda, type Escrow } from './escrow';
import type { Locked } from './figures';
import { endOf, totalOf } from './schedule';
import type { Lock, Share, Table } from './table';

/** A locked row and its addresses. */
export type Place = { share: Share; lock: Lock; escrow: Address; tokens: Address };

/** Every locked row of the table, with the addresses of its escrow and of the escrow's token account. */
export async function placesOf({ mint, shares }: Table): Promise<Place[]> {
  const locked = shares.flatMap(({ lock, ...share }) => (lock === undefined ? [] : [{ share, lock }]));
  return await Promise.all(
    locked.map(async ({ share, lock }) => {
      const [escrow] = await findEscrowPda({ base: lock.base });
      const [tokens] = await findWalletPda({ owner: escrow, mint });
      return { share, lock, escrow, tokens };
    }),
  );
}

/** What was read at a place: the escrow, if there is an account; whether that is something else; tokens in base units. */
export type Found = { escrow: Escrow | 'none' | 'another account'; tokens: bigint };

/** Names of what is not as the table says; empty if all is. */
export function differences({ share, lock }: Place, mint: Address, { escrow, tokens }: Found, now: bigint): string[] {
  // Once everything has been claimed, its creator may close it.
  if (escrow === 'none' && now >= endOf(lock.schedule)) return [];
  if (escrow === 'none' || escrow === 'another account') return ['account'];
  const [expected, found] = [lock.schedule, escrow.schedule];
  const fields: [name: string, isSame: boolean][] = [
    ['base', escrow.base === lock.base],
    ['mint', escrow.mint === mint],
    ['recipient', escrow.recipient === share.owner],
    ['start', found.start === expected.start],
    ['first release', found.cliff === expected.cliff],
    ['first part', found.atCliff === expected.atCliff],
    ['later parts', found.each === expected.each],
    ['seconds between releases', found.period === expected.period],
    ['number of later parts', found.periods === expected.periods],
    ['who may cancel', escrow.cancelMode === 0],
    ['who may name another recipient', escrow.updateRecipientMode === 0],
    ['cancelled', escrow.cancelledAt === 0n],
    ['tokens', tokens + escrow.claimed >= totalOf(expected)],
  ];
  return fields.filter(([, isSame]) => !isSame).map(([name]) => name);
}

/** The lock of a place without differences. */
export const lockedAt = ({ lock: { schedule } }: Place, { escrow }: Found): Locked => ({
  schedule,
  claimed: typeof escrow === 'string' ? totalOf(schedule) : escrow.claimed,
});
