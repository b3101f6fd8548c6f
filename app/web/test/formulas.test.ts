/** The formulas where the recording does not reach, by the examples of docs/spec/economics.md and of the Rust tests. */
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
  getSupplierUsageDecoder,
  type Reservation,
} from 'io-client/generated/marketplace';
import * as burn from 'io-client/auction';
import * as pricing from 'io-client/actions/pricing';
import * as offers from 'io-client/offers';
import * as market from 'io-client/reservation';
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
} from 'io-client/math';
import { aprBps, claimable, DAY, delegationEffect, owedTo, pastAprBps } from 'io-client/rewards';
import { CUMULATIVE, cumulative, hourly, TOTAL_HOURS } from 'io-client/schedule';
import { delegationRoom, holds, unlocks } from 'io-client/stake';
import { sort } from '../src/parts/table';
import { moneyOf } from '../src/views/reservation';

const economics = readFileSync(join(import.meta.dirname, '../../../../docs/spec/economics.md'), 'utf8');
const halves = (value: bigint) => ({ low: value & ((1n << 64n) - 1n), high: value >> 64n });
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
    it.stake.delegated = 300n * ONE_IO;
    it.stake.delegatedHeld = 100n * ONE_IO;
    it.stake.cooling = 9_000n * ONE_IO;
    it.stake.coolingHeld = 999n * ONE_IO;
    it.attestation.endsAt = 100n;
  });
  // A day in which the ten units earned one IO together: 0.9 IO a day on 1,000 IO is 32.85 % a year.
  const gain = gainOf(ONE_IO, 10n * ONE_UNIT);
  const apr = aprBps(supplier, gain, DAY, 99n);
  assert.ok(apr === 3_284n || apr === 3_285n, `${apr}`);
  assert.equal(aprBps(supplier, gain, DAY, 100n), 0n);
});

