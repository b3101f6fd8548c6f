/** Acts with a wallet: reviewed, signed, sent and followed, and what a wallet may not do. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { address, getAddressEncoder, type Address } from '@solana/kit';
import { getConfigDecoder, CONFIG_DISCRIMINATOR, MARKETPLACE_PROGRAM_ADDRESS } from 'io-client/generated/marketplace';
import { findWalletPda, TOKEN_PROGRAM_ADDRESS } from 'io-client/tokens';
import { short } from '../src/format';
import { LANGUAGES, type Language } from '../src/texts';
import { axeIn } from './axe';
import { playLedger, type Ledger } from './ledger';
import { open, options, type Opened } from './opened';
import { recorded } from './rpc';
import { addressOf, installWallet, type Tamper, type WalletDouble } from './wallet';

const SYSTEM = address('11111111111111111111111111111111');
const ONE_IO = 100_000_000n;
type Account = (typeof recorded.accounts)[number];

const market = (() => {
  const found = recorded.accounts.find(
    ({ owner, data }) =>
      owner === MARKETPLACE_PROGRAM_ADDRESS && CONFIG_DISCRIMINATOR.every((byte, at) => Buffer.from(data, 'base64')[at] === byte),
  );
  assert.ok(found !== undefined);
  return getConfigDecoder().decode(Buffer.from(found.data, 'base64'));
})();

/** A token account with so many base units. */
async function tokens(owner: Address, mint: Address, amount: bigint): Promise<Account> {
  const data = Buffer.alloc(165);
  data.set(getAddressEncoder().encode(mint), 0);
  data.set(getAddressEncoder().encode(owner), 32);
  data.writeBigUInt64LE(amount, 64);
  data[108] = 1;
  const [pubkey] = await findWalletPda({ owner, mint });
  return { pubkey, owner: TOKEN_PROGRAM_ADDRESS, data: data.toString('base64') };
}
const less = (account: Account, amount: bigint): Account => {
  const data = Buffer.from(account.data, 'base64');
  data.writeBigUInt64LE(data.readBigUInt64LE(64) - amount, 64);
  return { ...account, data: data.toString('base64') };
};

