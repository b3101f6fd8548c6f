/** Which offers the market shows, and the same in a link. */
import { Currency } from 'io-client/actions/pricing';
import { accepts, INTERCONNECTS } from 'io-client/offers';
import { visible } from '../../chain/text';
import { shown } from '../../route';
import type { Row } from '../market';

/** As typed; empty for any. `maxPrice` is in dollars a GPU-hour. */
export type Filters = {
  model: string;
  region: string;
  interconnect: string;
  currency: string;
  maxPrice: string;
  free: string;
};
export const NO_FILTERS: Filters = { model: '', region: '', interconnect: '', currency: '', maxPrice: '', free: '1' };

/** Their names in a link. */
const NAMES = {
  model: 'gpu',
  maxPrice: 'max',
  free: 'free',
  region: 'region',
  interconnect: 'interconnect',
  currency: 'currency',
} as const satisfies Record<keyof Filters, string>;
const FIELDS = Object.keys(NAMES) as (keyof Filters)[];
export const FILTER_NAMES: readonly string[] = Object.values(NAMES);
export const CURRENCIES = ['IO', 'USDC'] as const;

const includes = (all: readonly string[], value: string) => all.includes(value);
const isName = (value: string) => value.length <= 64 && visible(value) === value;
const VALID: Record<keyof Filters, (value: string) => boolean> = {
  model: isName,
  region: isName,
  maxPrice: (value) => microUsdOf(value) !== undefined,
  free: (value) => /^\d{0,5}$/.test(value),
  interconnect: (value) => includes(INTERCONNECTS, value),
  currency: (value) => includes(CURRENCIES, value),
};

/** Micro-USD, or undefined if it is no amount of dollars. */
function microUsdOf(dollars: string): bigint | undefined {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{0,6}))?$/.exec(dollars.trim()) ?? [];
  return whole === undefined ? undefined : BigInt(whole + fraction.padEnd(6, '0'));
}

export function passes({ offer, model, region, free }: Row, filters: Filters): boolean {
  const most = microUsdOf(filters.maxPrice);
  return (
    (filters.model === '' || model === filters.model) &&
    (filters.region === '' || region === filters.region) &&
    (filters.interconnect === '' || INTERCONNECTS[offer.interconnect] === filters.interconnect) &&
    (filters.currency === '' || accepts(offer, filters.currency === 'IO' ? Currency.Io : Currency.Usdc)) &&
    (most === undefined || offer.priceMicroUsd <= most) &&
    free >= (Number(filters.free) || 0)
  );
}

/** The filters of a link, and what of it is not valid. */
export function filtersIn(query: URLSearchParams): { filters: Filters; ignored: string[] } {
  const given = FIELDS.flatMap((field) => {
    const value = query.get(NAMES[field]);
    return value === null ? [] : [{ field, value, isValid: VALID[field](value) }];
  });
  const valid = given.filter(({ isValid }) => isValid).map(({ field, value }) => [field, value] as const);
  return {
    filters: { ...NO_FILTERS, ...Object.fromEntries(valid) },
    ignored: given.filter(({ isValid }) => !isValid).map(({ field, value }) => shown(NAMES[field], value)),
  };
}

/** What a link has of them: what is valid and not as without a filter. */
export function linkOf(filters: Filters): Record<string, string | undefined> {
  const values = FIELDS.map((field) => {
    const value = filters[field];
    return [NAMES[field], value === NO_FILTERS[field] || !VALID[field](value) ? undefined : value] as const;
  });
  return Object.fromEntries(values);
}
