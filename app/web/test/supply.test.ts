/** The supply on the page: its figures, and what a screen reader and a narrow screen make of it (P-02, P-31). */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getAddressDecoder } from '@solana/kit';
import { ONE_IO } from 'io-client/math';
import { stillLocked, supplyOf, tableOf, unlocked, type Supply } from 'io-client/supply';
import { countedOf, type Chain } from '../src/network/chain';
import { genesisFor, genesisOf } from '../src/network/genesis';
import { reader } from '../src/network/read';
import { io } from '../src/format';
import { texts } from '../src/texts';
import { linesOf } from '../src/views/supply/figures';
import { changed, LEDGER } from './changed';
import { CLAIMED, deployment, FILE, locked, MINT, NOW, places } from './locked';
import { tooWide, touching } from './layout';
import { open, options, type Opened } from './opened';
import { recorded, serveRecording } from './rpc';

const plain = (amount: bigint, decimals: number) => io(amount, decimals).replace('\u00a0', ' ');
const otherMint = getAddressDecoder().decode(new Uint8Array(32).fill(77));
const [seed, contributors, advisers] = places.map(({ lock }) => lock.schedule);
assert.ok(seed !== undefined && contributors !== undefined && advisers !== undefined);
/** By hand: the seed investors have two parts of 24, the contributors none yet, the advisers all. */
const SEED_PART = (62_500_000n * ONE_IO) / 24n;
const LOCKED = 22n * SEED_PART + 56_500_000n * ONE_IO;
const UNCLAIMED = 62_500_000n * ONE_IO - 22n * SEED_PART - CLAIMED[0];

async function chainOf(accounts = recorded.accounts): Promise<Chain> {
  const rpc = await serveRecording(accounts);
  try {
    return await reader(rpc.url).chain(true);
  } finally {
    await rpc.close();
  }
}

function supplyWith(chain: Chain, locks: Parameters<typeof supplyOf>[1]): Supply {
  const supply = supplyOf(countedOf(chain), locks, chain.now);
  assert.ok(!('refused' in supply));
  return supply;
}

test('P-02: every figure is that of the command line, and the lines add up to the base unit', async () => {
  const chain = await chainOf();
  const locks = places.map(({ lock: { schedule } }, place) => ({ schedule, claimed: CLAIMED[place] ?? 0n }));
  const { emissions, burn } = recorded.said;
  const of = (said: typeof emissions, name: string) => BigInt(String(said[name]));
  for (const hasTable of [true, false]) {
    const supply = supplyWith(chain, hasTable ? locks : []);
    assert.equal(supply.minted, of(emissions, 'launchSupply') + of(emissions, 'emitted'));
    assert.deepEqual(
      [supply.burned.fees, supply.burned.auctions, supply.burned.slashes, supply.burned.holders],
      [of(burn, 'feesBurned'), of(burn, 'boughtAndBurned'), of(emissions, 'slashed'), 0n],
    );
    assert.equal(supply.rewards, of(emissions, 'emitted') - of(emissions, 'claimed'));
    assert.deepEqual([supply.locked, supply.unclaimed], hasTable ? [LOCKED, UNCLAIMED] : [0n, 0n]);

    let sum = 0n;
    for (const { name, amount, kind } of linesOf(supply, chain, hasTable)) {
      if (kind === 'part' || name === 'toCome') continue;
      if (amount === undefined) assert.ok(!hasTable && name === 'locked');
      else if (kind === 'total') assert.equal(amount, sum, name);
      else sum += amount;
    }
    assert.equal(sum, supply.circulating);
  }
});

test('P-02: what an adopted mint lacked at its launch is named', async () => {
  const chain = await chainOf();
  const missing = 5n * ONE_IO;
  const adopted = {
    ...chain,
    supply: chain.supply - missing,
    ledger: { ...chain.ledger, launchSupply: chain.ledger.launchSupply - missing },
  };
  const supply = supplyWith(adopted, []);
  const line = linesOf(supply, adopted, false).find(({ name }) => name === 'holders');
  assert.equal(line?.amount, -missing);
  assert.equal(line?.note?.replaceAll('\u00a0', ' '), 'with the 5.00000000 IO that the mint lacked at the launch');
});

test('P-31: the escrows are read in one call', async () => {
  const rpc = await serveRecording(locked({ 2: 'none' }));
  try {
    const held = await reader(rpc.url).escrows(tableOf(FILE));
    assert.deepEqual(rpc.asked, ['getMultipleAccounts']);
    assert.deepEqual(
      held.map(({ found: { escrow, tokens } }) => [typeof escrow === 'string' ? escrow : escrow.claimed, tokens]),
      [
        [CLAIMED[0], 61_500_000n * ONE_IO],
        [0n, 56_500_000n * ONE_IO],
        ['none', 0n],
      ],
    );
  } finally {
    await rpc.close();
  }
});

