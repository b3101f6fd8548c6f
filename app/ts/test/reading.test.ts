/** What is read of the network before an act, by the accounts that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNoopSigner, type Address } from '@solana/kit';
import { actions, emissions, marketplace } from '../src';
import { findTokens } from '../src/actions/payee';
import { CLOCK_ADDRESS } from '../src/actions/read';
import { catchUpInstructions } from '../src/keeper';
import { TOKEN_PROGRAM_ADDRESS } from '../src/tokens';
import { bytes, vectorsOf } from './golden';
import { node } from './node';
import { key } from './prepared';

const PROGRAM = emissions.EMISSIONS_PROGRAM_ADDRESS;
const [STAKER, SUPPLIER, TARGET, MINT] = [key(1), key(3), key(4), key(5)];

type Account = { owner: Address; data: Uint8Array };

/** The words of each state of one kind. */
function statesOf(kind: string): string[][] {
  let words: string[] = [];
  return vectorsOf(kind)
    .filter(([first]) => first === 'state')
    .map(([, ...rest]) => (words = rest.map((word, place) => (word === '=' ? (words[place] ?? '') : word))));
}

function clockAccount(now: string): Account {
  const data = new Uint8Array(40);
  new DataView(data.buffer).setBigInt64(32, BigInt(now), true);
  return { owner: key(9), data };
}

/** A node with these accounts, and all slashes. */
function serve(accounts: Map<Address, Account>, slashes: string[] = []) {
  const shown = ({ owner, data }: Account) => ({
    data: [Buffer.from(data).toString('base64'), 'base64'],
    executable: false,
    lamports: 1,
    owner,
    space: data.length,
  });
  return node(({ method, params }) => {
    if (method === 'getMultipleAccounts') {
      const value = (params[0] as Address[]).map((address) => {
        const account = accounts.get(address);
        return account === undefined ? null : shown(account);
      });
      return { context: { slot: 1 }, value };
    }
    return slashes.map((it, place) => ({ pubkey: key(100 + place), account: shown({ owner: PROGRAM, data: bytes(it) }) }));
  });
}

const listed = (words: string) => (words === '-' ? [] : words.split(','));

/** The accounts of a state of a staker. */
async function accountsOf(words: readonly string[]): Promise<Map<Address, Account>> {
  const [config = '', ledger = '', pages = '', now = '', , named = '', tokens = '', ...rest] = words;
  const [first = '', mine = '', , second = '', theirs = '', , request = '-'] = rest;
  const accounts = new Map<Address, Account>([[CLOCK_ADDRESS, clockAccount(now)]]);
  const put = (address: Address, word: string, owner: Address = PROGRAM) => {
    if (word !== '-') accounts.set(address, { owner, data: bytes(word) });
  };
  const pda = async (supplier: Address) => (await emissions.findDelegationPda({ supplier, staker: STAKER }))[0];
  const delegation = await pda(SUPPLIER);
  put((await emissions.findConfigPda())[0], config);
  put((await emissions.findLedgerPda())[0], ledger);
  for (const page of listed(pages)) {
    const { page: number } = emissions.getHistoryPageDecoder().decode(bytes(page));
    put((await emissions.findHistoryPagePda({ page: number }))[0], page);
  }
  put(SUPPLIER, first);
  put(TARGET, second);
  put(delegation, mine);
  put(await pda(TARGET), theirs);
  put((await emissions.findRedelegationPda({ delegation, target: TARGET }))[0], request);
  const to = named === '1' ? key(6) : undefined;
  put(await findTokens({ wallet: STAKER, mint: MINT, to }), tokens, TOKEN_PROGRAM_ADDRESS);
  return accounts;
}

