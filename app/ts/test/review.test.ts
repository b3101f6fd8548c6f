/** What is compared before a wallet is asked and after it has signed, and what a simulation shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AccountRole,
  address,
  appendTransactionMessageInstruction,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransaction,
  createKeyPairSignerFromPrivateKeyBytes,
  createTransactionMessage,
  getAddressEncoder,
  getTransactionDecoder,
  getTransactionEncoder,
  pipe,
  setTransactionMessageComputeUnitLimit,
  setTransactionMessageComputeUnitPrice,
  setTransactionMessageConfig,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { actions, emissions, MaybeSent, review } from '../src';
import { createWallet, findWalletPda, TOKEN_PROGRAM_ADDRESS } from '../src/tokens';
import { bytes, vectorsOf } from './golden';
import { key, signer } from './prepared';
import { of, Script } from './script';

const { check, decode, Differs, guarded, MOST, signedBy } = review;
const LIFE = { blockhash: blockhash('LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY'), lastValidBlockHeight: 150n };
const [SUPPLIER, MINT, AMOUNT] = [key(3), key(5), 1_000n];

/** To delegate from a wallet. */
async function delegating(me: Address): Promise<actions.Prepared<null>> {
  const staker = { ...signer(1), address: me };
  const [source] = await findWalletPda({ owner: me, mint: MINT });
  const [delegation] = await emissions.findDelegationPda({ supplier: SUPPLIER, staker: me });
  const [to] = await emissions.findStakeVaultPda();
  return {
    terms: null,
    gives: [{ owner: me, mint: MINT, from: source, to, amount: AMOUNT, limit: AMOUNT }],
    creates: [{ kind: 'delegation', address: delegation, bytes: emissions.getDelegationSize(), deposit: 0n, returnsTo: me }],
    setup: [
      await createWallet({ payer: staker, owner: me, mint: MINT }),
      await emissions.getOpenDelegationInstructionAsync({ staker, supplier: SUPPLIER }),
    ],
    act: [await emissions.getDelegateInstructionAsync({ staker, supplier: SUPPLIER, source, amount: AMOUNT })],
  };
}

type Message = Parameters<typeof compileTransaction>[0];
type Changes = { payer?: Address; version?: 'legacy' | 1; more?: (it: Message) => Message; units?: number };

const compiled = (me: Address, instructions: readonly Instruction[], { payer = me, version = 'legacy', more = (it) => it, units = 300_000 }: Changes = {}) =>
  compileTransaction(
    pipe(
      createTransactionMessage({ version }) as never,
      (it) => setTransactionMessageFeePayer(payer, it),
      (it) => setTransactionMessageLifetimeUsingBlockhash(LIFE, it),
      (it) => appendTransactionMessageInstructions(instructions, it) as never,
      (it) => (version === 1 ? setTransactionMessageConfig({ computeUnitLimit: units }, it as never) : setTransactionMessageComputeUnitLimit(units, it as never)) as never,
      (it) => more(it),
    ),
  );

/** An instruction with one account in another's place. */
const swapped = (it: Instruction, place: number, to: Address): Instruction => ({
  ...it,
  accounts: (it.accounts ?? []).map((account, at) => (at === place ? { role: account.role, address: to } : account)),
});

const ME = key(1);

test('the reviewed action passes in both kinds of message, with all its addresses derived again', async () => {
  const prepared = await delegating(ME);
  const reviewed = { payer: ME, prepared, cap: MOST };
  for (const version of ['legacy', 1] as const) {
    const { messageBytes } = compiled(ME, actions.instructionsOf(prepared), { version });
    const decoded = await check(messageBytes, reviewed);
    assert.deepEqual(
      [decoded.version, decoded.feePayer, decoded.signers, decoded.budget.units, decoded.instructions.length],
      [version, ME, [ME], 300_000, 3],
    );
  }
});

