/** What a staker's acts come to, by the accounts that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createNoopSigner,
  getAddressDecoder,
  isSignerRole,
  isWritableRole,
  type Address,
  type Decoder,
} from '@solana/kit';
import { actions, emissions } from '../src';
import { findTokens, tokenAccountOf } from '../src/actions/payee';
import { TOKEN_PROGRAM_ADDRESS } from '../src/tokens';
import { bytes, hex, vectorsOf } from './golden';

const key = (number: number) => getAddressDecoder().decode(new Uint8Array(32).fill(number));
const staker = createNoopSigner(key(1));

const optional = <T>(decoder: Decoder<T>, word: string): T | undefined =>
  word === '-' ? undefined : decoder.decode(bytes(word));
const listed = <T>(decoder: Decoder<T>, words: string): T[] =>
  words === '-' ? [] : words.split(',').map((word) => decoder.decode(bytes(word)));

type State = { one: actions.Staking; both: actions.Moving };

async function stateOf(words: readonly string[]): Promise<State> {
  const [config = '', ledger = '', pages = '', now = '', later = '', named = '', tokens = '', ...rest] = words;
  const stakeOf = (address: Address, [supplier = '', delegation = '', slashes = '']: string[]): actions.Stake => ({
    address,
    supplier: optional(emissions.getSupplierDecoder(), supplier),
    delegation: optional(emissions.getDelegationDecoder(), delegation),
    slashes: listed(emissions.getSlashDecoder(), slashes),
  });
  const clock: actions.EmissionClock = {
    config: emissions.getConfigDecoder().decode(bytes(config)),
    ledger: emissions.getLedgerDecoder().decode(bytes(ledger)),
    pages: listed(emissions.getHistoryPageDecoder(), pages),
    now: BigInt(now),
    later: later === '1',
  };
  const seeds = { wallet: key(1), mint: key(5), to: named === '1' ? key(6) : undefined };
  const at = await findTokens(seeds);
  const account = { address: at, exists: true, programAddress: TOKEN_PROGRAM_ADDRESS, data: bytes(tokens) } as const;
  const payee: actions.Payee = {
    wallet: key(1),
    mint: key(5),
    named: named === '1',
    tokens: at,
    account: tokens === '-' ? undefined : tokenAccountOf({ ...account, executable: false, lamports: 0n as never, space: 165n }),
  };
  const [from, to] = [stakeOf(key(3), rest.slice(0, 3)), stakeOf(key(4), rest.slice(3, 6))];
  const request = optional(emissions.getRedelegationDecoder(), rest[6] ?? '-');
  return {
    one: { staker: key(1), stake: from, clock, payee },
    both: { staker: key(1), from, to, request, clock },
  };
}

const ofHourly = ([before, after]: actions.DelegateTerms['hourly']) =>
  [before.owner, before.stakers, after.owner, after.stakers];
const ofConditions = ({ commission, attestedUntil, cooldown, openSlashes }: actions.Conditions) => {
  const { bps, announced } = commission;
  return [bps, announced === undefined ? '-' : `${announced.bps}:${announced.from}`, attestedUntil, cooldown, openSlashes];
};
const ofDestination = ({ tokens, owner }: actions.Destination) => [tokens, owner];

type Words = readonly unknown[];
/** An act by its name in the vectors: its terms in the order of Rust, and what is behind them. */
const acts: Record<string, (state: State, given: bigint | undefined) => Promise<[Words, actions.Prepared<unknown>]>> = {
  async delegate({ one }, amount = 0n) {
    const it = await actions.prepareDelegate(one, { staker, amount });
    const { delegation, opens, room, hourly, conditions } = it.terms;
    return [[delegation, Number(opens), it.terms.amount, room, ...ofHourly(hourly), ...ofConditions(conditions)], it];
  },
  async unstake({ one }, amount) {
    const it = await actions.prepareUnstake(one, { staker, ...(amount !== undefined && { amount }) });
    const { held, stays, units, unlocksAt, hourly, conditions } = it.terms;
    const words = [it.terms.amount, held, stays, ...units, unlocksAt];
    return [[...words, ...ofHourly(hourly), ...ofConditions(conditions)], it];
  },
  async cancelUnstake({ one }, place) {
    const it = await actions.prepareCancelUnstake(one, { staker, place: Number(place) });
    const { amount, active, unlocksAt, conditions } = it.terms;
    return [[amount, active, unlocksAt, ...ofConditions(conditions)], it];
  },
  async withdraw({ one }) {
    const it = await actions.prepareWithdraw(one, { staker });
    return [[it.terms.amount, it.terms.left, ...ofDestination(it.terms.to)], it];
  },
  async claim({ one }) {
    const it = await actions.prepareClaim(one, { staker });
    return [[it.terms.amount, ...ofDestination(it.terms.to)], it];
  },
  async compound({ one }) {
    const it = await actions.prepareCompound(one, { staker });
    const { amount, active, room, hourly, conditions } = it.terms;
    return [[amount, active, room, ...ofHourly(hourly), ...ofConditions(conditions)], it];
  },
  async closeDelegation({ one }) {
    const it = await actions.prepareCloseDelegation(one, { staker });
    return [[it.terms.paid, ...ofDestination(it.terms.to), it.terms.rentTo], it];
  },
  async requestRedelegation({ both }, amount) {
    const it = await actions.prepareRequestRedelegation(both, { staker, ...(amount !== undefined && { amount }) });
    const { request, readyAt, lapsesAt, conditions } = it.terms;
    return [[request, it.terms.amount, readyAt, lapsesAt, ...ofConditions(conditions)], it];
  },
  async cancelRedelegation({ both }) {
    const it = await actions.prepareCancelRedelegation(both, { staker });
    return [[it.terms.amount, it.terms.rentTo], it];
  },
  async redelegate({ both }) {
    const it = await actions.prepareRedelegate(both, { staker });
    const { delegation, opens, amount, room, restsUntil, hourlyFrom, hourlyTo, conditions } = it.terms;
    const words = [delegation, Number(opens), amount, room, restsUntil];
    return [[...words, ...ofHourly(hourlyFrom), ...ofHourly(hourlyTo), ...ofConditions(conditions)], it];
  },
};

