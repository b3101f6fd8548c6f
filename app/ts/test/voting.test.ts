/** What voters do, from what a node says to what they send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getBase58Encoder, type Address, type Base58EncodedBytes, type Instruction } from '@solana/kit';
import { actions, emissions, realm } from '../src';
import { CLOCK_ADDRESS } from '../src/actions/read';
import { MAX_VOTER_WEIGHT_RECORD_SIZE, VOTER_WEIGHT_RECORD_SIZE } from '../src/actions/voting/records';
import { fitsOne } from '../src/transaction';
import { bytes, hex, vectorsOf } from './golden';
import { node } from './node';
import { key, signer } from './prepared';
import { written } from './realmAccounts';

const EMISSIONS = emissions.EMISSIONS_PROGRAM_ADDRESS;
const SYSTEM = '11111111111111111111111111111111' as Address;
const [VOTER, DELEGATE, PROPOSAL] = [key(2), key(3), key(20)];
const BEGAN = 1_800_000_000n;
const [ALL_UNTIL, END] = [BEGAN + 432_000n, BEGAN + 604_800n];
const STAKED = 1_000n;

const [[program = '', at = '', governance = '', mint = ''] = []] = vectorsOf('realm');
const AT = { program, realm: at, governance, mint } as realm.Realm;

/** The first account of a type among the vectors. */
const vector = <T>(kind: realm.RealmKind<T>, name: string): T => {
  const [, data = ''] = vectorsOf('realmAccount').find(([of]) => of === name) ?? [];
  return realm.decode(kind, bytes(data)) ?? assert.fail(name);
};

type World = Map<Address, { owner: Address; data: Uint8Array }>;

const zero = <T>(decoder: { fixedSize: number; decode(bytes: Uint8Array): T }): T =>
  decoder.decode(new Uint8Array(decoder.fixedSize));

const proposal: realm.RealmProposal = {
  ...vector(realm.REALM_PROPOSAL, 'proposal'),
  state: 'Voting',
  votingAt: BEGAN,
  denyVoteWeight: 30n,
};
const [option = assert.fail()] = proposal.options;
proposal.options = [
  { ...option, voteWeight: 100n, transactionsExecutedCount: 0, transactionsCount: 1, transactionsNextIndex: 1 },
];

const transaction = (change: Partial<realm.ProposalTransaction> = {}): realm.ProposalTransaction => ({
  proposal: PROPOSAL,
  optionIndex: 0,
  transactionIndex: 0,
  holdUpTime: 86_400,
  instructions: [{ programId: key(8), accounts: [], data: new Uint8Array([1]) }],
  executedAt: undefined,
  executionStatus: 'None',
  ...change,
});

type Stake = { supplier: Address; active?: bigint; own?: bigint; ownVotesAt?: bigint };

type Change = {
  now?: bigint;
  proposal?: Partial<realm.RealmProposal>;
  transactions?: realm.ProposalTransaction[];
  stakes?: Stake[];
  delegate?: Address;
  vote?: realm.VoteRecord['vote'];
  /** Whether the records of voter and realm are there. */
  hasRecords?: boolean;
};

/** The addresses of the records of votes, of the voter and of the realm. */
async function weightRecords(): Promise<[Address, Address]> {
  const [weight] = await emissions.findVoterWeightRecordPda({ realm: AT.realm, voter: VOTER });
  const [max] = await emissions.findMaxVoterWeightRecordPda({ realm: AT.realm });
  return [weight, max];
}

