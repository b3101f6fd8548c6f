/** A realm as Rust has written it down: addresses, accounts, instructions, and how votes stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, isSignerRole, isWritableRole, type Address, type Instruction } from '@solana/kit';
import { emissions, realm } from '../src';
import { bytes, hex, vectorsOf } from './golden';
import { key, signer } from './prepared';
import { written } from './realmAccounts';

function named(): realm.Realm {
  const [[program = '', at = '', governance = '', mint = ''] = []] = vectorsOf('realm');
  return { program: address(program), realm: address(at), governance: address(governance), mint: address(mint) };
}

const at = named();
const voter: realm.Voter = { owner: key(2), signer: signer(3) };
const subject = { address: key(20), proposal: { tokenOwnerRecord: key(21) } };

test('addresses of a realm are those of Rust', async () => {
  assert.equal(at.program, realm.SHARED_PROGRAM);
  assert.equal(await realm.findGovernance(at.program, at.realm, emissions.EMISSIONS_PROGRAM_ADDRESS), at.governance);
  const find: Record<string, (...seeds: string[]) => Promise<Address>> = {
    config: () => realm.findRealmConfig(at),
    treasury: () => realm.findTreasury(at),
    ownerRecord: (owner) => realm.findOwnerRecord(at, address(owner ?? '')),
    voteRecord: (proposal, record) => realm.findVoteRecord(at, address(proposal ?? ''), address(record ?? '')),
    deposit: (proposal, payer) => realm.findDeposit(at, address(proposal ?? ''), address(payer ?? '')),
    transaction: (proposal, option, index) =>
      realm.findTransaction(at, address(proposal ?? ''), Number(option), Number(index)),
  };
  const seen = new Set<string>();
  for (const [name = '', expected, ...seeds] of vectorsOf('realmAddress')) {
    assert.equal(await find[name]?.(...seeds), expected, name);
    seen.add(name);
  }
  assert.deepEqual([...seen].sort(), Object.keys(find).sort());
});

/** The transaction that Rust executes in its vectors. */
function transaction(): realm.ProposalTransaction {
  const [, data = ''] = vectorsOf('realmAccount').findLast(([name]) => name === 'transaction') ?? [];
  return realm.decode(realm.PROPOSAL_TRANSACTION, bytes(data)) ?? assert.fail();
}

test('what a voter sends is what Rust sends', async () => {
  const weighed = { delegated: [9, 3, 9, 7].map(key), owned: [8, 4, 8].map(key) };
  const build: Record<string, () => Promise<Instruction>> = {
    createOwnerRecord: () => realm.createOwnerRecord(at, voter.owner, signer(4)),
    setDelegate: () => realm.setDelegate(at, voter.owner, voter.signer, key(5)),
    endDelegate: () => realm.setDelegate(at, voter.owner, voter.signer, undefined),
    voteYes: () => realm.castVote(at, subject, voter, signer(4), 'yes'),
    voteNo: () => realm.castVote(at, subject, voter, signer(4), 'no'),
    withdrawVote: () => realm.withdrawVote(at, subject.address, voter, key(4)),
    finalize: () => realm.finalizeVote(at, subject),
    execute: () => realm.executeTransaction(at, transaction(), [signer(30)]),
    refundDeposit: () => realm.refundDeposit(at, subject.address, key(5)),
    weigh: () => realm.updateVoterWeight(at.realm, voter.owner, weighed),
  };
  const seen = new Set<string>();
  for (const [name = '', ...expected] of vectorsOf('realmInstruction')) {
    const it = (await build[name]?.()) ?? assert.fail(name);
    const metas = (it.accounts ?? []).map(({ address, role }) => {
      return `${address}:${isSignerRole(role) ? 's' : ''}${isWritableRole(role) ? 'w' : ''}`;
    });
    assert.deepEqual([it.programAddress, hex(it.data), ...metas], expected, name);
    seen.add(name);
  }
  assert.deepEqual([...seen].sort(), Object.keys(build).sort());
});

const optional = (it: unknown): string => (it === undefined ? '-' : String(it));

function ofRule(it: realm.VoteThreshold): string {
  if (it.__kind === 'Disabled') return 'disabled';
  return `${it.__kind === 'YesVotePercentage' ? 'yes' : 'quorum'}:${it.percent}`;
}

