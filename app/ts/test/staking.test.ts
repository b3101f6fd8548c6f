/** What a staker's acts come to, by the accounts that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNoopSigner, type Address } from '@solana/kit';
import { actions, emissions } from '../src';
import { findTokens } from '../src/actions/payee';
import { bytes } from './golden';
import { key, listed, ofDestination, ofHourly, optional, replay, tokensOf, type Act } from './prepared';

const staker = createNoopSigner(key(1));
const amountOf = (given: string) => (given === '-' ? {} : { amount: BigInt(given) });

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
  const tokensAt = await findTokens({ wallet: key(1), mint: key(5), to: named === '1' ? key(6) : undefined });
  const common = { wallet: key(1), mint: key(5), named: named === '1', tokens: tokensAt };
  const payee: actions.Payee = { ...common, account: tokensOf(tokens) };
  const [from, to] = [stakeOf(key(3), rest.slice(0, 3)), stakeOf(key(4), rest.slice(3, 6))];
  const request = optional(emissions.getRedelegationDecoder(), rest[6] ?? '-');
  return {
    one: { staker: key(1), stake: from, clock, payee },
    both: { staker: key(1), from, to, request, clock },
  };
}

const ofConditions = ({ commission, attestedUntil, cooldown, openSlashes }: actions.Conditions) => {
  const { bps, announced } = commission;
  return [bps, announced === undefined ? '-' : `${announced.bps}:${announced.from}`, attestedUntil, cooldown, openSlashes];
};
const acts: Record<string, Act<State>> = {
  async delegate({ one }, given) {
    const it = await actions.prepareDelegate(one, { staker, amount: BigInt(given) });
    const { delegation, opens, room, hourly, conditions } = it.terms;
    return [[delegation, Number(opens), it.terms.amount, room, ...ofHourly(hourly), ...ofConditions(conditions)], it];
  },
  async unstake({ one }, given) {
    const it = await actions.prepareUnstake(one, { staker, ...amountOf(given) });
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
  async requestRedelegation({ both }, given) {
    const it = await actions.prepareRequestRedelegation(both, { staker, ...amountOf(given) });
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

test('a staker’s acts, their terms and their transactions are those of Rust, refusals too', async () => {
  const seen = await replay('staker', stateOf, acts);
  // Each act is there, and each reason for which one is refused.
  const own = ['NoSupplier', 'NoDelegation', 'NoRequest', 'Nothing', 'InsufficientFunds', 'AccountFrozen'];
  const programs = ['AboveMaxDelegated', 'ApplySlashFirst', 'BelowMinDelegation', 'DelegationInUse', 'HistoryPageMissing'];
  const others = ['NotEnoughStake', 'RedelegationCooldown', 'RedelegationNotReady', 'RequestLapsed', 'StillCooling'];
  const last = ['UnstakeRequestsFull', 'WrongDestination', 'WrongUnstakeRequest', 'ZeroAmount'];
  assert.deepEqual(seen, [...Object.keys(acts), ...own, ...programs, ...others, ...last].sort());
});
