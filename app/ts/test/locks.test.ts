/** The genesis table, and the escrows beside it (P-31). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { address, getAddressDecoder, getAddressEncoder, getProgramDerivedAddress, type Address } from '@solana/kit';
import { supply, TOKEN_PROGRAM_ADDRESS } from '../src';

type Seed = { path?: string; value?: number[] };
type Type = string | { array: [string, number] };
type Idl = {
  address: string;
  instructions: { name: string; accounts: { name: string; pda?: { seeds: Seed[] } }[] }[];
  accounts: { discriminator: number[] }[];
  types: { name: string; type: { fields: { name: string; type: Type }[] } }[];
};
const idl: Idl = JSON.parse(readFileSync(join(__dirname, '../../../../tests/golden/locker.json'), 'utf8'));
const [ONE_IO, START] = [100_000_000n, 1_718_064_000];

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

const SIZES: Record<string, number> = { u8: 1, u64: 8, u128: 16, pubkey: 32 };
const sizeOf = (type: Type): number =>
  typeof type === 'string' ? (SIZES[type] ?? assert.fail(type)) : sizeOf(type.array[0]) * type.array[1];

/** The account of an escrow as the IDL lays it out, with other bytes in every field. */
function laidOut(): { bytes: Uint8Array; field(name: string): Uint8Array } {
  const [account] = idl.accounts;
  const fields = idl.types.find(({ name }) => name === 'VestingEscrow')?.type.fields ?? [];
  const parts = fields.map(({ name, type }, place) => ({ name, data: new Uint8Array(sizeOf(type)).fill(place + 1) }));
  const bytes = Buffer.concat([Uint8Array.from(account?.discriminator ?? []), ...parts.map(({ data }) => data)]);
  return {
    bytes: Uint8Array.from(bytes),
    field: (name) => parts.find((it) => it.name === name)?.data ?? assert.fail(name),
  };
}

test('P-31: an escrow is read as the IDL says', () => {
  const { bytes, field } = laidOut();
  const number = (name: string) => Buffer.from(field(name)).readBigUInt64LE();
  const account = { owner: address(idl.address), data: bytes };
  assert.deepEqual(supply.readEscrow(account), {
    recipient: getAddressDecoder().decode(field('recipient')),
    mint: getAddressDecoder().decode(field('token_mint')),
    creator: getAddressDecoder().decode(field('creator')),
    base: getAddressDecoder().decode(field('base')),
    updateRecipientMode: field('update_recipient_mode')[0],
    cancelMode: field('cancel_mode')[0],
    schedule: {
      start: number('vesting_start_time'),
      cliff: number('cliff_time'),
      period: number('frequency'),
      atCliff: number('cliff_unlock_amount'),
      each: number('amount_per_period'),
      periods: number('number_of_period'),
    },
    claimed: number('total_claimed_amount'),
    cancelledAt: number('cancelled_at'),
  });
  const other = Uint8Array.from(bytes);
  other[7] = 0;
  for (const wrong of [
    { ...account, owner: TOKEN_PROGRAM_ADDRESS },
    { ...account, data: other },
    { ...account, data: bytes.slice(0, -1) },
    { ...account, data: Uint8Array.from([...bytes, 0]) },
  ]) {
    assert.equal(supply.readEscrow(wrong), undefined);
  }
});

test('P-31: the address of an escrow is derived from the seeds of the IDL', async () => {
  const accounts = idl.instructions.find(({ name }) => name === 'create_vesting_escrow')?.accounts;
  const seeds = accounts?.find(({ name }) => name === 'escrow')?.pda?.seeds ?? assert.fail();
  const base = key(1);
  const [expected] = await getProgramDerivedAddress({
    programAddress: address(idl.address),
    seeds: seeds.map(({ path, value }) =>
      path === 'base' ? getAddressEncoder().encode(base) : Uint8Array.from(value ?? []),
    ),
  });
  const [found] = await supply.findEscrowPda({ base });
  assert.equal(found, expected);
});

const lock = { base: key(8), start: START, cliff_months: 13, parts: 24 };
const FILE = {
  io_mint: key(2),
  genesis: [
    { category: 'seed investors', owner: key(3), io: 62_500_000, lock },
    { category: 'community', owner: key(4), io: 437_500_000 },
  ],
};