test('a page without a table says so, and one with that of another mint', () => {
  const table = tableOf(FILE);
  assert.deepEqual(genesisFor(genesisOf(FILE), MINT), { table });
  for (const [genesis, words] of [
    [genesisOf(null), 'This page was built without a genesis table.'],
    [genesisOf({ io_mint: MINT }), 'This page has no genesis table: the deployment file has no [[genesis]] rows.'],
    [
      genesisOf({ ...FILE, io_mint: otherMint }),
      `the genesis table of another network: that of the mint ${otherMint}.`,
    ],
  ] as const) {
    const found = genesisFor(genesis, MINT);
    assert.ok(
      'none' in found && found.none(texts()).includes(words) && found.none(texts()).includes('IO_DEPLOYMENT'),
      words,
    );
  }
});

test('a deployment file without a table is not built into a page', async () => {
  await assert.rejects(open(0, 'io_mint = ""'), /IO_DEPLOYMENT, .*: the deployment file has no \[\[genesis\]\] rows/);
  await assert.rejects(open(0, deployment().replace('380000000', '380000001')), /does not sum to 500,000,000 IO/);
});

/** Roles and names of what a screen reader finds. */
async function found(it: Opened): Promise<[role: string, name: string][]> {
  type Node = { ignored: boolean; role?: { value: string }; name?: { value: string } };
  const { nodes } = await it.browser.send<{ nodes: Node[] }>('Accessibility.getFullAXTree');
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name }) => [role?.value ?? '', (name?.value ?? '').replaceAll('\u00a0', ' ')]);
}
const named = (all: [string, string][], role: string) => all.filter(([it]) => it === role).map(([, name]) => name);

describe('the supply without a table', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
  });
  after(async () => await it?.close());

  test('says that what is locked circulates, and has every other figure', async () => {
    await it.load(`${it.page}#supply`);
    await it.shows('No table. This page was built without a genesis table.');
    await it.shows('includes locked IO: there is no genesis table');
    const supply = supplyWith(await chainOf(), []);
    for (const amount of [supply.total, supply.circulating, supply.staked, supply.toCome])
      await it.shows(plain(amount, 8));
    assert.equal(await it.browser.value(`document.querySelectorAll('figure rect.locked[height="0"]').length`), 13);
    assert.doesNotMatch(await it.text(), /Claimable|Together: /);
  });

  test('before the launch no figure is shown: the genesis supply is not complete', async () => {
    const zero = { hour: 0, scheduleHour: 0, launchSupply: 0n, emittedTotal: 0n, claimedTotal: 0n, slashedTotal: 0n };
    const before = changed(recorded.accounts, LEDGER, () => zero);
    await it.load(`${it.page}#supply`, before);
    await it.shows('The emission has not started, and before that the genesis supply is not complete.');
    assert.equal(await it.browser.value(`document.querySelectorAll('figure, table, .figure').length`), 0);
    await it.go('#overview', 'Overview');
    await it.shows('Total supply of IO');
    await it.shows('The emission has not started.');
    assert.doesNotMatch(await it.text(), /Burned/);
  });

  test('what is still to be minted does not grow by what an adopted mint lacked', async () => {
    const adopted = changed(recorded.accounts, LEDGER, ({ launchSupply }) => ({
      launchSupply: launchSupply - 5n * ONE_IO,
    }));
    await it.load(`${it.page}#overview`, adopted);
    await it.shows(`Still to be minted\n${plain(supplyWith(await chainOf(), []).toCome, 2)}`);
  });

  test('figures that cannot be true are not shown', async () => {
    const wrong = changed(recorded.accounts, LEDGER, ({ emittedTotal }) => ({ claimedTotal: emittedTotal + 1n }));
    await it.load(`${it.page}#supply`, wrong);
    await it.shows(
      'more rewards were claimed than emitted, or more are unclaimed than exist. Use another RPC, or check',
    );
    await it.go('#overview', 'Overview');
    await it.shows('The figures of the supply contradict each other: more rewards were claimed');
  });
});