/** Fields of an account in the words of Rust. */
const fields: Record<string, (data: Uint8Array) => Record<string, unknown> | undefined> = {
  realm(data) {
    const it = realm.decode(realm.REALM, data);
    return it && { ...it, councilMint: optional(it.councilMint), authority: optional(it.authority) };
  },
  realmConfig(data) {
    const it = realm.decode(realm.REALM_CONFIG, data);
    const [community, council] = [it?.communityTokenConfig, it?.councilTokenConfig];
    return (
      it && {
        realm: it.realm,
        plugin: community?.voterWeightAddin,
        maxPlugin: community?.maxVoterWeightAddin,
        councilPlugin: optional(council?.voterWeightAddin),
      }
    );
  },
  governance(data) {
    const it = realm.decode(realm.GOVERNANCE, data);
    return (
      it && {
        realm: it.realm,
        governedAccount: it.governedAccount,
        community: ofRule(it.config.communityVoteThreshold),
        council: ofRule(it.config.councilVoteThreshold),
        councilVeto: ofRule(it.config.councilVetoVoteThreshold),
        communityVeto: ofRule(it.config.communityVetoVoteThreshold),
        tipping: ['Strict', 'Early', 'Disabled'].indexOf(it.config.communityVoteTipping),
        proposal: it.config.minCommunityWeightToCreateProposal,
        holdUp: it.config.minTransactionHoldUpTime,
        voting: it.config.votingBaseTime,
        coolOff: it.config.votingCoolOffTime,
        exempt: it.config.depositExemptProposalCount,
        open: it.activeProposalCount,
      }
    );
  },
  proposal(data) {
    const it = realm.decode(realm.REALM_PROPOSAL, data);
    if (it === undefined) return undefined;
    const [option] = it.options;
    const tally = realm.tallyOf(it);
    return {
      governance: it.governance,
      mint: it.governingTokenMint,
      state: it.state,
      ownerRecord: it.tokenOwnerRecord,
      options: it.options.length,
      label: option?.label,
      executed: option?.transactionsExecutedCount,
      transactions: option?.transactionsCount,
      next: option?.transactionsNextIndex,
      no: optional(it.denyVoteWeight),
      draftAt: it.draftAt,
      votingAt: optional(it.votingAt),
      completedAt: optional(it.votingCompletedAt),
      closedAt: optional(it.closedAt),
      max: optional(it.maxVoteWeight),
      name: it.name,
      link: it.descriptionLink,
      veto: it.vetoVoteWeight,
      tally: tally === undefined ? '-' : `${tally.yes}:${tally.no}`,
    };
  },
  transaction(data) {
    const it = realm.decode(realm.PROPOSAL_TRANSACTION, data);
    if (it === undefined) return undefined;
    const called = it.instructions.map(({ programId, accounts, data }) => {
      const metas = accounts.map(({ pubkey, isSigner, isWritable }) => `${pubkey}:${Number(isSigner)}${Number(isWritable)}`);
      return [programId, metas.join(','), hex(data)].join('/');
    });
    return {
      proposal: it.proposal,
      option: it.optionIndex,
      index: it.transactionIndex,
      holdUp: it.holdUpTime,
      instructions: called.join(';'),
      executedAt: optional(it.executedAt),
      status: it.executionStatus,
    };
  },
  ownerRecord(data) {
    const it = realm.decode(realm.OWNER_RECORD, data);
    return (
      it && {
        realm: it.realm,
        owner: it.governingTokenOwner,
        votes: it.unrelinquishedVotesCount,
        proposals: it.outstandingProposalCount,
        delegate: optional(it.governanceDelegate),
      }
    );
  },
  deposit(data) {
    const it = realm.decode(realm.DEPOSIT, data);
    return it && { proposal: it.proposal, payer: it.depositPayer };
  },
  voteRecord(data) {
    const it = realm.decode(realm.VOTE_RECORD, data);
    return (
      it && {
        proposal: it.proposal,
        owner: it.governingTokenOwner,
        withdrawn: it.isRelinquished,
        weight: it.voterWeight,
        vote: realm.voteOf(it) ?? ({ Abstain: 'abstain', Veto: 'veto', Approve: 'other', Deny: 'no' } as const)[it.vote.__kind],
      }
    );
  },
};

const KINDS = {
  realm: [realm.REALM, 'realm'],
  realmConfig: [realm.REALM_CONFIG, 'realmConfig'],
  governance: [realm.GOVERNANCE, 'governance'],
  proposal: [realm.REALM_PROPOSAL, 'proposal'],
  transaction: [realm.PROPOSAL_TRANSACTION, 'transaction'],
  ownerRecord: [realm.OWNER_RECORD, 'ownerRecord'],
  voteRecord: [realm.VOTE_RECORD, 'voteRecord'],
  deposit: [realm.DEPOSIT, 'deposit'],
} as const;

test('accounts of a realm are read as Rust reads them, and no part of them', () => {
  const seen = new Set<string>();
  /** Bytes behind the fields in the vectors. */
  const behind = 24;
  for (const [name = '', data = '', ...expected] of vectorsOf('realmAccount')) {
    const read = fields[name] ?? assert.fail(name);
    const made = read(bytes(data)) ?? assert.fail(name);
    for (const pair of expected) {
      const [field = '', value] = pair.split(/=(.*)/s);
      assert.equal(String(made[field]), value, `${name} ${field}`);
    }
    const whole = bytes(data).length - behind;
    assert.ok(read(bytes(data).subarray(0, whole)), name);
    for (let length = 0; length < whole; length += 1) assert.equal(read(bytes(data).subarray(0, length)), undefined);
    const other = bytes(data);
    other[0] = 1;
    assert.equal(read(other), undefined);
    seen.add(name);
  }
  assert.deepEqual([...seen].sort(), Object.keys(fields).sort());
});