/** The accounts of a network whose realm votes on one realm proposal. */
async function worldOf(change: Change = {}): Promise<World> {
  const { now = BEGAN, transactions = [transaction()], stakes = [], hasRecords = true } = change;
  const world: World = new Map();
  const put = (address: Address, owner: Address, data: ArrayLike<number>) =>
    world.set(address, { owner, data: Uint8Array.from(data) });
  const clock = new Uint8Array(40);
  new DataView(clock.buffer).setBigInt64(32, now, true);
  put(CLOCK_ADDRESS, key(9), clock);
  const config = zero(emissions.getConfigDecoder());
  const roles = { ...config.roles, authority: AT.governance };
  const [configAt] = await emissions.findConfigPda();
  put(configAt, EMISSIONS, emissions.getConfigEncoder().encode({ ...config, ioMint: AT.mint, roles }));
  const [ledgerAt] = await emissions.findLedgerPda();
  put(ledgerAt, EMISSIONS, emissions.getLedgerEncoder().encode({ ...zero(emissions.getLedgerDecoder()), staked: STAKED }));

  put(AT.realm, AT.program, written('realm', vector(realm.REALM, 'realm')));
  put(await realm.findRealmConfig(AT), AT.program, written('realmConfig', vector(realm.REALM_CONFIG, 'realmConfig')));
  put(AT.governance, AT.program, written('governance', vector(realm.GOVERNANCE, 'governance')));
  put(PROPOSAL, AT.program, written('proposal', { ...proposal, ...change.proposal }));
  for (const it of transactions) {
    put(await realm.findTransaction(AT, PROPOSAL, 0, it.transactionIndex), AT.program, written('transaction', it));
  }
  const record = await realm.findOwnerRecord(AT, VOTER);
  if (hasRecords) {
    const account = { ...vector(realm.OWNER_RECORD, 'ownerRecord'), governanceDelegate: change.delegate };
    put(record, AT.program, written('ownerRecord', account));
    const [weight, max] = await weightRecords();
    put(weight, EMISSIONS, emissions.VOTER_WEIGHT_RECORD_DISCRIMINATOR);
    put(max, EMISSIONS, emissions.MAX_VOTER_WEIGHT_RECORD_DISCRIMINATOR);
  }
  if (change.vote !== undefined) {
    const account = { ...vector(realm.VOTE_RECORD, 'voteRecord'), voterWeight: 70n, vote: change.vote };
    put(await realm.findVoteRecord(AT, PROPOSAL, record), AT.program, written('voteRecord', account));
  }
  for (const { supplier, active, own, ownVotesAt = 0n } of stakes) {
    const it = zero(emissions.getSupplierDecoder());
    const owner = own === undefined ? key(1) : VOTER;
    const stake = { ...it.stake, own: own ?? 0n, delegated: active ?? 0n };
    put(supplier, EMISSIONS, emissions.getSupplierEncoder().encode({ ...it, owner, stake, ownVotesAt }));
    if (active === undefined) continue;
    const delegation = { ...zero(emissions.getDelegationDecoder()), staker: VOTER, supplier, active };
    const [address] = await emissions.findDelegationPda({ supplier, staker: VOTER });
    put(address, EMISSIONS, emissions.getDelegationEncoder().encode(delegation));
  }
  return world;
}

type Filter = { dataSize?: bigint; memcmp?: { offset: bigint; bytes: Base58EncodedBytes } };

/** A node with these accounts. */
function serve(world: World) {
  const shown = ({ owner, data }: { owner: Address; data: Uint8Array }) => ({
    data: [Buffer.from(data).toString('base64'), 'base64'],
    executable: false,
    lamports: 1,
    owner,
    space: data.length,
  });
  return node(({ method, params }) => {
    if (method === 'getMultipleAccounts') {
      const value = (params[0] as Address[]).map((address) => {
        const account = world.get(address);
        return account === undefined ? null : shown(account);
      });
      return { context: { slot: 1 }, value };
    }
    const { filters } = params[1] as { filters: Filter[] };
    const passes = (data: Uint8Array) =>
      filters.every(({ dataSize, memcmp }) => {
        if (memcmp === undefined) return dataSize === undefined || Number(dataSize) === data.length;
        return getBase58Encoder().encode(memcmp.bytes).every((byte, place) => data[Number(memcmp.offset) + place] === byte);
      });
    return [...world]
      .filter(([, { owner, data }]) => owner === params[0] && passes(data))
      .map(([pubkey, account]) => ({ pubkey, account: shown(account) }));
  });
}

async function votingOf(change: Change = {}): Promise<actions.Voting> {
  return await actions.readVoting(serve(await worldOf(change)).rpc, { proposal: PROPOSAL, voter: VOTER });
}

const matterOf = async (change: Change = {}): Promise<actions.Matter> =>
  await actions.readMatter(serve(await worldOf(change)).rpc, PROPOSAL);