test('the yield of the past counts the hours that there were', () => {
  const supplier = supplierWith((it) => {
    it.units.next = ONE_UNIT;
    it.stake.own = 1_000n * ONE_IO;
    it.attestation.endsAt = 100n;
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
  // A younger network: 5 IO in the 23 hours that there are, 5 IO in the only one, and none to go by.
  within(19_040, day([[977, [index(25n), 0n]]]));
  within(437_990, day([[999, [index(25n), 0n]]]));
  const apr = (history: [number, bigint[]][], it = supplier) => pastAprBps(it, ledger, new Map(history), DAY, 99n);
  assert.equal(apr([[1_000, [index(30n), 0n]]]), undefined);
  assert.equal(apr([]), undefined);
  // Nobody has staked.
  const none = supplierWith((it) => Object.assign(it.attestation, { endsAt: 100n }));
  assert.equal(apr([[970, [index(20n), 0n]]], none), undefined);
});

test('p24 a delegation shows what it takes from the owner', () => {
  const supplier = supplierWith((it) => {
    it.attestation = { ...it.attestation, gpus: 10, multiplier: Number(ONE_UNIT), stakePerUnit: 200n * ONE_IO };
    it.units = { running: 0n, next: 10n * ONE_UNIT, atStart: 0n, hour: 1_000, endHour: 1_024 };
    it.stake.own = 2_000n * ONE_IO;
    it.maxDelegated = 2_000n * ONE_IO;
    it.commission = { bps: 1_000, nextBps: 0, nextFrom: 0 };
  });
  const ledger = zeroed(getLedgerDecoder());
  ledger.hour = 1_000;
  Object.assign(ledger.pools[0] ?? {}, { rising: 10n * ONE_UNIT });
  const config = { minEligibleUnits: ONE_UNIT, communityCapBps: 500 };
  const effect = (io: bigint) => delegationEffect(config, ledger, supplier, io * ONE_IO, 1_000);
  assert.deepEqual(effect(20_000n), [
    { owner: 484_800_198_222n, stakers: 0n },
    { owner: 88_145_490_585n, stakers: 396_654_707_637n },
  ]);
  assert.deepEqual(effect(2_000n)[1], { owner: 266_640_109_022n, stakers: 218_160_089_200n });
  assert.equal(delegationRoom(supplier), 2_000n * ONE_IO);
});

test('p07 a rise of the commission is split at its hour, however late the settlement', () => {
  const supplier = supplierWith((it) => {
    it.units = { running: ONE_UNIT, next: ONE_UNIT, atStart: ONE_UNIT, hour: 0, endHour: 1_000 };
    it.stake.own = 500n * ONE_IO;
    // A slash holds some of it: it earns on.
    it.stake.delegated = 400n * ONE_IO;
    it.stake.delegatedHeld = 100n * ONE_IO;
    it.commission = { bps: 1_000, nextBps: 5_000, nextFrom: 105 };
    it.rewards.settledHour = 100;
  });
  const ledger = zeroed(getLedgerDecoder());
  ledger.hour = 123;
  Object.assign(ledger.pools[0] ?? {}, { index: halves(gainOf(23n * ONE_IO, ONE_UNIT)) });
  const config = { minEligibleUnits: ONE_UNIT, communityCapBps: 500 };
  const history = new Map([[105, [gainOf(5n * ONE_IO, ONE_UNIT), 0n]]]);
  const { bySupplier, stakeIndex } = claimable(config, ledger, supplier, history, 123) ?? assert.fail();
  // An hour earns 1 IO: 55 % of the first five are the owner's, and 75 % of the other eighteen.
  const owner = (5n * ONE_IO * 55n) / 100n + (18n * ONE_IO * 75n) / 100n;
  assert.ok(owner - bySupplier <= 3n && bySupplier <= owner, `${bySupplier}`);
  const delegators = shareOf(500n * ONE_IO, stakeIndex);
  assert.ok(23n * ONE_IO - owner - delegators <= 3n, `${delegators}`);
  assert.equal(claimable(config, ledger, supplier, new Map(), 123), undefined);
});

test('p11 a wallet shows what earns, what is on its way out, and what slashes hold', () => {
  const delegation: Delegation = zeroed(getDelegationDecoder());
  delegation.active = 60n;
  delegation.owed = 5n;
  delegation.stakeIndex = halves(1n << 64n);
  const unstakeRequest = (place: number, amount: bigint, unlocksAt: bigint) =>
    Object.assign(delegation.unstakeRequests[place] ?? {}, { amount, unlocksAt });
  unstakeRequest(0, 400n, 70n);
  unstakeRequest(8, 500n, 80n);
  const slash = { active: 40n, cooling: 7n, unlocksAt: 90n, slash: 3 };
  Object.assign(delegation.held[1] ?? {}, slash);
  assert.deepEqual(unlocks(delegation), [
    { unstakeRequest: 0, amount: 400n, unlocksAt: 70n },
    { unstakeRequest: 8, amount: 500n, unlocksAt: 80n },
  ]);
  assert.deepEqual(
    holds(delegation).map(({ padding: _, ...held }) => held),
    [slash],
  );
  // Two base units for each of the hundred, of which a slash holds forty.
  assert.equal(owedTo(delegation, 3n << 64n), 205n);
});

test('what slashes hold of delegators stands behind reservations', () => {
  const usage = zeroed(getSupplierUsageDecoder());
  const offer = { ...zeroed(getOfferDecoder()), gpus: 8 };
  const free = (delegated: bigint, delegatedHeld: bigint) => {
    const supplier = supplierWith((it) => {
      it.attestation = { ...it.attestation, gpus: 8, multiplier: Number(ONE_UNIT), stakePerUnit: 100n, endsAt: 100n };
      Object.assign(it.stake, { own: 400n, delegated, delegatedHeld });
    });
    return offers.freeGpus(offer, supplier, usage, 99n);
  };
  assert.equal(free(400n, 0n), 8);
  assert.equal(free(300n, 100n), 8);
  assert.equal(free(299n, 100n), 7);
});

test('three days at twenty dollars an hour lock what the documentation says', () => {
  const config = { ...zeroed(getMarketDecoder()), baseFeeBps: 25, usdcExtraFeeBps: 200 };
  const offer = { ...zeroed(getOfferDecoder()), priceMicroUsd: 20n * ONE_USDC };
  const { cost } = pricing.priceOffer(config, offer, { gpus: 1, hours: 72, currency: pricing.Currency.Usdc }, undefined);
  assert.equal(cost.total, 1_472_400_000n);
  assert.equal(cost.supplierGets, 1_407_600_000n);
  assert.ok(economics.includes('1,472.40'));
});

const UNFOLDED = { baseSeconds: 0, baseGross: 0n, padding: new Uint8Array(4) };

test('p28 what is folded is paid as a whole, and more at the last rate is rounded with it', () => {
  const it: Reservation = { ...zeroed(getReservationDecoder()), status: 1, startedAt: 1_000n };
  it.segments = {
    rates: [3n, 7n, 5n, 9n, 4n],
    seconds: [1_800, 3_600, 3_600, 3_600, 1_800],
    settled: 3_600,
    ...UNFOLDED,
    baseSeconds: 3_600,
    baseGross: 11n,
  };
  it.terms.holdBack = 3_600;
  assert.equal(market.secondsReserved(it), 18_000n);
  assert.deepEqual(
    [0n, 3_600n, 5_400n, 9_000n, 18_000n].map((seconds) => market.gross(it, seconds)),
    [11n, 11n, 12n, 19n, 35n],
  );
  assert.equal(market.rateNow(it, 1_000n + 6_000n), 7n);
  it.payable = market.grossOfAll(it);
  const cost = (rate: bigint, seconds: bigint, passed: bigint) => market.extended(it, { rate, seconds }, 1_000n + passed).cost;
  assert.equal(cost(4n, 450n, 0n), 0n);
  assert.equal(cost(4n, 900n, 0n), 1n);
  // The first is paid from the second at which its end is no longer held back.
  assert.throws(() => cost(2n, 1_800n, 8_999n), { code: 'TooManySegments' });
  assert.equal(cost(2n, 1_800n, 9_000n), 1n);
  const { after } = market.extended(it, { rate: 2n, seconds: 1_800n }, 10_000n);
  assert.deepEqual([after.segments.baseSeconds, after.segments.baseGross], [5_400, 12n]);
  assert.deepEqual(after.segments.rates, [7n, 5n, 9n, 4n, 2n]);
});

test('p27 an announcement stands until a day after its notice', () => {
  const it: Reservation = { ...zeroed(getReservationDecoder()), status: 1, startedAt: 1_000n };
  it.segments = { ...it.segments, seconds: [900_000, 0, 0, 0, 0] };
  it.terms.notice = 7_200;
  assert.equal(market.announcedEnd(it, 1_000n), undefined);
  it.announced = 1 + 600;
  const over = 1_000n + 600n + 7_200n;
  for (const now of [1_600n, over, over + 86_400n]) assert.equal(market.announcedEnd(it, now), over);
  assert.equal(market.announcedEnd(it, over + 86_401n), undefined);
});

test('p13 downtime is not on the meter', () => {
  const it: Reservation = { ...zeroed(getReservationDecoder()), status: 1, startedAt: 1_000n };
  // Two GPUs at 2 dollars for 20 hours, in USDC, with an outage of two hours and a half.
  it.segments = { rates: [4n * ONE_USDC, 0n, 0n, 0n, 0n], seconds: [72_000, 0, 0, 0, 0], settled: 0, ...UNFOLDED };
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
  assert.equal(pricing.leastOf({ forfeit: 3_600, minHours: 1 }), 3_600n);
  assert.equal(pricing.leastOf({ forfeit: 3_600, minHours: 500 }), 1_800_000n);
});

test('a quote says what the offer does not take', () => {
  const offer = { ...zeroed(getOfferDecoder()), currencies: 3, minHours: 2, maxHours: 300, maxIoHours: 168 };
  const objection = (gpus: number, hours: number, currency = pricing.Currency.Usdc, it = offer) =>
    pricing.objection(it, 8, { gpus, hours, currency })?.message;
  assert.equal(objection(8, 300), undefined);
  assert.match(objection(9, 2) ?? '', /Only 8 GPUs/);
  assert.match(objection(1, 1) ?? '', /2 h or more/);
  assert.match(objection(1, 301) ?? '', /300 h at most/);
  assert.match(objection(1, 169, pricing.Currency.Io) ?? '', /In IO .* 168 h/);
  assert.match(objection(1, 2, pricing.Currency.Io, { ...offer, currencies: 2 }) ?? '', /not paid in IO/);
  assert.match(objection(1, 2, pricing.Currency.Usdc, { ...offer, paused: 1 }) ?? '', /paused/);
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
  const columns = [{ id: 'size', name: 'Size', show: () => null, by: ({ size }: (typeof rows)[number]) => size }];
  const names = (descending: boolean) => sort(rows, columns, { column: 'size', descending }).map(({ name }) => name);
  assert.deepEqual(names(false), ['c', 'b', 'a']);
  assert.deepEqual(names(true), ['b', 'a', 'c']);
});

test('what comes next of a reservation, and what both sides still get', () => {
  const it = zeroed(getReservationDecoder());
  Object.assign(it, { createdAt: 1_000n, locked: 1_023n, payable: 1_000n });
  Object.assign(it.terms, { startWindow: 60, holdBack: 100, decisionTime: 500, renterFeeBps: 225, supplierFeeBps: 225 });
  it.segments.seconds[0] = 50;
  const next = (now: bigint, change: object = {}) => {
    Object.assign(it, change);
    const { what, at } = market.next(it, now);
    return [what, at];
  };
  assert.deepEqual(next(1_060n), ['must start by', 1_060n]);
  assert.deepEqual(next(1_061n), ['not started by', 1_060n]);
  assert.deepEqual(next(2_049n, { status: 1, startedAt: 2_000n }), ['runs until', 2_050n]);
  assert.deepEqual(next(2_050n), ['over since', 2_050n]);
  assert.deepEqual(next(2_149n, { status: 2, endedAt: 2_050n }), ['held back until', 2_150n]);
  assert.deepEqual(next(2_150n), ['can be closed since', 2_150n]);
  // Fees of 23 each, rounded up.
  assert.deepEqual(market.unpaid(it), { supplier: 977n, payer: 0n });
  assert.equal(market.escrowed(it), 1_023n);
  const dispute = { ...it.dispute, deposit: 7n, openedAt: 2_060n };
  assert.deepEqual(next(2_560n, { dispute }), ['decision due by', 2_560n]);
  assert.deepEqual(next(2_561n), ['not decided by', 2_560n]);
  assert.equal(market.unpaid(it), undefined);
  assert.equal(market.escrowed(it), 1_030n);
  it.dispute = { ...dispute, deposit: 0n, forfeited: 7n };
  Object.assign(it, { locked: 1_034n, paid: { supplier: 84n, payer: 1n, fees: 4n } });
  assert.deepEqual(market.unpaid(it), { supplier: 900n, payer: 3n });
  assert.equal(market.unpaid({ ...it, outage: { ...it.outage, down: 9 } }), undefined);
  assert.deepEqual(next(9_999n, { status: 3 })[0], 'owed to a payee');
  const paid = { supplier: 984n, payer: 4n, fees: 46n };
  assert.deepEqual(next(9_999n, { paid })[0], 'close now');
  assert.deepEqual(next(2_149n, { status: 2 }), ['closes from', 2_150n]);
});

test('a number that stands for nothing is shown as unknown, not taken for the first of its kind', () => {
  const money = [0, 1, 7].map((currency) => moneyOf(currency)(100_000_000n));
  assert.deepEqual(money, ['1.0000\u00a0IO', '100.0000\u00a0USDC', '100000000 of unknown currency (7)']);
  const supplier = supplierWith((it) => {
    it.pool = 7;
    it.units = { running: 0n, next: 10n * ONE_UNIT, atStart: 0n, hour: 1_000, endHour: 1_024 };
  });
  const ledger = zeroed(getLedgerDecoder());
  ledger.hour = 1_000;
  Object.assign(ledger.pools[0] ?? {}, { rising: 10n * ONE_UNIT });
  const config = { minEligibleUnits: ONE_UNIT, communityCapBps: 500 };
  const [now] = delegationEffect(config, ledger, supplier, 0n, 1_000);
  assert.deepEqual(now, { owner: 0n, stakers: 0n });
});
