import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, type FixedSizeDecoder } from '@solana/kit';
import { decodeEvent, explain } from '../src';
import { bytes, call, exported, hex, interfaces, pascal, screaming } from './golden';

const TAG = 'e445a52e51cb9a1d';

test('the interface has all three programs', () => {
  assert.deepEqual(Object.keys(interfaces), ['emissions', 'marketplace', 'feeBurn']);
});

for (const [name, program] of Object.entries(interfaces)) {
  test(`${name}: address`, () => {
    assert.equal(exported(name, `${screaming(name)}_PROGRAM_ADDRESS`), program.address);
  });

  test(`${name}: discriminators of instructions and accounts`, () => {
    const accounts = program.accounts.map((account) => [account.discriminator, account.name] as const);
    assert.ok(program.instructions.length > 0 && accounts.length > 0);
    for (const [discriminator, item] of [...program.instructions, ...accounts]) {
      assert.equal(hex(exported(name, `${screaming(item)}_DISCRIMINATOR`)), discriminator, item);
    }
  });

  test(`${name}: every event is distinguished from the others`, () => {
    assert.ok(program.events.length > 0);
    for (const [discriminator, event] of program.events) {
      const data = bytes(TAG + discriminator + '00'.repeat(1_024));
      assert.equal(decodeEvent(address(program.address), data)?.name, event);
    }
    assert.equal(decodeEvent(address(program.address), bytes(`${TAG}0000000000000000`)), undefined);
    assert.equal(decodeEvent(address(program.address), bytes('00'.repeat(64))), undefined);
  });

  test(`${name}: every error by its code`, () => {
    assert.ok(program.errors.length > 0);
    for (const [code, error] of program.errors) {
      assert.equal(exported(name, `${screaming(name)}_ERROR__${screaming(error)}`), code, error);
      assert.equal(explain(code)?.name, screaming(error));
      assert.ok(explain(code)?.message.length);
    }
  });

  for (const account of program.accounts) {
    if (account.size === undefined) continue;
    test(`${name}: every field of ${account.name} has its place`, () => {
      const decoder = call<FixedSizeDecoder<Record<string, unknown>>>(name, `get${pascal(account.name)}Decoder`);
      assert.equal(decoder.fixedSize, account.size);
      const zero = new Uint8Array(decoder.fixedSize);
      const before = decoder.decode(zero);
      const names = account.fields.map((field) => field.name);
      assert.deepEqual(Object.keys(before), ['discriminator', ...names]);
      for (const { name: field, offset, size } of account.fields) {
        for (const at of [offset, offset + size - 1]) {
          const after = decoder.decode(zero.with(at, 1));
          const changed = names.filter((key) => !same(before[key], after[key]));
          assert.deepEqual(changed, [field], `byte ${at}`);
        }
      }
    });
  }
}

function same(one: unknown, other: unknown): boolean {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}
