/** A supplier's service key: what workloads are sealed to, signed by the supplier's owner or operator. */
import type { Address } from '@solana/kit';
import { utf8 } from './bytes';
import { AccessError, check, invalid } from './error';
import { needed, readFields } from './json';
import { parsePublicKey, publicKeyText, type PublicKey } from './key';
import { CLOCK_SKEW, MAX_REQUEST, MAX_SERVICE_KEY_AGE, VERSION } from './limits';
import { readSignature, utc, verify, type Signed } from './statement';
import { address, time } from './text';

/** A service key to be signed. */
export type UnsignedServiceKey = {
  /** Genesis hash of the network. */
  network: string;
  /** The supplier's account. */
  supplier: Address;
  /** To what workloads are sealed. */
  key: PublicKey;
  /** When it was made, in unix seconds. */
  issuedAt: number;
  /** Until when it is valid, in unix seconds: at most 90 days later. */
  expiresAt: number;
};

/** A service key, as an endpoint serves it. */
export type ServiceKey = UnsignedServiceKey & Signed;

/** What the chain and the clock of the renter say. */
export type ServiceTerms = { network: string; supplier: Address; owner: Address; operator: Address; now: number };

/** What to sign. */
export const serviceKeyStatement = ({ network, supplier, key, issuedAt, expiresAt }: UnsignedServiceKey): string =>
  `io access 1, service key. I act for this supplier: seal its workloads to this key. Network: ${network}. ` +
  `Supplier: ${supplier}. Key: ${publicKeyText(key)}. Issued: ${utc(issuedAt)}. Expires: ${utc(expiresAt)}.`;

/**
 * Reads JSON, without a look at the signature.
 *
 * @throws `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`, `WeakKey`.
 */
export function readServiceKey(json: Uint8Array): ServiceKey {
  const fields = readFields(json, MAX_REQUEST, {
    network: 'text',
    supplier: 'text',
    key: 'text',
    issued_at: 'number',
    expires_at: 'number',
    signer: 'text',
    signature: 'text',
  });
  const network = genesis(needed('network', fields.network));
  const supplier = address('supplier', needed('supplier', fields.supplier));
  const key = keyOf(needed('key', fields.key));
  const issuedAt = time('issued_at', needed('issued_at', fields.issued_at));
  const expiresAt = time('expires_at', needed('expires_at', fields.expires_at));
  const age = expiresAt - issuedAt;
  check('expires_at', age >= 1 && age <= MAX_SERVICE_KEY_AGE, 'is not within 90 days after `issued_at`');
  const signer = address('signer', needed('signer', fields.signer));
  const signature = readSignature(needed('signature', fields.signature));
  return { network, supplier, key, issuedAt, expiresAt, signer, signature };
}

function keyOf(text: string): PublicKey {
  try {
    return parsePublicKey(text);
  } catch (error) {
    if (error instanceof AccessError && error.code === 'WeakKey') throw error;
    throw invalid('key', 'is not an age recipient, age1…');
  }
}

export function genesis(text: string): string {
  try {
    return address('network', text);
  } catch {
    throw invalid('network', 'is not a genesis hash in base 58');
  }
}

/**
 * Writes JSON.
 *
 * @throws What {@link readServiceKey} would refuse.
 */
export function writeServiceKey(it: ServiceKey): Uint8Array {
  const json = utf8(
    JSON.stringify({
      version: VERSION,
      network: it.network,
      supplier: it.supplier,
      key: publicKeyText(it.key),
      issued_at: it.issuedAt,
      expires_at: it.expiresAt,
      signer: it.signer,
      signature: it.signature,
    }),
  );
  readServiceKey(json);
  return json;
}

/**
 * The key, if the supplier's owner or operator signed it for this network and it is valid now.
 *
 * @throws `WrongNetwork`, `WrongSupplier`, `WrongSigner`, `BadSignature`, `NotYetValid`, `Expired`.
 */
export async function checkServiceKey(it: ServiceKey, terms: ServiceTerms): Promise<PublicKey> {
  if (it.network !== terms.network) throw new AccessError('WrongNetwork');
  if (it.supplier !== terms.supplier) throw new AccessError('WrongSupplier');
  if (it.signer !== terms.owner && it.signer !== terms.operator) throw new AccessError('WrongSigner');
  await verify(serviceKeyStatement(it), it);
  if (it.issuedAt > terms.now + CLOCK_SKEW) throw new AccessError('NotYetValid');
  if (terms.now >= it.expiresAt) throw new AccessError('Expired');
  return it.key;
}
