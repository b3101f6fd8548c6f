/** The emission schedule: `programs/common/src/schedule`, from its formula instead of its table. */
import { ONE_IO } from './math';

export const MONTHS = 240;
export const HOURS_PER_MONTH = 730;
export const TOTAL_HOURS = MONTHS * HOURS_PER_MONTH;
export const TOTAL_EMISSION = 300_000_000n * ONE_IO;

/** q, the ratio of each month to the one before, with 32 digits: it solves (1 − q²⁴⁰) / (1 − q¹²) = 7.5. */
const SCALE = 10n ** 32n;
const Q = 98_904_112_694_145_279_432_278_994_073_562n;

/** IO base units emitted by the end of each month, month 0 first: 300M · (1 − qᵐ) / (1 − q²⁴⁰), to the nearest. */
export const CUMULATIVE: readonly bigint[] = (() => {
  const powers = [SCALE];
  for (let month = 1; month <= MONTHS; month += 1) powers.push(((powers[month - 1] ?? 0n) * Q) / SCALE);
  const whole = SCALE - (powers[MONTHS] ?? 0n);
  return powers.map((power) => (2n * TOTAL_EMISSION * (SCALE - power) + whole) / (2n * whole));
})();

/** IO base units emitted in the first `hours` hours, rounded down within a month. */
export function cumulative(hours: number): bigint {
  if (hours >= TOTAL_HOURS) return TOTAL_EMISSION;
  const month = Math.floor(hours / HOURS_PER_MONTH);
  const [start = 0n, end = start] = CUMULATIVE.slice(month, month + 2);
  return start + ((end - start) * BigInt(hours % HOURS_PER_MONTH)) / BigInt(HOURS_PER_MONTH);
}

/** IO base units of an hour of the schedule, counted from 0; 0 after the last hour. */
export const hourly = (hour: number): bigint => cumulative(hour + 1) - cumulative(hour);
