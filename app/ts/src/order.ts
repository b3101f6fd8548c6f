/** The order of addresses on the chain: by their bytes. */
import { getAddressEncoder, type Address } from '@solana/kit';

export function byBytes(one: Address, other: Address): number {
  const [a, b] = [one, other].map((it) => getAddressEncoder().encode(it)) as [Uint8Array, Uint8Array];
  const differs = a.findIndex((byte, place) => byte !== b[place]);
  return differs < 0 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0);
}
