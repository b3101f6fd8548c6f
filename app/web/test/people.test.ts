/** What people met on the page: pauses, times, yields, narrow screens, their own wallet. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BURN, changed, HISTORY, LEDGER, MARKET, OFFER, SUPPLIER } from './changed';
import { tooWide } from './layout';
import { open, options, type Opened } from './opened';
import { recorded } from './rpc';

const { accounts } = recorded;
const NO_END = (1n << 63n) - 1n;
const text = (bytes: number, written: string) => {
  const padded = Buffer.alloc(bytes);
  padded.write(written);
  return padded;
};

describe('people', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
  });
  after(async () => await it?.close());

  const quote = async () => {
    await it.browser.until(`document.querySelector('td button[aria-pressed]') !== null`);
    await it.browser.value(`document.querySelector('td button[aria-pressed]').click()`);
    await it.browser.until(`document.querySelector('.quote') !== null`);
  };
  const commands = () => it.browser.value<number>(`document.querySelectorAll('.command').length`);

  test('a pause is shown where it matters, and its commands are not offered', async () => {
    const pause = { until: NO_END, guardianFrom: 0n };
    const paused = [MARKET, BURN].reduce(
      (all, kind) => changed(all, kind as typeof MARKET, () => ({ pause })),
      changed(accounts, LEDGER, () => ({ pause })),
    );
    await it.load(`${it.page}#market`, paused);
    await it.shows('The marketplace is paused until its authority ends the pause.');
    await quote();
    await it.shows('nothing can be reserved until the pause ends');
    await it.shows('no attestation is renewed while the emissions program is paused');
    assert.equal(await commands(), 0);
    await it.go('#suppliers', 'Suppliers');
    await it.shows('The emissions program is paused until its authority ends the pause.');
    await quote();
    await it.shows('no one can stake until the pause ends');
    assert.equal(await commands(), 0);
    await it.go('#burn', 'Burn');
    await it.shows('The fee burn is paused until its authority ends the pause.');
    await it.shows('not before the pause ends');
    await it.go('#overview', 'Overview');
    for (const name of ['The marketplace', 'The emissions program', 'The fee burn'])
      await it.shows(`${name} is paused`);
    // Registrations go on.
    await it.shows('Registrations, claims, unstaking and withdrawals go on.');
    assert.doesNotMatch(await it.text(), /registrations are paused/i);
  });

  test('a pause of one program is none of another, and one of the guardian has an end', async () => {
    const guardian = changed(accounts, LEDGER, () => ({ pause: { until: 32_503_680_000n, guardianFrom: 0n } }));
    await it.browser.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Tokyo' });
    await it.load(`${it.page}#market`, guardian);
    await quote();
    assert.equal(await commands(), 1);
    assert.equal(await it.browser.value(`document.querySelectorAll('.paused').length`), 0);
    await it.go('#overview', 'Overview');
    await it.shows('The emissions program is paused until 1 Jan 3000, 09:00 GMT+9 (in ');
    // Over since the first second of 1970.
    await it.load(
      it.page,
      changed(accounts, LEDGER, () => ({ pause: { until: 1n, guardianFrom: 0n } })),
    );
    await it.shows('Live ·');
    assert.equal(await it.browser.value(`document.querySelectorAll('.paused').length`), 0);
    await it.browser.send('Emulation.setTimezoneOverride', { timezoneId: '' });
  });

  test('a moment has its year and its zone', async () => {
    await it.browser.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Tokyo' });
    await it.load(`${it.page}#burn`);
    await it.shows('An auction runs');
    assert.match(await it.text(), /Live · \d\d:\d\d:\d\d GMT\+9 on the network/);
    assert.match(await it.text(), /\d+ \w+ 20\d\d, \d\d:\d\d GMT\+9 \(/);
    assert.match(await it.text(), /in your time zone, Asia\/Tokyo/);
    const titles = await it.browser.value<string[]>(`[...document.querySelectorAll('time')].map((it) => it.title)`);
    assert.ok(
      titles.every((title) => / 20\d\d, .* GMT\+9$/.test(title)),
      `${titles}`,
    );
    await it.browser.send('Emulation.setTimezoneOverride', { timezoneId: '' });
  });

  test('a time that is no date breaks nothing', async () => {
    const odd = changed(accounts, SUPPLIER, ({ attestation }) => ({ attestation: { ...attestation, endsAt: NO_END } }));
    await it.load(`${it.page}#suppliers`, odd);
    await it.shows('Suppliers');
    await it.browser.until(`document.querySelectorAll('tbody tr').length > 0`);
    assert.deepEqual(it.browser.complaints, []);
  });

  test('a network without an hour to go by has no yield rather than none', async () => {
    const none = { low: 0n, high: 0n };
    const young = changed(accounts, HISTORY, ({ indexes }) => ({
      indexes: indexes.map((pools) => pools.map(() => none)),
    }));
    await it.load(`${it.page}#suppliers`, young);
    await it.browser.until(`document.querySelectorAll('tbody tr').length > 0`);
    const yields = await it.browser.value<string[]>(
      `[...document.querySelectorAll('td[data-name^="APR"]')].map((it) => it.innerText.trim())`,
    );
    assert.ok(yields.length > 0 && yields.every((it) => it === '–'), `${yields}`);
  });

  test('every table fits 390 px, whatever a supplier has written', async () => {
    await it.width(390);
    const long = changed(accounts, OFFER, ({ region }) => ({
      region: text(region.length, 'W'.repeat(region.length)),
      priceMicroUsd: 99_999_999_999n,
      maxHours: 65_535,
    }));
    const written = changed(long, SUPPLIER, ({ endpoint }) => ({
      endpoint: text(endpoint.length, 'W'.repeat(endpoint.length)),
    }));
    const views = [
      ['#overview', 'Overview'],
      ['#supply', 'Supply'],
      ['#market', 'Market'],
      ['#suppliers', 'Suppliers'],
      ['#burn', 'Burn'],
      ['#votes', 'Votes'],
      [`#address/${recorded.renters[0]}`, 'Address'],
      [`#address/${recorded.stakers[0]}`, 'Address'],
    ] as const;
    await it.load(it.page, written);
    for (const [hash, title] of views) {
      await it.go(hash, title);
      await it.browser.until(`!document.body.innerText.includes('Loading …')`);
      await it.browser.value(`document.querySelector('td button[aria-pressed]:not(:disabled)')?.click()`);
      const wide = await tooWide(it.browser, 390);
      assert.deepEqual(wide, [], hash);
      assert.equal(await it.browser.value('document.documentElement.scrollWidth'), 390, hash);
    }
    await it.width(1_280);
  });

  test('what a supplier has written turns nothing around it', async () => {
    const written = changed(accounts, OFFER, ({ region }) => ({
      region: text(region.length, '\u001b\u202eeu\u2066-\u2028x'),
    }));
    await it.load(`${it.page}#market`, written);
    await it.shows('eu- x');
    assert.doesNotMatch(await it.text(), /[\u001b\u202a-\u202e\u2028\u2066-\u2069]/);
    assert.equal(await it.browser.value(`document.querySelector('td[data-name="Region"] bdi')?.innerText`), 'eu- x');
  });

  test('a wallet is known in every view and after the page is loaded again, with its balances', async () => {
    await it.load(`${it.page}#address`);
    const [wallet] = recorded.renters;
    await it.browser.value(`(() => {
      const accounts = [{ address: ${JSON.stringify(wallet)} }];
      const features = { 'standard:connect': { connect: async () => ({ accounts }) } };
      const wallet = { name: 'Purse', chains: ['solana:mainnet'], features };
      window.dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: ({ register }) => register(wallet) }));
    })()`);
    await it.press('From Purse');
    await it.shows('32 × H100 SXM');
    for (const name of ['SOL', 'IO', 'USDC']) {
      await it.browser.until(`[...document.querySelectorAll('.figure dt')].some((it) => it.innerText === '${name}')`);
    }
    const mine = `My wallet ${wallet?.slice(0, 4)}…${wallet?.slice(-4)}`;
    for (const [hash, title] of [
      ['#market', 'Market'],
      ['#burn', 'Burn'],
    ] as const) {
      await it.go(hash, title);
      await it.shows(mine);
    }
    // The view without an address is that of the wallet; the wallet's button is still there.
    await it.go('#address', 'Address');
    await it.shows('32 × H100 SXM');
    await it.shows('From Purse');
    await it.load(`${it.page}#market`);
    await it.shows(mine);
    await it.press('Forget');
    await it.browser.until(`!document.body.innerText.includes('My wallet')`);
    await it.load(`${it.page}#market`);
    await it.shows('7 of 7 offers');
    assert.ok(!(await it.text()).includes('My wallet'));
  });
});
