/**
 * Acts before they are signed: what one comes to, its instructions, and who signs. `app/client/src/actions` has the same in Rust.
 *
 * Each act has two steps. The first reads the accounts that it needs, together where it can. The second is a function of those
 * accounts, of what is wanted and of the clock; it throws what the program would refuse of them. What only a simulation shows,
 * such as a pause, is left to that.
 */
import { isSignerRole, type Address, type Instruction } from '@solana/kit';

/** Tokens that leave an account. Amounts are base units. */
export type Payment = {
  owner: Address;
  mint: Address;
  /** The token account that they leave. */
  from: Address;
  /** The token account that gets them. */
  to: Address;
  /** As things stand. */
  amount: bigint;
  /** The most that the program takes. */
  limit: bigint;
};

/** An account that an act creates. */
export type Creation = {
  /** Name of its type. */
  kind: string;
  address: Address;
  /** Bytes that its rent is for. */
  bytes: number;
  /** Lamports above its rent. */
  deposit: bigint;
  /** Who gets the rent back when it is closed; undefined if it never is. */
  returnsTo: Address | undefined;
};

/** An act before it is signed. */
export type Prepared<Terms> = {
  /** What it comes to, as things stand. */
  terms: Terms;
  gives: Payment[];
  creates: Creation[];
  /** What goes in front, in the same transaction. */
  setup: Instruction[];
  /** The act itself. */
  act: Instruction[];
};

/** All instructions, in order. */
export const instructionsOf = ({ setup, act }: Prepared<unknown>): Instruction[] => [...setup, ...act];

/** Who has to sign, in the order of the instructions, each once. Who pays the transaction's fee may be another. */
export function signersOf(prepared: Prepared<unknown>): Address[] {
  const accounts = instructionsOf(prepared).flatMap(({ accounts = [] }) => accounts);
  return [...new Set(accounts.filter(({ role }) => isSignerRole(role)).map(({ address }) => address))];
}

export { Refusal } from '../refusal';
