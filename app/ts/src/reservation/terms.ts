/** The terms of a reservation, as `programs/marketplace/src/state/meter.rs` applies them. Amounts are base units. */
import type * as marketplace from '../generated/marketplace';
import { bpsOf, HOUR, max } from '../math';

type Terms = marketplace.Terms;

/** `gross` with the renter's fee on it, rounded up. */
export const withFee = (gross: bigint, { renterFeeBps }: Pick<Terms, 'renterFeeBps'>): bigint =>
  gross + bpsOf(gross, renterFeeBps, 'up');

/** `gross` without the supplier's fee, rounded up. */
export const withoutFee = (gross: bigint, { supplierFeeBps }: Pick<Terms, 'supplierFeeBps'>): bigint =>
  gross - bpsOf(gross, supplierFeeBps, 'up');

/** Seconds that are due at least once the first minutes are over. */
export const leastOf = ({ forfeit, minHours }: Pick<Terms, 'forfeit' | 'minHours'>): bigint =>
  max(BigInt(forfeit), BigInt(minHours) * HOUR);

/** The deposit of a dispute of `gross`, rounded up. */
export const depositOf = (gross: bigint, { depositBps }: Terms): bigint => bpsOf(gross, depositBps, 'up');

/** Seconds of downtime that a reservation may have once `elapsed` seconds have passed. */
export const allowedDowntime = (elapsed: bigint, { maxDowntimeBps, minDowntime }: Terms): bigint =>
  max(bpsOf(elapsed, maxDowntimeBps, 'down'), BigInt(minDowntime));
