/** Whom the page asks, and what it keeps to itself. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { FOREIGN } from './browser';
import { open, options, type Opened } from './opened';
import { recorded } from './rpc';

describe('trust', options, () => {
  let it: Opened;
  /** A link to the same network by a name that is not of this machine, with a key. */
  let keyed: string;
  const VIEWS = ['overview', 'supply', 'market', 'suppliers', 'burn', 'votes', `address/${recorded.stakers[0]}`];
  before(async () => {
    it = await open();
    const { port } = new URL(it.rpc.url);
    keyed = `${it.site}?rpc=${encodeURIComponent(`http://${FOREIGN}:${port}/v2/TOKEN?api-key=KEYKEY`)}`;
  });
  beforeEach(async () => {
    it.rpc.says = () => undefined;
    await it.load(it.page);
    await it.browser.value('sessionStorage.clear()');
    await it.browser.open('about:blank');
    it.rpc.asked.length = 0;
  });
  after(async () => await it?.close());

  /** Everything of the page that can be seen, followed or copied. */
  const everything = () =>
    it.browser.value<string>(`JSON.stringify([
      document.documentElement.outerHTML,
      document.title,
      location.href,
      [...document.querySelectorAll('a')].map((it) => it.href),
      [...document.querySelectorAll('input')].map((it) => it.value),
    ])`);
  const keepsKey = async (where: string) => {
    const found = (await everything()) + JSON.stringify([it.browser.written, it.browser.complaints]);
    assert.ok(
      !/TOKEN|KEYKEY|api-key/.test(found),
      `${where}: ${found.match(/.{60}(?:TOKEN|KEYKEY|api-key).{60}/)?.[0]}`,
    );
  };

  test('nothing is asked of the host of a link before the reader has said so', async () => {
    await it.load(`${keyed}#market`);
    await it.shows(`Read from ${FOREIGN}:`);
    await it.shows('Nothing has been requested yet.');
    await keepsKey('question');
    const fetched = await it.browser.value<string[]>(`new Promise((idle) => requestIdleCallback(idle))
      .then(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin))`);
    assert.deepEqual([...new Set(fetched)], [new URL(it.site).origin]);
    assert.deepEqual(it.rpc.asked, []);
    await it.press(`Read from ${FOREIGN}`);
    await it.shows('7 of 7 offers');
    assert.ok(it.rpc.asked.length > 0);
    // With its key, loaded again in this tab, and without another question.
    await it.browser.send('Page.reload');
    await it.shows('7 of 7 offers');
  });

  test('who says no reads the network of this machine', async () => {
    await it.load(keyed);
    await it.press('Read the local network of this machine');
    await it.browser.until(`!location.search.includes('${FOREIGN}')`);
    await it.browser.until(`document.querySelector('.health') !== null`);
    assert.deepEqual(it.rpc.asked, []);
  });

  test('a network of this machine is read without a question', async () => {
    await it.load(it.page);
    await it.shows('Live ·');
  });

  test('no part of the page shows more of the RPC than its host', async () => {
    await it.load(keyed);
    await it.press(`Read from ${FOREIGN}`);
    await it.shows('Live ·');
    for (const view of VIEWS) {
      await it.browser.value(`location.hash = ${JSON.stringify(view)}`);
      await it.browser.until(`document.querySelector('nav [aria-current]')?.hash === '#${view.split('/')[0]}'`);
      await it.browser.value(`document.querySelector('td button[aria-pressed]')?.click()`);
      await keepsKey(view);
    }
    await it.go('#market', 'Market');
    await it.browser.value(`document.querySelector('td button[aria-pressed]').click()`);
    await it.shows('--url "$RPC_URL"');
    await it.shows(`Set RPC_URL to your URL at ${FOREIGN}:`);
    assert.match(await it.text(), new RegExp(`Everything here is read from ${FOREIGN}:\\d+, and`));
    // A server that repeats what it was asked.
    it.rpc.says = () => ({ status: 403, body: 'POST /v2/TOKEN?api-key=KEYKEY: KEYKEY has no plan, nor has TOKEN' });
    await it.shows('refuses getMultipleAccounts: POST …: … has no plan, nor has … (HTTP 403). Put the key');
    await keepsKey('problem');
    it.browser.complaints.length = 0;
  });

  test('a URL that is typed is taken at its word, and what is none is not repeated', async () => {
    const type = (text: string) =>
      it.browser.value(`(() => {
        const field = document.getElementById('rpc');
        field.value = ${JSON.stringify(text)};
        field.dispatchEvent(new Event('input', { bubbles: true }));
        // Once the page has taken it in.
        // It may load another page: only after the answer to this.
        return new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))).then(() => {
          setTimeout(() => field.form.requestSubmit());
        });
      })()`);
    await it.load(it.page);
    await it.shows('Live ·');
    await type(`${FOREIGN}/v2/TOKEN`);
    await it.shows('This is not a URL');
    const { port } = new URL(it.rpc.url);
    await type(`http://${FOREIGN}:${port}/v2/TOKEN?api-key=KEYKEY`);
    await it.browser.until(`location.search.includes('${FOREIGN}') && document.querySelector('.dot') !== null`);
    await keepsKey('typed');
    // Another key of the same host.
    await type(`http://${FOREIGN}:${port}/v3/TOKEN`);
    await it.browser.until(`sessionStorage.getItem('rpc')?.includes('/v3/')`);
    await it.shows('Live ·');
    await keepsKey('another key');
    assert.deepEqual(it.browser.complaints, []);
  });
});