test('P-31: a table is read, and one that is none is refused with what to write', () => {
  const { mint, shares } = supply.tableOf(FILE);
  assert.equal(mint, key(2));
  assert.deepEqual(
    shares.map(({ category, owner, amount }) => [category, owner, amount]),
    [
      ['seed investors', key(3), 62_500_000n * ONE_IO],
      ['community', key(4), 437_500_000n * ONE_IO],
    ],
  );
  assert.deepEqual(
    shares.map((it) => it.lock?.base),
    [key(8), undefined],
  );
  assert.equal(shares[0]?.lock && supply.totalOf(shares[0].lock.schedule), shares[0]?.amount);

  const [seed, rest] = FILE.genesis;
  const half = { ...seed, io: 31_250_000 };
  const rows = (...genesis: unknown[]) => ({ ...FILE, genesis });
  const cases: [supply.DeploymentFile, string][] = [
    [{ io_mint: key(2) }, 'has no [[genesis]] rows'],
    [rows(), 'has no [[genesis]] rows'],
    [rows(1), 'row 1 of the genesis table has no fields'],
    [{ ...FILE, io_mint: 'IO' }, 'io_mint is no address'],
    [rows(rest, { ...seed, owner: 'me' }), 'owner of row 2 is no address'],
    [rows(rest, { ...seed, category: '' }), 'category of row 2: write 1 to 32 ASCII characters'],
    [rows(rest, { ...seed, category: 'seed\u202e' }), 'category of row 2: write 1 to 32 ASCII characters'],
    [rows(rest, { ...seed, io: 0 }), 'io of row 2: write a whole number, at least 1'],
    [rows(rest, { ...seed, io: 62_500_000.5 }), 'io of row 2: write a whole number, at least 1'],
    [rows(rest, { ...seed, io: 62_499_999 }), 'does not sum to 500,000,000 IO'],
    [rows(rest, { ...seed, lock: { ...lock, base: '' } }), 'base of the lock of row 2 is no address'],
    [
      rows(rest, { ...seed, lock: { ...lock, start: -1 } }),
      'start of the lock of row 2: write a whole number, at least 0',
    ],
    [
      rows(rest, { ...seed, lock: { ...lock, parts: 0 } }),
      'parts of the lock of row 2: write a whole number, at least 1',
    ],
    [rows(rest, { ...seed, lock: { ...lock, parts: 229 } }), 'write an end at most 240 months after the start'],
    [rows(rest, half, half), 'the base of a lock twice'],
  ];
  for (const [file, why] of cases) {
    assert.throws(
      () => supply.tableOf(file),
      (error) => error instanceof supply.TableError && error.message.includes(why),
      why,
    );
  }
  assert.doesNotThrow(() => supply.tableOf(rows(rest, { ...seed, lock: { ...lock, parts: 228 } })));
});

test('P-31: an escrow that is not as the table says is named by what differs', async () => {
  const table = supply.tableOf(FILE);
  const [place, ...others] = await supply.placesOf(table);
  assert.ok(place !== undefined && others.length === 0);
  const { schedule } = place.lock;
  const now = schedule.cliff;
  const escrow: supply.Escrow = {
    recipient: place.share.owner,
    mint: table.mint,
    creator: key(9),
    base: place.lock.base,
    updateRecipientMode: 0,
    cancelMode: 0,
    schedule,
    claimed: 5n,
    cancelledAt: 0n,
  };
  const tokens = supply.totalOf(schedule) - 5n;
  const named = (found: supply.Found, at = now) => supply.differences(place, table.mint, found, at);
  assert.deepEqual(named({ escrow, tokens }), []);
  assert.deepEqual(supply.lockedAt(place, { escrow, tokens }), { schedule, claimed: 5n });

  const edits: [string, Partial<supply.Escrow>, Partial<supply.Schedule>?][] = [
    ['base', { base: key(7) }],
    ['mint', { mint: key(7) }],
    ['recipient', { recipient: key(7) }],
    ['start', {}, { start: schedule.start + 1n }],
    ['first release', {}, { cliff: schedule.cliff - 1n }],
    ['first part', {}, { atCliff: schedule.atCliff + 1n }],
    ['later parts', {}, { each: schedule.each + 1n }],
    ['seconds between releases', {}, { period: schedule.period - 1n }],
    ['number of later parts', {}, { periods: schedule.periods - 1n }],
    ['who may cancel', { cancelMode: 1 }],
    ['who may name another recipient', { updateRecipientMode: 2 }],
    ['cancelled', { cancelledAt: 1n }],
  ];
  for (const [name, edit, times] of edits) {
    const changed = { ...escrow, ...edit, schedule: { ...schedule, ...times } };
    assert.deepEqual(named({ escrow: changed, tokens }), [name]);
  }
  assert.deepEqual(named({ escrow, tokens: tokens - 1n }), ['tokens']);
  assert.deepEqual(named({ escrow: 'another account', tokens }, supply.endOf(schedule)), ['account']);
  // Closed once all has been claimed, which cannot be before the last release.
  const none = { escrow: 'none', tokens: 0n } as const;
  assert.deepEqual(named(none, supply.endOf(schedule) - 1n), ['account']);
  assert.deepEqual(named(none, supply.endOf(schedule)), []);
  assert.equal(supply.lockedAt(place, none).claimed, supply.totalOf(schedule));
});
