/** Why something is refused. No message holds a stranger's text or a secret. */
import { CLOCK_SKEW, FRESH_FOR } from './limits';

const MESSAGES = {
  NotAKey: 'not a key',
  WeakKey:
    'not a safe X25519 public key: anybody could read what is sealed to it, or nobody; make a key with `age-keygen`',
  TooLarge: 'too many bytes',
  HashMismatch:
    "these are not the connection details that the supplier committed to: their SHA-256 is not the reservation's connection hash",
  CannotOpen: 'it cannot be opened: it is sealed to another key, or it is altered or no age file',
  Malformed: 'not JSON of this format: wrong syntax, an unknown or repeated field, or a value of another type',
  UnsupportedVersion: 'this version of the access format is not supported; update this program',
  UnsupportedKind:
    'this kind of connection is not supported: `kind` is neither ssh nor https; update this program',
  InvalidField: 'a field has a value that it cannot have',
  HostKeyMismatch: '`host_key_fingerprint` is not the fingerprint of `host_key`',
  WrongNetwork: 'it is of another network: the genesis hash differs',
  WrongReservation: 'it is of another reservation',
  WrongSupplier: 'it is of another supplier',
  WrongSigner:
    "it is signed by another wallet: a workload needs the renter's, a service key that of the supplier's owner or operator",
  BadSignature: "the signature is not the signer's for this content",
  Stale: `it was issued more than ${FRESH_FOR} seconds ago; sign it again`,
  NotYetValid: `it was issued more than ${CLOCK_SKEW} seconds in the future: a clock is wrong`,
  Expired: 'it has expired',
  Replayed: 'this sequence was already accepted for this reservation; sign it with a higher one',
} as const;

/** The same names as in Rust and in answers over HTTP. */
export type AccessErrorCode = keyof typeof MESSAGES;

export class AccessError extends Error {
  readonly code: AccessErrorCode;

  constructor(code: AccessErrorCode, message: string = MESSAGES[code]) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
  }
}

/** A field that cannot have its value. */
export const invalid = (field: string, why: string) => new AccessError('InvalidField', `\`${field}\` ${why}`);

/** Unless it holds, the field cannot have its value. */
export function check(field: string, holds: boolean, why: string): asserts holds {
  if (!holds) throw invalid(field, why);
}
