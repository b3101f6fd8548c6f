/** Ending an autopay, and what a dispute does to it, on the accounts that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, type Address } from '@solana/kit';
import { actions, emissions, findWalletPda, marketplace, Status, TOKEN_PROGRAM_ADDRESS } from '../src';
import { CLOCK_ADDRESS } from '../src/actions/read';
import { whileDisputed } from '../src/reservation';
import { bytes, vectorsOf } from './golden';
import { node } from './node';
import { key, ofPrepared, signer } from './prepared';

const [MARKETPLACE, EMISSIONS] = [marketplace.MARKETPLACE_PROGRAM_ADDRESS, emissions.EMISSIONS_PROGRAM_ADDRESS];
const [RESERVATION, PRICE, PAYER, OTHER] = [key(10), key(7), signer(2), key(40)];
const LAMPORTS = 1_700_000;

type Account = { owner: Address; data: Uint8Array };

const [, ...WORDS] = vectorsOf('autopay').find(([kind]) => kind === 'state') ?? [];
const word = (place: number) => bytes(WORDS[place] ?? '');
const RESERVED = marketplace.getReservationDecoder().decode(word(0));
const SET = marketplace.getAutopayDecoder().decode(word(8));

/** The accounts of the first state of `autopay` in the vectors: one that is due, and a wallet that approves 2^42. */
async function accountsOf(): Promise<Map<Address, Account>> {
  const [supplierUsage] = await marketplace.findSupplierUsagePda({ supplier: RESERVED.supplier });
  const { ioMint: mint } = marketplace.getConfigDecoder().decode(word(1));
  const clock = new Uint8Array(40);
  new DataView(clock.buffer).setBigInt64(32, BigInt(WORDS[7] ?? ''), true);
  assert.equal(RESERVED.currency, marketplace.Currency.Io);
  return new Map([
    [RESERVATION, { owner: MARKETPLACE, data: word(0) }],
    [(await marketplace.findConfigPda())[0], { owner: MARKETPLACE, data: word(1) }],
    [RESERVED.offer, { owner: MARKETPLACE, data: word(2) }],
    [RESERVED.supplier, { owner: EMISSIONS, data: word(3) }],
    [supplierUsage, { owner: MARKETPLACE, data: word(4) }],
    [PRICE, { owner: address(WORDS[5] ?? ''), data: word(6) }],
    [CLOCK_ADDRESS, { owner: key(9), data: clock }],
    [await autopayAt(RESERVATION), { owner: MARKETPLACE, data: word(8) }],
    [(await findWalletPda({ owner: PAYER.address, mint }))[0], { owner: TOKEN_PROGRAM_ADDRESS, data: word(11) }],
  ]);
}

const autopayAt = async (reservation: Address) => (await marketplace.findAutopayPda({ reservation }))[0];

/** A node with these accounts; its autopays are those of the payer. */
function serve(accounts: Map<Address, Account>) {
  const shown = (account: Account | undefined) =>
    account && {
      data: [Buffer.from(account.data).toString('base64'), 'base64'],
      executable: false,
      lamports: LAMPORTS,
      owner: account.owner,
      space: account.data.length,
    };
  const { rpc } = node(({ method, params }) => {
    if (method === 'getMinimumBalanceForRentExemption') return 1_600_000;
    if (method === 'getProgramAccounts') {
      const all = [...accounts].filter(([, { data }]) => data.length === marketplace.getAutopaySize());
      return all.map(([pubkey, account]) => ({ pubkey, account: shown(account) }));
    }
    return { context: { slot: 1 }, value: (params[0] as Address[]).map((it) => shown(accounts.get(it)) ?? null) };
  });
  return rpc;
}

/** Another autopay of the same payer, for a reservation that runs. */
async function addOther(accounts: Map<Address, Account>, left: bigint): Promise<void> {
  const autopay = { ...SET, reservation: OTHER, left };
  const data = Uint8Array.from(marketplace.getAutopayEncoder().encode(autopay));
  accounts.set(OTHER, { owner: MARKETPLACE, data: word(0) });
  accounts.set(await autopayAt(OTHER), { owner: MARKETPLACE, data });
}