test('every difference from the reviewed action is named', async () => {
  const prepared = await delegating(ME);
  const reviewed = { payer: ME, prepared, cap: { ...MOST, units: 300_000 } };
  const [wallet, open, act] = actions.instructionsOf(prepared) as [Instruction, Instruction, Instruction];
  const all = [wallet, open, act];
  const other = key(9);
  const data = Uint8Array.from(act.data ?? []);
  data[8] = (data[8] ?? 0) ^ 1;
  const places = (act.accounts ?? []).map((_, place) => place);
  const cases: [string, ReturnType<typeof compiled>][] = [
    [`${other} pays the fee, not ${ME}`, compiled(ME, all, { payer: other })],
    ['it has 4 instructions, not 3', compiled(ME, [...all, act])],
    ['it has 2 instructions, not 3', compiled(ME, [open, act])],
    ['instruction 3 has other arguments', compiled(ME, [wallet, open, { ...act, data }])],
    ['instruction 1 is of the program', compiled(ME, [open, wallet, act])],
    [`instruction 3 has ${places.length + 1} accounts, not ${places.length}`, compiled(ME, [wallet, open, { ...act, accounts: [...(act.accounts ?? []), { address: other, role: AccountRole.READONLY }] }])],
    [`${other} would have to sign too`, compiled(ME, [wallet, open, { ...act, accounts: [...(act.accounts ?? []), { address: other, role: AccountRole.READONLY_SIGNER }] }])],
    ['it asks for 300001 compute units, more than 300000', compiled(ME, all, { units: 300_001 })],
    [
      'lamports for priority, more than 100000',
      compiled(ME, all, { more: (it) => setTransactionMessageComputeUnitPrice(1_000_000n, it as never) as never }),
    ],
    [
      'the compute budget sets its units twice',
      compiled(ME, all, {
        more: (it) =>
          appendTransactionMessageInstruction(
            { programAddress: review.COMPUTE_BUDGET_PROGRAM_ADDRESS, data: new Uint8Array([2, 0, 0, 0, 0]) },
            it as never,
          ) as never,
      }),
    ],
    ...places
      // The staker, whose place is the fee payer's, is the first.
      .filter((place) => act.accounts?.[place]?.address !== ME)
      .map((place): [string, ReturnType<typeof compiled>] => [
        // Where another instruction has it too, its rights there are less.
        `(account ${place + 1} of instruction 3 is ${other}, not|unlike in the review)`,
        compiled(ME, [wallet, open, swapped(act, place, other)]),
      ]),
  ];
  for (const [words, { messageBytes }] of cases) {
    await assert.rejects(check(messageBytes, reviewed), (error) => error instanceof Differs && new RegExp(words).test(error.what), words);
  }
});

test('what was prepared wrongly is caught too: a program, an address, a token account', async () => {
  const prepared = await delegating(ME);
  const [act] = prepared.act as [Instruction];
  const names = Object.keys(emissions.parseDelegateInstruction(act as never).accounts);
  const of = (change: Partial<actions.Prepared<null>>) => ({ payer: ME, cap: MOST, prepared: { ...prepared, setup: [], ...change } });
  const place = names.indexOf('delegation');
  const cases: [string, ReturnType<typeof of>][] = [
    ['delegation of Delegate is', of({ act: [swapped(act, place, key(9))] })],
    ['is none that this page calls', of({ act: [{ ...act, programAddress: key(8) }] })],
    ['is not known', of({ act: [{ ...act, data: new Uint8Array(16) }] })],
    ["not from the wallet's token account", of({ gives: prepared.gives.map((it) => ({ ...it, from: key(9) })) })],
    ['is not the associated token account of', of({ act: [swapped(prepared.setup[0] as Instruction, 1, key(9))] })],
  ];
  for (const [words, reviewed] of cases) {
    const { messageBytes } = compiled(ME, reviewed.prepared.act);
    await assert.rejects(check(messageBytes, reviewed), (error) => error instanceof Differs && error.what.includes(words), words);
  }
});

test('every instruction that Rust has prepared has its addresses where their seeds put them', async () => {
  let count = 0;
  for (const [program = '', data = '', ...metas] of vectorsOf('acts')) {
    if (![...PROGRAMS].includes(program as Address)) continue;
    const accounts = metas.map((meta) => {
      const [at = '', flags = ''] = meta.split(':');
      const role = (flags.includes('s') ? 2 : 0) | (flags.includes('w') ? 1 : 0);
      return { address: address(at), role: role as AccountRole };
    });
    assert.deepEqual(await review.misplaced({ programAddress: address(program), accounts, data: bytes(data) }), undefined);
    count += 1;
  }
  assert.ok(count > 50, `${count}`);
});
const PROGRAMS = new Set(vectorsOf('acts').map(([program]) => program as Address).filter((it) => review.isOfSuite(it)));

