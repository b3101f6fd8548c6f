/** What setting, stopping and sending an autopay come to, by the accounts that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '@solana/kit';
import { actions, emissions, marketplace } from '../src';
import { payingWalletOf } from '../src/actions/delegate';
import { TOKEN_PROGRAM_ADDRESS } from '../src/tokens';
import { bytes } from './golden';
import { key, replay, signer, type Act } from './prepared';

/** More than any reservation costs, in base units. */
const RICH = 2n ** 64n - 1n;

function stateOf(words: readonly string[]): actions.Standing {
  const [reservation = '', config = '', offer = '', supplier = '', usage = '', owner = '', price = '', ...rest] = words;
  const [now = '', stored = '', lamports = '', minimum = '', wallet = '', others = ''] = rest;
  const market = {
    address: key(4),
    config: marketplace.getConfigDecoder().decode(bytes(config)),
    offer: marketplace.getOfferDecoder().decode(bytes(offer)),
    supplier: emissions.getSupplierDecoder().decode(bytes(supplier)),
    usage: marketplace.getSupplierUsageDecoder().decode(bytes(usage)),
    priceAccount: key(7),
    price: { owner: address(owner), data: bytes(price) },
    held: RICH,
    now: BigInt(now),
  };
  const tokens = {
    address: key(6),
    exists: true as const,
    programAddress: TOKEN_PROGRAM_ADDRESS,
    data: bytes(wallet),
    executable: false,
    lamports: 0n as never,
    space: 165n,
  };
  return {
    running: { address: key(10), reservation: marketplace.getReservationDecoder().decode(bytes(reservation)), market },
    stored: stored === '-' ? undefined : marketplace.getAutopayDecoder().decode(bytes(stored)),
    lamports: BigInt(lamports),
    minimum: BigInt(minimum),
    wallet: wallet === '-' ? undefined : payingWalletOf(tokens),
    others: BigInt(others),
  };
}

function ofState(it: actions.AutopayState): unknown[] {
  if (it.is === 'waits') return [it.is, it.from];
  if (it.is === 'short') return [it.is, it.needed, it.since ?? '-'];
  if (it.is !== 'refused') return [it.is];
  return [it.is, [it.refusal.code, ...it.refusal.numbers].join(':')];
}

function limitsOf(given: string): actions.AutopayLimits {
  const [price = '', left = '', lead, hours, bounties] = given.split(':');
  return {
    maxPriceMicroUsd: BigInt(price),
    left: BigInt(left),
    lead: Number(lead),
    hours: Number(hours),
    bounties: Number(bounties),
  };
}

const seen = new Set<unknown>();

const acts: Record<string, Act<actions.Standing>> = {
  async extend(standing) {
    const it = await actions.prepareExtendByAutopay(standing, { sender: signer(20) });
    const { total, endsAt, short, bounty } = it.terms;
    return [[total, endsAt, short, bounty], it];
  },
  async stop(standing) {
    const it = await actions.prepareStopAutopay(standing, { payer: signer(2) });
    return [[it.terms.lamports, it.terms.approved], it];
  },
  async set(standing, given) {
    const it = await actions.prepareSetAutopay(standing, { payer: signer(2), ...limitsOf(given) });
    const { replaced, approved, replaces, deposit, returned, cost } = it.terms;
    const other = replaces === undefined ? '-' : `${replaces.address}:${replaces.amount}`;
    return [[replaced ?? '-', approved, other, deposit, returned, cost ?? '-'], it];
  },
  async reserve({ running, wallet, others }, given) {
    const request = {
      renter: signer(1),
      payer: signer(2),
      gpus: 3,
      hours: 5,
      currency: running.reservation.currency,
      number: 1n << 40n,
      connectionKey: new Uint8Array(32).fill(9),
      autopay: limitsOf(given),
    };
    const allowing = { stored: undefined, wallet, others };
    const it = await actions.prepareReserveWithAutopay(running.market, allowing, request);
    return [[it.terms.quote.cost.total, it.terms.limit], it];
  },
  async passes(standing) {
    const { reservation, market } = standing.running;
    const autopay = actions.autopayOf(standing);
    const obstacle = autopay && actions.autopayObstacle(autopay, reservation, market.offer, market.now);
    if (obstacle !== undefined) throw obstacle;
    return [['yes'], { terms: undefined, gives: [], creates: [], setup: [], act: [] }];
  },
  async stands(standing) {
    const state = await actions.autopayState(standing);
    seen.add(state.is);
    return [ofState(state), { terms: undefined, gives: [], creates: [], setup: [], act: [] }];
  },
};

test('P-20: an autopay is set, stopped and sent as in Rust, and refused as there', async () => {
  const there = await replay('autopay', stateOf, acts);
  assert.deepEqual([...seen].sort(), ['due', 'notStarted', 'off', 'refused', 'short', 'waits']);
  const refusals = ['AbovePrice', 'Limit', 'Paused', 'Short', 'Times', 'TooLong'].map((what) => `Autopay${what}`);
  for (const what of ['extend', 'passes', 'reserve', 'set', 'stop', 'EndsTooLate', ...refusals]) {
    assert.ok(there.includes(what), what);
  }
});
