/**
 * Actions before they are signed: terms, instructions and signers. `app/client/src/actions` has the same in Rust.
 *
 * Each action has two steps. The first reads the accounts that it needs, in few requests. The second is a function of these
 * accounts, of the arguments and of the clock. It throws what the program would refuse. Refusals that only a simulation
 * shows, such as a pause, are left to the simulation.
 */
import { isSignerRole, type Address, type Instruction } from '@solana/kit';

/** Tokens that leave an account. Amounts are base units. */
export type Payment = {
  owner: Address;
  mint: Address;
  /** Source token account. */
  from: Address;
  /** Destination token account. */
  to: Address;
  /** Current amount. */
  amount: bigint;
  /** Maximum that the program takes. */
  limit: bigint;
};

/** An account that an action creates. */
export type Creation = {
  /** Name of its type. */
  kind: string;
  address: Address;
  /** Size in bytes, for its rent. */
  bytes: number;
  /** Lamports above its rent. */
  deposit: bigint;
  /** Recipient of the rent at closing; undefined if it is never closed. */
  returnsTo: Address | undefined;
};

/** An action before it is signed. */
export type Prepared<Terms> = {
  /** Its terms, as of now. */
  terms: Terms;
  gives: Payment[];
  creates: Creation[];
  /** Instructions before it, in the same transaction. */
  setup: Instruction[];
  /** Its own instructions. */
  act: Instruction[];
};

/** All instructions, in order. */
export const instructionsOf = ({ setup, act }: Prepared<unknown>): Instruction[] => [...setup, ...act];

/** The signers, in the order of the instructions, each once. The fee payer may be another. */
export function signersOf(prepared: Prepared<unknown>): Address[] {
  const accounts = instructionsOf(prepared).flatMap(({ accounts = [] }) => accounts);
  return [...new Set(accounts.filter(({ role }) => isSignerRole(role)).map(({ address }) => address))];
}

export { Refusal } from '../refusal';