const finalizingOf = async (change: Change = {}): Promise<actions.Finalizing> =>
  await actions.readFinalizing(serve(await worldOf(change)).rpc, PROPOSAL);

/** An instruction by its program and the beginning of its data. */
const name = ({ programAddress, data = new Uint8Array() }: Instruction): string =>
  programAddress === AT.program ? `realm ${data[0]}` : emissions.EmissionsInstruction[emissions.identifyEmissionsInstruction(data)];

const refused = (code: string, ...numbers: bigint[]) => (error: unknown) =>
  error instanceof actions.Refusal && error.code === code && numbers.every((it, place) => error.numbers[place] === it);

const WITH = [{ supplier: key(40), active: 70n }];

test('a vote: the weight of all stake, the records that are missing, and one transaction', async () => {
  const stakes = [...WITH, { supplier: key(41), own: 30n }, { supplier: key(42), own: 5n, ownVotesAt: END }];
  const world = await worldOf({ stakes, hasRecords: false });
  const { rpc, asked } = serve(world);
  const voting = await actions.readVoting(rpc, { proposal: PROPOSAL, voter: VOTER });
  // Singles, who governs, what is derived; then delegations, own suppliers, and suppliers of delegations.
  assert.equal(asked.length, 6);
  const it = await actions.prepareVote(voting, { signer: signer(2), vote: 'yes' });
  const { terms } = it;
  assert.deepEqual([terms.votes, terms.tally, terms.needed], [100n, { yes: 200n, no: 30n }, 200n]);
  assert.deepEqual([terms.outlook, terms.allUntil, terms.end], [{ becomes: 'passes' }, ALL_UNTIL, END]);
  assert.deepEqual(terms.weighed.map(({ supplier, isOwn, votes }) => [supplier, isOwn, votes]), [
    [key(40), false, 70n],
    [key(41), true, 30n],
  ]);
  assert.deepEqual(terms.without.map(({ supplier, stake, votesFrom }) => [supplier, stake, votesFrom]), [[key(42), 5n, END]]);
  assert.deepEqual(terms.contents.acts.map(({ words }) => words), [`${key(8)}: not known here, data 01`]);
  assert.deepEqual([terms.leftOut, terms.setupFirst], [[], false]);
  assert.deepEqual(it.setup.map(name), ['realm 23', 'CreateVoterWeightRecord', 'CreateMaxVoterWeightRecord']);
  assert.deepEqual(it.act.map(name), ['UpdateVoterWeightRecord', 'UpdateMaxVoterWeightRecord', 'realm 13']);
  assert.deepEqual(it.creates.map(({ kind, bytes, returnsTo }) => [kind, bytes, returnsTo]), [
    ['token owner record', 282, undefined],
    ['record of votes', 163, VOTER],
    ['record of all votes', 129, undefined],
    ['record of the vote', 89, undefined],
  ]);
  assert.deepEqual(actions.signersOf(it), [VOTER]);
  const [weigh] = it.act;
  assert.equal(hex(weigh?.data), `${hex(emissions.UPDATE_VOTER_WEIGHT_RECORD_DISCRIMINATOR)}01`);
  assert.deepEqual(weigh?.accounts?.slice(2).map(({ address }) => address), [key(40), key(41)]);
});

test('p14 lamports at the address of a record are no record', async () => {
  const world = await worldOf({ stakes: WITH, hasRecords: false });
  const gift = { owner: SYSTEM, data: new Uint8Array() };
  for (const address of [...(await weightRecords()), await realm.findOwnerRecord(AT, VOTER)]) world.set(address, gift);
  const { rpc } = serve(world);
  const voting = await actions.readVoting(rpc, { proposal: PROPOSAL, voter: VOTER });
  const it = await actions.prepareVote(voting, { signer: signer(2), vote: 'no' });
  assert.deepEqual(it.setup.map(name), ['realm 23', 'CreateVoterWeightRecord', 'CreateMaxVoterWeightRecord']);
  const delegating = await actions.readDelegating(rpc, VOTER);
  assert.deepEqual([delegating.voter.record, delegating.voter.hasWeightRecord], [undefined, false]);
});

