/** What this browser has sent: one entry for each transaction. */
import { isAddress, isSignature, type Address, type Base64EncodedWireTransaction, type Blockhash, type Signature } from '@solana/kit';
import type { Announcement, Outcome, Pending } from 'io-client/sending';

export const STATES = ['sent', 'confirmed', 'finalized', 'failed', 'expired', 'notTaken', 'unknown'] as const;
export type State = (typeof STATES)[number];

export type Entry = {
  /** That of the act. */
  id: string;
  title: string;
  wallet: Address;
  /** Of the review, name and value. */
  rows: readonly (readonly [string, string])[];
  signature: Signature;
  state: State;
  /** Why it failed, or is not known. */
  reason?: string;
  /** When it was sent, in milliseconds since 1970. */
  at: number;
  blockhash: string;
  slot: string;
  lastHeight: string;
  /** The transaction, while it may have to be sent again. */
  wire?: string;
};

export type About = Pick<Entry, 'id' | 'title' | 'wallet' | 'rows'>;

export const entryOf = (about: About, { signature, blockhash, slot, lastHeight, wire }: Announcement, at: number): Entry => ({
  ...about,
  signature,
  state: 'sent',
  at,
  blockhash,
  slot: String(slot),
  lastHeight: String(lastHeight),
  ...(wire !== undefined && { wire }),
});

/** Whether its end is not known yet. */
export const isOpen = ({ state }: Entry): boolean => state === 'sent' || state === 'confirmed';

export const pendingOf = ({ signature, blockhash, slot, lastHeight, wire, at }: Entry, now: number): Pending => ({
  signature,
  blockhash: blockhash as Blockhash,
  slot: BigInt(slot),
  lastHeight: BigInt(lastHeight),
  wire: wire as Base64EncodedWireTransaction | undefined,
  age: Math.max(0, now - at),
});

/** The entry after an outcome at a commitment. */
export function after(entry: Entry, outcome: Outcome, isFinal: boolean, why: (it: { reason: string }) => string): Entry {
  const { wire, ...rest } = entry;
  switch (outcome.state) {
    case 'confirmed':
      return { ...rest, state: isFinal ? 'finalized' : 'confirmed' };
    case 'failed':
      return { ...rest, state: 'failed', reason: why(outcome) };
    case 'expired':
      return { ...rest, state: 'expired' };
    case 'notTaken':
      return { ...entry, state: 'notTaken', reason: why(outcome) };
    case 'unknown':
    case 'refused':
    case 'unsent':
      return { ...entry, state: 'unknown', reason: outcome.reason };
  }
}

/** Whether a stored value is an entry. */
export function isEntry(it: unknown): it is Entry {
  if (typeof it !== 'object' || it === null) return false;
  const entry = it as { [name: string]: unknown };
  const texts = ['id', 'title', 'blockhash', 'slot', 'lastHeight'];
  return (
    texts.every((name) => typeof entry[name] === 'string') &&
    [entry['slot'], entry['lastHeight']].every((number) => /^\d+$/.test(String(number))) &&
    typeof entry['wallet'] === 'string' &&
    isAddress(entry['wallet']) &&
    typeof entry['signature'] === 'string' &&
    isSignature(entry['signature']) &&
    STATES.some((state) => state === entry['state']) &&
    typeof entry['at'] === 'number' &&
    Array.isArray(entry['rows']) &&
    entry['rows'].every((row) => Array.isArray(row) && row.length === 2 && row.every((word) => typeof word === 'string'))
  );
}
