/** Locks, the supply, its calendar and its chart, by what Rust has written down: `app/client/tests/supply`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supply } from '../src';
import { vectorsOf } from './golden';

const [DAY, START] = [86_400n, 1_718_064_000n];

const numbers = (words: string, by = ':') => words.split(by).map(BigInt);

function scheduleOf(words: string): supply.Schedule {
  const [start = 0n, cliff = 0n, period = 0n, atCliff = 0n, each = 0n, periods = 0n] = numbers(words);
  return { start, cliff, period, atCliff, each, periods };
}

function locksOf(words: string): supply.Locked[] {
  if (words === '-') return [];
  return words.split(',').map((lock) => {
    const claimed = lock.lastIndexOf(':');
    return { schedule: scheduleOf(lock.slice(0, claimed)), claimed: BigInt(lock.slice(claimed + 1)) };
  });
}

const schedulesOf = (words: string) => locksOf(words).map(({ schedule }) => schedule);

function clockOf(words: string): supply.Clock {
  const [hour = 0, scheduleHour = 0] = words.split(':').map(Number);
  return { hour, scheduleHour };
}

/** The vectors of a kind, of which there must be some. */
function some(kind: string) {
  const found = vectorsOf(kind);
  assert.ok(found.length > 0, kind);
  return found;
}

test('the parts of a lock are those of Rust', () => {
  for (const [total = '', start = '', cliff, parts, expected = ''] of some('lock')) {
    const schedule = supply.monthly(BigInt(total), BigInt(start), Number(cliff), Number(parts));
    assert.deepEqual(schedule, scheduleOf(expected));
    assert.equal(supply.totalOf(schedule), BigInt(total));
  }
});

test('what is released by when, and what is next, are as in Rust', () => {
  for (const [words = '', now = '', unlocked, next] of some('released')) {
    const schedule = scheduleOf(words);
    const found = supply.nextRelease(schedule, BigInt(now));
    assert.equal(supply.unlocked(schedule, BigInt(now)).toString(), unlocked);
    assert.equal(found === undefined ? '-' : `${found.time}:${found.amount}`, next);
    assert.equal(supply.nextRelease(schedule, supply.endOf(schedule)), undefined);
  }
});

test('a schedule without a period releases once', () => {
  const schedule = { start: 0n, cliff: 5n, period: 0n, atCliff: 3n, each: 1n, periods: 2n };
  assert.deepEqual(
    [4n, 5n, 1n << 64n].map((now) => supply.unlocked(schedule, now)),
    [0n, 3n, 3n],
  );
  assert.equal(supply.nextRelease(schedule, 5n), undefined);
});

test('every figure of the supply is that of Rust, refusals too', () => {
  const refusals = new Set<string>();
  for (const [words = '', now = '', locks = '', ...expected] of some('supply')) {
    const [exists = 0n, emitted = 0n, claimed = 0n, slashed = 0n, feesBurned = 0n, bought = 0n, staked = 0n] =
      numbers(words);
    const counted = { supply: exists, emitted, claimed, slashed, feesBurned, bought, staked };
    const found = supply.supplyOf(counted, locksOf(locks), BigInt(now));
    if ('refused' in found) {
      refusals.add(found.refused);
      assert.deepEqual(['refused', found.refused], expected);
      continue;
    }
    const { burned, ...it } = found;
    const causes = [burned.fees, burned.auctions, burned.slashes, burned.holders];
    const rest = [it.total, it.locked, it.unclaimed, it.staked, it.rewards, it.circulating, it.toCome];
    assert.deepEqual([it.minted, ...causes, ...rest].map(String), expected);
    assert.equal(supply.sum(causes, (part) => part) + it.total, it.minted);
    assert.equal(it.circulating + it.locked + it.rewards, it.total);
    assert.equal(it.minted + it.toCome, 800_000_000n * 100_000_000n);
  }
  assert.deepEqual(refusals, new Set(Object.keys(supply.CONTRADICTIONS)));
});

test('every month of the calendar is that of Rust', () => {
  for (const [clock = '', now = '', locks = '', expected] of some('calendar')) {
    const months = supply.calendar(schedulesOf(locks), clockOf(clock), BigInt(now));
    assert.equal(months.length, supply.CALENDAR_MONTHS + 1);
    const shown = months.map(({ from, to, unlocks, emission }) => [from, to, unlocks, emission].join(':'));
    assert.equal(shown.join(','), expected);
  }
});

test('a release in the last second of a month is of that month, and what is released now is no longer to come', () => {
  const [now, first] = [1_800_000_000n, 1_801_440_000n];
  const clock = { hour: 500_000, scheduleHour: 730 };
  const placeOf = (time: bigint) => {
    const months = supply.calendar([supply.monthly(7n, time, 0, 1)], clock, now);
    return months.findIndex(({ unlocks }) => unlocks === 7n);
  };
  assert.deepEqual([now, now + 1n, first - 1n, first, first + 40n * DAY].map(placeOf), [-1, 0, 0, 1, 2]);
  assert.deepEqual(supply.calendar([], clock, 1n << 63n), []);
});

test('every 20th point of the chart is that of Rust', () => {
  for (const [clock = '', locks = '', expected] of some('chart')) {
    const points = supply.chart(schedulesOf(locks), clockOf(clock));
    assert.equal(points.length, 241);
    const shown = points
      .filter((_, place) => place % 20 === 0)
      .map(({ time, locked, unlocked, emitted }) => [time, locked, unlocked, emitted].join(':'));
    assert.equal(shown.join(','), expected);
  }
});

test('P-31: the published locks are released to the base unit', () => {
  for (const [io, parts, atCliff, each] of [
    [62_500_000n, 24, 260_416_666_666_666n + 16n, 260_416_666_666_666n],
    [51_000_000n, 24, 212_500_000_000_000n, 212_500_000_000_000n],
    [56_500_000n, 36, 156_944_444_444_444n + 16n, 156_944_444_444_444n],
  ] as const) {
    const schedule = supply.monthly(io * 100_000_000n, START, 13, parts);
    assert.deepEqual([schedule.atCliff, schedule.each], [atCliff, each]);
    assert.equal(supply.endOf(schedule), START + BigInt(12 + parts) * 2_628_000n);
  }
});