test('the records have the sizes of the program', () => {
  const [sizes] = vectorsOf('recordSizes');
  assert.deepEqual(sizes, [VOTER_WEIGHT_RECORD_SIZE, MAX_VOTER_WEIGHT_RECORD_SIZE].map(String));
});

test('a delegate votes for the staker, and pays', async () => {
  const voting = await votingOf({ stakes: WITH, delegate: DELEGATE });
  const it = await actions.prepareVote(voting, { signer: signer(3), vote: 'no' });
  assert.deepEqual(actions.signersOf(it), [DELEGATE]);
  assert.deepEqual([it.terms.tally, it.terms.outlook], [{ yes: 100n, no: 100n }, { becomes: 'needs', more: 100n }]);
  assert.deepEqual(it.creates.map(({ kind, bytes }) => [kind, bytes]), [['record of the vote', 83]]);
  assert.deepEqual(it.setup, []);
  await assert.rejects(actions.prepareVote(voting, { signer: signer(4), vote: 'no' }), refused('NotVoter'));
});

test('the smallest delegations are left out where a transaction has no room', async () => {
  const stakes = Array.from({ length: 30 }, (_, place) => ({ supplier: key(40 + place), active: BigInt(100 + place) }));
  const voting = await votingOf({ stakes });
  for (const [v1, room] of [[false, 8], [true, 24]] as const) {
    const it = await actions.prepareVote(voting, { signer: signer(2), vote: 'yes', v1 });
    const { weighed, leftOut, votes } = it.terms;
    assert.equal(weighed.length, room);
    assert.deepEqual(weighed.map((part) => part.votes), Array.from({ length: room }, (_, place) => BigInt(129 - place)));
    assert.equal(leftOut.length, 30 - room);
    assert.equal(votes, realm.votesOf(weighed));
    assert.ok(fitsOne(signer(2), actions.instructionsOf(it), v1));
  }
  const first = await votingOf({ stakes, hasRecords: false });
  const it = await actions.prepareVote(first, { signer: signer(2), vote: 'yes' });
  assert.ok(it.terms.setupFirst && it.terms.weighed.length === 8);
  assert.ok(fitsOne(signer(2), it.act, false) && !fitsOne(signer(2), actions.instructionsOf(it), false));
});

test('p21 a delegation follows its slashes before it votes', async () => {
  const world = await worldOf({ stakes: WITH });
  const supplier = emissions.getSupplierDecoder().decode(world.get(key(40))?.data ?? assert.fail());
  const slashes = { ...supplier.slashes, count: 1, shared: 1, openCount: 1, openShared: [1, 0, 0, 0] };
  const data = emissions.getSupplierEncoder().encode({ ...supplier, slashes });
  world.set(key(40), { owner: EMISSIONS, data: Uint8Array.from(data) });
  const voter = { proposal: PROPOSAL, voter: VOTER };
  // Without the slash nothing can be followed.
  const missing = await actions.readVoting(serve(world).rpc, voter);
  assert.deepEqual(missing.parts.map(({ votes, isWeighed }) => [votes, isWeighed]), [[0n, false]]);
  await assert.rejects(actions.prepareVote(missing, { signer: signer(2), vote: 'yes' }), refused('NoVotes'));

  const slash = {
    ...zero(emissions.getSlashDecoder()),
    supplier: key(40),
    payer: key(5),
    opened: 1,
    delegated: { sum: 70n, held: 20n, asked: 0n },
  };
  world.set(key(60), { owner: EMISSIONS, data: Uint8Array.from(emissions.getSlashEncoder().encode(slash)) });
  const voting = await actions.readVoting(serve(world).rpc, voter);
  const it = await actions.prepareVote(voting, { signer: signer(2), vote: 'yes' });
  assert.deepEqual(it.setup.map(name), ['ApplySlash']);
  // What an open slash holds votes.
  assert.equal(it.terms.votes, 70n);
});