const stop = async (accounts: Map<Address, Account>, payer = PAYER) =>
  await actions.prepareStopAutopay(await actions.readStoppable(serve(accounts), RESERVATION, PRICE), { payer });

test('P-20: an autopay is stopped after its reservation is closed as before', async () => {
  for (const others of [0n, 5n, 1n << 43n]) {
    const accounts = await accountsOf();
    if (others > 0n) await addOther(accounts, others);
    const before = await stop(accounts);
    accounts.delete(RESERVATION);
    const after = await stop(accounts);
    // No more is approved for the others than the wallet approves now.
    const approved = others < 1n << 42n ? others : 1n << 42n;
    assert.deepEqual(after.terms, { lamports: BigInt(LAMPORTS), approved });
    assert.deepEqual([before.terms, ofPrepared(before)], [after.terms, ofPrepared(after)]);
    assert.deepEqual(actions.signersOf(after), [PAYER.address]);
    assert.equal(after.act.length, 2);
  }
});

test('P-20: lamports at the address of a closed reservation do not keep its autopay', async () => {
  const accounts = await accountsOf();
  accounts.set(RESERVATION, { owner: address('11111111111111111111111111111111'), data: new Uint8Array() });
  assert.equal((await stop(accounts)).act.length, 2);
});

test('only the payer stops it, also after its reservation is closed', async () => {
  const accounts = await accountsOf();
  const refused = { code: 'NotPayer', message: `Only its payer ${PAYER.address} may.` };
  await assert.rejects(stop(accounts, signer(20)), refused);
  accounts.delete(RESERVATION);
  await assert.rejects(stop(accounts, signer(20)), refused);
});

test('where no autopay is left, it is said how to end an approval', async () => {
  const accounts = await accountsOf();
  accounts.delete(await autopayAt(RESERVATION));
  const [wallet] = [...accounts].find(([, { owner }]) => owner === TOKEN_PROGRAM_ADDRESS) ?? assert.fail();
  await assert.rejects(stop(accounts), {
    code: 'Nothing',
    message: `The reservation has no autopay of its payer; its wallet still approves ${1n << 42n} base units: \`spl-token revoke ${wallet}\` ends that.`,
  });
  accounts.delete(wallet);
  await assert.rejects(stop(accounts), { code: 'Nothing', message: 'The reservation has no autopay of its payer.' });
  accounts.delete(RESERVATION);
  const neither = new RegExp(`^There is neither a reservation at ${RESERVATION} nor an autopay: .*\`spl-token revoke TOKEN_ACCOUNT\``);
  await assert.rejects(stop(accounts), { code: 'Nothing', message: neither });
});

test('P-20: a dispute says that autopay waits, and when the reservation then ends', async () => {
  const accounts = await accountsOf();
  const autopayOf = async () => {
    const it = await actions.readDisputable(serve(accounts), RESERVATION);
    return (await actions.prepareDispute(it, { payer: PAYER, within: 120n })).terms.autopay;
  };
  const endsAt = RESERVED.startedAt + 10n * 3_600n;
  const words = 'waits until the dispute is over: without an extension by hand the reservation ends';
  assert.deepEqual(await autopayOf(), { words, endsAt });

  const at = await autopayAt(RESERVATION);
  const store = (it: marketplace.Autopay) =>
    accounts.set(at, { owner: MARKETPLACE, data: Uint8Array.from(marketplace.getAutopayEncoder().encode(it)) });
  for (const other of [{ createdAt: SET.createdAt - 1n }, { payer: key(30) }, { offer: key(33) }]) {
    store({ ...SET, ...other });
    assert.equal(await autopayOf(), undefined);
  }
  store(SET);
  assert.notEqual(await autopayOf(), undefined);
  accounts.delete(at);
  assert.equal(await autopayOf(), undefined);
  // Before the start and after the end there is nothing to extend.
  assert.notEqual(whileDisputed(SET, RESERVED), undefined);
  for (const status of [Status.Reserved, Status.Ended]) {
    assert.equal(whileDisputed(SET, { ...RESERVED, status }), undefined);
  }
});
