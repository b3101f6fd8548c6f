/** The formulas where the recording does not reach, by the examples of docs/economics.md and of the Rust tests. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  getDelegationDecoder,
  getLedgerDecoder,
  getSupplierDecoder,
  type Delegation,
  type Supplier,
} from 'io-client/generated/emissions';
import { getConfigDecoder, getEngineDecoder } from 'io-client/generated/feeBurn';
import {
  getConfigDecoder as getMarketDecoder,
  getOfferDecoder,
  getReservationDecoder,
  type Reservation,
} from 'io-client/generated/marketplace';
import * as burn from '../src/chain/burn';
import * as market from '../src/chain/market';
import {
  epochHour,
  gainOf,
  HOUR,
  ioForUsd,
  ONE_IO,
  ONE_UNIT,
  ONE_USDC,
  PICO_USD,
  shareOf,
  usdForIo,
} from '../src/chain/math';
import { aprBps, claimable, DAY, pastAprBps, unlocks, valueOf } from '../src/chain/rewards';
import { CUMULATIVE, cumulative, hourly, TOTAL_HOURS } from '../src/chain/schedule';
import { sort } from '../src/parts/table';

const economics = readFileSync(join(import.meta.dirname, '../../../../docs/economics.md'), 'utf8');
const halves = (value: bigint) => ({ low: value & ((1n << 64n) - 1n), high: value >> 64n });
const pool = (amount: bigint, shares = amount) => ({ amount, shares: halves(shares) });
/** A decoder's account of nothing but zeros. */
const zeroed = <T>(decoder: { fixedSize: number; decode(bytes: Uint8Array): T }): T =>
  decoder.decode(new Uint8Array(decoder.fixedSize));

const supplierWith = (change: (it: Supplier) => void): Supplier => {
  const it = zeroed(getSupplierDecoder());
  change(it);
  return it;
};

test('the schedule is that of the programs, month by month', () => {
  const digest = createHash('sha256').update(CUMULATIVE.join('\n')).digest('hex');
  assert.ok(economics.includes(digest), digest);
});

test('p03 the schedule telescopes and ends', () => {
  assert.equal(cumulative(800) - cumulative(700), 48_108_119_354_196n);
  assert.equal(hourly(0), 484_800_198_223n);
  assert.equal(cumulative(TOTAL_HOURS), 300_000_000n * ONE_IO);
  assert.equal(hourly(TOTAL_HOURS), 0n);
});

test('the yield is a year’s net reward over active stake', () => {
  const supplier = supplierWith((it) => {
    it.units.next = 10n * ONE_UNIT;
    it.commission.bps = 1_000;
    it.stake.own = 600n * ONE_IO;
    it.stake.delegated = pool(400n * ONE_IO);
    it.stake.delegatedCooling = pool(9_999n * ONE_IO);
    it.lease.endsAt = 100n;
  });
  // A day in which the ten units earned one IO together: 0.9 IO a day on 1,000 IO is 32.85 % a year.
  const gain = gainOf(ONE_IO, 10n * ONE_UNIT);
  const apr = aprBps(supplier, gain, DAY, 99n);
  assert.ok(apr === 3_284n || apr === 3_285n, `${apr}`);
  assert.equal(aprBps(supplier, gain, DAY, 100n), 0n);
});

test('the yield of the past counts the hours that earned', () => {
  const supplier = supplierWith((it) => {
    it.units.next = ONE_UNIT;
    it.stake.own = 1_000n * ONE_IO;
    it.lease.endsAt = 100n;
  });
  const index = (io: bigint) => gainOf(io * ONE_IO, ONE_UNIT);
  const ledger = zeroed(getLedgerDecoder());
  ledger.hour = 1_000;
  Object.assign(ledger.pools[0] ?? {}, { index: halves(index(30n)) });
  const day = (history: [number, bigint[]][]) => Number(pastAprBps(supplier, ledger, new Map(history), DAY, 99n));
  const within = (low: number, value: number) => assert.ok(low <= value && value <= low + 10, `${value}`);
  within(36_490, day([[970, [index(20n), 0n]]]));
  assert.equal(
    day([
      [970, [index(20n), 0n]],
      [977, [index(25n), 0n]],
    ]),
    day([[970, [index(20n), 0n]]]),
  );
  within(18_240, day([[977, [index(25n), 0n]]]));
  assert.equal(day([]), 0);
});

