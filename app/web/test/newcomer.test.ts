/** What somebody meets who has never seen the page: before the first answer, without suppliers, by keyboard alone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SUPPLIER_DISCRIMINATOR } from 'io-client/generated/emissions';
import { OFFER_DISCRIMINATOR, SUPPLIER_USAGE_DISCRIMINATOR } from 'io-client/generated/marketplace';
import { timeOf } from '../src/network/decode';
import { changed, RESERVATION } from './changed';
import { open, options, type Opened } from './opened';
import { errorOf, recorded } from './rpc';
import { slashedSupplier } from './slashed';

const { accounts } = recorded;
const renter = `#address/${recorded.renters[0]}`;
const VIEWS = [
  ['#overview', 'Overview'],
  ['#supply', 'Supply'],
  ['#market', 'Market'],
  ['#suppliers', 'Suppliers'],
  ['#burn', 'Burn'],
  ['#votes', 'Votes'],
  ['#address', 'Address'],
  [renter, 'Address'],
] as const;
const clock = accounts.find(({ pubkey }) => pubkey.startsWith('SysvarC1ock'));
const now = timeOf(clock && { owner: clock.owner, data: Uint8Array.from(Buffer.from(clock.data, 'base64')) });

/** The recording as if nobody had registered. */
const withoutSuppliers = accounts.filter(({ data }) => {
  const bytes = Buffer.from(data, 'base64');
  const is = (discriminator: ArrayLike<number>) => Array.from(discriminator).every((byte, at) => bytes[at] === byte);
  return ![SUPPLIER_DISCRIMINATOR, OFFER_DISCRIMINATOR, SUPPLIER_USAGE_DISCRIMINATOR].some(is);
});

