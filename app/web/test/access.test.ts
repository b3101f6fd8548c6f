/** Every view for everybody: by the rules of axe, by keyboard alone, with reduced motion, in each language. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LANGUAGES, type Language } from '../src/texts';
import { axeIn } from './axe';
import { FOREIGN } from './browser';
import { deployment, locked } from './locked';
import { tooWide, touching } from './layout';
import { open, options, type Opened } from './opened';
import { errorOf, recorded } from './rpc';
import { PROPOSALS, voted, VOTER } from './voted';

/** The recording with a realm and with the escrows of the genesis table. */
const known = new Set<string>(recorded.accounts.map(({ pubkey }) => pubkey));
const accounts = [...(await voted()), ...locked().filter(({ pubkey }) => !known.has(pubkey))];

const VIEWS = [
  '#overview',
  '#supply',
  '#market',
  '#suppliers',
  '#burn',
  `#votes/${VOTER}`,
  `#votes/${PROPOSALS.executed}`,
  '#address',
  '#address/nobody',
  `#address/${recorded.renters[0]}`,
  `#address/${recorded.stakers[0]}`,
  '#activity',
];

describe('everybody', options, () => {
  let it: Opened;
  before(async () => {
    it = await open(0, deployment());
  });
  after(async () => await it?.close());

  const speak = async (language: Language, hash = '#overview') => {
    await it.load(it.page);
    await it.browser.value(`localStorage.setItem('language', '${language}')`);
    await it.load(`${it.page}${hash}`, accounts);
    await it.browser.until(`document.querySelector('.dot') !== null`);
  };
  /** Takes a view, and what it shows once an offer, a supplier or a decided proposal is chosen. */
  const take = async (hash: string, { page }: (typeof LANGUAGES)[Language]['texts']) => {
    await it.browser.value(`location.hash = ${JSON.stringify(hash)}`);
    const view = hash.slice(1).split(/[/?]/)[0] as keyof typeof page.views;
    await it.browser.until(`document.querySelector('h1')?.innerText === ${JSON.stringify(page.views[view])}`);
    await it.browser.until(`!document.body.innerText.includes(${JSON.stringify(page.loading)})`);
    await it.browser.value(`document.querySelector('td button[aria-pressed="false"]:not(:disabled)')?.click()`);
    await it.drawn();
  };
  let violations: () => Promise<string[]>;
  const begin = async () => {
    violations = await axeIn(it.browser);
  };

  for (const language of Object.keys(LANGUAGES) as Language[]) {
    const { texts } = LANGUAGES[language];

    test(`axe finds nothing, wide and narrow, light and dark: ${language}`, async () => {
      await speak(language);
      await begin();
      const found: string[] = [];
      for (const width of [390, 1_280]) {
        await it.width(width);
        for (const hash of VIEWS) {
          await it.media('light');
          await take(hash, texts);
          for (const scheme of ['light', 'dark'] as const) {
            await it.media(scheme);
            await it.drawn();
            const those = await violations();
            found.push(...those.map((text) => `${hash} ${width} px ${scheme}: ${text}`));
          }
          assert.equal(await it.browser.value('document.documentElement.scrollWidth'), width, hash);
        }
      }
      await it.media('light');
      assert.deepEqual(found, []);
      assert.deepEqual(it.browser.complaints, []);
    });

    test(`axe finds nothing in the question, nor where the network does not answer: ${language}`, async () => {
      await speak(language);
      const { port } = new URL(it.rpc.url);
      await it.load(`${it.site}?rpc=${encodeURIComponent(`http://${FOREIGN}:${port}`)}`);
      await it.shows(texts.question.no);
      await begin();
      assert.deepEqual(await violations(), []);
      it.rpc.says = (call) => errorOf(call, -32_601, 'Method not found');
      await it.load(it.page);
      await it.shows(texts.health.tryNow);
      await begin();
      for (const scheme of ['light', 'dark'] as const) {
        await it.media(scheme);
        await it.drawn();
        assert.deepEqual(await violations(), [], scheme);
      }
      it.rpc.says = () => undefined;
      await it.media('light');
      it.browser.complaints.length = 0;
    });

    test(`no text and no picture is cut off or touches another: ${language}`, async () => {
      await speak(language);
      for (const width of [390, 1_280]) {
        await it.width(width);
        for (const hash of VIEWS) {
          await take(hash, texts);
          const wide = await tooWide(it.browser, width);
          assert.deepEqual(wide, [], `${hash} ${width}`);
          const names = await touching(it.browser);
          assert.deepEqual(names, [], `${hash} ${width}`);
        }
      }
    });
  }

  const tab = async () => {
    const event = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
    await it.browser.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await it.browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  };

  test('every control is reached by Tab, in the order of the page, and the focus is seen', async () => {
    await speak('en');
    await it.width(1_280);
    for (const hash of VIEWS) {
      await it.load(`${it.page}${hash}`, accounts);
      await take(hash, LANGUAGES.en.texts);
      await it.browser.value(`(() => {
        const controls = [...document.querySelectorAll('a[href], button, input, select, summary')];
        const is = (it) => !it.disabled && it.checkVisibility() && !(it.type === 'radio' && !it.checked);
        window.expected = controls.filter(is);
        window.expected[0].focus();
      })()`);
      const count = await it.browser.value<number>('window.expected.length');
      assert.ok(count > 10, hash);
      for (let at = 1; at < count; at += 1) {
        await tab();
        const seen = await it.browser.value<{ is: number; outline: string; inView: boolean; html: string }>(`(() => {
          const it = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(it);
          const box = it.getBoundingClientRect();
          return {
            is: window.expected.indexOf(it),
            outline: outlineStyle === 'none' ? 'none' : outlineWidth,
            inView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
            html: it.outerHTML.slice(0, 120),
          };
        })()`);
        assert.deepEqual([seen.is, seen.outline, seen.inView], [at, '2px', true], `${hash}: ${seen.html}`);
      }
    }
  });

  test('the first Tab leads past the head', async () => {
    await speak('de');
    await tab();
    assert.equal(await it.browser.value('document.activeElement.textContent.trim()'), LANGUAGES.de.texts.page.skip);
    assert.equal(await it.browser.value('document.activeElement.getBoundingClientRect().top >= 0'), true);
  });

  test('nothing moves for those who ask for reduced motion', async () => {
    await speak('en');
    const moving = `document.getAnimations().filter(({ playState }) => playState === 'running').length`;
    assert.ok((await it.browser.value<number>(moving)) > 0);
    await it.media('light', 'reduce');
    for (const hash of VIEWS) {
      await take(hash, LANGUAGES.en.texts);
      assert.equal(await it.browser.value(moving), 0, hash);
    }
    await it.media('light');
  });

  test('the language is that of the browser, is changed in the foot, and is kept', async () => {
    await it.load(it.page);
    await it.browser.value('localStorage.clear()');
    await it.browser.send('Emulation.setUserAgentOverride', { userAgent: 'test', acceptLanguage: 'de-AT,en' });
    await it.load(`${it.page}#market`, accounts);
    await it.shows('7 von 7 Angeboten');
    const lang = () => it.browser.value<string>('document.documentElement.lang');
    const choose = (to: string) =>
      it.browser.value(`(() => {
        const select = document.querySelector('footer select');
        select.value = '${to}';
        select.dispatchEvent(new Event('change', { bubbles: true }));
      })()`);
    assert.deepEqual([await lang(), await it.browser.value('document.title')], ['de', 'Markt · IO']);
    await it.browser.value(`document.querySelector('td button[aria-pressed]').click()`);
    await it.shows('147,7111 USDC');
    await choose('en');
    // At once, with what was chosen before.
    await it.shows('7 of 7 offers');
    await it.shows('147.7111 USDC');
    assert.deepEqual([await lang(), await it.browser.value('document.title')], ['en', 'Market · IO']);
    await it.load(`${it.page}#market`, accounts);
    await it.shows('7 of 7 offers');
    await choose('de');
    await it.shows('7 von 7 Angeboten');
    await it.browser.value('localStorage.clear()');
    await it.browser.send('Emulation.setUserAgentOverride', { userAgent: '', acceptLanguage: 'en-GB' });
  });

  test('what exists in English only is marked as English', async () => {
    await speak('de', `#votes/${PROPOSALS.stake}`);
    await it.shows('emissions: stake-per-unit 200 → 150 IO');
    const marked = `[...document.querySelectorAll('[lang="en"]')].map((it) => it.textContent)`;
    assert.ok((await it.browser.value<string[]>(marked)).includes('emissions: stake-per-unit 200 → 150 IO'));
    await speak('en', `#votes/${PROPOSALS.stake}`);
    await it.shows('emissions: stake-per-unit 200 → 150 IO');
    assert.deepEqual(await it.browser.value(`[...document.querySelectorAll('main [lang]')].length`), 0);
  });
});
