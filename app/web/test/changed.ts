/** The recording with other accounts of some kinds. */
import type { ReadonlyUint8Array } from '@solana/kit';
import {
  CONFIG_DISCRIMINATOR,
  EMISSIONS_PROGRAM_ADDRESS,
  getConfigDecoder,
  getConfigEncoder,
  getHistoryPageDecoder,
  getHistoryPageEncoder,
  getLedgerDecoder,
  getLedgerEncoder,
  getSupplierDecoder,
  getSupplierEncoder,
  HISTORY_PAGE_DISCRIMINATOR,
  LEDGER_DISCRIMINATOR,
  SUPPLIER_DISCRIMINATOR,
} from 'io-client/generated/emissions';
import * as feeBurn from 'io-client/generated/feeBurn';
import * as marketplace from 'io-client/generated/marketplace';
import { recorded } from './rpc';

type Accounts = typeof recorded.accounts;
type Kind<T extends object> = {
  program?: string;
  discriminator: ReadonlyUint8Array;
  decode(bytes: Uint8Array): T;
  encode(it: T): ReadonlyUint8Array;
};

export const CONFIG = {
  ...kind(CONFIG_DISCRIMINATOR, getConfigDecoder(), getConfigEncoder()),
  program: EMISSIONS_PROGRAM_ADDRESS,
};
export const LEDGER = kind(LEDGER_DISCRIMINATOR, getLedgerDecoder(), getLedgerEncoder());
export const HISTORY = kind(HISTORY_PAGE_DISCRIMINATOR, getHistoryPageDecoder(), getHistoryPageEncoder());
export const SUPPLIER = kind(SUPPLIER_DISCRIMINATOR, getSupplierDecoder(), getSupplierEncoder());
export const OFFER = kind(
  marketplace.OFFER_DISCRIMINATOR,
  marketplace.getOfferDecoder(),
  marketplace.getOfferEncoder(),
);
export const RESERVATION = kind(
  marketplace.RESERVATION_DISCRIMINATOR,
  marketplace.getReservationDecoder(),
  marketplace.getReservationEncoder(),
);
export const MARKET = {
  ...kind(marketplace.CONFIG_DISCRIMINATOR, marketplace.getConfigDecoder(), marketplace.getConfigEncoder()),
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
};
export const BURN = {
  ...kind(feeBurn.CONFIG_DISCRIMINATOR, feeBurn.getConfigDecoder(), feeBurn.getConfigEncoder()),
  program: feeBurn.FEE_BURN_PROGRAM_ADDRESS,
};

function kind<From extends object, To extends From>(
  discriminator: ReadonlyUint8Array,
  decoder: { decode(bytes: Uint8Array): To },
  encoder: { encode(it: From): ReadonlyUint8Array },
): Kind<To> {
  return { discriminator, decode: (bytes) => decoder.decode(bytes), encode: (it) => encoder.encode(it) };
}

/** Every account of a kind, as `change` leaves it. */
export function changed<T extends object>(accounts: Accounts, kind: Kind<T>, change: (it: T) => Partial<T>): Accounts {
  let count = 0;
  const all = accounts.map((account) => {
    const bytes = Buffer.from(account.data, 'base64');
    const isOne =
      (kind.program === undefined || account.owner === kind.program) &&
      kind.discriminator.every((byte, at) => bytes[at] === byte);
    if (!isOne) return account;
    count += 1;
    const it = kind.decode(bytes);
    return { ...account, data: Buffer.from(Uint8Array.from(kind.encode({ ...it, ...change(it) }))).toString('base64') };
  });
  if (count === 0) throw new Error('the recording has none of that kind');
  return all;
}
