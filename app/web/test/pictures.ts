/**
 * Pictures of the page: `npm run pictures -- FOLDER` takes every view of the recording, wide and narrow, light and
 * dark; `npm run screenshot` takes docs/guides/web.png.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployment, locked } from './locked';
import { open, type Opened } from './opened';
import { recorded } from './rpc';

const WIDTHS = { wide: 1_280, narrow: 390 };
/** The page without a network in its address asks there. */
const DEFAULT_PORT = 8_899;
const [first, second] = [recorded.renters[0], recorded.stakers[0]];
const VIEWS: [name: string, hash: string, title: string][] = [
  ['overview', '#overview', 'Overview'],
  ['supply', '#supply', 'Supply'],
  ['market', '#market', 'Market'],
  ['suppliers', '#suppliers', 'Suppliers'],
  ['burn', '#burn', 'Burn'],
  ['votes', '#votes', 'Votes'],
  ['nobody', '#address', 'Address'],
  ['renter', `#address/${first}`, 'Address'],
  ['staker', `#address/${second}`, 'Address'],
];

async function picture(it: Opened, hash: string, title: string, width: number, scheme = 'light'): Promise<Buffer> {
  await it.width(width);
  await it.browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  await it.go(hash, title);
  await it.shows('Live ·');
  await it.browser.until('!/Looking/.test(document.body.innerText)');
  await it.browser.value(`document.querySelector('td button[aria-pressed="false"]')?.click()`);
  // After the next frame the view is drawn.
  await it.browser.value('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  const height = await it.browser.value<number>('document.documentElement.scrollHeight');
  const { data } = await it.browser.send<{ data: string }>('Page.captureScreenshot', {
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  return Buffer.from(data, 'base64');
}

const [folder] = process.argv.slice(2);
const it = await open(folder === undefined ? DEFAULT_PORT : 0, deployment());
try {
  await it.load(folder === undefined ? it.site : it.page, locked());
  if (folder === undefined) {
    const file = join(import.meta.dirname, '../../../../docs/guides/web.png');
    writeFileSync(file, await picture(it, '#market', 'Market', WIDTHS.wide));
  } else {
    mkdirSync(folder, { recursive: true });
    for (const [name, hash, title] of VIEWS) {
      for (const [size, width] of Object.entries(WIDTHS)) {
        for (const scheme of ['light', 'dark']) {
          const image = await picture(it, hash, title, width, scheme);
          writeFileSync(join(folder, `${name}-${size}-${scheme}.png`), image);
        }
      }
    }
  }
} finally {
  await it.close();
}
