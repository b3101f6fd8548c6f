/**
 * Amounts, times and addresses for people, in the language of the page. Every amount has its unit, without a line break
 * between the two.
 */
import { BPS, ONE_IO, ONE_USDC, PICO_USD } from 'io-client/math';
import { locale, texts } from './texts';

type Marks = { group(whole: bigint): string; point: string; dollars(amount: string): string };
const marks = new Map<string, Marks>();

/** How a locale groups digits, separates decimals and writes dollars. Digits are always 0 to 9. */
function marksOf(locale: string): Marks {
  const known = marks.get(locale);
  if (known !== undefined) return known;
  const latin = { numberingSystem: 'latn' } as const;
  const whole = new Intl.NumberFormat(locale, latin);
  const dollar = new Intl.NumberFormat(locale, { ...latin, style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' });
  const around = dollar.formatToParts(1);
  const digits = ['integer', 'decimal', 'fraction'];
  const text = (those: Intl.NumberFormatPart[]) => those.map(({ value }) => value).join('');
  const first = around.findIndex(({ type }) => digits.includes(type));
  const last = around.findLastIndex(({ type }) => digits.includes(type));
  const [before, after] = [text(around.slice(0, first)), text(around.slice(last + 1))];
  const made: Marks = {
    group: (amount) => whole.format(amount),
    point: new Intl.NumberFormat(locale, latin).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.',
    dollars: (amount) => `${before}${amount}${after}`,
  };
  marks.set(locale, made);
  return made;
}

/** The mark between a whole and its decimals. */
export const point = (): string => marksOf(locale()).point;

/** A whole number, its digits in groups. */
export const grouped = (number: bigint | number): string => marksOf(locale()).group(BigInt(number));

/** The decimals of a non-negative amount, with the mark before them, truncated. */
function fraction(amount: bigint, one: bigint, decimals: number): string {
  if (decimals === 0) return '';
  return marksOf(locale()).point + ((amount % one) + one).toString().slice(1, 1 + decimals);
}

/** `amount / one` with this many decimals, truncated: it never shows more than there is. */
export function decimal(amount: bigint, one: bigint, decimals: number): string {
  if (amount < 0n) return `−${decimal(-amount, one, decimals)}`;
  return `${grouped(amount / one)}${fraction(amount, one, decimals)}`;
}

/** The same in two parts: the whole, and the decimals with the mark before them. */
export const split = (amount: bigint, one: bigint, decimals: number): [whole: string, decimals: string] => [
  grouped(amount / one),
  fraction(amount, one, decimals),
];

export const io = (amount: bigint, decimals = 4): string => `${decimal(amount, ONE_IO, decimals)}\u00a0IO`;
/** In millions, without a unit: for the axes of pictures. */
export const millions = (amount: bigint, decimals = 0): string =>
  texts().time.millions(decimal(amount, ONE_IO * 1_000_000n, decimals));
export const usdc = (amount: bigint, decimals = 2): string => `${decimal(amount, ONE_USDC, decimals)}\u00a0USDC`;
export const sol = (lamports: bigint): string => `${decimal(lamports, 10n ** 9n, 9)}\u00a0SOL`;
export const usd = (microUsd: bigint, decimals = 2): string => dollars(microUsd, ONE_USDC, decimals);
export const price = (picoUsd: bigint, decimals = 6): string => dollars(picoUsd, PICO_USD, decimals);
export const units = (amount: bigint): string => decimal(amount, BPS, 2);

const dollars = (amount: bigint, one: bigint, decimals: number): string =>
  marksOf(locale()).dollars(decimal(amount, one, decimals));

/** bps as a percentage, with at most two decimals. */
export const percent = (bps: bigint | number, decimals = 2): string =>
  `${decimal(BigInt(typeof bps === 'number' ? Math.trunc(bps) : bps), 100n, decimals)}\u00a0%`;

/** `part` of `whole` as a percentage; 0 of nothing. */
export function share(part: bigint, whole: bigint, decimals = 2): string {
  const one = 10n ** BigInt(decimals);
  return `${decimal(whole === 0n ? 0n : (part * 100n * one) / whole, one, decimals)}\u00a0%`;
}

/** The two largest units of a time: `2 d 3 h`. */
export function duration(seconds: bigint | number): string {
  const all = Math.max(0, Math.floor(Number(seconds)));
  const { time } = texts();
  const parts = [
    [Math.floor(all / 86_400), time.days],
    [Math.floor(all / 3_600) % 24, time.hours],
    [Math.floor(all / 60) % 60, time.minutes],
    [all % 60, time.seconds],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `0\u00a0${time.seconds}`;
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}\u00a0${unit}`)
    .join('\u00a0');
}

/** A moment relative to `now`: `in 3 h 5 min`, `2 d ago`. */
export function away(at: bigint, now: bigint): string {
  const { time } = texts();
  if (at === now) return time.now;
  return at > now ? time.in(duration(at - now)) : time.ago(duration(now - at));
}

const dateOf = (time: bigint): Date | undefined => {
  const date = new Date(Number(time) * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const TO_THE_MINUTE = { hour: '2-digit', minute: '2-digit' } as const;

/** A date in the reader's time zone, unless `form` names another. */
const dated = (time: bigint, form: Intl.DateTimeFormatOptions): string =>
  dateOf(time)?.toLocaleString(locale(), { numberingSystem: 'latn', ...form }) ?? texts().time.never;

/** A moment to the minute, with its year, in the reader's time zone, which it names. */
export const moment = (time: bigint): string =>
  dated(time, { day: 'numeric', month: 'short', year: 'numeric', ...TO_THE_MINUTE, timeZoneName: 'short' });

/** A month of the calendar in UTC, such as `Dec 2026`. */
export const month = (time: bigint): string => dated(time, { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** The same without its year. */
export const monthOnly = (time: bigint): string => dated(time, { month: 'short', timeZone: 'UTC' });

/** The time of day to the second, in the reader's time zone, which it names. */
export const clock = (time: bigint): string => dated(time, { ...TO_THE_MINUTE, second: '2-digit', timeZoneName: 'short' });

/** A moment for machines; undefined if it is out of range. */
export const iso = (time: bigint): string | undefined => dateOf(time)?.toISOString();

/** The name of the reader's time zone, such as Europe/Berlin. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Both ends of an address. */
export const short = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;
