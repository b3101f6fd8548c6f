/** A workload on its way to the supplier: sealed, and signed by the renter's wallet. */
import type { Address } from '@solana/kit';
import { base64, fromBase64, hexadecimal, sha256, utf8 } from './bytes';
import { AccessError, check, invalid } from './error';
import { needed, readFields } from './json';
import type { Secret } from './key';
import { CLOCK_SKEW, FRESH_FOR, MAX_REQUEST, MAX_SEALED, MAX_SEQUENCE, VERSION } from './limits';
import { checkSize } from './sealed';
import { genesis } from './service';
import { readSignature, utc, verify, type Signed } from './statement';
import { address, time } from './text';
import { openWorkload, type Workload } from './workload';

/** A request to be signed. */
export type UnsignedRequest = {
  /** Genesis hash of the network. */
  network: string;
  reservation: Address;
  /** The sealed {@link Workload}. */
  sealed: Uint8Array;
  /** When it was made, in unix seconds. */
  issuedAt: number;
  /** Higher than that of the last request for this reservation; milliseconds of unix time need no memory. */
  sequence: number;
};

/** A signed request, as it is posted to an endpoint. */
export type WorkloadRequest = UnsignedRequest & Signed;

/** What the chain, the clock and the memory of the supplier say. */
export type RequestTerms = {
  network: string;
  /** The reservation in the path of the request. */
  reservation: Address;
  renter: Address;
  now: number;
  /** The highest sequence that was accepted for this reservation. */
  lastSequence?: number;
};

/** What to sign. */
export async function workloadStatement(it: UnsignedRequest): Promise<string> {
  const sealed = hexadecimal(await sha256(it.sealed));
  return (
    `io access 1, workload. I rent this reservation and send its supplier a sealed workload. Network: ${it.network}. ` +
    `Reservation: ${it.reservation}. SHA-256: ${sealed}. Issued: ${utc(it.issuedAt)}. Sequence: ${it.sequence}.`
  );
}

/**
 * Reads JSON, without a look at the signature.
 *
 * @throws `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
 */
export function readRequest(json: Uint8Array): WorkloadRequest {
  const fields = readFields(json, MAX_REQUEST, {
    network: 'text',
    reservation: 'text',
    sealed: 'text',
    issued_at: 'number',
    sequence: 'number',
    signer: 'text',
    signature: 'text',
  });
  const network = genesis(needed('network', fields.network));
  const reservation = address('reservation', needed('reservation', fields.reservation));
  const sealed = fromBase64(needed('sealed', fields.sealed));
  if (sealed === undefined) throw invalid('sealed', 'is not base 64');
  checkSize(sealed.length, MAX_SEALED);
  const issuedAt = time('issued_at', needed('issued_at', fields.issued_at));
  const sequence = needed('sequence', fields.sequence);
  check('sequence', sequence <= MAX_SEQUENCE, 'is too high');
  const signer = address('signer', needed('signer', fields.signer));
  const signature = readSignature(needed('signature', fields.signature));
  return { network, reservation, sealed, issuedAt, sequence, signer, signature };
}

/**
 * Writes JSON.
 *
 * @throws What {@link readRequest} would refuse.
 */
export function writeRequest(it: WorkloadRequest): Uint8Array {
  const json = utf8(
    JSON.stringify({
      version: VERSION,
      network: it.network,
      reservation: it.reservation,
      sealed: base64(it.sealed),
      issued_at: it.issuedAt,
      sequence: it.sequence,
      signer: it.signer,
      signature: it.signature,
    }),
  );
  readRequest(json);
  return json;
}

/**
 * The workload, if the renter signed it for this reservation just now and it is none of before.
 *
 * @throws `WrongNetwork`, `WrongReservation`, `WrongSigner`, `BadSignature`, `Stale`, `NotYetValid`, `Replayed`, and those of
 * `openWorkload`.
 */
export async function acceptRequest(it: WorkloadRequest, terms: RequestTerms, secret: Secret): Promise<Workload> {
  if (it.network !== terms.network) throw new AccessError('WrongNetwork');
  if (it.reservation !== terms.reservation) throw new AccessError('WrongReservation');
  if (it.signer !== terms.renter) throw new AccessError('WrongSigner');
  await verify(await workloadStatement(it), it);
  if (it.issuedAt > terms.now + CLOCK_SKEW) throw new AccessError('NotYetValid');
  if (terms.now > it.issuedAt + FRESH_FOR) throw new AccessError('Stale');
  if (terms.lastSequence !== undefined && it.sequence <= terms.lastSequence) {
    throw new AccessError(
      'Replayed',
      `sequence ${terms.lastSequence} was already accepted for this reservation; sign it with a higher one`,
    );
  }
  const workload = await openWorkload(it.sealed, secret);
  // Somebody else's workload, sealed for another reservation and sent again under this one.
  if (workload.reservation !== terms.reservation) throw new AccessError('WrongReservation');
  return workload;
}
