/** Whose an autopay is, and when it extends. */
import type * as marketplace from '../generated/marketplace';
import { endsAt, type Reservation } from './meter';

/** Whether it waits or runs. */
export const isOpen = ({ status }: Pick<Reservation, 'status'>): boolean => status <= 1;

/** Whether an autopay was set for this reservation: not for an earlier one at the same address, nor by another payer. */
export const isAutopayOf = (autopay: marketplace.Autopay, { payer, createdAt, currency }: Reservation): boolean =>
  autopay.payer === payer && autopay.createdAt === createdAt && autopay.currency === (currency as number);

/** From when it extends the reservation, in unix seconds. */
export const extendsFrom = ({ lead }: marketplace.Autopay, it: Reservation): bigint => endsAt(it) - BigInt(lead);