test('what is no open vote of Yes or No is refused, and a second vote', async () => {
  const prepare = async (change: Change, request: Partial<actions.VoteRequest> = {}) =>
    await actions.prepareVote(await votingOf({ stakes: WITH, ...change }), { signer: signer(2), vote: 'yes', ...request });
  const draft: Change = { proposal: { state: 'Draft', votingAt: undefined } };
  await assert.rejects(prepare(draft), refused('NotVoting'));
  await assert.rejects(prepare({ proposal: { state: 'Defeated' } }), refused('VoteEnded'));
  await assert.rejects(prepare({ now: END + 1n }), refused('VoteEnded', END));
  await assert.rejects(prepare({ now: ALL_UNTIL + 1n }), refused('OnlyNo', ALL_UNTIL, END));
  assert.equal((await prepare({ now: END }, { vote: 'no' })).terms.tally?.no, 100n);
  assert.equal((await prepare({ now: ALL_UNTIL })).terms.tally?.yes, 170n);
  for (const vote of ['yes', 'no'] as const) {
    await assert.rejects(prepare({ proposal: { denyVoteWeight: undefined } }, { vote }), refused('Survey'));
  }
  await assert.rejects(prepare({ vote: { __kind: 'Deny' } }), refused('VotedAlready', 70n));
  await assert.rejects(prepare({ stakes: [] }), refused('NoVotes'));
  // Three transactions, of which one can be read.
  const hidden: Change = { proposal: { options: proposal.options.map((it) => ({ ...it, transactionsCount: 3 })) } };
  await assert.rejects(prepare(hidden), refused('Hidden'));
  assert.equal((await prepare(hidden, { blind: true })).terms.contents.hidden, 2);
  assert.equal((await prepare(hidden, { vote: 'no' })).terms.contents.hidden, 2);
});

test('a No is cast on several options, and counts against each', async () => {
  const [one = assert.fail()] = proposal.options;
  const options = [one, { ...one, label: 'Later', voteWeight: 250n }].map((it) => ({ ...it, transactionsCount: 1 }));
  const kinds: realm.RealmProposal['voteType'][] = [
    { __kind: 'SingleChoice' },
    { __kind: 'MultiChoice', choiceType: 'FullWeight', minVoterOptions: 1, maxVoterOptions: 2, maxWinningOptions: 2 },
  ];
  for (const voteType of kinds) {
    for (const now of [BEGAN, ALL_UNTIL + 1n]) {
      const voting = await votingOf({ stakes: WITH, now, proposal: { options, voteType } });
      const it = await actions.prepareVote(voting, { signer: signer(2), vote: 'no' });
      assert.deepEqual(it.act.map(name), ['UpdateVoterWeightRecord', 'UpdateMaxVoterWeightRecord', 'realm 13']);
      assert.equal(hex(it.act[2]?.data), '0d01');
      const yes = options.map(({ label, voteWeight }) => ({ label, yes: voteWeight }));
      assert.deepEqual(it.terms.counts, { options: yes, no: 100n });
      // A fifth of the 1,000 that are staked.
      assert.deepEqual([it.terms.tally, it.terms.needed, it.terms.outlook], [undefined, 200n, undefined]);
      // One of the two transactions is of an option that is not read.
      assert.equal(it.terms.contents.hidden, 1);
      if (now > ALL_UNTIL) continue;
      const yesToAll = actions.prepareVote(voting, { signer: signer(2), vote: 'yes', blind: true });
      await assert.rejects(yesToAll, refused('SeveralOptions'));
    }
  }
  const large = { options, denyVoteWeight: 900n };
  const { terms } = await actions.prepareVote(await votingOf({ stakes: WITH, proposal: large }), { signer: signer(2), vote: 'no' });
  assert.equal(terms.needed, 971n);
});

test('what is no realm, or another, is refused', async () => {
  const world = await worldOf();
  const read = async () => await actions.readMatter(serve(world).rpc, PROPOSAL);
  const config = world.get(await realm.findRealmConfig(AT)) ?? assert.fail();
  const account = vector(realm.REALM_CONFIG, 'realmConfig');
  const token = { ...account.communityTokenConfig, voterWeightAddin: undefined };
  world.set(await realm.findRealmConfig(AT), { ...config, data: written('realmConfig', { ...account, communityTokenConfig: token }) });
  await assert.rejects(read(), refused('OtherRealm'));
  world.set(PROPOSAL, { owner: AT.program, data: written('proposal', { ...proposal, governance: key(7) }) });
  await assert.rejects(read(), refused('NoRealmProposal'));
  world.delete(AT.governance);
  await assert.rejects(read(), refused('NoRealm'));
});

