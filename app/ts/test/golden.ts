/** What the Rust side has written down for these tests, and how to look things up by the names that it uses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as suite from '../src';

const ROOT = join(__dirname, '../../../..');
export const lines = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** `app/client/tests/vectors.rs` writes it: lines of words. */
export const vectors = lines('app/ts/test/vectors.txt').map((line) => line.trimEnd().split(' '));

/** The vectors of one kind, without its name. */
export const vectorsOf = (kind: string) => vectors.filter(([first]) => first === kind).map(([, ...rest]) => rest);

export type Field = { name: string; offset: number; size: number };
export type Account = { name: string; discriminator: string; size: number | undefined; fields: Field[] };
export type Program = {
  address: string;
  instructions: [discriminator: string, name: string][];
  events: [discriminator: string, name: string][];
  errors: [code: number, name: string][];
  accounts: Account[];
};

/** `tests/golden/interface.txt`, by the names of the programs here. */
export const interfaces: Record<string, Program> = {};
for (const line of lines('tests/golden/interface.txt')) {
  const program = Object.values(interfaces).at(-1);
  const [first = '', second = '', third = '', fourth] = line
    .trim()
    .split(/,? /)
    .filter((word) => word !== '');
  if (first === 'instruction') program?.instructions.push([second, third]);
  else if (first === 'event') program?.events.push([second, third]);
  else if (first === 'error') program?.errors.push([Number(second), third]);
  else if (first === 'account') {
    const size = fourth === '(Borsh)' ? undefined : Number(fourth);
    program?.accounts.push({ name: third, discriminator: second, size, fields: [] });
  } else if (line.startsWith(' ')) {
    program?.accounts.at(-1)?.fields.push({ offset: Number(first), size: Number(second), name: camel(third) });
  } else {
    interfaces[camel(first)] = { address: second, instructions: [], events: [], errors: [], accounts: [] };
  }
}

export function camel(snake: string): string {
  return snake.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
export const pascal = (name: string) => camel(`_${name}`);
export const screaming = (name: string) =>
  pascal(name)
    .replace(/(?<!^)([A-Z])/g, '_$1')
    .toUpperCase();

/** What a program's module exports under a name. */
export function exported(program: string, name: string): unknown {
  const module = new Map<string, object>(Object.entries(suite).filter(([, value]) => typeof value === 'object'));
  const found = new Map<string, unknown>(Object.entries(module.get(program) ?? {})).get(name);
  if (found === undefined) throw new Error(`${program} exports no ${name}`);
  return found;
}

/** A function that a program's module exports, called. */
export function call<Result>(program: string, name: string, ...args: unknown[]): Result {
  return (exported(program, name) as (...args: unknown[]) => Result)(...args);
}

export const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
export const hex = (data: unknown) => Buffer.from(data as Uint8Array).toString('hex');