test('p07 a rise of the commission is split at its hour, however late the settlement', () => {
  const supplier = supplierWith((it) => {
    it.units = { running: ONE_UNIT, next: ONE_UNIT, lapsed: 0n, hour: 0, endHour: 1_000 };
    it.stake.own = 500n * ONE_IO;
    it.stake.delegated = pool(500n * ONE_IO);
    it.commission = { bps: 1_000, nextBps: 5_000, nextFrom: 105 };
    it.rewards.settledHour = 100;
  });
  const ledger = zeroed(getLedgerDecoder());
  ledger.hour = 123;
  Object.assign(ledger.pools[0] ?? {}, { index: halves(gainOf(23n * ONE_IO, ONE_UNIT)) });
  const config = { minEligibleUnits: ONE_UNIT, communityCapBps: 500 };
  const history = new Map([[105, [gainOf(5n * ONE_IO, ONE_UNIT), 0n]]]);
  const { bySupplier, shareIndex } = claimable(config, ledger, supplier, history, 123) ?? assert.fail();
  // An hour earns 1 IO: 55 % of the first five are the owner's, and 75 % of the other eighteen.
  const owner = (5n * ONE_IO * 55n) / 100n + (18n * ONE_IO * 75n) / 100n;
  assert.ok(owner - bySupplier <= 3n && bySupplier <= owner, `${bySupplier}`);
  const delegators = shareOf(500n * ONE_IO, shareIndex);
  assert.ok(23n * ONE_IO - owner - delegators <= 3n, `${delegators}`);
  assert.equal(claimable(config, ledger, supplier, new Map(), 123), undefined);
});

test('a wallet shows what is on its way out and what is held back', () => {
  const supplier = supplierWith((it) => {
    it.stake.delegatedCooling = pool(900n);
    it.slashes.open = 90n;
  });
  const delegation: Delegation = zeroed(getDelegationDecoder());
  const ticket = (place: number, shares: bigint, unlocksAt: bigint) =>
    Object.assign(delegation.tickets[place] ?? {}, { shares: halves(shares), unlocksAt });
  ticket(0, 400n, 70n);
  ticket(1, 500n, 80n);
  const first = { ticket: 0, amount: 400n, heldBack: 40n, unlocksAt: 70n };
  const second = { ticket: 1, amount: 500n, heldBack: 50n, unlocksAt: 80n };
  assert.deepEqual(unlocks(supplier, delegation), [first, second]);
  // The first is withdrawn: 360 are paid, 40 withheld.
  ticket(0, 0n, 0n);
  supplier.stake.delegatedCooling = pool(500n);
  supplier.stake.withheld = pool(40n);
  supplier.stake.withheldGross = 400n;
  delegation.withheld = halves(40n);
  const held = { ticket: undefined, amount: 40n, heldBack: 40n, unlocksAt: 0n };
  assert.deepEqual(unlocks(supplier, delegation), [second, held]);
  supplier.slashes.open = 0n;
  const free = [
    { ...second, heldBack: 0n },
    { ...held, heldBack: 0n },
  ];
  assert.deepEqual(unlocks(supplier, delegation), free);
  // All cooling stake has been lost since.
  supplier.stake.coolingLosses = 1;
  assert.deepEqual(unlocks(supplier, delegation), [{ ...held, heldBack: 0n }]);
});

test('shares are worth their part, rounded down', () => {
  assert.equal(valueOf(pool(10n, 3n), 1n), 3n);
  assert.equal(valueOf(pool(0n), 0n), 0n);
});

test('three days at twenty dollars an hour lock what the documentation says', () => {
  const cost = market.costOf(20n * ONE_USDC, 72, 225);
  assert.equal(cost.total, 1_472_400_000n);
  assert.equal(cost.supplierGets, 1_407_600_000n);
  assert.ok(economics.includes('1,472.40'));
});

