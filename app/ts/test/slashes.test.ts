import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, getBase58Decoder, type Address } from '@solana/kit';
import { emissions, slashes } from '../src';
import { bytes, hex, vectorsOf } from './golden';
import { node } from './node';

const PROGRAM = emissions.EMISSIONS_PROGRAM_ADDRESS;
const DISCRIMINATOR = getBase58Decoder().decode(emissions.SLASH_DISCRIMINATOR);
const SYSTEM = address('11111111111111111111111111111111');

/** What of a list the Rust side has written; `-` is an empty one. */
const words = (list: string) => (list === '-' ? [] : list.split(','));

/** Accounts as bytes: before, those of slashes, after; and the addresses of the slashes that were followed. */
const cases = vectorsOf('follow').map(([supplier = '', before = '', there = '', after = '', followed = '']) => ({
  supplier: bytes(supplier),
  before: bytes(before),
  there: words(there).map(bytes),
  after,
  followed: words(followed),
}));
const decoder = emissions.getDelegationDecoder();

test('p11 a delegation follows the slashes that it does in Rust, in the same order', async () => {
  for (const { before, there, after, followed } of cases) {
    const delegation = decoder.decode(before);
    const all = there.map((it) => emissions.getSlashDecoder().decode(it));
    const done = slashes.follow(delegation, all);
    assert.equal(hex(emissions.getDelegationEncoder().encode(done.delegation)), after);
    const found = await Promise.all(done.slashes.map(slashes.findSlashAddress));
    assert.deepEqual(
      found.map(([it]) => it),
      followed,
    );
    assert.deepEqual(delegation, decoder.decode(before), 'the original stays');
  }
  // None, one, both ends of several, up to one that is missing, those that hold nothing of it, the rest, none again, none
  // of an empty delegation.
  assert.deepEqual(
    cases.map(({ followed }) => followed.length),
    [0, 1, 5, 1, 3, 4, 0, 0],
  );
});

test('the states of slashes, and what a delegation has', () => {
  const all = new Map<number, emissions.Slash>();
  for (const it of cases.flatMap(({ there }) => there)) {
    const slash = emissions.getSlashDecoder().decode(it);
    all.set(slash.reason, slash);
  }
  const states = [slashes.BREACH, 1, 2, 3].map((reason) => slashes.stateOf(all.get(reason) ?? assert.fail()));
  assert.deepEqual(states, ['open', 'dropped', 'executed', 'open']);
  const delegations = cases.map(({ before }) => decoder.decode(before));
  const [first, second, empty] = [delegations[0], delegations[1], delegations.at(-1)];
  assert.ok(first && second && empty);
  assert.ok(!slashes.isEmpty(first) && slashes.isEmpty(empty));
  // What a slash holds goes on earning.
  const held = decoder.decode(bytes(cases[1]?.after ?? ''));
  assert.ok(held.active < second.active);
  assert.equal(slashes.earning(held), second.active);
  assert.equal(slashes.earning(second), second.active);
});

type Known = { owner: Address; data: Uint8Array } | null;

/** A node with a delegation, a supplier, and slashes. */
function serve(accounts: [Known, Known], there: readonly Uint8Array[]) {
  const shown = ({ owner, data }: NonNullable<Known>) => ({
    data: [Buffer.from(data).toString('base64'), 'base64'],
    executable: false,
    lamports: 1,
    owner,
    space: data.length,
  });
  return node(({ method }) => {
    if (method === 'getMultipleAccounts') {
      return { context: { slot: 1 }, value: accounts.map((account) => account && shown(account)) };
    }
    return there.map((data, at) => ({ pubkey: `${SYSTEM}${at}`, account: shown({ owner: PROGRAM, data }) }));
  });
}

test('the instructions to put in front of what a staker does', async () => {
  for (const { supplier, before, there, followed } of cases) {
    const { supplier: address, staker } = decoder.decode(before);
    const own = (data: Uint8Array): Known => ({ owner: PROGRAM, data });
    const { rpc, asked } = serve([own(before), own(supplier)], there);
    const made = await slashes.followInstructions(rpc, address, staker);
    assert.deepEqual(
      made.map(({ accounts = [] }) => accounts[0]?.address),
      followed,
    );
    const [delegation] = await emissions.findDelegationPda({ supplier: address, staker });
    assert.ok(made.every(({ accounts = [] }) => accounts[1]?.address === delegation));
    assert.deepEqual(asked[0]?.params[0], [delegation, address]);
    // Nothing is asked for where nothing is to be followed.
    const followsNone = slashes.hasFollowed(decoder.decode(before), emissions.getSupplierDecoder().decode(supplier));
    assert.deepEqual(
      asked.map(({ method }) => method),
      followsNone ? ['getMultipleAccounts'] : ['getMultipleAccounts', 'getProgramAccounts'],
    );
    if (followsNone) continue;
    const { filters } = asked[1]?.params[1] as { filters: unknown[] };
    const memcmp = (offset: bigint, bytes: string) => ({ memcmp: { offset, bytes, encoding: 'base58' } });
    assert.deepEqual(filters, [{ dataSize: BigInt(emissions.getSlashDecoder().fixedSize) }, memcmp(0n, DISCRIMINATOR), memcmp(8n, address)]);
  }
});

test('without a delegation there is nothing to follow', async () => {
  const { supplier, before } = cases[2] ?? assert.fail();
  const { supplier: address, staker } = decoder.decode(before);
  const own: Known = { owner: PROGRAM, data: supplier };
  for (const none of [null, { owner: SYSTEM, data: new Uint8Array() }]) {
    const { rpc } = serve([none, own], []);
    assert.deepEqual(await slashes.followInstructions(rpc, address, staker), []);
  }
});
