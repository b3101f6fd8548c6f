/** Amounts, times and addresses for people. Every amount has its unit, without a line break between the two. */
import { BPS, ONE_IO, ONE_USDC, PICO_USD } from 'io-client/math';

/** A whole number with a comma before every third digit. */
export const grouped = (number: bigint | number): string => number.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** `amount / one` with this many decimals, truncated: it never shows more than there is. */
export function decimal(amount: bigint, one: bigint, decimals: number): string {
  if (amount < 0n) return `−${decimal(-amount, one, decimals)}`;
  const whole = grouped(amount / one);
  if (decimals === 0) return whole;
  const digits = ((amount % one) + one).toString().slice(1, 1 + decimals);
  return `${whole}.${digits}`;
}

export const io = (amount: bigint, decimals = 4): string => `${decimal(amount, ONE_IO, decimals)}\u00a0IO`;
/** In millions, without a unit: for the axes of pictures. */
export const millions = (amount: bigint, decimals = 0): string => `${decimal(amount, ONE_IO * 1_000_000n, decimals)}M`;
export const usdc = (amount: bigint, decimals = 2): string => `${decimal(amount, ONE_USDC, decimals)}\u00a0USDC`;
export const sol = (lamports: bigint): string => `${decimal(lamports, 10n ** 9n, 9)}\u00a0SOL`;
export const usd = (microUsd: bigint, decimals = 2): string => `$${decimal(microUsd, ONE_USDC, decimals)}`;
export const price = (picoUsd: bigint, decimals = 6): string => `$${decimal(picoUsd, PICO_USD, decimals)}`;
export const units = (amount: bigint): string => decimal(amount, BPS, 2);

/** bps as a percentage. */
export function percent(bps: bigint | number, decimals = 2): string {
  const [whole = '', fraction] = Math.abs(Number(bps) / 100)
    .toFixed(decimals)
    .split('.');
  const digits = fraction === undefined ? grouped(BigInt(whole)) : `${grouped(BigInt(whole))}.${fraction}`;
  return `${Number(bps) < 0 ? '−' : ''}${digits}\u00a0%`;
}

/** The two largest units of a time: `2 d 3 h`. */
export function duration(seconds: bigint | number): string {
  const all = Math.max(0, Math.floor(Number(seconds)));
  const parts = [
    [Math.floor(all / 86_400), 'd'],
    [Math.floor(all / 3_600) % 24, 'h'],
    [Math.floor(all / 60) % 60, 'min'],
    [all % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0\u00a0s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}\u00a0${unit}`)
    .join('\u00a0');
}

/** A moment relative to `now`: `in 3 h 5 min`, `2 d ago`. */
export function away(time: bigint, now: bigint): string {
  if (time === now) return 'now';
  return time > now ? `in ${duration(time - now)}` : `${duration(now - time)} ago`;
}

const dateOf = (time: bigint): Date | undefined => {
  const date = new Date(Number(time) * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const TO_THE_MINUTE = { hour: '2-digit', minute: '2-digit' } as const;

/** A moment to the minute, with its year, in the reader's time zone, which it names. */
export function moment(time: bigint): string {
  const form = { day: 'numeric', month: 'short', year: 'numeric', ...TO_THE_MINUTE, timeZoneName: 'short' } as const;
  return dateOf(time)?.toLocaleString('en-GB', form) ?? 'never';
}

/** A month of the calendar in UTC, such as `Dec 2026`. */
export const month = (time: bigint): string =>
  dateOf(time)?.toLocaleString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }) ?? 'never';

/** The time of day to the second, in the reader's time zone, which it names. */
export const clock = (time: bigint): string =>
  dateOf(time)?.toLocaleTimeString('en-GB', { ...TO_THE_MINUTE, second: '2-digit', timeZoneName: 'short' }) ?? 'never';

/** A moment for machines; undefined if it is out of range. */
export const iso = (time: bigint): string | undefined => dateOf(time)?.toISOString();

/** The name of the reader's time zone, such as Europe/Berlin. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Both ends of an address. */
export const short = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;