/** Who signs, what is paid and created, and the instructions, in the words of the Rust side. */
function ofPrepared(it: actions.Prepared<unknown>): string[] {
  const words = [
    ...actions.signersOf(it).map((who) => `signs:${who}`),
    ...it.gives.map(({ owner, mint, from, to, amount, limit }) =>
      ['gives', owner, mint, from, to, amount, limit].join(':'),
    ),
    ...it.creates.map(({ kind, address, bytes, deposit, returnsTo = '-' as Address }) =>
      ['creates', kind.replaceAll(' ', '_'), address, bytes, deposit, returnsTo].join(':'),
    ),
  ];
  const lines = actions.instructionsOf(it).map(({ programAddress, data, accounts = [] }) => {
    const metas = accounts.map(({ address, role }) => {
      return `${address}:${isSignerRole(role) ? 's' : ''}${isWritableRole(role) ? 'w' : ''}`;
    });
    return ['acts', programAddress, hex(data), ...metas].join(' ');
  });
  return [['prepared', ...words].join(' '), ...lines];
}

test('a staker’s acts, their terms and their transactions are those of Rust, refusals too', async () => {
  let words: string[] = [];
  let state: State | undefined;
  let behind: string[] = [];
  const seen = new Set<string>();
  for (const [kind = '', ...rest] of vectorsOf('staker')) {
    if (kind === 'prepared' || kind === 'acts') {
      assert.equal([kind, ...rest].join(' '), behind.shift());
      continue;
    }
    assert.deepEqual(behind, []);
    if (kind === 'state') {
      words = rest.map((word, place) => (word === '=' ? (words[place] ?? '') : word));
      state = await stateOf(words);
      continue;
    }
    const [given = '-', ...expected] = rest;
    const act = acts[kind];
    assert.ok(act !== undefined && state !== undefined, kind);
    let made: string;
    try {
      const [terms, prepared] = await act(state, given === '-' ? undefined : BigInt(given));
      behind = ofPrepared(prepared);
      made = terms.join(' ');
      seen.add(kind);
    } catch (error) {
      assert.ok(error instanceof actions.Refusal, String(error));
      made = ['refused', [error.code, ...error.numbers].join(':')].join(' ');
      seen.add(error.code);
    }
    assert.equal(made, expected.join(' '), `${kind} ${given}`);
  }
  assert.deepEqual(behind, []);
  // Each act is there, and each reason for which one is refused.
  const own = ['NoSupplier', 'NoDelegation', 'NoRequest', 'Nothing', 'InsufficientFunds', 'AccountFrozen'];
  const programs = ['AboveMaxDelegated', 'ApplySlashFirst', 'BelowMinDelegation', 'DelegationInUse', 'HistoryPageMissing'];
  const others = ['NotEnoughStake', 'RedelegationCooldown', 'RedelegationNotReady', 'RequestLapsed', 'StillCooling'];
  const last = ['UnstakeRequestsFull', 'WrongDestination', 'WrongUnstakeRequest', 'ZeroAmount'];
  assert.deepEqual([...seen].sort(), [...Object.keys(acts), ...own, ...programs, ...others, ...last].sort());
});