describe('the supply with a table', options, () => {
  let it: Opened;
  before(async () => {
    it = await open(0, deployment());
  });
  after(async () => await it?.close());
  const rows = (caption: string) =>
    it.browser.value<string[]>(
      `[...document.querySelectorAll('table')].filter((it) => it.caption?.textContent === ${JSON.stringify(caption)})
        .flatMap((it) => [...it.tBodies[0].rows]).map((row) => [...row.cells].map((it) => it.textContent).join(' | ').replaceAll('\u00a0', ' '))`,
    );

  test('P-31: figures, locks, calendar and chart are those of the table', async () => {
    await it.load(`${it.page}#supply`, locked());
    await it.shows('Locks of the genesis supply');
    const chain = await chainOf();
    const supply = supplyWith(
      chain,
      places.map(({ lock: { schedule } }, place) => ({ schedule, claimed: CLAIMED[place] ?? 0n })),
    );
    for (const amount of [supply.circulating, -LOCKED, UNCLAIMED]) await it.shows(plain(amount, 8));

    const locks = await rows('Locks of the genesis supply');
    assert.equal(locks.length, 3);
    const [first = '', second = '', third = ''] = locks;
    assert.match(
      first,
      new RegExp(`^seed investors .*${plain(22n * SEED_PART, 2)} . ${plain(UNCLAIMED, 2)} .*2,604,166.66 IO in 29 d`),
    );
    assert.match(second, /^core contributors .*56,500,000.00 IO . 0.00 IO .*1,569,444.44 IO in /);
    assert.match(third, /^advisers .*0.00 IO . 0.00 IO . all released$/);

    const months = await rows('What comes into circulation month by month');
    assert.equal(months.length, 13);
    assert.match(months[0] ?? '', /^rest of /);
    // Twelve of the investors' parts, or thirteen if two fall into one month.
    const unlocks = months.map((row) => row.split(' | ')[1] ?? '');
    assert.ok(
      unlocks.every((it) => /^\d[\d,]*\.\d\d IO$/.test(it)),
      `${unlocks}`,
    );
    assert.ok(unlocks.filter((it) => it.startsWith('2,604,166.66')).length >= 10, `${unlocks}`);

    const years = await rows('Twenty years of supply, year by year');
    assert.equal(years.length, 21);
    assert.match(
      years.at(-1) ?? '',
      /^year 20, .* \| 500,000,000.00 IO \| 0.00 IO \| 300,000,000.00 IO \| 800,000,000.00 IO$/,
    );
    assert.deepEqual(it.browser.complaints, []);
  });

  test('P-31: an escrow that differs is named and not counted', async () => {
    await it.load(`${it.page}#supply`, locked({ 0: { cancelMode: 1, tokens: 0n }, 1: 'none' }));
    await it.shows('2 escrows are not as the genesis table says, and not counted as locked.');
    const [first, second, third] = await rows('Locks of the genesis supply');
    assert.match(first ?? '', /differs: who may cancel, tokens/);
    assert.match(second ?? '', /differs: account/);
    assert.match(third ?? '', /all released/);
    const role = await it.browser.value(`document.querySelector('main [role="alert"]').innerText`);
    assert.match(String(role), /io migrate verify shows/);
    const supply = supplyWith(await chainOf(), []);
    await it.shows(plain(supply.circulating, 8));
  });

  test('a screen reader finds every picture with its table', async () => {
    await it.load(`${it.page}#supply`, locked());
    await it.shows('Twenty years of supply');
    await it.browser.value(`document.querySelector('main summary').click()`);
    await it.browser.until(`document.querySelector('main details').open`);
    const all = await found(it);
    const pictures = named(all, 'image').filter((name) => name !== '');
    assert.equal(pictures.length, 2, `${pictures}`);
    assert.match(
      pictures[0] ?? '',
      /^[\d,]+ IO come into circulation in thirteen months, [\d,]+ IO at most in one; listed in the table below$/,
    );
    assert.match(
      pictures[1] ?? '',
      /^From 500,000,000 IO in \w+ 20\d\d to 800,000,000 IO in \w+ 20\d\d; listed year by year in the table below$/,
    );
    assert.deepEqual(named(all, 'table'), [
      'From minted to circulating',
      'Locks of the genesis supply',
      'What comes into circulation month by month',
      'Twenty years of supply, year by year',
    ]);
    const headers = named(all, 'rowheader');
    assert.ok(headers.some((name) => name.startsWith('Total supply')) && headers.length === 12, `${headers}`);
    assert.ok(named(all, 'columnheader').includes('Claimable'));
    assert.deepEqual(named(all, 'heading'), [
      'Supply',
      'From minted to circulating',
      'Locks of the genesis supply',
      'The next twelve months',
      'Twenty years of supply',
    ]);
  });

  test('fits 380 and 1,280 px, light and dark, with its table open', async () => {
    for (const width of [380, 1_280]) {
      for (const scheme of ['light', 'dark']) {
        await it.width(width);
        await it.browser.send('Emulation.setEmulatedMedia', {
          features: [{ name: 'prefers-color-scheme', value: scheme }],
        });
        await it.load(`${it.page}#supply`, locked({ 0: { cancelMode: 3, recipient: otherMint, tokens: 0n } }));
        await it.shows('Twenty years of supply');
        await it.browser.value(`document.querySelector('main summary').click()`);
        const wide = await tooWide(it.browser, width);
        assert.deepEqual(wide, [], `${width} ${scheme}`);
        assert.equal(await it.browser.value('document.documentElement.scrollWidth'), width);
        // No name of an amount is cut off by its picture, and no two touch.
        const names = await touching(it.browser);
        assert.deepEqual(names, [], `${width} ${scheme}`);
      }
    }
    await it.width(1_280);
  });
});

describe('the table of another network', options, () => {
  test('is not used', async () => {
    const it = await open(0, deployment(otherMint));
    try {
      await it.load(`${it.page}#supply`, locked());
      await it.shows(`No table. This page has the genesis table of another network: that of the mint ${otherMint}.`);
      assert.ok(
        stillLocked(seed, NOW) > 0n &&
          unlocked(advisers, NOW) === 1_000_000n * ONE_IO &&
          stillLocked(contributors, NOW) > 0n,
      );
    } finally {
      await it.close();
    }
  });
});
