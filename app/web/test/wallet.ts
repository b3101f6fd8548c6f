/**
 * A wallet of the Wallet Standard for tests: `await installWallet(browser, { … })` before the page is loaded.
 *
 * It signs with Ed25519 keys made from its seeds. Its settings can be changed at any time with `set`, except for the name:
 * `answers` is `yes`, `no`, or `waits` until `approve` or `decline`; `sends` makes it send by itself to `rpc`, and `silent`
 * sends without saying so; `tamper` changes what it signs (see `Tamper`); `chains` and `versions` are what it lists; `account`
 * is the seed of the one account that it gives, `null` for none. `asked` counts the questions since the page was loaded.
 * Several are installed by several calls with different names. It stands for an extension: the page's policy does not bind it.
 */
import { createKeyPairSignerFromPrivateKeyBytes, type Address } from '@solana/kit';
import type { Browser } from './browser';

/**
 * `account`: another account in the place of the last; `amount`: another argument of the last instruction; `instruction`: the last
 * one twice; `blockhash`: another; `limit`: a larger compute limit, which is allowed; `unsigned`: no signature.
 */
export type Tamper = 'account' | 'amount' | 'instruction' | 'blockhash' | 'limit' | 'unsigned';

export type Settings = {
  seeds: number[];
  account: number | null;
  answers: 'yes' | 'no' | 'waits';
  sends: boolean;
  silent: boolean;
  tamper: Tamper | null;
  chains: string[];
  versions: (number | 'legacy')[];
  rpc: string;
  icon: string;
};

const SETTINGS: Settings = {
  seeds: [1],
  account: 1,
  answers: 'yes',
  sends: false,
  silent: false,
  tamper: null,
  chains: ['solana:localnet'],
  versions: ['legacy', 0],
  rpc: '',
  icon: 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/%3E',
};

export const secretOf = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

/** The address of a seed. */
export const addressOf = async (seed: number): Promise<Address> =>
  (await createKeyPairSignerFromPrivateKeyBytes(secretOf(seed))).address;

export type WalletDouble = {
  set(change: Partial<Settings>): Promise<void>;
  /** Answers the open question. */
  approve(): Promise<void>;
  decline(): Promise<void>;
  /** How often it was asked since the page was loaded. */
  asked(): Promise<number>;
  /** From now on, pages do not have it. */
  remove(): Promise<void>;
};

export async function installWallet(browser: Browser, given: Partial<Settings> = {}, name = 'Purse'): Promise<WalletDouble> {
  let settings = { ...SETTINGS, ...given };
  let script: string | undefined;
  const keys = async () =>
    await Promise.all(settings.seeds.map(async (seed) => ({ seed, address: await addressOf(seed), secret: [...secretOf(seed)] })));
  const install = async () => {
    if (script !== undefined) await browser.send('Page.removeScriptToEvaluateOnNewDocument', { identifier: script });
    const source = `(${inPage})(${JSON.stringify(name)}, ${JSON.stringify(settings)}, ${JSON.stringify(await keys())})`;
    const added = await browser.send<{ identifier: string }>('Page.addScriptToEvaluateOnNewDocument', { source });
    script = added.identifier;
  };
  const it = `window[Symbol.for(${JSON.stringify(name)})]`;
  await install();
  return {
    async set(change) {
      settings = { ...settings, ...change };
      // For the next load, and for this one.
      await install();
      await browser.value(`${it}?.set(${JSON.stringify(settings)})`);
    },
    approve: async () => await browser.value(`${it}.answer(true)`),
    decline: async () => await browser.value(`${it}.answer(false)`),
    asked: async () => await browser.value(`${it}.asked()`),
    async remove() {
      await browser.send('Page.removeScriptToEvaluateOnNewDocument', { identifier: script });
    },
  };
}

