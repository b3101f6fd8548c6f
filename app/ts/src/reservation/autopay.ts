/** Whose an autopay is, when it extends, and what keeps it from that: `programs/marketplace/src/state/autopay.rs`. */
import type * as marketplace from '../generated/marketplace';
import { HOUR, less, min } from '../math';
import { Status } from '../status';
import { endsAt, type Reservation } from './meter';

/** Whether it waits or runs. */
export const isOpen = ({ status }: Pick<Reservation, 'status'>): boolean => status <= Status.Active;

/** Whether an autopay was set for this reservation: not for an earlier one at the same address, nor by another payer. */
export const isAutopayOf = (
  autopay: marketplace.Autopay,
  it: Pick<Reservation, 'payer' | 'offer' | 'currency'> & { createdAt: bigint | undefined },
): boolean =>
  autopay.payer === it.payer &&
  autopay.offer === it.offer &&
  autopay.createdAt === it.createdAt &&
  autopay.currency === (it.currency as number);

/** From when its payer lets it extend the reservation, in unix seconds. */
export const extendsFrom = ({ lead }: Pick<marketplace.Autopay, 'lead'>, it: Reservation): bigint =>
  endsAt(it) - BigInt(lead);

/** Seconds before the end from which on an extension passes, with an offer whose longest stay is `longest` seconds; 0 if none does. */
export const effectiveLead = ({ lead, hours }: Pick<marketplace.Autopay, 'lead' | 'hours'>, longest: bigint): number =>
  Number(min(BigInt(lead), less(longest, BigInt(hours) * HOUR)));

/** Since when the wallet is known to be short of the next extension, in unix seconds: not of one before the lead to the present end. */
export const shortFor = (autopay: marketplace.Autopay, it: Reservation): bigint | undefined =>
  autopay.shortSince !== 0n && autopay.shortSince >= extendsFrom(autopay, it) ? autopay.shortSince : undefined;

/** What a dispute does to it, in words before the end that stays, and that end in unix seconds. */
export type WhileDisputed = { words: string; endsAt: bigint };

/** The same of an autopay that is set; undefined without one for this reservation, or if that does not run. */
export const whileDisputed = (autopay: marketplace.Autopay | undefined, it: Reservation): WhileDisputed | undefined =>
  autopay !== undefined && isAutopayOf(autopay, it) && it.status === Status.Active
    ? { words: WAITS, endsAt: endsAt(it) }
    : undefined;

const WAITS = 'waits until the dispute is over: without an extension by hand the reservation ends';
