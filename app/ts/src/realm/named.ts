/** Accounts and arguments of an instruction, by the names of its program's interface. */
import type { AccountMeta, Address, Instruction, InstructionWithData, ReadonlyUint8Array } from '@solana/kit';
import { instructionOf, type StoredInstruction } from './accounts';

/** An account of an instruction. */
export type ActAccount = {
  /** As the interface calls it, such as `reward vault`; undefined if it has no name for it. */
  name: string | undefined;
  /** Undefined for an optional one that is left out. */
  address: Address | undefined;
  isSigner: boolean;
  isWritable: boolean;
};

/** An argument with its name, such as `batch.entries.0.gpus`. */
export type ActArgument = readonly [string, string];

/** What Codama's parsers give. */
type Parsed = { instructionType: number; accounts: object; data: object };
export type Parser = (instruction: Instruction & InstructionWithData<ReadonlyUint8Array>) => Parsed;

/** `withdraw slash` of `WithdrawSlash`. */
export const spaced = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

export const hexOf = (data: ReadonlyUint8Array): string => [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The accounts without names. */
export const unnamed = ({ accounts }: StoredInstruction): ActAccount[] =>
  accounts.map(({ pubkey, isSigner, isWritable }) => ({ name: undefined, address: pubkey, isSigner, isWritable }));

/** Number of the instruction, accounts and arguments; undefined for one that the program does not have or cannot read. */
export function named(
  stored: StoredInstruction,
  parse: Parser,
): { number: number; accounts: ActAccount[]; arguments: ActArgument[] } | undefined {
  let parsed: Parsed;
  try {
    parsed = parse({ ...instructionOf(stored), data: stored.data });
  } catch {
    // What Codama writes throws a plain error.
    return undefined;
  }
  const entries = Object.entries(parsed.accounts) as [string, AccountMeta | undefined][];
  const accounts = unnamed(stored).map((it, place) => {
    const [name, meta] = entries[place] ?? [undefined, it];
    return { ...it, name: name && spaced(name), address: meta === undefined ? undefined : it.address };
  });
  const { discriminator: _, ...given } = parsed.data as { discriminator: unknown };
  return { number: parsed.instructionType, accounts, arguments: flat('', given) };
}

/** Each value by itself. */
function flat(path: string, value: unknown): ActArgument[] {
  if (value === null || value === undefined) return [[path, 'none']];
  if (value instanceof Uint8Array) return [[path, hexOf(value) || 'none']];
  if (typeof value !== 'object') return [[path, String(value)]];
  // An option, and a variant with its name.
  if ('__option' in value) return flat(path, 'value' in value ? value.value : undefined);
  return Object.entries(value).flatMap(([name, it]) =>
    name === '__kind' ? [[path, String(it)] as const] : flat(path === '' ? name : `${path}.${name}`, it),
  );
}
