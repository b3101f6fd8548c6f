/** Transactions on a small cluster: the table and the property of `app/client/src/sending/pursuit/tests.rs`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockhash, signature, type Base64EncodedWireTransaction } from '@solana/kit';
import { RPC_TIMEOUTS_MS, type Announcement } from '../src';
import { pursue, type Ended, type Signed } from '../src/sending/pursuit';
import { BEFORE, cluster, LAST_HEIGHT, random, WAYS, type Settings, type Way } from './cluster';

const SIGNED: Signed = {
  wire: '' as Base64EncodedWireTransaction,
  signature: signature('1'.repeat(64)),
  life: { blockhash: blockhash('1'.repeat(32)), slot: BigInt(BEFORE), lastHeight: BigInt(LAST_HEIGHT) },
  born: 0,
  fee: 6_000n,
};

/** How it ends, after how many seconds, and the cluster then. */
async function ends(settings: Settings, seed = 1) {
  const { it, node, clock, broadcasts } = cluster(settings, seed);
  const announced: (Announcement & { sent: number })[] = [];
  const announce = (announcement: Announcement) => void announced.push({ ...announcement, sent: broadcasts() });
  const ended = await pursue({ node, clock, timeouts: RPC_TIMEOUTS_MS, announce }, SIGNED);
  assert.deepEqual(announced, [{ signature: SIGNED.signature, ...SIGNED.life, fee: 6_000n, wire: SIGNED.wire, sent: 0 }]);
  return { ended, seconds: clock.now() / 1_000, it };
}

test('each fault ends as it must', async () => {
  const cases: [string, Way[], Settings, Ended['state'], number][] = [
    ['all is well', ['taken'], {}, 'confirmed', 2],
    ['the answer is lost', ['unsaid'], {}, 'confirmed', 2],
    ['lost before it is taken', ['swallowed', 'swallowed', 'taken'], {}, 'confirmed', 5],
    ['known already', ['known'], {}, 'confirmed', 2],
    ['the node is busy', ['busy', 'busy', 'busy', 'taken'], {}, 'confirmed', 6],
    ['no connection at first', ['unconnected', 'taken'], {}, 'confirmed', 4],
    ['the node is behind', ['behind', 'behind', 'taken'], {}, 'confirmed', 5],
    ['it fails', ['taken'], { fails: true }, 'failed', 2],
    ['refused by the node', ['refused'], {}, 'refused', 3],
    ['refused after there was no connection', ['unconnected', 'refused'], {}, 'refused', 4],
    ['refused when it was sent again', ['behind', 'refused'], {}, 'expired', 78],
    ['refused, and nobody says whether another has it', ['refused'], { lost: 100 }, 'unknown', 121],
    ['refused, and another has it after a while', ['refused'], { block: BEFORE + 4 }, 'confirmed', 4],
    ['behind for good', ['behind'], {}, 'expired', 78],
    ['never a connection', ['unconnected'], {}, 'unsent', 3],
    ['busy for good', ['busy'], {}, 'expired', 78],
    ['swallowed again and again', ['swallowed'], {}, 'expired', 78],
    ['taken and dropped', ['taken'], { delay: 1_000 }, 'expired', 78],
    ['a refusal after it may have been taken', ['unsaid', 'refused'], {}, 'confirmed', 2],
    ['without a history', ['swallowed'], { forgets: true }, 'expired', 78],
    ['the chain stands still', ['taken'], { stands: BEFORE }, 'unknown', 121],
    ['every read is lost', ['taken'], { lost: 100 }, 'unknown', 121],
    ['half of the reads are lost', ['taken'], { lost: 50 }, 'confirmed', 10],
    ['the height is far ahead', ['swallowed'], { ahead: 100 }, 'unknown', 121],
    [
      'the height is far ahead, and it lands late',
      ['swallowed', 'swallowed', 'taken'],
      { ahead: 100, delay: 100 },
      'confirmed',
      45,
    ],
    ['a null that is wrong, at the end', ['taken'], { delay: 149, wrong: 1 }, 'confirmed', 63],
    ['one node of two is far behind', ['taken'], { lags: [0, 5_000] }, 'confirmed', 10],
    ['a later block than it counts as finalized', ['swallowed'], { eager: true }, 'expired', 110],
    ['the same, and it lands late', ['swallowed', 'taken'], { eager: true, delay: 140 }, 'confirmed', 63],
    ['one that stands still before it is final', ['swallowed'], { eager: true, stands: BEFORE + 160 }, 'unknown', 130],
    ['refused, but sent by another before', ['refused'], { block: BEFORE }, 'confirmed', 2],
    ['refused, and nobody says at first that it is known', ['refused'], { block: BEFORE, silent: 3 }, 'confirmed', 2],
  ];
  for (const [what, ways, settings, state, within] of cases) {
    const { ended, seconds } = await ends({ ...settings, ways });
    assert.equal(ended.state, state, what);
    assert.ok(seconds <= within, `${what}: ${seconds} s`);
  }
});

