/** Reserving with autopay: the two acts in one transaction, and what is shown before it is signed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyPairSignerFromPrivateKeyBytes, getTransactionEncoder, type Address } from '@solana/kit';
import { actions, findWalletPda, marketplace } from '../src';
import { TOKEN_PROGRAM_ADDRESS } from '../src/tokens';
import { vectors } from './golden';
import { node } from './node';
import { key, marketOf, ofPrepared, signer } from './prepared';
import { Script } from './script';

const [, ...WORDS] = vectors.find(([kind]) => kind === 'market') ?? [];
const market = marketOf(WORDS);
const { Io, Usdc } = marketplace.Currency;
const [RENTER, PAYER, NUMBER] = [signer(1), signer(2), 1n << 40n];
const WALLET = { mint: key(5), owner: PAYER.address, amount: market.held, frozen: false, delegate: undefined };
const NOTHING: actions.Allowing = { stored: undefined, wallet: WALLET, others: 0n };
const LIMITS: actions.AutopayLimits = { maxPriceMicroUsd: 2_500_000n, left: 1n << 40n, lead: 3_600, hours: 12, bounties: 20 };

const request = (currency: marketplace.Currency, autopay: Partial<actions.AutopayLimits> = {}) => ({
  renter: RENTER,
  payer: PAYER,
  gpus: 3,
  hours: 5,
  currency,
  number: NUMBER,
  connectionKey: new Uint8Array(32).fill(9),
  autopay: { ...LIMITS, ...autopay },
});

const address = async () => (await marketplace.findReservationPda({ renter: RENTER.address, number: NUMBER }))[0];

/** The reservation once it is made, with what setting an autopay reads of it. */
async function standing(currency: marketplace.Currency, allowing: actions.Allowing): Promise<actions.Settable> {
  const { terms } = actions.quote(market, request(currency));
  const { holdBack } = market.config;
  const reservation = { status: 0, payer: PAYER.address, currency, gpus: 3, terms: { ...terms, holdBack } };
  return { ...allowing, running: { address: await address(), reservation, market } };
}

test('P-20: it reserves, then approves and sets what `io rent reserve --autopay` does', async () => {
  const [at] = await marketplace.findAutopayPda({ reservation: await address() });
  const [spender] = await marketplace.findSpenderPda({ payer: PAYER.address });
  for (const currency of [Io, Usdc]) {
    const other = { address: key(30), amount: 7n };
    const allowing = { ...NOTHING, others: 5n, wallet: { ...WALLET, delegate: other } };
    const both = await actions.prepareReserveWithAutopay(market, allowing, request(currency));
    const reserve = await actions.prepareReserve(market, request(currency));
    const set = await actions.prepareSetAutopay(await standing(currency, allowing), { payer: PAYER, ...LIMITS });
    assert.deepEqual(ofPrepared(both).slice(1), [...ofPrepared(reserve).slice(1), ...ofPrepared(set).slice(1)]);
    assert.deepEqual(actions.signersOf(both), [RENTER.address, PAYER.address]);

    // What leaves now is the reservation; an extension is paid when it is sent.
    assert.deepEqual(both.gives, reserve.gives);
    const created = both.creates.map(({ kind, returnsTo }) => [kind, returnsTo]);
    assert.deepEqual(created, ['reservation', 'escrow', 'autopay'].map((kind) => [kind, PAYER.address]));
    assert.deepEqual(both.creates[2], { ...both.creates[2], address: at, deposit: 20n * actions.AUTOPAY_BOUNTY });
    const { autopay } = both.terms;
    assert.deepEqual([autopay.limits, autopay.approved, autopay.replaces], [LIMITS, LIMITS.left + 5n, other]);
    assert.match(autopay.ends, /with the reservation, when its payer stops it, or when the wallet revokes/);
    const approval = both.act.at(-2);
    assert.equal(approval?.programAddress, TOKEN_PROGRAM_ADDRESS);
    assert.deepEqual(approval?.accounts?.map((it) => it.address), [both.gives[0]?.from, spender, PAYER.address]);
  }
});

test('the largest of them fits a legacy transaction', async () => {
  const [renter, payer] = await Promise.all(
    [1, 2].map((it) => createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(it))),
  );
  assert.ok(renter !== undefined && payer !== undefined);
  // The payer is another, IO has a price account, and an autopay at the address is closed first.
  const allowing = { ...NOTHING, stored: { payer: key(31) } as marketplace.Autopay };
  const both = await actions.prepareReserveWithAutopay(market, allowing, { ...request(Io), renter, payer });
  const network = new Script();
  const outcome = await network.connect().send(renter, actions.instructionsOf(both), { price: 1n });
  assert.equal(outcome.state, 'confirmed');
  const [transaction] = network.transactions('sendTransaction');
  assert.ok(transaction !== undefined);
  const size = getTransactionEncoder().encode(transaction).length;
  assert.ok(size <= 1_232, `${size} bytes`);
});

test('an autopay that an earlier reservation left at the address is kept, or closed first if it is of somebody else', async () => {
  const left = { payer: PAYER.address, bounties: 3 } as marketplace.Autopay;
  const kept = await actions.prepareReserveWithAutopay(market, { ...NOTHING, stored: left }, request(Usdc));
  assert.deepEqual([kept.setup.length, kept.creates.length], [0, 2]);
  assert.equal(kept.terms.autopay.deposit, 17n * actions.AUTOPAY_BOUNTY);
  const theirs = { ...left, payer: key(31) };
  const closed = await actions.prepareReserveWithAutopay(market, { ...NOTHING, stored: theirs }, request(Usdc));
  const [close] = closed.setup;
  assert.ok(close?.accounts?.some((it) => it.address === key(31)));
  assert.deepEqual([closed.setup.length, closed.creates.length], [1, 3]);
});

test('it is refused for the reservation, and for an autopay that could not extend', async () => {
  const refused = async (it: actions.ReserveRequest & { autopay: actions.AutopayLimits }, code: string, of = market) =>
    await assert.rejects(actions.prepareReserveWithAutopay(of, NOTHING, it), { code });
  await refused(request(Usdc), 'InsufficientFunds', { ...market, held: 0n });
  await refused(request(Usdc, { left: 1n }), 'CostAboveMaximum');
  await refused(request(Usdc, { lead: 0 }), 'AutopayTimes');
  await refused(request(Io, { hours: 1 }), 'AutopayTimes');
  await refused(request(Usdc, { hours: 10_000 }), 'HoursOutOfRange');
});

test('what it depends on is read in two requests', async () => {
  const { rpc, asked } = node(({ method, params }) => {
    if (method === 'getProgramAccounts') return [];
    return { context: { slot: 1 }, value: (params[0] as Address[]).map(() => null) };
  });
  const of = { renter: RENTER.address, payer: PAYER.address, number: NUMBER, currency: Io };
  const allowing = await actions.readAllowing(rpc, market, of);
  assert.deepEqual(allowing, { stored: undefined, wallet: undefined, others: 0n });
  const [at] = await marketplace.findAutopayPda({ reservation: await address() });
  const [wallet] = await findWalletPda({ owner: PAYER.address, mint: market.config.ioMint });
  assert.deepEqual(asked.map(({ method }) => method), ['getMultipleAccounts', 'getProgramAccounts']);
  assert.deepEqual(asked[0]?.params[0], [at, wallet]);
});
