/** The genesis table of a deployment file: who receives the 500,000,000 IO, and what is locked until when (P-31). */
import { isAddress, type Address } from '@solana/kit';
import { ONE_IO } from '../math';
import { GENESIS_SUPPLY, sum } from './figures';
import { monthly, type Schedule } from './schedule';

/** Latest end of a lock, in months from its start: 20 years, as the emission. */
const MOST_MONTHS = 240;

/** A row: `amount` base units for `owner`, locked or paid at once. */
export type Share = { category: string; owner: Address; amount: bigint; lock?: Lock };
/** `base` is the key that the escrow's address is derived from. */
export type Lock = { base: Address; schedule: Schedule };
/** The table, and the mint that it is for. */
export type Table = { mint: Address; shares: Share[] };

/** What of a deployment file makes the table; numbers are whole IO, months and unix seconds. */
export type DeploymentFile = { io_mint?: unknown; genesis?: unknown };

/** A table that is none; the message says what to write. */
export class TableError extends Error {}

/** Reads the parsed deployment file; throws a `TableError` if it has no genesis table or one that is none. */
export function tableOf({ io_mint, genesis }: DeploymentFile): Table {
  if (!Array.isArray(genesis) || genesis.length === 0)
    throw new TableError('the deployment file has no [[genesis]] rows');
  const shares = genesis.map((row, place) => shareOf(fieldsOf(row, `row ${place + 1}`), `row ${place + 1}`));
  if (sum(shares, ({ amount }) => amount) !== GENESIS_SUPPLY) {
    throw new TableError('the genesis table does not sum to 500,000,000 IO');
  }
  const bases = shares.flatMap(({ lock }) => lock?.base ?? []);
  if (new Set(bases).size < bases.length) {
    throw new TableError('the genesis table has the base of a lock twice: make a key for each lock');
  }
  return { mint: addressOf(io_mint, 'io_mint'), shares };
}

function shareOf({ category, owner, io, lock }: Fields, where: string): Share {
  if (typeof category !== 'string' || !/^[!-~](?:[ -~]{0,30}[!-~])?$/.test(category)) {
    throw new TableError(`category of ${where}: write 1 to 32 ASCII characters`);
  }
  const share = {
    category,
    owner: addressOf(owner, `owner of ${where}`),
    amount: ONE_IO * wholeOf(io, `io of ${where}`, 1),
  };
  if (lock === undefined) return share;
  return { ...share, lock: lockOf(fieldsOf(lock, `lock of ${where}`), share.amount, `of the lock of ${where}`) };
}

function lockOf({ base, start, cliff_months, parts }: Fields, amount: bigint, where: string): Lock {
  const [from, months] = [wholeOf(start, `start ${where}`), Number(wholeOf(cliff_months, `cliff_months ${where}`))];
  const count = Number(wholeOf(parts, `parts ${where}`, 1));
  if (months + count > MOST_MONTHS + 1) {
    throw new TableError(`parts ${where}: write an end at most ${MOST_MONTHS} months after the start`);
  }
  return { base: addressOf(base, `base ${where}`), schedule: monthly(amount, from, months, count) };
}

type Fields = { [name: string]: unknown };

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null) throw new TableError(`${where} of the genesis table has no fields`);
  return { ...value };
}

function addressOf(value: unknown, where: string): Address {
  if (typeof value !== 'string' || !isAddress(value)) throw new TableError(`${where} is no address`);
  return value;
}

function wholeOf(value: unknown, where: string, least = 0): bigint {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw new TableError(`${where}: write a whole number, at least ${least}`);
  }
  return BigInt(value);
}