/** A wallet with a key, which changes what it signs by `change`. */
function walletOf(me: KeyPairSigner, change: (wire: Uint8Array) => Uint8Array = (wire) => wire): review.WalletSigner {
  return {
    address: me.address,
    versions: ['legacy', 0],
    async sign(wire) {
      const transaction = getTransactionDecoder().decode(change(wire));
      const [signatures] = await me.signTransactions([transaction as never]);
      return Uint8Array.from(getTransactionEncoder().encode({ ...transaction, signatures: { ...transaction.signatures, ...signatures } } as never));
    },
  };
}

const keyed = async () => await createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(7));

async function sent(wallet: review.WalletSigner, guard: Partial<review.Guard> = {}) {
  const script = new Script();
  const prepared = await delegating(wallet.address);
  const guarding = guarded(wallet, { reviewed: { payer: wallet.address, prepared, cap: MOST }, ...guard });
  const outcome = await script.connect().send(guarding, signedBy(guarding, actions.instructionsOf(prepared)));
  return { outcome, script };
}

test('what a wallet signs as it was reviewed is sent', async () => {
  const me = await keyed();
  const { outcome, script } = await sent(walletOf(me));
  assert.equal(outcome.state, 'confirmed');
  const [transaction] = script.transactions('sendTransaction');
  assert.ok(transaction !== undefined && transaction.signatures[me.address] != null);
});

test('what a wallet has changed is not sent, but for the compute budget within the cap', async () => {
  const me = await keyed();
  const prepared = await delegating(me.address);
  const all = actions.instructionsOf(prepared);
  const as = (transaction: ReturnType<typeof compiled>) => () => Uint8Array.from(getTransactionEncoder().encode(transaction));
  const blockhashOther = { ...LIFE, blockhash: blockhash('EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N') };
  const cases: [string, () => Uint8Array][] = [
    ['it has 4 instructions, not 3', as(compiled(me.address, [...all, ...prepared.act]))],
    ['it has another blockhash', as(compiled(me.address, all, { more: (it) => setTransactionMessageLifetimeUsingBlockhash(blockhashOther, it as never) as never }))],
    ['its version is 1, not legacy', as(compiled(me.address, all, { version: 1 }))],
    ['what the wallet gave back is no transaction', () => new Uint8Array(3)],
  ];
  for (const [words, change] of cases) {
    const wallet = walletOf(me, change);
    const broken = words.includes('no transaction') ? { ...wallet, sign: async () => new Uint8Array(3) } : wallet;
    const { outcome, script } = await sent(broken);
    assert.ok(outcome.state === 'refused' && outcome.cause instanceof Differs, words);
    assert.ok(outcome.cause.what.includes(words), `${words}: ${outcome.cause.what}`);
    assert.deepEqual(script.parameters('sendTransaction'), []);
  }
  let said: readonly string[] = [];
  const { outcome } = await sent(walletOf(me, as(compiled(me.address, all, { units: 250_000 }))), {
    changed: (words) => {
      said = words;
    },
  });
  assert.equal(outcome.state, 'confirmed');
  assert.match(said.join(), /^compute units: 250000 instead of \d+/);
});

