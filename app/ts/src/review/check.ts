/** Compares the bytes of a transaction with the action that was reviewed: before a wallet is asked, and what it gives back. */
import { AccountRole, isSignerRole, isWritableRole, type Address, type AddressesByLookupTableAddress, type Instruction, type ReadonlyUint8Array } from '@solana/kit';
import { instructionsOf, type Prepared } from '../actions/prepared';
import { SHARED_PROGRAM } from '../realm/find';
import { MAX_COMPUTE_UNITS, MAX_LOADED_BYTES } from '../sending/budget';
import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS, findWalletPda, TOKEN_PROGRAM_ADDRESS } from '../tokens';
import { decode, type AskedBudget, type Decoded, type DecodedInstruction } from './decode';
import { isOfSuite, misplaced } from './derive';

/** The most that a transaction may ask of the compute budget. */
export type Cap = { units: number; lamports: bigint; loadedBytes: number };

/** A wallet may offer up to 0.0001 SOL for priority. */
export const MOST: Cap = { units: MAX_COMPUTE_UNITS, lamports: 100_000n, loadedBytes: MAX_LOADED_BYTES };

/** What a person has agreed to. */
export type Reviewed = {
  /** The wallet: it pays the fee, and nobody else signs. */
  payer: Address;
  prepared: Prepared<unknown>;
  cap: Cap;
  /** Program of the realm, if it is not the shared one. */
  governance?: Address;
};

/** A transaction that is not the reviewed one. `what` names the difference. */
export class Differs extends Error {
  constructor(readonly what: string) {
    super(`the transaction is not the one that was reviewed: ${what}`);
    this.name = 'Differs';
  }
}

/**
 * Decodes a message and compares it with the reviewed action. Throws `Differs`. With `asked`, the transaction that a wallet was
 * given, version and blockhash are the same too. The budget may differ, up to the cap.
 */
export async function check(
  message: ReadonlyUint8Array,
  reviewed: Reviewed,
  asked?: Decoded,
  tables?: AddressesByLookupTableAddress,
): Promise<Decoded> {
  const decoded = read(message, tables);
  const { payer, prepared, cap } = reviewed;
  if (decoded.feePayer !== payer) throw new Differs(`${decoded.feePayer} pays the fee, not ${payer}`);
  const further = decoded.signers.find((it) => it !== payer);
  if (further !== undefined) throw new Differs(`${further} would have to sign too`);
  requireWithin(decoded.budget, cap);
  const instructions = instructionsOf(prepared);
  requireSame(decoded.instructions, instructions, payer);
  for (const [place, instruction] of decoded.instructions.entries()) await requireKnown(instruction, place + 1, reviewed);
  for (const { owner, mint, from } of prepared.gives) {
    if (owner !== payer) continue;
    const [wallet] = await findWalletPda({ owner, mint });
    if (from !== wallet) throw new Differs(`it pays from ${from}, not from the wallet's token account ${wallet}`);
  }
  if (asked === undefined) return decoded;
  if (decoded.version !== asked.version) throw new Differs(`its version is ${decoded.version}, not ${asked.version}`);
  if (decoded.blockhash !== asked.blockhash) throw new Differs('it has another blockhash');
  return decoded;
}

/** What a wallet has changed in the budget, in words; empty if nothing. */
export function budgetChanges({ budget: asked }: Decoded, { budget: given }: Decoded): string[] {
  const words = (name: string, before: number | bigint, after: number | bigint) =>
    before === after ? [] : [`${name}: ${after} instead of ${before}`];
  return [
    ...words('compute units', asked.units, given.units),
    ...words('priority fee in lamports', asked.lamports, given.lamports),
    ...words('bytes of account data', asked.loadedBytes, given.loadedBytes),
  ];
}

function read(message: ReadonlyUint8Array, tables: AddressesByLookupTableAddress | undefined): Decoded {
  try {
    return decode(message, tables);
  } catch (error) {
    throw new Differs(error instanceof Error ? error.message : 'it cannot be read');
  }
}

