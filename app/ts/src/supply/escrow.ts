/** Escrows of Jupiter Lock, which locks what the genesis table locks: `app/client/src/lock`. It is not a program of the suite. */
import {
  address,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
  type ProgramDerivedAddress,
} from '@solana/kit';
import type { Schedule } from './schedule';

export const LOCK_PROGRAM_ADDRESS = address('LocpQgucEQHbqNABEYvBvwoxCPsSbG91A1QaQhQQqjn');
/** The first bytes of the account. */
const DISCRIMINATOR = [244, 119, 183, 4, 73, 116, 135, 195] as const;
/** Bytes of the account, including the discriminator. */
const SIZE = 296;

export type Escrow = {
  recipient: Address;
  mint: Address;
  creator: Address;
  base: Address;
  /** Who may name another recipient: a sum of 1 for the creator and 2 for the recipient. */
  updateRecipientMode: number;
  /** Who may cancel it: the same. */
  cancelMode: number;
  schedule: Schedule;
  /** Paid to the recipient, in base units. */
  claimed: bigint;
  /** When it was cancelled, in unix seconds; 0 if never. */
  cancelledAt: bigint;
};

/** The escrow that was created with the key `base`. */
export async function findEscrowPda({ base }: { base: Address }): Promise<ProgramDerivedAddress> {
  const seeds = ['escrow', getAddressEncoder().encode(base)];
  return await getProgramDerivedAddress({ programAddress: LOCK_PROGRAM_ADDRESS, seeds });
}

/** The escrow that was read; undefined if it is something else. */
export function readEscrow({ owner, data }: { owner: Address; data: Uint8Array }): Escrow | undefined {
  const isEscrow = DISCRIMINATOR.every((byte, place) => data[place] === byte);
  if (owner !== LOCK_PROGRAM_ADDRESS || data.length !== SIZE || !isEscrow) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const key = (offset: number) => getAddressDecoder().decode(data, offset);
  const number = (offset: number) => view.getBigUint64(offset, true);
  return {
    recipient: key(8),
    mint: key(40),
    creator: key(72),
    base: key(104),
    updateRecipientMode: view.getUint8(137),
    cancelMode: view.getUint8(138),
    schedule: {
      start: number(192),
      cliff: number(144),
      period: number(152),
      atCliff: number(160),
      each: number(168),
      periods: number(176),
    },
    claimed: number(184),
    cancelledAt: number(200),
  };
}