describe('a newcomer', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
  });
  after(async () => await it?.close());

  const headings = () =>
    it.browser.value<string[]>(`[...document.querySelectorAll('h1')].map(({ textContent }) => textContent)`);
  const press = async (key: string, code: number) => {
    const event = { key, code: key, windowsVirtualKeyCode: code, ...(key === 'Enter' && { text: '\r' }) };
    await it.browser.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await it.browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  };
  const tab = () => press('Tab', 9);
  const enter = () => press('Enter', 13);
  const focused = () => it.browser.value<string>(`document.activeElement.textContent.trim()`);
  /** Tabs until something with these words has the focus. */
  const tabTo = async (words: string) => {
    for (let times = 0; times < 80; times += 1) {
      await tab();
      if ((await focused()).startsWith(words)) return;
    }
    assert.fail(`no Tab leads to ${words}`);
  };

  test('a heading and a status are there from the first paint on', async () => {
    await it.browser.send('Emulation.setScriptExecutionDisabled', { value: true });
    await it.browser.open(it.page);
    await it.browser.until(`document.querySelector('h1')?.textContent === 'IO'`);
    await it.browser.send('Emulation.setScriptExecutionDisabled', { value: false });
    it.rpc.says = () => 'silent';
    await it.browser.open('about:blank');
    await it.browser.open(`${it.page}#market`);
    await it.browser.until(`document.querySelector('h1')?.textContent === 'Market'`);
    assert.deepEqual(await headings(), ['Market']);
    assert.equal(await it.browser.value(`document.querySelector('main').getAttribute('aria-busy')`), 'true');
    const status = `document.querySelector('.health [role="status"]').textContent`;
    assert.equal(await it.browser.value(status), `Reading ${new URL(it.rpc.url).host}`);
    it.rpc.says = () => undefined;
    await it.load(`${it.page}#market`);
    await it.shows('Live ·');
    assert.equal(await it.browser.value(status), `${new URL(it.rpc.url).host} has answered`);
    assert.equal(await it.browser.value(`document.querySelector('main').getAttribute('aria-busy')`), 'false');
    it.browser.complaints.length = 0;
  });

  test('an RPC that only refuses leaves a heading, its words, and what comes next', async () => {
    it.rpc.says = (call) => errorOf(call, -32_601, 'Method not found');
    for (const width of [390, 1_280]) {
      await it.width(width);
      await it.load(it.page);
      for (const [hash, title] of VIEWS) {
        await it.go(hash, title);
        await it.shows('refuses getMultipleAccounts: Method not found (-32601).');
        await it.shows('This view fills by itself once the network answers.');
        assert.deepEqual(await headings(), [title]);
        assert.equal(await it.browser.value('document.documentElement.scrollWidth'), width, hash);
      }
    }
    it.rpc.says = () => undefined;
    await it.press('Try now');
    await it.shows('Live ·');
    it.browser.complaints.length = 0;
  });

  test('without a supplier every view says so, and how one begins', async () => {
    for (const width of [390, 1_280]) {
      await it.width(width);
      await it.load(it.page, withoutSuppliers);
      await it.shows('of 0 attested, 0 models');
      await it.go('#market', 'Market');
      await it.shows('No one offers GPUs on this network yet. A supplier with attested GPUs does so with io offer create.');
      assert.equal(await it.browser.value(`document.querySelectorAll('.filters, .count').length`), 0);
      await it.go('#suppliers', 'Suppliers');
      await it.shows('No one supplies on this network yet. To supply GPUs, register with io supplier register.');
      await it.go('#address', 'Address');
      await it.shows('Enter an address: the page shows');
      for (const [hash, title] of VIEWS) {
        await it.go(hash, title);
        assert.deepEqual(await headings(), [title]);
        assert.equal(await it.browser.value('document.documentElement.scrollWidth'), width, hash);
      }
    }
    assert.deepEqual(it.browser.complaints, []);
  });

  test('a reservation says what comes next, who can do it, and how', async () => {
    const cards = async (
      change: Parameters<typeof changed<ReturnType<typeof RESERVATION.decode>>>[2],
      address = renter,
    ) => {
      await it.load(`${it.page}${address}`, changed(accounts, RESERVATION, change));
      await it.browser.until(`document.querySelector('.card .note') !== null`);
      return await it.browser.value<{ text: string; commands: string[]; labels: string[] }[]>(
        `[...document.querySelectorAll('.card')].map((card) => ({
          text: card.innerText.replaceAll('\u00a0', ' '),
          commands: [...card.querySelectorAll('.command')].map((it) => it.querySelector('code').innerText),
          labels: [...card.querySelectorAll('dt')].map((it) => it.innerText),
        }))`,
      );
    };
    const outage = { down: 0, over: 0, total: 0 };
    const ended = { status: 2, endReason: 2, endedAt: now - 60n, outage };
    const nobody = { deposit: 0n, forfeited: 0n, openedAt: 0n, from: 0, until: 0 };
    const cases = [
      [{ ...ended }, 'Held back until', 'From then on anyone can close it: ', 'io rent close '],
      [{ ...ended, endedAt: now - 200_000n }, 'Can be closed since', 'Anyone can close it: ', 'io rent close '],
      [
        { ...ended, dispute: { ...nobody, deposit: 5n, openedAt: now } },
        'Decision due by',
        'Otherwise anyone can end the dispute',
        'io rent close ',
      ],
      [
        { ...ended, dispute: { ...nobody, deposit: 5n, openedAt: now - 1_000_000n } },
        'Not decided by',
        'The council did not decide in time. Anyone can end the dispute',
        'io rent close ',
      ],
      [{ ...ended, locked: 0n, payable: 0n, paid: { supplier: 0n, payer: 0n, fees: 0n } }, 'Closes from', 'anyone can close it', 'io rent close '],
      [{ ...ended, status: 3 }, undefined, 'Its owner can withdraw to another account', 'io rent withdraw '],
      [
        { ...ended, status: 3, locked: 0n, paid: { supplier: 0n, payer: 0n, fees: 0n } },
        undefined,
        'Everything is paid. Anyone can close it',
        'io rent close ',
      ],
      [{ status: 0, createdAt: now - 100_000n }, 'Not started by', 'Anyone can cancel it: all ', 'io rent close '],
      [{ status: 1, startedAt: now - 9_000_000n, outage }, 'Over since', 'Anyone can end it', 'io rent close '],
    ] as const;
    for (const [change, label, words, command] of cases) {
      const shown = await cards(() => change);
      assert.ok(shown.length > 0);
      for (const { text, commands, labels } of shown) {
        assert.ok(text.includes(words), `${words}: ${text}`);
        assert.ok(label === undefined || labels.includes(label), `${label}: ${labels}`);
        assert.ok(!labels.includes('Locked') && labels.includes('In escrow') && labels.includes('Paid in'), `${labels}`);
        assert.equal(commands.length, 1);
        assert.ok(commands[0]?.startsWith(command) && commands[0].includes(' --url http://127.0.0.1:'), commands[0]);
      }
    }
    // Somebody else pays: the payer is named, also on the page of the payer.
    const payer = recorded.stakers[0] ?? assert.fail();
    const who = `${payer.slice(0, 4)}…${payer.slice(-4)}, who paid`;
    for (const [change, words] of [
      [{ status: 0, createdAt: now }, `go back to ${who}`],
      [ended, 'Until then the payer can dispute it'],
      [{ status: 1, startedAt: now - 9_000_000n, outage }, `refunded to ${who}`],
    ] as const) {
      for (const address of [renter, `#address/${payer}`]) {
        const shown = await cards(() => ({ ...change, payer }), address);
        const rented = shown.filter(({ labels }) => labels.includes('Reservation'));
        assert.ok(rented.length > 0);
        for (const { text, labels } of rented) {
          assert.ok(text.includes(words), `${words}: ${text}`);
          assert.ok(labels.includes('Renter') && labels.includes('Payer'), `${labels}`);
        }
      }
    }
    const running = (await cards(() => ({}))).find(({ labels }) => labels.includes('Runs until'));
    assert.match(running?.commands[0] ?? '', /^io rent terminate \w+ --url /);
  });

  test('a staker and a supplier find how to claim', async () => {
    await it.load(`${it.page}#address/${recorded.stakers[0]}`);
    await it.shows('io stake claim ');
    const [command] = await it.browser.value<string[]>(
      `[...document.querySelectorAll('.card code')].map((it) => it.innerText)`,
    );
    assert.ok(command?.startsWith(`io stake claim ${slashedSupplier} --url `), command);
    await it.load(`${it.page}#address/${slashedSupplier}`);
    await it.shows(`io supplier claim --supplier ${slashedSupplier} --url `);
  });

  test('by keyboard alone: past the head, through the market to a command', async () => {
    await it.width(1_280);
    await it.load(`${it.page}#overview`);
    await it.shows('Live ·');
    await tab();
    assert.equal(await focused(), 'Skip to the content');
    await enter();
    await it.browser.until(`document.activeElement.id === 'main'`);
    await it.load(`${it.page}#overview`);
    await it.shows('Live ·');
    await tabTo('Market');
    await enter();
    await it.shows('7 of 7 offers');
    await tabTo('Quote');
    await enter();
    await it.browser.until(`document.activeElement.id === 'quote'`);
    await tabTo('Copy the command');
    // Where the focus is can be seen.
    assert.notEqual(await it.browser.value(`getComputedStyle(document.activeElement).outlineStyle`), 'none');
  });
});