test('accounts that tests write are as Rust writes them', () => {
  for (const [name = '', data = ''] of vectorsOf('realmAccount')) {
    const [kind, of] = KINDS[name as keyof typeof KINDS];
    const whole = bytes(data).subarray(0, -24);
    const account = realm.decode(kind as realm.RealmKind<never>, whole) ?? assert.fail(name);
    assert.equal(hex(written(of, account)), hex(whole), name);
  }
});

test('a length beyond the account is not read', () => {
  const [, data = ''] = vectorsOf('realmAccount').find(([name]) => name === 'proposal') ?? [];
  const long = bytes(data);
  // The number of options, after four addresses or bytes and the type of the vote.
  const options = 1 + 32 + 32 + 1 + 32 + 1 + 1 + 1;
  assert.deepEqual([...long.subarray(options, options + 4)], [1, 0, 0, 0]);
  long.fill(0xff, options, options + 4);
  assert.equal(realm.decode(realm.REALM_PROPOSAL, long), undefined);
});

test('accounts of another program are not read', () => {
  const data = bytes(vectorsOf('realmAccount').find(([name]) => name === 'governance')?.[1] ?? '');
  assert.ok(realm.readAs(at, realm.GOVERNANCE, { owner: at.program, data }));
  assert.equal(realm.readAs(at, realm.GOVERNANCE, { owner: key(3), data }), undefined);
  assert.equal(realm.readAs(at, realm.GOVERNANCE, undefined), undefined);
});

test('a realm is found by the account of its governance', async () => {
  const cases = vectorsOf('governing');
  assert.ok(cases.length > 0);
  for (const [authority = '', owner = '', data = '', expected] of cases) {
    const account = { owner: address(owner), data: data === '-' ? new Uint8Array() : bytes(data) };
    const it = await realm.realmGoverning(address(authority), account, at.mint);
    assert.equal(it === undefined ? '-' : `${it.program}:${it.realm}:${it.governance}`, expected);
  }
});

test('the last second of each phase counts', () => {
  const config = { votingBaseTime: 432_000, votingCoolOffTime: 172_800 };
  const cases = vectorsOf('voteTimes');
  assert.ok(cases.length > 0);
  for (const [began = '', now = '', ...expected] of cases) {
    const times = realm.timesOf(config, BigInt(began));
    assert.deepEqual([String(times.allUntil), String(times.end), realm.phaseAt(times, BigInt(now))], expected);
  }
  for (const [end = '', holdUp, from] of vectorsOf('executableFrom')) {
    assert.equal(String(realm.executableFrom(BigInt(end), Number(holdUp))), from);
  }
});

test('an outlook is that of Rust', () => {
  const cases = vectorsOf('voteOutlook');
  assert.ok(cases.length > 0);
  for (const [percent, max = '', yes = '', no = '', needed, ...expected] of cases) {
    const rule = { __kind: 'YesVotePercentage', percent: Number(percent) } as const;
    const tally = { yes: BigInt(yes), no: BigInt(no) };
    const all = realm.allWeight(tally, BigInt(max));
    assert.equal(String(realm.thresholdOf(rule, all)), needed);
    const outlooks = (['All', 'OnlyNo', 'Ended'] as const).map((phase) => {
      const it = realm.outlookOf(tally, rule, BigInt(max), phase) ?? assert.fail();
      return it.becomes === 'needs' ? `needs:${it.more}` : it.becomes;
    });
    assert.deepEqual(outlooks, expected, `${percent} % of ${max}, ${yes} to ${no}`);
  }
  for (const rule of [{ __kind: 'Disabled' }, { __kind: 'QuorumPercentage', percent: 20 }] as const) {
    assert.equal(realm.outlookOf({ yes: 1n, no: 0n }, rule, 1n, 'All'), undefined);
  }
});

test('p21 stake weighs what the program says', () => {
  const cases = vectorsOf('votesOf');
  assert.ok(cases.length > 0);
  for (const [now = '', of = '', delegated = '', ...expected] of cases) {
    const supplier = emissions.getSupplierDecoder().decode(bytes(of));
    const delegation = emissions.getDelegationDecoder().decode(bytes(delegated));
    const own = realm.votesOfOwn(supplier, BigInt(now));
    const votes = realm.votesOfDelegation(delegation, supplier) ?? 'ApplySlashFirst';
    assert.deepEqual([own, votes].map(String), expected);
  }
});
