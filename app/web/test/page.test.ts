/** The built page in a headless Chromium, on recorded accounts; skipped where there is no Chromium. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getOfferDecoder, getOfferEncoder } from 'io-client/generated/marketplace';
import { io } from '../src/format';
import { open, options, type Opened } from './opened';
import { errorOf, recorded, serveRecording, type Said } from './rpc';
import { slashed, slashedSupplier } from './slashed';

/** By what the command line has said; nothing was slashed. */
const figure = (of: Said, name: string) => BigInt(String(of[name]));
const { emissions, burn } = recorded.said;
const totalSupply = io(
  figure(emissions, 'launchSupply') +
    figure(emissions, 'emitted') -
    figure(burn, 'feesBurned') -
    figure(burn, 'boughtAndBurned'),
).replace('\u00a0', ' ');

describe('the page', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
    await it.load(it.page);
    await it.shows('Total supply of IO');
  });
  after(async () => await it?.close());

  test('overview', async () => {
    await it.shows(totalSupply);
    await it.shows('4,848.0019');
  });

  test('market: an offer, its cost, and the command', async () => {
    await it.go('#market', 'Market');
    await it.browser.value(`document.querySelector('td button[aria-pressed]').click()`);
    await it.shows('147.7111 USDC');
    assert.match(
      await it.text(),
      /io rent reserve njGQu481P2FzLcp8EoJqqVrztvZEcx37hf63uBmQNs4 --gpus 8 --time 24h --currency usdc/,
    );
    await it.browser.value(`document.querySelector('thead button').click()`);
    const sorted = await it.browser.value<string>(`document.querySelector('tbody td').innerText`);
    assert.equal(sorted.trim(), 'A100 PCIe 80GB');
    await it.browser.value(`(() => {
      const select = document.querySelector('.filters select');
      select.value = 'H200';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
    await it.shows('1 of 7 offers');
  });

  test('market: offers beside list prices, with their sources', async () => {
    await it.go('#market', 'Market');
    const cells = await it.browser.value<string[]>(`(() => {
      const offers = document.querySelector('table.table');
      const names = [...offers.querySelectorAll('thead th')].map((it) => it.innerText.trim());
      const place = names.findIndex((it) => it.startsWith('Against list price'));
      return [...offers.querySelectorAll('tbody tr')].map((row) => row.children[place].innerText);
    })()`);
    assert.ok(cells.length > 0);
    for (const cell of cells) assert.match(cell, /^(–|\d+\s% (below|above) (AWS|Azure|Google Cloud))$/);
    const sources = await it.browser.value<string[]>(
      `[...document.querySelectorAll('#list-prices li')].map((it) => it.innerText + ' ' + it.querySelector('a').href)`,
    );
    assert.ok(sources.length > 0);
    for (const source of sources) assert.match(source, /: \$\d.* for a GPU-hour of .* read 2026-12-01 https:\/\//s);
  });

  test('suppliers, burn, and an address', async () => {
    await it.go('#suppliers', 'Suppliers');
    await it.shows('6,325.36 %');
    await it.go('#burn', 'Burn');
    await it.shows('An auction runs');
    await it.go(`#address/${recorded.renters[0]}`, 'Address');
    await it.shows('32 × H100 SXM');
    await it.shows('5,092.3837 USDC');
    await it.go(`#address/${recorded.stakers[0]}`, 'Address');
    await it.shows('7,500.00 IO earning');
    await it.go('#address/nobody', 'Address');
    await it.shows('This is not an address');
  });

  test('every view fits 375 px', async () => {
    await it.width(375);
    const views = [
      ['#overview', 'Overview'],
      ['#supply', 'Supply'],
      ['#market', 'Market'],
      ['#suppliers', 'Suppliers'],
      ['#burn', 'Burn'],
      ['#votes', 'Votes'],
      [`#address/${recorded.renters[0]}`, 'Address'],
    ] as const;
    for (const [hash, title] of views) {
      await it.go(hash, title);
      await it.browser.value(`document.querySelector('td button[aria-pressed]')?.click()`);
      assert.equal(await it.browser.value('document.documentElement.scrollWidth'), 375, hash);
    }
  });

  test('a quote of the largest amounts stays in its panel, and no number is broken', async () => {
    await it.width(375);
    await it.go('#market', 'Market');
    await it.browser.value(`document.querySelector('td button[aria-pressed]').click()`);
    await it.browser.value(`for (const field of document.querySelectorAll('#quote input[type="number"]')) {
      field.value = field.max;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }`);
    await it.shows('33,788.9296 USDC');
    const [inner, outer] = await it.browser.value<number[]>(
      `[document.querySelector('.costs').scrollWidth, document.querySelector('.costs').parentElement.clientWidth]`,
    );
    assert.ok(inner !== undefined && outer !== undefined && inner <= outer, `${inner} of ${outer} px`);
    const broken = await it.browser.value<string[]>(`[...document.querySelectorAll('.costs tbody td')].flatMap((cell) => {
      const [text] = cell.childNodes;
      return [...text.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return range.getClientRects().length > 1;
      }).map(([word]) => word);
    })`);
    assert.deepEqual(broken, []);
  });

  test('what the burn spends in a day, and how much of the lot is sold', async () => {
    await it.width(1_280);
    await it.go('#burn', 'Burn');
    await it.shows('what waits, spread over 7 d, times 97 % for the price against its slow average; 10,000 USDC at most');
    await it.shows('Auctions sold out so far');
    const name = await it.browser.value<string>(
      `document.querySelector('progress').closest('.facts > div').querySelector('dt').innerText`,
    );
    assert.equal(name, 'Left of the lot');
  });

  test('every control has a name, and what is below a heading is no two levels lower', async () => {
    for (const hash of ['#overview', '#supply', '#market', '#suppliers', '#burn', '#votes', `#address/${recorded.renters[0]}`]) {
      await it.browser.value(`location.hash = ${JSON.stringify(hash)}`);
      await it.browser.until(
        `document.querySelector('nav [aria-current]')?.hash === ${JSON.stringify(hash.split('/')[0])}`,
      );
      const nameless = await it.browser.value<string[]>(`[...document.querySelectorAll('button, a, input, select')]
        .filter((it) => (it.labels?.length ?? 0) === 0 && !it.innerText?.trim() && !it.ariaLabel && !it.textContent.trim())
        .map((it) => it.outerHTML)`);
      assert.deepEqual(nameless, []);
      const levels = await it.browser.value<number[]>(
        `[...document.querySelectorAll('h1, h2, h3')].map((it) => Number(it.tagName[1]))`,
      );
      assert.equal(levels[0], 1, hash);
      assert.ok(
        levels.every((level, place) => place === 0 || level <= (levels[place - 1] ?? 0) + 1),
        `${hash}: ${levels}`,
      );
    }
  });

  test('the browser refuses every other address, and markup from strings', async () => {
    const other = await serveRecording();
    const refused = await it.browser.value(`fetch(${JSON.stringify(other.url)}).then(() => false, () => true)`);
    assert.equal(refused, true);
    const html = await it.browser.value(
      `(() => { try { document.body.innerHTML = ''; return 'taken' } catch { return 'refused' } })()`,
    );
    assert.equal(html, 'refused');
    await other.close();
    it.browser.complaints.length = 0;
  });

  test('a wallet gives its address', async () => {
    await it.go('#address', 'Address');
    await it.browser.value(`(() => {
      const accounts = [{ address: ${JSON.stringify(recorded.renters[1])} }];
      const features = { 'standard:connect': { connect: async () => ({ accounts }) } };
      const wallet = { name: 'Purse', chains: ['solana:mainnet'], features };
      // As wallets do it: to a page that is there, and to one that comes later.
      const announce = ({ register }) => register(wallet);
      window.dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: announce }));
      window.addEventListener('wallet-standard:app-ready', ({ detail }) => announce(detail));
    })()`);
    await it.browser.until(`[...document.querySelectorAll('button')].some((it) => it.innerText === 'From Purse')`);
    await it.browser.value(
      `[...document.querySelectorAll('button')].find((it) => it.innerText === 'From Purse').click()`,
    );
    await it.browser.until(`location.hash === '#address/${recorded.renters[1]}'`);
  });

  test('what a supplier has written is shown as it is', async () => {
    const written = '<b>X</b>\u202e';
    it.rpc.accounts = recorded.accounts.map((account) => {
      const data = Buffer.from(account.data, 'base64');
      if (data.length !== getOfferDecoder().fixedSize) return account;
      const offer = getOfferDecoder().decode(data);
      const region = Buffer.alloc(offer.region.length);
      region.write(written);
      const changed = Buffer.from(Uint8Array.from(getOfferEncoder().encode({ ...offer, region })));
      return { ...account, data: changed.toString('base64') };
    });
    await it.load(`${it.page}#market`, it.rpc.accounts);
    await it.shows('<b>X</b>');
    assert.ok(!(await it.text()).includes('\u202e'));
    assert.equal(await it.browser.value(`document.querySelectorAll('td b').length`), 0);
    it.rpc.accounts = recorded.accounts;
  });

  test('a slash: what it holds of a staker, and where it stands', async () => {
    await it.load(`${it.page}#address/${recorded.stakers[0]}`, slashed());
    await it.shows('7,000.00 IO earning');
    await it.shows(
      'Held by slash 1\n1,400.00 IO\n1,400.00 IO earns until it is executed\nGPUs that are not there, or not of the registered model (1)\nopen, due in 5 d',
    );
    await it.shows('Slashes still to follow');
    await it.go(`#address/${slashedSupplier}`, 'Address');
    await it.shows('Slash 0\n500.00 IO\nGPUs that are not there, or not of the registered model (1)\nexecuted');
    await it.shows('Slash 2\n100.00 IO\nGPUs that are not there, or not of the registered model (1)\ndropped');
    await it.shows('Slash 0, breach\n5.00 IO\na breach that the marketplace recorded (0)\nopen, due, lapses in 12 d');
    await it.load(it.page);
    await it.shows('Live ·');
  });

  test('a network that is not there', async () => {
    const gone = await serveRecording();
    await gone.close();
    await it.browser.open(`${it.site}?rpc=${encodeURIComponent(gone.url)}`);
    await it.shows(`${new URL(gone.url).host} does not answer: the connection failed. Check that the network runs`);
    await it.load(it.page);
    await it.shows('Live ·');
    it.browser.complaints.length = 0;
  });

  test('a network that falls silent is reported, and its return is noticed', async () => {
    assert.deepEqual(it.browser.complaints, []);
    await it.go('#overview', 'Overview');
    it.rpc.says = () => ({ status: 429, body: 'this is too much' });
    await it.shows('does not answer now: this is too much (HTTP 429).');
    await it.shows(totalSupply);
    it.rpc.says = (call) => errorOf(call, -32_005, 'Node is behind by 42 slots');
    await it.shows('does not answer now: Node is behind by 42 slots (-32005). The page retries by itself');
    it.rpc.says = () => undefined;
    await it.browser.value(`document.querySelector('.trouble button').click()`);
    await it.shows('Live ·');
    it.browser.complaints.length = 0;
  });
});