test('a vote is withdrawn before its end, and the rent goes to who is named', async () => {
  const voting = await votingOf({ vote: { __kind: 'Approve', choices: [{ rank: 0, weightPercentage: 100 }] }, now: END });
  const it = await actions.prepareWithdrawVote(voting, { signer: signer(2), rentTo: key(5) });
  assert.deepEqual(it.terms, { vote: 'yes', votes: 70n, rentTo: key(5), end: END });
  assert.deepEqual(it.act.map(name), ['realm 15']);
  assert.equal(it.act[0]?.accounts?.at(-1)?.address, key(5));
  const late = await votingOf({ vote: { __kind: 'Deny' }, now: END + 1n });
  await assert.rejects(actions.prepareWithdrawVote(late, { signer: signer(2) }), refused('VoteEnded'));
  const other = await votingOf({ vote: { __kind: 'Deny' } });
  await assert.rejects(actions.prepareWithdrawVote(other, { signer: signer(3) }), refused('NotVoter'));
  await assert.rejects(actions.prepareWithdrawVote(await votingOf(), { signer: signer(2) }), refused('NoVote'));
});

test('a vote is counted after its last second', async () => {
  const matter = await finalizingOf({ now: END + 1n });
  const it = await actions.prepareFinalize(matter, { payer: signer(4) });
  assert.deepEqual(it.act.map(name), ['UpdateMaxVoterWeightRecord', 'realm 14']);
  assert.deepEqual([it.terms.passes, it.terms.executedFrom, it.creates], [false, END + 86_401n, []]);
  assert.deepEqual(actions.signersOf(it), []);
  const options = proposal.options.map((option) => ({ ...option, voteWeight: 200n }));
  const passing = await finalizingOf({ now: END + 1n, proposal: { options }, hasRecords: false });
  const other = await actions.prepareFinalize(passing, { payer: signer(4) });
  assert.equal(other.terms.passes, true);
  assert.deepEqual(other.setup.map(name), ['CreateMaxVoterWeightRecord']);
  await assert.rejects(actions.prepareFinalize(await finalizingOf({ now: END }), { payer: signer(4) }), refused('VoteGoesOn', END));
  const done = await finalizingOf({ proposal: { state: 'Completed' } });
  await assert.rejects(actions.prepareFinalize(done, { payer: signer(4) }), refused('VoteEnded'));
});

test('p14 a deposit goes back with the count, and lamports at its address are none', async () => {
  const world = await worldOf({ now: END + 1n });
  const payers = [VOTER, DELEGATE];
  const record = { ...vector(realm.OWNER_RECORD, 'ownerRecord'), governingTokenOwner: VOTER, governanceDelegate: DELEGATE };
  world.set(proposal.tokenOwnerRecord, { owner: AT.program, data: written('ownerRecord', record) });
  const read = async () => {
    const it = await actions.readFinalizing(serve(world).rpc, PROPOSAL);
    return await actions.prepareFinalize(it, { payer: signer(4) });
  };
  assert.deepEqual((await read()).terms.refunds, []);
  for (const payer of payers) {
    world.set(await realm.findDeposit(AT, PROPOSAL, payer), { owner: SYSTEM, data: new Uint8Array() });
  }
  assert.deepEqual((await read()).terms.refunds, []);
  const deposit = { proposal: PROPOSAL, depositPayer: DELEGATE, reserved: new Uint8Array(64) };
  world.set(await realm.findDeposit(AT, PROPOSAL, DELEGATE), { owner: AT.program, data: written('deposit', deposit) });
  const it = await read();
  assert.deepEqual(it.terms.refunds, [DELEGATE]);
  assert.deepEqual(it.act.map(name), ['UpdateMaxVoterWeightRecord', 'realm 14', 'realm 27']);
  assert.deepEqual(actions.signersOf(it), []);
});