test('a wallet that refuses, signs wrongly, takes no such version, or is not waited for any more sends nothing', async () => {
  const me = await keyed();
  const stranger = await createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(8));
  const declines = { ...walletOf(me), sign: async () => Promise.reject(new review.Declined('no')) };
  const forges: review.WalletSigner = {
    ...walletOf(me),
    async sign(wire) {
      const { messageBytes } = getTransactionDecoder().decode(wire);
      const [signed] = await stranger.signMessages([{ content: Uint8Array.from(messageBytes), signatures: {} } as never]);
      return Uint8Array.from(
        getTransactionEncoder().encode({ messageBytes, signatures: { [me.address]: signed?.[stranger.address] } } as never),
      );
    },
  };
  const cases: [review.WalletSigner, Partial<review.Guard>, abstract new (...args: never[]) => Error][] = [
    [declines, {}, review.Declined],
    [forges, {}, Differs],
    [{ ...walletOf(me), versions: [0] }, {}, review.VersionRefused],
    [walletOf(me), { isStopped: () => true }, review.Stopped],
  ];
  for (const [wallet, guard, kind] of cases) {
    const { outcome, script } = await sent(wallet, guard);
    assert.ok(outcome.state === 'refused' && outcome.cause instanceof kind, kind.name);
    assert.deepEqual(script.parameters('sendTransaction'), []);
  }
});

test('a wallet that sends by itself is followed, and one that does not say whether it has leaves it unknown', async () => {
  const me = await keyed();
  const signs = walletOf(me);
  const base = { address: me.address, versions: ['legacy'] as const };
  const signAndSend = async (wire: Uint8Array) => {
    assert.ok('sign' in signs);
    const { signatures } = getTransactionDecoder().decode(await signs.sign(wire));
    return Uint8Array.from(signatures[me.address] ?? []);
  };
  const { outcome, script } = await sent({ ...base, signAndSend });
  assert.equal(outcome.state, 'confirmed');
  assert.deepEqual([script.parameters('sendTransaction').length, script.announced.length], [0, 1]);
  const lost = await sent({ ...base, signAndSend: async () => Promise.reject(new Error('connection lost')) });
  assert.ok(lost.outcome.state === 'unknown' && lost.outcome.signature === undefined);
  assert.match(lost.outcome.reason, /does not say whether it has: connection lost/);
  const declined = await sent({ ...base, signAndSend: async () => Promise.reject(new review.Declined('no')) });
  assert.equal(declined.outcome.state, 'refused');
  assert.ok(new MaybeSent('x') instanceof Error);
});

/** An account as a node reports it. */
const reported = (owner: Address, lamports: number, data = new Uint8Array()) => ({
  owner,
  lamports,
  data: [Buffer.from(data).toString('base64'), 'base64'],
  executable: false,
  space: data.length,
  rentEpoch: 0,
});
const SYSTEM = address('11111111111111111111111111111111');
const tokensOf = (owner: Address, amount: bigint) => {
  const data = Buffer.alloc(165);
  data.set(bytesOf(MINT), 0);
  data.set(bytesOf(owner), 32);
  data.writeBigUInt64LE(amount, 64);
  data[108] = 1;
  return reported(TOKEN_PROGRAM_ADDRESS, 2_039_280, data);
};
const bytesOf = (at: Address) => getAddressEncoder().encode(at);