test('a last block that no node comes to is reported as such', async () => {
  const { ended } = await ends({ ways: ['swallowed'], eager: true, stands: BEFORE + 160 });
  assert.ok(ended.state === 'unknown' && ended.reason.startsWith("the network's node is behind: "), JSON.stringify(ended));
});

test('it is broadcast each second while no block has it, and no more after that', async () => {
  const broadcasts = async (settings: Settings) => {
    const { node, clock, broadcasts } = cluster(settings, 1);
    await pursue({ node, clock, timeouts: RPC_TIMEOUTS_MS, announce: () => {} }, SIGNED);
    return broadcasts();
  };
  // In a block after 800 ms, and after 40 s.
  assert.equal(await broadcasts({}), 1);
  const many = await broadcasts({ delay: 100 });
  assert.ok(many > 30 && many <= 41, `${many}`);
});

test('what cannot be announced is not sent', async () => {
  const { node, clock, broadcasts } = cluster({}, 1);
  const announce = () => Promise.reject(new Error('the disk is full'));
  await assert.rejects(pursue({ node, clock, timeouts: RPC_TIMEOUTS_MS, announce }, SIGNED), /the disk is full/);
  assert.equal(broadcasts(), 0);
});

test('whatever goes wrong after the broadcast, the transaction is not lost sight of', async () => {
  const { node, clock } = cluster({}, 1);
  const odd = { ...node, status: () => Promise.reject(new TypeError('odd')) };
  const ended = await pursue({ node: odd, clock, timeouts: RPC_TIMEOUTS_MS, announce: () => {} }, SIGNED);
  assert.ok(ended.state === 'unknown' && /odd/.test(ended.reason), JSON.stringify(ended));
});

const SEED = 20_261_122;
const CASES = 4_000;

test(`what is in a block is never said to be in none, seed ${SEED}`, async () => {
  const next = random(SEED);
  const below = (most: number) => Math.floor(next() * most);
  // Swallowed three times as often as any other.
  const ways = [...WAYS, 'swallowed', 'swallowed'] as const;
  for (let number = 0; number < CASES; number += 1) {
    const settings: Settings = {
      ways: Array.from({ length: 1 + below(79) }, () => ways[below(ways.length)] ?? 'taken'),
      delay: below(170),
      stands: below(4) === 0 ? BEFORE + below(300) : Infinity,
      lags: Array.from({ length: 1 + below(3) }, () => below(below(2) === 0 ? 40 : 5_000)),
      lost: below(60),
      ahead: below(60),
      over: below(60),
      wrong: below(2),
      fails: below(2) === 0,
      forgets: below(2) === 0,
      eager: below(2) === 0,
    };
    const { ended, seconds, it } = await ends(settings, number);
    const what = `case ${number} of seed ${SEED}: ${ended.state}, block ${it.block}, ${JSON.stringify(settings)}`;
    const { state } = ended;
    if (state === 'confirmed') assert.ok(it.block === Number(ended.slot) && !it.fails, what);
    else if (state === 'failed') assert.ok(it.block !== undefined && it.fails, what);
    // It may also be in a block that is still to come.
    else if (state !== 'unknown') assert.equal(it.block, undefined, what);
    assert.ok(seconds <= 125, `${what}: ${seconds} s`);
  }
});