test('p13 downtime is not on the meter', () => {
  const it: Reservation = { ...zeroed(getReservationDecoder()), status: 1, startedAt: 1_000n };
  // Two GPUs at 2 dollars for 20 hours, in USDC, with an outage of two hours and a half.
  it.segments = { rates: [4n * ONE_USDC, 0n, 0n, 0n, 0n], seconds: [72_000, 0, 0, 0, 0], settled: 0 };
  it.terms = { ...it.terms, renterFeeBps: 225 };
  it.segments.seconds[0] = 72_000 - 9_000;
  it.outage = { down: 0, over: 3_600 + 9_000, total: 9_000 };
  const end = 1_000n + 72_000n;
  assert.equal(market.metered(it, end), 63_000n);
  assert.equal(market.downtime(it, end), 9_000n);
  assert.equal(market.meteredCost(it, end), 70n * ONE_USDC + 1_575_000n);
  assert.equal(market.secondsLeft(it, end - 60n), 60n);
  assert.equal(market.metered({ ...it, status: 0 }, end), 0n);
  // Reported down since the second hour, and in a report that counts for a day.
  const down = { ...it, outage: { down: 3_601, over: 0, total: 0 }, actedAt: 4_000 };
  down.segments = { ...it.segments, seconds: [72_000, 0, 0, 0, 0] };
  assert.equal(market.downtime(down, 1_000n + 12_600n), 9_000n);
  assert.equal(market.metered(down, end), 3_600n);
  // But for what is paid behind an open dispute.
  down.dispute = { ...down.dispute, deposit: 1n, until: 7_200 };
  down.segments.settled = 10_800;
  assert.equal(market.downtime(down, 1_000n + 12_600n), 3_600n + 1_800n);
  const extended = {
    ...it,
    segments: { ...it.segments, rates: [3n, 1n, 0n, 0n, 0n], seconds: [1_800, 1_800, 0, 0, 0] },
  };
  // Each segment's part is rounded down.
  assert.equal(market.gross(extended, 3_600n), 1n);
});

test('the longer of the forfeit and the least hours of the offer is due at least', () => {
  const config = { ...zeroed(getMarketDecoder()), forfeit: 3_600 };
  const offer = zeroed(getOfferDecoder());
  assert.equal(market.leastDue(config, { ...offer, minHours: 1 }), 3_600n);
  assert.equal(market.leastDue(config, { ...offer, minHours: 500 }), 1_800_000n);
});

test('a quote says what the offer does not take', () => {
  const offer = { ...zeroed(getOfferDecoder()), currencies: 3, minHours: 2, maxHours: 300, maxIoHours: 168 };
  const objection = (gpus: number, hours: number, currency = market.Currency.Usdc, it = offer) =>
    market.objection(it, 8, gpus, hours, currency);
  assert.equal(objection(8, 300), undefined);
  assert.match(objection(9, 2) ?? '', /Only 8 GPUs/);
  assert.match(objection(1, 1) ?? '', /2 h or more/);
  assert.match(objection(1, 301) ?? '', /300 h at most/);
  assert.match(objection(1, 169, market.Currency.Io) ?? '', /In IO .* 168 h/);
  assert.match(objection(1, 2, market.Currency.Io, { ...offer, currencies: 2 }) ?? '', /not paid in IO/);
  assert.match(objection(1, 2, market.Currency.Usdc, { ...offer, paused: 1 }) ?? '', /paused/);
});

