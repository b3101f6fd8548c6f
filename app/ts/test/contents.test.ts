/** What realm proposals execute, in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountRole, address, isSignerRole, isWritableRole, type Instruction } from '@solana/kit';
import { emissions, feeBurn, marketplace, realm, type changes } from '../src';
import { bytes, vectorsOf } from './golden';
import { key, signer } from './prepared';

const decoded = <T>(kind: realm.RealmKind<T>, name: string): T => {
  const [, data = ''] = vectorsOf('realmAccount').find(([of]) => of === name) ?? [];
  return realm.decode(kind, bytes(data)) ?? assert.fail(name);
};
const { config: rules } = decoded(realm.GOVERNANCE, 'governance');
const proposal = decoded(realm.REALM_PROPOSAL, 'proposal');
const AT = { program: realm.SHARED_PROGRAM, governance: key(5) };

const zeroed = emissions.getConfigDecoder().decode(new Uint8Array(emissions.getConfigSize()));
const inForce: changes.InForce = {
  emissions: { ...zeroed, stakePerUnit: 20_000_000_000n, roles: { ...zeroed.roles, authority: key(6), pendingAuthority: key(7), guardian: key(8) } },
  marketplace: undefined,
  feeBurn: undefined,
  models: undefined,
  council: undefined,
};

const stored = ({ programAddress, accounts = [], data = new Uint8Array() }: Instruction): realm.StoredInstruction => ({
  programId: programAddress,
  accounts: accounts.map(({ address, role }) => ({
    pubkey: address,
    isSigner: isSignerRole(role),
    isWritable: isWritableRole(role),
  })),
  data,
});

/** What instructions are called, each of a transaction of its own; the last ones first. */
function contents(instructions: readonly Instruction[], hidden = 0): realm.Contents {
  const transactions = instructions.map(
    (it, transactionIndex): realm.ProposalTransaction => ({
      proposal: key(6),
      optionIndex: 0,
      transactionIndex,
      holdUpTime: 86_400,
      instructions: [stored(it)],
      executedAt: undefined,
      executionStatus: 'None',
    }),
  );
  const [option = assert.fail()] = proposal.options;
  const options = [{ ...option, transactionsCount: instructions.length + hidden }];
  return realm.contentsOf({ options }, transactions.reverse(), { realm: AT, rules, treasury: key(12), inForce });
}

const words = (...instructions: Instruction[]) => contents(instructions).acts.map((act) => act.words);

const stake = { __kind: 'StakePerUnit', fields: [15_000_000_000n] } as const;
const propose = async () =>
  await emissions.getProposeChangeInstructionAsync({ authority: signer(5), payer: signer(7), number: 3, change: stake });

test('changes are said from what to what, in the order of the transactions', async () => {
  const [authority, payer] = [signer(5), signer(7)];
  const hours = { __kind: 'Hours', fields: [100] } as const;
  const share = { __kind: 'CouncilShare', fields: [500] } as const;
  const { acts, hidden } = contents([
    await propose(),
    await marketplace.getProposeChangeInstructionAsync({ authority, payer, number: 0, change: hours }),
    await feeBurn.getProposeChangeInstructionAsync({ authority, payer, number: 0, change: share }),
  ]);
  assert.deepEqual(
    acts.map((act) => act.words),
    ['emissions: stake-per-unit 200 → 150 IO', 'marketplace: hours 100 h', 'fee-burn: council-share 5 %'],
  );
  assert.ok(acts.every(({ isOfSuite, isWhole }) => isOfSuite && isWhole));
  assert.deepEqual(
    acts.map(({ change }) => [change?.program, change?.number]),
    [['emissions', 3], ['marketplace', 0], ['feeBurn', 0]],
  );
  // A day of hold-up and a second, then 48 hours; or 48 hours after the execution.
  const [act = assert.fail()] = acts;
  assert.equal(realm.inForceFrom(act, 1_000_000n), 1_259_201n);
  assert.equal(realm.inForceFrom({ ...act, executedAt: 2_000_000n }, 1_000_000n), 2_172_800n);
  assert.equal(hidden, 0);
});