test('a simulation gives what the wallet gains and loses, the fee and the rent', async () => {
  const prepared = await delegating(ME);
  const me = signer(1);
  const [source] = await findWalletPda({ owner: ME, mint: MINT });
  const created = prepared.creates[0]?.address;
  const script = new Script();
  const watched = [...new Set([ME, ...actions.instructionsOf(prepared).flatMap(({ accounts = [] }) => accounts.filter(({ role }) => (role & 1) === 1).map(({ address }) => address))])];
  const at = (after: boolean) =>
    watched.map((it) => {
      if (it === ME) return reported(SYSTEM, after ? 7_000_000 : 10_005_000);
      if (it === source) return tokensOf(ME, after ? 4_000n : 5_000n);
      if (it === created) return after ? reported(emissions.EMISSIONS_PROGRAM_ADDRESS, 3_000_000) : null;
      return reported(SYSTEM, 1);
    });
  script.alwaysSays('getMultipleAccounts', of(at(false)));
  script.alwaysSays('simulateTransaction', of({ err: null, logs: [], unitsConsumed: 5_000, accounts: at(true) }));
  const seen = await review.effects(script.connect(), me, prepared);
  assert.ok(seen.state === 'effects');
  assert.deepEqual(seen.sol, { before: 10_005_000n, after: 7_000_000n });
  assert.deepEqual([...seen.tokens], [[MINT, { before: 5_000n, after: 4_000n }]]);
  assert.deepEqual(seen.created, [{ address: created, kind: 'delegation', lamports: 3_000_000n, deposit: 0n, returnsTo: ME }]);
  assert.deepEqual([seen.fee, seen.units, seen.closed], [5_000n, 5_000n, []]);
  // On no state before the one that was read.
  const [, config] = script.parameters('simulateTransaction')[0] as [unknown, { minContextSlot: number; accounts: { addresses: string[] } }];
  assert.equal(config.minContextSlot, 9);
  assert.deepEqual(config.accounts.addresses, watched);

  // Within the limit that was agreed to, more may leave; beyond it, and of SOL, nothing more.
  const loses = (before: bigint, after: bigint, sol = 7_000_000n) => ({ ...seen, sol: { ...seen.sol, after: sol }, tokens: new Map([[MINT, { before, after }]]) });
  const gives = prepared.gives.map((it) => ({ ...it, limit: 1_200n }));
  assert.equal(review.takesMore(seen, loses(5_000n, 3_800n), gives), false);
  assert.equal(review.takesMore(seen, loses(5_000n, 3_799n), gives), true);
  assert.equal(review.takesMore(seen, loses(5_000n, 4_000n, 6_999_999n), gives), true);

  script.alwaysSays('simulateTransaction', of({ err: null, logs: [], unitsConsumed: 5_000 }));
  assert.equal((await review.effects(script.connect(), me, prepared)).state, 'silent');
  script.alwaysSays('simulateTransaction', of({ err: { InstructionError: [2, { Custom: 6_001 }] }, logs: ['log'] }));
  const refused = await review.effects(script.connect(), me, prepared);
  assert.ok(refused.state === 'refused');
  assert.deepEqual([refused.code, refused.name, refused.words], [6_001, 'COMMON_DIVISION_BY_ZERO', 'Division by zero: nothing to share with']);
  assert.deepEqual(script.parameters('sendTransaction'), []);
});

test('what moves in the wallet between reading and simulating does not count as a change', async () => {
  const prepared = await delegating(ME);
  const script = new Script();
  const watched = new Set([ME, ...actions.instructionsOf(prepared).flatMap(({ accounts = [] }) => accounts.filter(({ role }) => (role & 1) === 1).map(({ address }) => address))]);
  const at = (lamports: number) => [...watched].map((it) => reported(SYSTEM, it === ME ? lamports : 1));
  script.says('getMultipleAccounts', of(at(9_000)), of(at(20_000)), of(at(20_000)));
  script.alwaysSays('simulateTransaction', of({ err: null, logs: [], accounts: at(15_000) }));
  const seen = await review.effects(script.connect(), signer(1), prepared);
  assert.ok(seen.state === 'effects');
  assert.deepEqual(seen.sol, { before: 20_000n, after: 15_000n });
});

test('a transaction that was announced before is followed to its end, and sent again while it is in no block', async () => {
  const me = await keyed();
  const { script, outcome } = await sent(walletOf(me));
  assert.ok(outcome.state === 'confirmed');
  const [announced] = script.announced;
  assert.ok(announced !== undefined);
  const { fee: _, sent: __, ...pending } = announced;
  const later = new Script();
  later.once['getSignatureStatuses'] = [of([null]), of([null])];
  const followed = await later.connect().follow({ ...pending, age: 5_000 });
  assert.equal(followed.state, 'confirmed');
  assert.equal(later.parameters('sendTransaction')[0]?.[0], pending.wire);
  assert.equal(later.announced.length, 0);
});

test('a decoded message has the roles of all of its instructions', () => {
  const one = { programAddress: key(8), accounts: [{ address: key(9), role: AccountRole.READONLY }], data: new Uint8Array([1]) };
  const two = { ...one, accounts: [{ address: key(9), role: AccountRole.WRITABLE }] };
  const { instructions, blockhash } = decode(compiled(ME, [one, two]).messageBytes);
  assert.deepEqual(instructions.map(({ accounts }) => accounts[0]?.role), [AccountRole.WRITABLE, AccountRole.WRITABLE]);
  assert.equal(blockhash, LIFE.blockhash);
});