test('p16 the bid rises as the documentation shows', () => {
  const engine = zeroed(getEngineDecoder());
  const config = {
    ...zeroed(getConfigDecoder()),
    duration: 900,
    bidFromBps: -300,
    bidToBps: 200,
    anchorCapBps: 15_000,
  };
  const quarter = PICO_USD / 4n;
  engine.anchor.price = quarter;
  engine.auction = { reference: quarter, openedAt: 0n, lot: 1n, left: 1n };
  const price = { spot: quarter, ema: quarter, confidence: 0n, publishTime: 0n };
  const example = economics.slice(economics.indexOf('100 USDC at a base of 0.25 dollars'));
  const rows = example
    .split('\n')
    .filter((row) => /^\| \d+ \|/.test(row))
    .slice(0, 5);
  assert.equal(rows.length, 5);
  for (const row of rows) {
    const [second = '', premium = '', dollars = '', io = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    const bid = burn.bid(engine, config, price, BigInt(second));
    assert.equal(bid, BigInt(dollars.replace('0.', '').padEnd(12, '0')), second);
    assert.equal(ioForUsd(100n * ONE_USDC, bid, 'up'), BigInt(io.replace('.', '')));
    const shown = Number(premium.replace('−', '-').replace(' %', '')) * 100;
    assert.ok(Math.abs(burn.premium(engine.auction, config, BigInt(second)) - shown) < 0.01, premium);
  }
});

test('the slow anchor and the factor of the budget', () => {
  const engine = zeroed(getEngineDecoder());
  engine.anchor.price = PICO_USD / 4n;
  const config = {
    ...zeroed(getConfigDecoder()),
    anchorPeriod: 30 * 86_400,
    anchorDailyBps: 1_000,
    minFactorBps: 5_000,
    maxFactorBps: 20_000,
  };
  const dollars = (value: string) => BigInt(value.replace('.', '').padEnd(13, '0'));
  assert.equal(burn.anchorAt(engine, config, dollars('0.30'), 3_600n), dollars('0.250069444444'));
  assert.equal(burn.anchorAt(engine, config, dollars('0.30'), 86_400n), dollars('0.251666666666'));
  assert.equal(burn.anchorAt(engine, config, dollars('2.50'), 3_600n), dollars('0.251041666666'));
  assert.equal(burn.anchorAt(engine, config, dollars('2.50'), 864_000n), dollars('0.275'));
  const factor = (price: bigint) =>
    burn.factorBps(engine, config, { spot: price, ema: price, confidence: 0n, publishTime: 0n }, 0n);
  assert.equal(factor(dollars('0.25')), 10_000n);
  assert.equal(factor(dollars('0.01')), 20_000n);
  assert.equal(factor(dollars('9.00')), 5_000n);
});

test('what a lot has sold is known even when the rest was given back', () => {
  const engine = zeroed(getEngineDecoder());
  engine.auction = { reference: 1n, openedAt: 100n, lot: 75n, left: 45n };
  assert.equal(burn.soldOf(engine), 30n);
  const [first, second] = [
    { at: 90n, usdc: 50n, io: 1n, bid: 1n },
    { at: 110n, usdc: 30n, io: 1n, bid: 1n },
  ];
  engine.fills = { count: 34n, ring: [first, second, ...engine.fills.ring.slice(2)] };
  assert.deepEqual(burn.lastFills(engine.fills).slice(0, 2), [second, first]);
  engine.auction.left = 0n;
  assert.equal(burn.soldOf(engine), 30n);
});

test('dollars and IO', () => {
  assert.equal(ioForUsd(ONE_USDC, PICO_USD / 4n, 'up'), 4n * ONE_IO);
  assert.equal(usdForIo(4n * ONE_IO, PICO_USD / 4n), ONE_USDC);
  assert.equal(epochHour(2n * HOUR - 1n), 1);
  assert.equal(epochHour(-1n), 0);
});

test('rows sort by a heading, both ways, and keep their order where they are alike', () => {
  const rows = [
    { name: 'b', size: 2n },
    { name: 'a', size: 2n },
    { name: 'c', size: 1n },
  ];
  const columns = [{ name: 'Size', show: () => null, by: ({ size }: (typeof rows)[number]) => size }];
  const names = (descending: boolean) => sort(rows, columns, { column: 'Size', descending }).map(({ name }) => name);
  assert.deepEqual(names(false), ['c', 'b', 'a']);
  assert.deepEqual(names(true), ['b', 'a', 'c']);
});