describe('acts', options, () => {
  let [it, ledger, wallet, me]: [Opened, Ledger, WalletDouble, Address] = [] as never;
  let accounts: Account[];
  let [io, usdc]: [Account, Account] = [] as never;
  before(async () => {
    it = await open();
    ledger = playLedger(it.rpc);
    wallet = await installWallet(it.browser, { rpc: it.rpc.url, seeds: [1, 2] });
    me = await addressOf(1);
    [io, usdc] = [await tokens(me, market.ioMint, 5_000n * ONE_IO), await tokens(me, market.usdcMint, 9_000_000_000n)];
    const purse = { pubkey: me, owner: SYSTEM, data: '', lamports: 2_000_000_000 };
    accounts = [...recorded.accounts, purse, io, usdc];
  });
  beforeEach(async () => {
    await wallet.set({ account: 1, answers: 'yes', sends: false, silent: false, tamper: null, chains: ['solana:localnet'], versions: ['legacy', 0] });
    await it.load(`${it.page}#suppliers`, accounts);
    await it.browser.value('localStorage.clear()');
    await it.browser.open('about:blank');
    // What an earlier test has sent is followed no more.
    ledger.reset();
    await it.load(`${it.page}#suppliers`, accounts);
    // As the simulation would leave them.
    ledger.after = (account, at) => {
      if (account?.pubkey === io.pubkey) return less(account, 1_000n * ONE_IO);
      if (account?.pubkey === me) return { ...account, lamports: 2_000_000_000 - 5_000 - 2_000_000 };
      return account ?? { pubkey: address(at), owner: SYSTEM, data: '', lamports: 2_000_000 };
    };
  });
  after(async () => await it?.close());

  const click = async (selector: string) => {
    await it.browser.until(`document.querySelector(${JSON.stringify(selector)}) !== null && !document.querySelector(${JSON.stringify(selector)}).disabled`);
    await it.browser.value(`(() => { const it = document.querySelector(${JSON.stringify(selector)}); it.focus(); it.click(); })()`);
  };
  const connected = async ({ wallet } = LANGUAGES.en.texts) => {
    await it.browser.until(`document.querySelector('.wallets summary') !== null`);
    await it.browser.value(`document.querySelector('.wallets summary').click()`);
    await it.press('Purse');
    await it.shows(wallet.mine(short(me)));
  };
  /** Opens the review of staking 1,000 IO. */
  const reviewed = async ({ act } = LANGUAGES.en.texts) => {
    await click('td button[aria-pressed]');
    await click('.do');
    await it.shows(act.sign('Purse'));
  };
  const dialog = async () => await it.browser.value<string>(`document.querySelector('dialog').innerText.replaceAll('\\u00a0', ' ')`);

  test('stake: reviewed, signed, sent once, confirmed, finalized, and in the list', async () => {
    await connected();
    await reviewed();
    const review = await dialog();
    for (const words of [
      'Stake 1,000 IO with ',
      'You stake',
      '5,000.00000000 IO before, 4,000.00000000 IO after',
      'Network fee',
      '0.000005000 SOL',
      'Account rent: ',
      'comes back to you when the account is closed',
      'You can unstake at any time.',
      'local network',
      'Purse',
      me,
    ]) {
      assert.ok(review.includes(words), `${words}: ${review}`);
    }
    assert.equal(await wallet.asked(), 0);
    await it.press('Sign with Purse');
    await it.shows('Sent. It is not in a block yet.');
    ledger.land('confirmed');
    await it.shows('Confirmed: it is done.');
    ledger.land('finalized');
    await it.shows('Finalized: it is done');
    assert.equal(new Set(ledger.sent).size, 1);
    assert.equal(await wallet.asked(), 1);
    await it.press('Close');
    await it.browser.until(`document.querySelector('dialog') === null`);
    await it.browser.until(`document.activeElement.className === 'do'`);
    await it.go('#activity', 'Activity');
    await it.shows('Stake 1,000 IO with');
    await it.shows('finalized');
    await it.press('Clear the list');
    await it.shows('This browser has sent nothing on this network yet.');
    assert.deepEqual(it.browser.complaints, []);
  });

  test('a no in the wallet sends nothing, and can be asked again', async () => {
    await connected();
    await wallet.set({ answers: 'no' });
    await reviewed();
    await it.press('Sign with Purse');
    await it.shows('You said no in Purse. Nothing was sent.');
    assert.deepEqual(ledger.sent, []);
    await wallet.set({ answers: 'yes' });
    await it.press('Sign with Purse');
    await it.shows('Sent. It is not in a block yet.');
  });

  test('a wallet that changes what it signs is caught, and nothing is sent', async () => {
    const cases: [Tamper, string][] = [
      ['account', 'instruction'],
      ['amount', 'has other arguments'],
      ['instruction', 'instructions, not'],
      ['blockhash', 'it has another blockhash'],
      ['unsigned', 'the wallet has not signed it'],
    ];
    await connected();
    await reviewed();
    for (const [tamper, words] of cases) {
      await wallet.set({ tamper });
      await it.press('Sign with Purse');
      await it.browser.until(`document.querySelector('dialog .wrong').innerText.includes(${JSON.stringify(words)})`);
      assert.match(await dialog(), /Nothing was sent: what Purse gave back is not what you have reviewed\./, tamper);
    }
    assert.deepEqual(ledger.sent, []);
    assert.equal(await wallet.asked(), cases.length);
  });

  test('a wallet may change the compute budget, and the page says so', async () => {
    await connected();
    await wallet.set({ tamper: 'limit' });
    await reviewed();
    await it.press('Sign with Purse');
    await it.shows('The wallet has changed the compute budget: compute units: ');
  });

  test('an account of another network is named, and cannot sign', async () => {
    await wallet.set({ chains: ['solana:mainnet'] });
    await connected();
    await it.shows('Purse does not sign for local network. It can be looked at, and cannot sign here.');
    await click('td button[aria-pressed]');
    await it.browser.until(`document.querySelector('.do').disabled`);
    await it.shows('choose that network in the wallet, or another wallet');
  });

  test('a transaction is not given to a wallet that does not list its version', async () => {
    await connected();
    await wallet.set({ versions: [0] });
    await it.load(`${it.page}#suppliers`, accounts);
    await reviewed();
    await it.press('Sign with Purse');
    await it.shows('needs a transaction of version legacy, which Purse does not take');
    assert.equal(await wallet.asked(), 0);
  });

  test('what a slow wallet signs after the person has stopped waiting is not sent', async () => {
    await connected();
    await wallet.set({ answers: 'waits' });
    await reviewed();
    await it.press('Sign with Purse');
    await it.shows('Purse asks you. Compare what it shows with this review.');
    await it.browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 });
    assert.ok(await it.browser.value(`document.querySelector('dialog').open`));
    await it.press('Stop waiting');
    await it.shows('You stopped waiting. Nothing was sent');
    await wallet.approve();
    await wallet.set({ answers: 'yes' });
    await it.press('Sign with Purse');
    await it.shows('Sent. It is not in a block yet.');
    assert.equal(new Set(ledger.sent).size, 1);
  });

  test('a refusal of the program is shown in its words before anything is signed', async () => {
    await connected();
    ledger.refusal = { InstructionError: [0, { Custom: 6_001 }] };
    await click('td button[aria-pressed]');
    await click('.do');
    await it.shows('The program refuses it, nothing was sent: Division by zero: nothing to share with (');
    assert.equal(await wallet.asked(), 0);
  });

  test('after a reload a transaction is followed again, and no second is sent', async () => {
    await connected();
    await reviewed();
    await it.press('Sign with Purse');
    await it.shows('Sent. It is not in a block yet.');
    await it.load(`${it.page}#suppliers`, accounts);
    await it.shows('My wallet ');
    await click('td button[aria-pressed]');
    await it.browser.until(`document.querySelector('.do')?.innerText === 'Under way …' && document.querySelector('.do').disabled`);
    ledger.land('confirmed');
    await it.browser.until(`document.querySelector('.do').innerText === 'Stake'`);
    ledger.land('finalized');
    await it.go('#activity', 'Activity');
    await it.shows('finalized');
    assert.equal(new Set(ledger.sent).size, 1);
  });

  test('what failed in its block says why', async () => {
    await connected();
    await reviewed();
    await it.press('Sign with Purse');
    await it.shows('Sent. It is not in a block yet.');
    ledger.land('confirmed', { InstructionError: [0, { Custom: 6_000 }] });
    await it.shows('It failed in its block: The amount is too large for this calculation; use a smaller one (');
    await it.shows('The network fee is paid, and nothing else has changed.');
  });

  test('a wallet that sends by itself is followed', async () => {
    await wallet.set({ sends: true });
    await connected();
    await click('td button[aria-pressed]');
    await click('.do');
    await it.press('Sign and send with Purse');
    await it.shows('Purse has sent it. It is not in a block yet.');
    ledger.land('finalized');
    await it.shows('Finalized: it is done');
    assert.equal(ledger.sent.length, 1);
  });

  test('a wallet that may have sent it and does not say so leaves it unknown', async () => {
    await wallet.set({ sends: true, silent: true });
    await connected();
    await click('td button[aria-pressed]');
    await click('.do');
    await it.press('Sign and send with Purse');
    await it.shows('It may have been executed: ');
    assert.equal(await it.browser.value(`[...document.querySelectorAll('dialog button')].filter((it) => /Sign/.test(it.innerText)).length`), 0);
  });

  test('another account of the wallet is looked at again', async () => {
    await connected();
    await reviewed();
    await wallet.set({ account: 2 });
    await it.shows('The program refuses it, nothing was sent: It takes 1,000.00000000 IO, and the wallet holds 0.00000000 IO.');
    assert.equal(await wallet.asked(), 0);
  });

  test('figures that have changed are shown before the wallet is asked', async () => {
    await connected();
    await reviewed();
    ledger.after = (account, at) =>
      account?.pubkey === io.pubkey ? less(account, 1_001n * ONE_IO) : (account ?? { pubkey: address(at), owner: SYSTEM, data: '', lamports: 1 });
    await it.press('Sign with Purse');
    await it.shows('The figures have changed since you looked.');
    assert.equal(await wallet.asked(), 0);
  });

  test('reserve: the review, its limit, and a key that is kept before anything is sent', async () => {
    ledger.after = (account, at) => account ?? { pubkey: address(at), owner: SYSTEM, data: '', lamports: 3_000_000 };
    await connected();
    await it.go('#market', 'Market');
    await click('td button[aria-pressed]');
    await click('.do');
    await it.shows('Sign with Purse');
    const review = await dialog();
    for (const words of ['You lock now', 'The program locks at most', 'the unused time comes back by the second', 'Account rent: reservation', 'Account rent: escrow']) {
      assert.ok(review.includes(words), `${words}: ${review}`);
    }
    await it.press('Sign with Purse');
    await it.shows('Sent. It is not in a block yet.');
    const keys = await it.browser.value<string[]>(`Object.keys(localStorage).filter((it) => it.startsWith('key:'))`);
    assert.equal(keys.length, 1);
    assert.ok(review.includes(keys[0]?.slice(4) ?? 'none'));
  });

  test('nothing is signed where the key of a reservation cannot be kept', async () => {
    ledger.after = (account, at) => account ?? { pubkey: address(at), owner: SYSTEM, data: '', lamports: 3_000_000 };
    await connected();
    await it.go('#market', 'Market');
    await click('td button[aria-pressed]');
    await click('.do');
    await it.shows('Sign with Purse');
    await it.browser.value(`Storage.prototype.setItem = () => { throw new Error('full'); }, undefined`);
    await it.press('Sign with Purse');
    await it.shows('Nothing was sent: This browser does not store the key of the reservation');
    assert.equal(await wallet.asked(), 0);
    assert.deepEqual(ledger.sent, []);
  });

  test('an amount is typed as the language writes it, and the command has it as `io` reads it', async () => {
    const { act, page } = LANGUAGES.de.texts;
    await it.browser.value(`localStorage.setItem('language', 'de')`);
    await it.load(`${it.page}#suppliers`, accounts);
    await it.shows(page.views.suppliers);
    await click('td button[aria-pressed]');
    const typed = async (text: string) =>
      await it.browser.value(`(() => {
        const field = document.querySelector('.fields input');
        field.value = ${JSON.stringify(text)};
        field.dispatchEvent(new Event('input', { bubbles: true }));
      })()`);
    assert.equal(await it.browser.value(`document.querySelector('.fields input').value`), '1.000');
    await it.shows(' 1000 --url ');
    await typed('1.234,5');
    await it.shows(' 1234.5 --url ');
    await typed('1,234.5');
    await it.shows(act.delegate.notAnAmount('12,5'));
    await it.browser.until(`document.querySelector('.do').disabled`);
    // What was typed in German is not read in English.
    await typed('1.000');
    await it.browser.value(`(() => {
      const select = document.querySelector('footer select');
      select.value = 'en';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
    await it.browser.until(`document.querySelector('.fields input').value === '1,000'`);
  });

  for (const language of Object.keys(LANGUAGES) as Language[]) {
    test(`axe finds nothing from the review to the list, 390 px, light and dark, and all fits: ${language}`, async () => {
      const { texts } = LANGUAGES[language];
      await it.width(390);
      await it.browser.value(`localStorage.setItem('language', '${language}')`);
      await it.load(`${it.page}#suppliers`, accounts);
      await connected(texts);
      const violations = await axeIn(it.browser);
      const found: string[] = [];
      const check = async (name: string) => {
        for (const scheme of ['light', 'dark'] as const) {
          await it.media(scheme);
          await it.drawn();
          found.push(...(await violations()).map((text) => `${name} ${scheme}: ${text}`));
        }
        const wide = await it.browser.value<string[]>(`[...document.querySelectorAll('dialog *, header *, main *')]
          .filter((it) => it.closest('svg, .hidden') === null && it.getBoundingClientRect().right > 390.5)
          .map((it) => it.outerHTML.slice(0, 160))`);
        found.push(...wide.map((html) => `${name} is too wide: ${html}`));
      };
      await reviewed(texts);
      await check('review');
      await wallet.set({ tamper: 'blockhash' });
      await it.press(texts.act.sign('Purse'));
      await it.browser.until(`document.querySelector('dialog .wrong')?.innerText.includes('it has another blockhash')`);
      await check('notice');
      await wallet.set({ tamper: null });
      await it.press(texts.act.sign('Purse'));
      await it.shows(texts.act.sent);
      await check('sent');
      ledger.land('finalized');
      await it.shows(texts.act.finalized);
      await check('finalized');
      await it.press(texts.act.close);
      await it.go('#activity', texts.page.views.activity);
      await it.shows(texts.act.states.finalized);
      await check('list');
      await it.media('light');
      await it.width(1_280);
      assert.deepEqual(found, []);
      assert.deepEqual(it.browser.complaints, []);
    });
  }
});
