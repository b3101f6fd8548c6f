/** The recording, with slashes of the stake behind the first staker's supplier: none was open when it was made. */
import {
  DELEGATION_DISCRIMINATOR,
  EMISSIONS_PROGRAM_ADDRESS,
  getDelegationDecoder,
  getSlashDecoder,
  getSlashEncoder,
  getSupplierDecoder,
  getSupplierEncoder,
  type Slash,
  type Supplier,
} from 'io-client/generated/emissions';
import type { Address } from '@solana/kit';
import { DAY, HOUR, ONE_IO } from 'io-client/math';
import { timeOf } from '../src/network/decode';
import { recorded } from './rpc';

const bytesOf = (data: string) => Uint8Array.from(Buffer.from(data, 'base64'));
const textOf = (bytes: ArrayLike<number>) => Buffer.from(Uint8Array.from(bytes)).toString('base64');

const delegation = recorded.accounts
  .filter(({ owner, data }) => owner === EMISSIONS_PROGRAM_ADDRESS && begins(bytesOf(data), DELEGATION_DISCRIMINATOR))
  .map(({ data }) => getDelegationDecoder().decode(bytesOf(data)))
  .find(({ staker }) => staker === recorded.stakers[0]);
if (delegation === undefined) throw new Error('the first staker has no delegation');

export const slashedSupplier: Address = delegation.supplier;
const clock = recorded.accounts.find(({ pubkey }) => pubkey.startsWith('SysvarC1ock'));
const now = timeOf(clock && { owner: clock.owner, data: bytesOf(clock.data) });

function slash(supplier: Supplier, change: Partial<Slash>): Slash {
  const decoder = getSlashDecoder();
  const zero = decoder.decode(new Uint8Array(decoder.fixedSize));
  // Half an hour more: the page's clock runs on.
  const times = { dueAt: now + 5n * DAY + HOUR / 2n, lapsesAt: now + 12n * DAY + HOUR / 2n };
  return { ...zero, ...times, supplier: slashedSupplier, stakeIndex: supplier.rewards.stakeIndex, ...change };
}

const share = (sum: bigint, held: bigint) => ({ sum: sum * ONE_IO, held: held * ONE_IO, asked: 0n });

/**
 * Of the staker's 7,500 IO a slash has taken 500 and another holds 1,400; a third has been dropped, and a breach is the
 * owner's alone. The delegation has followed none of them.
 */
export function slashed(): typeof recorded.accounts {
  const accounts = recorded.accounts.map((account) => ({ ...account }));
  const account = accounts.find(({ pubkey }) => pubkey === slashedSupplier);
  if (account === undefined) throw new Error('the first staker has no supplier');
  const supplier = getSupplierDecoder().decode(bytesOf(account.data));
  const held = 1_400n * ONE_IO;
  supplier.stake.delegated -= 500n * ONE_IO + held;
  supplier.stake.delegatedHeld = held;
  supplier.stake.ownHeld = 5n * ONE_IO;
  const counts = { count: 3, breachCount: 1, openCount: 2, shared: 3, openShared: [2, 0, 0, 0] };
  Object.assign(supplier.slashes, { ...counts, open: held + 5n * ONE_IO, taken: 500n * ONE_IO });
  account.data = textOf(getSupplierEncoder().encode(supplier));
  const shared = [
    { amount: 500n * ONE_IO, opened: 1, ended: 1, executed: 1, delegated: share(7_500n, 500n) },
    { amount: held, opened: 2, delegated: share(7_000n, 1_400n), delegatedHeld: held },
    { amount: 100n * ONE_IO, opened: 3, ended: 3, beside: [2, 0, 0, 0], delegated: share(5_600n, 100n) },
  ];
  const slashes = [
    ...shared.map((change, number) => slash(supplier, { number, reason: 1, ...change })),
    slash(supplier, { amount: 5n * ONE_IO, dueAt: now - 1n }),
  ];
  const added = slashes.map((it, at) => ({
    pubkey: `${slashedSupplier.slice(0, -1)}${at + 1}` as Address,
    owner: EMISSIONS_PROGRAM_ADDRESS,
    data: textOf(getSlashEncoder().encode(it)),
  }));
  return [...accounts, ...added];
}

function begins(data: Uint8Array, prefix: ArrayLike<number>): boolean {
  return Array.from(prefix).every((byte, at) => data[at] === byte);
}