test('what the programs do at once is said', () => {
  const govern = (action: emissions.GovernanceAction) =>
    emissions.getGovernInstruction({ signer: signer(5), action });
  assert.deepEqual(
    words(
      govern({ __kind: 'SetGuardian', fields: [key(9)] }),
      govern({ __kind: 'ProposeAuthority', fields: [key(9)] }),
      govern({ __kind: 'ProposeAuthority', fields: [address('11111111111111111111111111111111')] }),
      govern({ __kind: 'AcceptAuthority' }),
      govern({ __kind: 'Pause' }),
      govern({ __kind: 'Unpause' }),
    ),
    [
      `emissions: guardian ${key(8)} → ${key(9)}, at once`,
      `emissions: proposed authority ${key(7)} → ${key(9)}, at once`,
      `emissions: proposed authority ${key(7)} → nobody, at once`,
      `emissions: authority ${key(6)} → ${key(5)}, at once`,
      'emissions: stops new risk until the authority ends the pause, at once',
      'emissions: ends the pause, at once',
    ],
  );
});

test('an instruction of the suite has its accounts and arguments by name', async () => {
  const withdraw = emissions.getWithdrawSlashInstruction({ authority: signer(5), supplier: key(20), slash: key(21), payer: key(22) });
  const unstake = await emissions.getUnstakeInstructionAsync({ staker: signer(5), supplier: key(20), amount: 7n });
  const { acts } = contents([withdraw, unstake, await propose()]);
  assert.deepEqual(
    acts.map(({ words, isWhole }) => [words, isWhole]),
    [
      [`emissions: withdraw slash, supplier ${key(20)}, slash ${key(21)}, payer ${key(22)}`, false],
      [`emissions: unstake, supplier ${key(20)}`, false],
      ['emissions: stake-per-unit 200 → 150 IO', true],
    ],
  );
  const [first = assert.fail(), second = assert.fail()] = acts;
  assert.deepEqual(
    first.accounts.map(({ name, address }) => [name, address]).slice(2, 7),
    [
      ['approval', undefined],
      ['authority', key(5)],
      ['supplier', key(20)],
      ['slash', key(21)],
      ['payer', key(22)],
    ],
  );
  assert.deepEqual([first.arguments, second.arguments], [[], [['amount', '7']]]);
  // Accounts behind those of the interface have no name.
  const more = { ...withdraw, accounts: [...withdraw.accounts, { address: key(30), role: AccountRole.READONLY_SIGNER }] };
  const [act = assert.fail()] = contents([more]).acts;
  assert.deepEqual(act.accounts.at(-1), { name: undefined, address: key(30), isSigner: true, isWritable: false });
});

test('who has to sign beside the governance and its treasury is named', async () => {
  const [authority, payer] = [signer(5), signer(12)];
  const own = await emissions.getProposeChangeInstructionAsync({ authority, payer, number: 3, change: stake });
  const unpause = emissions.getGovernInstruction({ signer: authority, action: { __kind: 'Unpause' } });
  const more = { ...unpause, accounts: [...unpause.accounts, { address: key(30), role: AccountRole.READONLY_SIGNER }] };
  const { acts } = contents([own, unpause, more, await propose()]);
  assert.deepEqual(acts.map((act) => act.signers), [[], [], [key(30)], [key(7)]]);
});

test('a change with a higher number overtakes those that are on their way', async () => {
  const of = async (number: number, address: number, state: realm.ProposalState = 'Voting') => {
    const change = await emissions.getProposeChangeInstructionAsync({ authority: signer(5), payer: signer(12), number, change: stake });
    return { address: key(address), proposal: { state }, contents: contents([change]) };
  };
  const hours = { __kind: 'Hours', fields: [100] } as const;
  const market = await marketplace.getProposeChangeInstructionAsync({ authority: signer(5), payer: signer(12), number: 5, change: hours });
  const now = { ...inForce, emissions: { ...zeroed, proposals: 4 } };
  const [it, draft] = [await of(260, 40), await of(6, 41, 'Draft')];
  const [past, passed, later] = [await of(3, 43), await of(4, 44, 'Succeeded'), await of(261, 45)];
  const executed = await of(5, 46, 'Executing');
  executed.contents = { ...executed.contents, acts: executed.contents.acts.map((act) => ({ ...act, executedAt: 1n })) };
  const other = { address: key(47), proposal: { state: 'Voting' as const }, contents: contents([market]) };
  const all = [it, draft, await of(5, 42), past, passed, later, executed, other];
  assert.deepEqual(realm.overtakenBy(it, all, now).map(({ address }) => address), [key(42), key(44)]);
  assert.deepEqual(realm.overtakenBy(passed, all, now), []);
  const lost = (of: typeof it) => of.contents.acts.map((act) => realm.isOvertaken(act, now));
  assert.deepEqual([lost(past), lost(passed), lost(executed)], [[true], [false], [false]]);
});

