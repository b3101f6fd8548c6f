/** The built page in a headless Chromium, on recorded accounts; skipped where there is no Chromium. */
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { getOfferDecoder, getOfferEncoder } from 'io-client/generated/marketplace';
import { Browser, findChromium } from './browser';
import { recorded, serveRecording, type Rpc } from './rpc';
import { slashed, slashedSupplier } from './slashed';

const chromium = findChromium();

describe('the page', { skip: chromium === undefined && 'there is no Chromium' }, () => {
  let [rpc, server, browser]: [Rpc?, Server?, Browser?] = [];
  let page = '';
  const text = () => need(browser).value<string>('document.body.innerText.replaceAll("\\u00a0", " ")');
  const shows = (words: string) =>
    need(browser).until(`document.body.innerText.replaceAll("\\u00a0", " ").includes(${JSON.stringify(words)})`);
  const go = async (hash: string, title: string) => {
    await need(browser).value(`location.hash = ${JSON.stringify(hash)}`);
    await need(browser).until(`document.querySelector('h1')?.innerText === ${JSON.stringify(title)}`);
  };

  before(async () => {
    const script = pathToFileURL(join(import.meta.dirname, '../../serve.mjs')).href;
    const { serve } = (await import(script)) as { serve(port: number): Promise<Server> };
    [rpc, server] = [await serveRecording(), await serve(0)];
    page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?rpc=${encodeURIComponent(rpc.url)}`;
    browser = await Browser.start(need(chromium));
    await browser.send('Emulation.setDeviceMetricsOverride', {
      width: 1280,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await browser.open(page);
    await shows('IO in circulation');
  });
  after(async () => {
    await browser?.close();
    server?.close();
    await rpc?.close();
  });

  test('overview', async () => {
    await shows('500,237,428.5699 IO');
    await shows('4,848.0019');
  });

  test('market: an offer, its cost, and the command', async () => {
    await go('#market', 'Market');
    await need(browser).value(`document.querySelector('td button[aria-pressed]').click()`);
    await shows('147.7111 USDC');
    assert.match(
      await text(),
      /io rent reserve njGQu481P2FzLcp8EoJqqVrztvZEcx37hf63uBmQNs4 --gpus 8 --time 24h --currency usdc/,
    );
    await need(browser).value(`document.querySelector('thead button').click()`);
    const sorted = await need(browser).value<string>(`document.querySelector('tbody td').innerText`);
    assert.equal(sorted.trim(), 'A100 PCIe 80GB');
    await need(browser).value(`(() => {
      const select = document.querySelector('.filters select');
      select.value = 'H200';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
    await shows('1 of 7 offers');
  });

  test('suppliers, burn, and an address', async () => {
    await go('#suppliers', 'Suppliers');
    await shows('6,325.36 %');
    await go('#burn', 'Burn');
    await shows('An auction runs');
    await go(`#address/${recorded.renters[0]}`, 'Address');
    await shows('32 × H100 SXM');
    await shows('5,092.3837 USDC');
    await go(`#address/${recorded.stakers[0]}`, 'Address');
    await shows('7,500.00 IO earning');
    await go('#address/nobody', 'Address');
    await shows('That is no address');
  });

  test('every view fits 375 px', async () => {
    await need(browser).send('Emulation.setDeviceMetricsOverride', {
      width: 375,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const views = [
      ['#overview', 'Overview'],
      ['#market', 'Market'],
      ['#suppliers', 'Suppliers'],
      ['#burn', 'Burn'],
      [`#address/${recorded.renters[0]}`, 'Address'],
    ] as const;
    for (const [hash, title] of views) {
      await go(hash, title);
      await need(browser).value(`document.querySelector('td button[aria-pressed]')?.click()`);
      assert.equal(await need(browser).value('document.documentElement.scrollWidth'), 375, hash);
    }
  });

  test('every control has a name, and what is below a heading is no two levels lower', async () => {
    for (const hash of ['#overview', '#market', '#suppliers', '#burn', `#address/${recorded.renters[0]}`]) {
      await need(browser).value(`location.hash = ${JSON.stringify(hash)}`);
      await need(browser).until(
        `document.querySelector('nav [aria-current]')?.hash === ${JSON.stringify(hash.split('/')[0])}`,
      );
      const nameless = await need(browser).value<string[]>(`[...document.querySelectorAll('button, a, input, select')]
        .filter((it) => (it.labels?.length ?? 0) === 0 && !it.innerText?.trim() && !it.ariaLabel && !it.textContent.trim())
        .map((it) => it.outerHTML)`);
      assert.deepEqual(nameless, []);
      const levels = await need(browser).value<number[]>(
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
    const refused = await need(browser).value(`fetch(${JSON.stringify(other.url)}).then(() => false, () => true)`);
    assert.equal(refused, true);
    const html = await need(browser).value(
      `(() => { try { document.body.innerHTML = ''; return 'taken' } catch { return 'refused' } })()`,
    );
    assert.equal(html, 'refused');
    await other.close();
    need(browser).complaints.length = 0;
  });

  test('a wallet gives its address', async () => {
    await go('#address', 'Address');
    await need(browser).value(`(() => {
      const accounts = [{ address: ${JSON.stringify(recorded.renters[1])} }];
      const features = { 'standard:connect': { connect: async () => ({ accounts }) } };
      const wallet = { name: 'Purse', chains: ['solana:mainnet'], features };
      // As wallets do it: to a page that is there, and to one that comes later.
      const announce = ({ register }) => register(wallet);
      window.dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: announce }));
      window.addEventListener('wallet-standard:app-ready', ({ detail }) => announce(detail));
    })()`);
    await need(browser).until(`[...document.querySelectorAll('button')].some((it) => it.innerText === 'From Purse')`);
    await need(browser).value(
      `[...document.querySelectorAll('button')].find((it) => it.innerText === 'From Purse').click()`,
    );
    await need(browser).until(`location.hash === '#address/${recorded.renters[1]}'`);
  });

  test('what a supplier has written is shown as it is', async () => {
    const written = '<b>X</b>\u202e';
    need(rpc).accounts = recorded.accounts.map((account) => {
      const data = Buffer.from(account.data, 'base64');
      if (data.length !== getOfferDecoder().fixedSize) return account;
      const offer = getOfferDecoder().decode(data);
      const region = Buffer.alloc(offer.region.length);
      region.write(written);
      const changed = Buffer.from(Uint8Array.from(getOfferEncoder().encode({ ...offer, region })));
      return { ...account, data: changed.toString('base64') };
    });
    await need(browser).open('about:blank');
    await need(browser).open(`${page}#market`);
    await shows('<b>X</b>');
    assert.ok(!(await text()).includes('\u202e'));
    assert.equal(await need(browser).value(`document.querySelectorAll('td b').length`), 0);
    need(rpc).accounts = recorded.accounts;
  });

  test('a slash: what it holds of a staker, and where it stands', async () => {
    need(rpc).accounts = slashed();
    await need(browser).open('about:blank');
    await need(browser).open(`${page}#address/${recorded.stakers[0]}`);
    await shows('7,000.00 IO earning');
    await shows('Held by slash 1\n1,400.00 IO\n1,400.00 IO earns until it is executed\nopen, due in 5 d');
    await shows('Slashes still to follow');
    await go(`#address/${slashedSupplier}`, 'Address');
    await shows('Slash 0\n500.00 IO\nexecuted');
    await shows('Slash 2\n100.00 IO\ndropped');
    await shows('Slash 0, breach\n5.00 IO\nopen, due, lapses in 12 d');
    need(rpc).accounts = recorded.accounts;
    await need(browser).open('about:blank');
    await need(browser).open(page);
    await shows('Live ·');
  });

  test('a network that falls silent is reported, and its return is noticed', async () => {
    assert.deepEqual(need(browser).complaints, []);
    await go('#overview', 'Overview');
    need(rpc).status = 429;
    await shows('says that this is too much (429)');
    await shows('500,237,428');
    need(rpc).status = 200;
    await need(browser).value(`document.querySelector('.trouble button').click()`);
    await shows('Live ·');
    need(browser).complaints.length = 0;
  });
});

function need<T>(it: T | undefined): T {
  assert.ok(it !== undefined);
  return it;
}
