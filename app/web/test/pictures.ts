/** Takes pictures of a page: `node build/test/pictures.mjs URL FOLDER [HASH…]`, wide and narrow, light and dark. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, findChromium } from './browser';

const [url = '', folder = '.', ...hashes] = process.argv.slice(2);
const SIZES = { wide: 1280, narrow: 375 };

const chromium = findChromium();
if (chromium === undefined) throw new Error('there is no Chromium');
const browser = await Browser.start(chromium);
try {
  for (const hash of hashes) {
    for (const [size, width] of Object.entries(SIZES)) {
      for (const scheme of ['light', 'dark']) {
        await browser.send('Emulation.setDeviceMetricsOverride', {
          width,
          height: 900,
          deviceScaleFactor: 1,
          mobile: false,
        });
        await browser.send('Emulation.setEmulatedMedia', {
          features: [{ name: 'prefers-color-scheme', value: scheme }],
        });
        await browser.open('about:blank');
        await browser.open(`${url}#${hash}`);
        await browser.until('document.querySelector("h1") && !/Looking/.test(document.body.innerText)');
        if (/market|suppliers/.test(hash))
          await browser.value('document.querySelector("td button:not(.copy):not(:disabled)").click()');
        await new Promise((done) => setTimeout(done, 300));
        const wide = await browser.value<number>('document.documentElement.scrollWidth');
        if (wide > width) console.log(`${hash} ${size}: ${wide} px wide`);
        const height = await browser.value<number>('document.documentElement.scrollHeight');
        const { data } = await browser.send<{ data: string }>('Page.captureScreenshot', {
          captureBeyondViewport: true,
          clip: { x: 0, y: 0, width, height, scale: 1 },
        });
        writeFileSync(join(folder, `${hash.split('/')[0]}-${size}-${scheme}.png`), Buffer.from(data, 'base64'));
      }
    }
  }
  console.log(browser.complaints.join('\n'));
} finally {
  await browser.close();
}