test('what has passed is executed after the hold-up, in the order of the transactions', async () => {
  const options = proposal.options.map((it) => ({ ...it, transactionsCount: 3, transactionsNextIndex: 3 }));
  const passed = { state: 'Succeeded', votingCompletedAt: END, options } as const;
  const due = END + 86_401n;
  const later = transaction({ transactionIndex: 2, holdUpTime: 172_800 });
  const transactions = [later, transaction({ transactionIndex: 1 }), transaction({ executedAt: END + 86_401n })];
  const it = await actions.prepareExecute(await matterOf({ now: due, proposal: passed, transactions }));
  assert.deepEqual(it.act.map(name), ['realm 16']);
  assert.equal(it.act[0]?.accounts?.[2]?.address, await realm.findTransaction(AT, PROPOSAL, 0, 1));
  assert.deepEqual([it.terms.later, it.terms.contents.acts.length, actions.signersOf(it)], [1, 1, []]);
  const all = await actions.prepareExecute(await matterOf({ now: END + 172_801n, proposal: passed, transactions }));
  assert.equal(all.act.length, 2);
  const early = await matterOf({ now: due - 1n, proposal: passed, transactions });
  await assert.rejects(actions.prepareExecute(early), refused('HoldUp', due));
  await assert.rejects(actions.prepareExecute(await matterOf()), refused('NotPassed', END));
  await assert.rejects(actions.prepareExecute(await matterOf({ proposal: { state: 'Defeated' } })), refused('VoteEnded'));
  await assert.rejects(actions.prepareExecute(await matterOf({ now: due, proposal: passed, transactions: [] })), refused('Nothing'));
});

test('a signer of what is executed has to be there', async () => {
  const signed = { programId: key(8), accounts: [{ pubkey: key(5), isSigner: true, isWritable: false }], data: new Uint8Array() };
  const transactions = [transaction({ instructions: [signed] })];
  const passed = { state: 'Succeeded', votingCompletedAt: END } as const;
  const matter = await matterOf({ now: END + 86_401n, proposal: passed, transactions });
  await assert.rejects(actions.prepareExecute(matter), refused('SignerMissing'));
  const it = await actions.prepareExecute(matter, { signers: [signer(5)] });
  assert.deepEqual(actions.signersOf(it), [key(5)]);
});

test('a delegate is named, and taken back', async () => {
  const read = async (change: Change) => await actions.readDelegating(serve(await worldOf(change)).rpc, VOTER);
  const first = await read({ hasRecords: false });
  const it = await actions.prepareSetDelegate(first, { signer: signer(2), delegate: DELEGATE });
  assert.deepEqual(it.terms, { before: undefined, after: DELEGATE });
  assert.deepEqual([...it.setup, ...it.act].map(name), ['realm 23', 'realm 3']);
  assert.deepEqual(it.creates.map(({ kind }) => kind), ['token owner record']);
  const named = await read({ delegate: DELEGATE });
  const ended = await actions.prepareSetDelegate(named, { signer: signer(3) });
  assert.deepEqual([ended.terms, hex(ended.act[0]?.data)], [{ before: DELEGATE, after: undefined }, '0300']);
  await assert.rejects(actions.prepareSetDelegate(named, { signer: signer(2), delegate: DELEGATE }), refused('SameDelegate'));
  await assert.rejects(actions.prepareSetDelegate(named, { signer: signer(4) }), refused('NotVoter'));
  await assert.rejects(actions.prepareSetDelegate(first, { signer: signer(2) }), refused('SameDelegate'));
});

test('the realm proposals of a realm, with their transactions', async () => {
  const world = await worldOf();
  const { rpc } = serve(world);
  world.set(key(22), { owner: AT.program, data: written('proposal', { ...proposal, governance: key(7) }) });
  world.set(key(23), { owner: key(7), data: written('proposal', proposal) });
  const { governed = assert.fail() } = await realm.readGoverned(rpc);
  assert.deepEqual([governed.at, governed.hasAccepted, governed.staked], [AT, true, STAKED]);
  const all = await realm.readRealmProposals(rpc, governed.at);
  assert.deepEqual(all.map(([address]) => address), [PROPOSAL]);
  assert.deepEqual(await realm.readTransactions(rpc, governed.at, all), [transaction()]);
});