/** Runs in the page, as an extension would: it refers to nothing outside of itself. */
function inPage(name: string, initial: Settings, keys: { seed: number; address: string; secret: number[] }[]): void {
  let settings = initial;
  let [asked, listeners]: [number, Set<(change: object) => void>] = [0, new Set()];
  let answer: ((yes: boolean) => void) | undefined;
  const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const bytesOf = (address: string) => {
    let number = 0n;
    for (const letter of address) number = number * 58n + BigInt(ALPHABET.indexOf(letter));
    return Uint8Array.from({ length: 32 }, (_, place) => Number((number >> BigInt(8 * (31 - place))) & 255n));
  };
  const accounts = () =>
    keys
      .filter(({ seed }) => seed === settings.account)
      .map(({ address }) => ({
        address,
        publicKey: bytesOf(address),
        chains: settings.chains,
        features: [settings.sends ? 'solana:signAndSendTransaction' : 'solana:signTransaction'],
      }));

  /** The places of the parts of a legacy transaction. */
  const parts = (wire: Uint8Array) => {
    let at = 0;
    const short = () => {
      let [value, shift] = [0, 0];
      for (;;) {
        const byte = wire[at++];
        if (byte === undefined) throw new Error('the transaction ends too early');
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
        shift += 7;
      }
    };
    const signatures = short();
    const first = at;
    const message = (at += 64 * signatures);
    at += 3;
    const keysAt = at + 1;
    const count = short();
    const blockhash = (at += 32 * count);
    const countAt = (at += 32);
    const instructions = [];
    const many = short();
    for (let place = 0; place < many; place += 1) {
      const start = at;
      at += 1;
      const accounts = short();
      at += accounts;
      const size = short();
      instructions.push({ start, data: at, end: (at += size) });
    }
    return { first, message, keysAt, count, blockhash, countAt, instructions };
  };
  const tampered = (wire: Uint8Array): Uint8Array => {
    const { keysAt, count, blockhash, countAt, instructions } = parts(wire);
    // Those of the compute budget have 5 or 9 bytes.
    const last = instructions.findLast(({ data, end }) => end - data > 9) as { start: number; data: number; end: number };
    const limit = instructions.find(({ data, end }) => end - data === 5 && wire[data] === 2) as { data: number };
    const changed = Uint8Array.from(wire);
    const flip = (at: number) => void (changed[at] = (changed[at] as number) ^ 1);
    if (settings.tamper === 'account') flip(keysAt + 32 * count - 1);
    if (settings.tamper === 'amount') flip(last.data + 8);
    if (settings.tamper === 'blockhash') flip(blockhash);
    if (settings.tamper === 'limit') flip(limit.data + 1);
    if (settings.tamper !== 'instruction') return changed;
    const longer = new Uint8Array([...changed, ...changed.slice(last.start, last.end)]);
    longer[countAt] = (longer[countAt] as number) + 1;
    return longer;
  };

  async function sign(address: string, given: Uint8Array): Promise<Uint8Array> {
    const key = keys.find((it) => it.address === address) as { secret: number[] };
    const head = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
    const secret = await crypto.subtle.importKey('pkcs8', new Uint8Array([...head, ...key.secret]), 'Ed25519', false, ['sign']);
    const wire = settings.tamper === null ? Uint8Array.from(given) : tampered(given);
    const { first, message } = parts(wire);
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', secret, wire.slice(message)));
    if (settings.tamper !== 'unsigned') wire.set(signature, first);
    return wire;
  }

  async function ask(): Promise<void> {
    asked += 1;
    const yes = settings.answers === 'waits' ? await new Promise<boolean>((done) => (answer = done)) : settings.answers === 'yes';
    answer = undefined;
    if (!yes) throw Object.assign(new Error('User rejected the request.'), { code: 4001 });
  }

  type Input = { account: { address: string }; transaction: Uint8Array };
  const wallet = {
    version: '1.0.0',
    name,
    get icon() {
      return settings.icon;
    },
    get chains() {
      return settings.chains;
    },
    get accounts() {
      return accounts();
    },
    features: {
      'standard:connect': { version: '1.0.0', connect: async () => ({ accounts: accounts() }) },
      'standard:disconnect': { version: '1.0.0', disconnect: async () => {} },
      'standard:events': {
        version: '1.0.0',
        on: (_: string, listener: (change: object) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      'solana:signTransaction': {
        version: '1.0.0',
        get supportedTransactionVersions() {
          return settings.versions;
        },
        async signTransaction({ account, transaction }: Input) {
          await ask();
          return [{ signedTransaction: await sign(account.address, transaction) }];
        },
      },
      'solana:signAndSendTransaction': {
        version: '1.0.0',
        get supportedTransactionVersions() {
          return settings.versions;
        },
        async signAndSendTransaction({ account, transaction }: Input) {
          await ask();
          const wire = await sign(account.address, transaction);
          const params = [btoa(String.fromCharCode(...wire)), { encoding: 'base64' }];
          const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sendTransaction', params });
          await fetch(settings.rpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
          if (settings.silent) throw new Error('the connection was lost');
          const { first } = parts(wire);
          return [{ signature: wire.slice(first, first + 64) }];
        },
      },
    },
  };
  Object.defineProperty(window, Symbol.for(name), {
    value: {
      set(to: Settings) {
        const before = settings.account;
        settings = to;
        if (before !== to.account) for (const listener of listeners) listener({ accounts: accounts() });
      },
      answer: (yes: boolean) => answer?.(yes),
      asked: () => asked,
    },
  });
  const register = ({ register }: { register(it: object): void }) => register(wallet);
  window.addEventListener('wallet-standard:app-ready', (event) => register((event as CustomEvent).detail));
  window.dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: register }));
}
