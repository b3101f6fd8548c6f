/** Where an endpoint serves what. */
import type { Address } from '@solana/kit';
import { check } from './error';

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
