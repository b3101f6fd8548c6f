/** The built page in a Chromium, on recorded accounts. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, findChromium } from './browser';
import { recorded, serveRecording, type Rpc } from './rpc';

const chromium = findChromium();
/** For `describe`: why its tests cannot run, if they cannot. */
export const options = { skip: chromium === undefined && 'there is no Chromium' };

export type Opened = {
  rpc: Rpc;
  browser: Browser;
  /** The page's own address, and that with the network of this machine. */
  site: string;
  page: string;
  /** All words that are shown, with ordinary spaces. */
  text(): Promise<string>;
  shows(words: string): Promise<void>;
  /** Takes another view. */
  go(hash: string, title: string): Promise<void>;
  /** Loads the page as if for the first time, on these accounts, until the network or the page has said something. */
  load(address: string, accounts?: typeof recorded.accounts): Promise<void>;
  /** Presses the button with these words. */
  press(words: string): Promise<void>;
  width(pixels: number): Promise<void>;
  /** What the reader has set: light or dark, and whether things may move. */
  media(scheme: 'light' | 'dark', motion?: 'no-preference' | 'reduce'): Promise<void>;
  /** Until the page is drawn as it is now. */
  drawn(): Promise<void>;
  close(): Promise<void>;
};

const script = async <Module>(name: string): Promise<Module> =>
  await import(pathToFileURL(join(import.meta.dirname, '../..', name)).href);

/** A page that is built with this deployment file, in a folder of its own. */
async function built(deployment: string): Promise<string> {
  const { page } = await script<{ page(out: string, deployment: string): Promise<void> }>('build.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'io-page-'));
  const file = join(folder, 'deployment.toml');
  writeFileSync(file, deployment);
  await page(join(folder, 'page'), file);
  return folder;
}

/**
 * The RPC is at `port` of this machine, at any that is free unless it is given. The page is the one that is built, without a
 * genesis table, or that of a deployment file.
 */
export async function open(port = 0, deployment?: string): Promise<Opened> {
  assert.ok(chromium !== undefined, 'there is no Chromium: name one in CHROMIUM');
  const folder = deployment === undefined ? undefined : await built(deployment);
  const { serve } = await script<{ serve(port: number, folder?: string): Promise<Server> }>('serve.mjs');
  const server = await serve(0, folder && join(folder, 'page'));
  const rpc = await serveRecording(recorded.accounts, port);
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await Browser.start(chromium);
  const spaced = 'document.body.innerText.replaceAll("\\u00a0", " ")';
  const shows = (words: string) => browser.until(`${spaced}.includes(${JSON.stringify(words)})`);
  const opened: Opened = {
    rpc,
    browser,
    site,
    page: `${site}?rpc=${encodeURIComponent(rpc.url)}`,
    text: () => browser.value<string>(spaced),
    shows,
    async go(hash, title) {
      await browser.value(`location.hash = ${JSON.stringify(hash)}`);
      await browser.until(`document.querySelector('h1')?.innerText === ${JSON.stringify(title)}`);
    },
    async load(address, accounts = recorded.accounts) {
      rpc.accounts = accounts;
      await browser.open('about:blank');
      await browser.open(address);
      await browser.until(`document.querySelector('main:not([aria-busy="true"]) h1') !== null`);
    },
    async press(words) {
      const button = `[...document.querySelectorAll('button')].find((it) => it.innerText.startsWith(${JSON.stringify(words)}))`;
      await browser.until(button);
      await browser.value(`${button}.click()`);
    },
    async width(pixels) {
      const size = { width: pixels, height: 900, deviceScaleFactor: 1, mobile: false };
      await browser.send('Emulation.setDeviceMetricsOverride', size);
    },
    async media(scheme, motion = 'no-preference') {
      await browser.send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'prefers-reduced-motion', value: motion },
        ],
      });
    },
    async drawn() {
      await browser.value('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    },
    async close() {
      await browser.close();
      server.close();
      await rpc.close();
      if (folder !== undefined) rmSync(folder, { recursive: true });
    },
  };
  await opened.width(1_280);
  return opened;
}