test('a staker’s accounts are read together, the slashes only where they are needed', async () => {
  const asksFor = new Set<string>();
  for (const words of statesOf('staker')) {
    const [, , , now = '', later = '', named = '', tokens = '', supplier = '', delegation = '', slashes = ''] = words;
    const { rpc, asked } = serve(await accountsOf(words), listed(slashes));
    const to = named === '1' ? { to: key(6) } : {};
    const staking = await actions.readStaking(rpc, { supplier: SUPPLIER, staker: STAKER, later: later === '1', ...to });
    assert.equal(staking.clock.now, BigInt(now));
    assert.equal(staking.clock.later, later === '1');
    assert.equal(staking.stake.supplier === undefined, supplier === '-');
    assert.equal(staking.stake.delegation === undefined, delegation === '-');
    assert.equal(staking.payee.named, named === '1');
    assert.equal(staking.payee.account === undefined, tokens === '-');
    assert.equal(staking.stake.slashes.length, listed(slashes).length);
    const methods = asked.map(({ method }) => method).join(' ');
    asksFor.add(methods);
    const both = await actions.readMoving(rpc, { from: SUPPLIER, to: TARGET, staker: STAKER });
    assert.deepEqual(both.from, staking.stake);
    assert.equal(both.request === undefined, words.at(-1) === '-');
  }
  const two = 'getMultipleAccounts getMultipleAccounts';
  assert.deepEqual([...asksFor].sort(), [two, `${two} getProgramAccounts`]);
});

test('what is prepared of a network that was read brings the clock up to date as the keeper does', async () => {
  const staker = createNoopSigner(STAKER);
  const seen = new Set<number>();
  for (const words of statesOf('staker')) {
    const [, , , , later, , , supplier] = words;
    if (later === '1' || supplier === '-') continue;
    const { rpc } = serve(await accountsOf(words));
    const staking = await actions.readStaking(rpc, { supplier: SUPPLIER, staker: STAKER });
    const made = await catchUpInstructions(rpc, { payer: staker, ioMint: MINT, suppliers: [SUPPLIER] });
    const prepared = await actions.prepareClaim(staking, { staker }).catch(() => undefined);
    if (prepared === undefined) continue;
    assert.deepEqual(prepared.setup.slice(0, made.length), made);
    seen.add(made.length);
  }
  // Nothing; the settlement alone; the clock before it, with one or two pages to create.
  assert.deepEqual([...seen].sort(), [0, 1, 3, 4]);
});

test('a supplier is read with the wallet that the act is about', async () => {
  const [words = []] = statesOf('supplier');
  const [, config = '', ledger = '', models = '', , now = '', , , tokens = '', supplier = '', usage = ''] = words;
  const of = (word: string, owner: Address = PROGRAM) => ({ owner, data: bytes(word) });
  const wallet = await findTokens({ wallet: STAKER, mint: MINT });
  const accounts = new Map<Address, Account>([
    [CLOCK_ADDRESS, clockAccount(now)],
    [(await emissions.findConfigPda())[0], of(config)],
    [(await emissions.findLedgerPda())[0], of(ledger)],
    [(await emissions.findModelsPda())[0], of(models)],
    [SUPPLIER, of(supplier)],
    [
      (await marketplace.findSupplierUsagePda({ supplier: SUPPLIER }))[0],
      of(usage, marketplace.MARKETPLACE_PROGRAM_ADDRESS),
    ],
    [wallet, of(tokens, TOKEN_PROGRAM_ADDRESS)],
  ]);
  const { rpc, asked } = serve(accounts);
  // The payout wallet is the owner's.
  const paid = await actions.readSupplying(rpc, { supplier: SUPPLIER, signer: key(7), wallet: 'payout' });
  assert.deepEqual([paid.payee.wallet, paid.payee.tokens], [STAKER, wallet]);
  assert.equal(paid.payee.account?.owner, STAKER);
  assert.ok(paid.usage !== undefined);
  assert.equal(asked.length, 2);
  const own = await actions.readSupplying(rpc, { supplier: SUPPLIER, signer: key(7) });
  assert.deepEqual([own.payee.wallet, own.payee.account], [key(7), undefined]);
  await assert.rejects(actions.readSupplying(rpc, { supplier: key(8), signer: STAKER }), /there is no supplier at/);

  const registering = await actions.readRegistering(rpc, { owner: STAKER, sequence: 7 });
  assert.equal(registering.taken, false);
  const [address] = await emissions.findSupplierPda({ owner: STAKER, sequence: 7 });
  // What is left of one that was closed.
  accounts.set(address, { owner: PROGRAM, data: new Uint8Array() });
  assert.equal((await actions.readRegistering(rpc, { owner: STAKER, sequence: 7 })).taken, true);
});