test('what was executed is said by its values alone', async () => {
  const [option = assert.fail()] = proposal.options;
  const transaction: realm.ProposalTransaction = {
    proposal: key(6),
    optionIndex: 0,
    transactionIndex: 0,
    holdUpTime: 0,
    instructions: [stored(await propose())],
    executedAt: 1n,
    executionStatus: 'Success',
  };
  const options = [{ ...option, transactionsCount: 1 }];
  const { acts } = realm.contentsOf({ options }, [transaction], { realm: AT, rules, treasury: key(12), inForce });
  assert.deepEqual(acts.map(({ words }) => words), ['emissions: stake-per-unit 150 IO']);
});

test('what is not of this suite is said as it is', () => {
  const unknown = { programAddress: key(8), accounts: [], data: new Uint8Array([0xab, 0xcd]) };
  const pays = {
    programAddress: address('11111111111111111111111111111111'),
    accounts: [key(10), key(11)].map((address) => ({ address, role: AccountRole.WRITABLE })),
    data: new Uint8Array([2, 0, 0, 0, 0, 0x94, 0x35, 0x77, 0, 0, 0, 0]),
  };
  const [, to = assert.fail()] = pays.accounts;
  const spends = { ...pays, accounts: [{ address: key(12), role: AccountRole.WRITABLE_SIGNER }, to] };
  const { acts, hidden } = contents([unknown, pays, spends], 2);
  assert.deepEqual(
    acts.map((act) => act.words),
    [
      `${key(8)}: not known here, data abcd`,
      `pay 2 SOL from ${key(10)} to ${key(11)}`,
      `pay 2 SOL from the treasury to ${key(11)}`,
    ],
  );
  assert.ok(acts.every(({ isOfSuite }) => !isOfSuite));
  assert.equal(hidden, 2);
});

test('data that a program does not read are not of this suite', async () => {
  const it = await propose();
  const longer = { ...it, data: new Uint8Array([...it.data, 0]) };
  const fewer = { ...it, accounts: it.accounts.slice(0, 2) };
  const shorter = { ...it, data: it.data.slice(0, -1) };
  const none = { ...it, data: new Uint8Array(8) };
  for (const act of contents([longer, shorter, none, fewer]).acts) {
    assert.ok(!act.isOfSuite && !act.isWhole && act.change === undefined);
    assert.match(act.words, /^emissions: not known here, data /);
  }
});

/** The instruction that sets the rules, with bytes of the vectors' governance in which some are other. */
function setRules(change: (data: Uint8Array) => void, governance = AT.governance): Instruction {
  const [, data = ''] = vectorsOf('realmAccount').find(([of]) => of === 'governance') ?? [];
  // Behind the type, two addresses and four bytes; the rules are 36 bytes if councils have no threshold.
  const from = 1 + 32 + 32 + 4;
  const config = bytes(data).slice(from, from + 36);
  change(config);
  return {
    programAddress: AT.program,
    accounts: [{ address: governance, role: AccountRole.WRITABLE_SIGNER }],
    data: new Uint8Array([19, ...config]),
  };
}

test('other rules of the votes are said from what to what', () => {
  // Percentage, then the seconds of voting behind weight and hold-up.
  const shorter = setRules((config) => {
    config[1] = 5;
    new DataView(config.buffer).setUint32(14, 86_400, true);
  });
  assert.deepEqual(words(shorter, setRules(() => undefined)), [
    'rules of the votes: Yes of 20 → 5 %, voting 5 → 1 d',
    'rules of the votes: as they are now',
  ]);
  const early = setRules((config) => (config[18] = 1));
  assert.deepEqual(words(early), ['rules of the votes: early end Disabled → Early']);
  const elsewhere = setRules(() => undefined, key(9));
  assert.match(words(elsewhere)[0] ?? '', /: not known here, data 13/);
  assert.ok(contents([shorter]).acts.every(({ isOfSuite }) => !isOfSuite));
});
