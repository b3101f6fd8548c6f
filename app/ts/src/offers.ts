/** Offers and their free GPUs: `programs/marketplace/src/state`. */
import { Currency } from './generated/marketplace';
import type * as marketplace from './generated/marketplace';
import type * as emissions from './generated/emissions';
import { max, mulDiv, ONE_UNIT } from './math';
import { activeStake } from './stake';

type Supplier = emissions.Supplier;
type Usage = marketplace.SupplierUsage;
type Offer = marketplace.Offer;

export const INTERCONNECTS = ['PCIe', 'NVLink', 'InfiniBand', 'RoCE'] as const;
/** The currency's bit in the set that an offer takes. */
const takes = (currency: Currency): number => 1 << currency;

export const accepts = (offer: Pick<Offer, 'currencies'>, currency: Currency): boolean => (offer.currencies & takes(currency)) !== 0;

/** The longest stay at an offer in a currency, in hours, within the market's limit. */
export const longestStay = (
  { maxHours, maxIoHours }: Pick<Offer, 'maxHours' | 'maxIoHours'>,
  market: Pick<marketplace.Config, 'maxHours'>,
  currency: number,
): number => Math.min(maxHours, market.maxHours, ...(currency === (Currency.Io as number) ? [maxIoHours] : []));

/** Stake required to back `gpus` GPUs of the attestation, rounded up. */
export function requiredStake({ multiplier, stakePerUnit }: Supplier['attestation'], gpus: number): bigint {
  return mulDiv(BigInt(gpus) * max(BigInt(multiplier), ONE_UNIT), stakePerUnit, ONE_UNIT, 'up');
}

/** Whether the stake of a supplier backs `gpus` GPUs. */
export function backs({ attestation, stake }: Supplier, gpus: number): boolean {
  const required = requiredStake(attestation, gpus);
  return activeStake(stake) >= required && stake.own >= (required + 1n) / 2n;
}

export const attestedGpus = ({ attestation }: Supplier, now: bigint): number => (now < attestation.endsAt ? attestation.gpus : 0);

/** GPUs that a renter would get now: offered, attested, and backed by stake. */
export function freeGpus(offer: Offer, supplier: Supplier, usage: Usage, now: bigint): number {
  if (offer.paused !== 0 || offer.model !== supplier.model) return 0;
  const attested = attestedGpus(supplier, now) - usage.reservedGpus;
  let [low, high] = [0, Math.max(0, Math.min(attested, offer.gpus - offer.reserved))];
  while (low < high) {
    const middle = high - Math.floor((high - low) / 2);
    if (backs(supplier, usage.reservedGpus + middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Share of reservations that the supplier completed; those declined in time do not count. Undefined if none has ended. */
export function completion({ completed, terminated, notStarted, breaches }: Usage['service']): number | undefined {
  const all = completed + terminated + notStarted + breaches;
  return all === 0 ? undefined : completed / all;
}