function requireWithin({ units, lamports, loadedBytes, heap }: AskedBudget, cap: Cap): void {
  if (units > cap.units) throw new Differs(`it asks for ${units} compute units, more than ${cap.units}`);
  if (lamports > cap.lamports) throw new Differs(`it pays ${lamports} lamports for priority, more than ${cap.lamports}`);
  if (loadedBytes > cap.loadedBytes) throw new Differs(`it loads ${loadedBytes} bytes of accounts, more than ${cap.loadedBytes}`);
  if (heap !== undefined) throw new Differs('it asks for a larger heap');
}

/** In a message an account has one role: the most that any instruction needs. */
function rolesOf(instructions: readonly Instruction[], payer: Address): Map<Address, AccountRole> {
  const roles = new Map<Address, AccountRole>([[payer, AccountRole.WRITABLE_SIGNER]]);
  for (const { accounts = [] } of instructions) {
    for (const { address, role } of accounts) roles.set(address, (roles.get(address) ?? AccountRole.READONLY) | role);
  }
  return roles;
}

function requireSame(given: readonly DecodedInstruction[], reviewed: readonly Instruction[], payer: Address): void {
  if (given.length !== reviewed.length) {
    throw new Differs(`it has ${given.length} instructions, not ${reviewed.length}`);
  }
  const roles = rolesOf(reviewed, payer);
  for (const [place, it] of given.entries()) {
    const { programAddress, accounts = [], data = new Uint8Array() } = reviewed[place] as Instruction;
    const number = place + 1;
    if (it.programAddress !== programAddress) {
      throw new Differs(`instruction ${number} is of the program ${it.programAddress}, not ${programAddress}`);
    }
    if (it.data.length !== data.length || it.data.some((byte, at) => byte !== data[at])) {
      throw new Differs(`instruction ${number} has other arguments`);
    }
    if (it.accounts.length !== accounts.length) {
      throw new Differs(`instruction ${number} has ${it.accounts.length} accounts, not ${accounts.length}`);
    }
    for (const [at, { address, role }] of it.accounts.entries()) {
      const expected = accounts[at]?.address as Address;
      if (address !== expected) throw new Differs(`account ${at + 1} of instruction ${number} is ${address}, not ${expected}`);
      if (role !== roles.get(address)) throw new Differs(`${address} ${rights(role)}, unlike in the review`);
    }
  }
}

const rights = (role: AccountRole): string =>
  `${isSignerRole(role) ? 'signs' : 'does not sign'} and ${isWritableRole(role) ? 'can be changed' : 'cannot be changed'}`;

/** Of an allowed program, with every address where its seeds put it. */
async function requireKnown(it: DecodedInstruction, number: number, { governance }: Reviewed): Promise<void> {
  const { programAddress: program, accounts } = it;
  if (isOfSuite(program)) {
    const wrong = await misplaced(it).catch(() => {
      throw new Differs(`instruction ${number} of ${program} is not known`);
    });
    if (wrong === undefined) return;
    const { instruction, account, given, derived } = wrong;
    throw new Differs(`${account} of ${instruction} is ${given}, and its seeds give ${derived}`);
  }
  if (program === ASSOCIATED_TOKEN_PROGRAM_ADDRESS) {
    const [, at, owner, mint] = accounts.map(({ address }) => address);
    const [derived] = owner === undefined || mint === undefined ? [] : await findWalletPda({ owner, mint });
    if (at !== derived || at === undefined) throw new Differs(`${at} is not the associated token account of ${owner}`);
    return;
  }
  const others: readonly Address[] = [TOKEN_PROGRAM_ADDRESS, SHARED_PROGRAM, ...(governance === undefined ? [] : [governance])];
  if (!others.includes(program)) throw new Differs(`the program ${program} is none that this page calls`);
}
