/** Where an endpoint serves what. */
import type { Address } from '@solana/kit';
import { check } from './error';
import { MAX_REFUSAL } from './limits';
import { STEERS } from './text';

/** `GET`: the sealed connection details of a reservation. */
export const detailsUrl = (endpoint: string, reservation: Address): string =>
  below(endpoint, `reservations/${reservation}`);

/** `POST`: a signed workload for a reservation. */
export const workloadUrl = (endpoint: string, reservation: Address): string =>
  below(endpoint, `reservations/${reservation}/workload`);

/** `GET`: the service key of a supplier. An endpoint can serve several suppliers. */
export const serviceKeyUrl = (endpoint: string, supplier: Address): string =>
  below(endpoint, `suppliers/${supplier}/service-key`);

function below(endpoint: string, path: string): string {
  check(
    'endpoint',
    /^https?:\/\/[A-Za-z\d[][!-~]*$/.test(endpoint) && !/[?#@\\]/.test(endpoint),
    'is not a URL such as https://gpus.example, without `?` and `#`',
  );
  return `${endpoint.replace(/\/+$/, '')}/v1/${path}`;
}

/** Why an endpoint refuses a request. */
export type Refusal = {
  /** An `AccessErrorCode`, or `NotFound`, `NotStarted`, `Ended`, `TooManyRequests`. */
  error: string;
  /** Words for people, safe to show. */
  message: string;
};

/** Reads what somebody's endpoint answers, or nothing if it is none of this format. */
export function readRefusal(body: string): Refusal | undefined {
  if (body.length > MAX_REFUSAL) return undefined;
  try {
    const { error, message } = JSON.parse(body) as Record<string, unknown>;
    if (typeof error !== 'string' || typeof message !== 'string' || !/^[A-Za-z]{1,32}$/.test(error)) return undefined;
    const shown = Array.from(message, (it) => (STEERS.test(it) ? `\\u{${it.codePointAt(0)?.toString(16)}}` : it));
    return { error, message: shown.join('') };
  } catch {
    return undefined;
  }
}
