/**
 * Binary age files for one X25519 key, which the `age` command opens too.
 *
 * Not armoured: armour allows white space, so one file would have several forms and hashes.
 */
import { Decrypter, Encrypter } from 'age-encryption';
import { sha256 } from './bytes';
import { AccessError } from './error';
import { publicKeyText, type PublicKey, type Secret } from './key';
import { MAX_SEALED } from './limits';

/** SHA-256 of sealed bytes: a reservation's `connection_hash`. */
export const hash = sha256;

export async function seal(plain: Uint8Array, to: PublicKey): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(publicKeyText(to));
  return encrypter.encrypt(plain);
}

/** Opens what is sealed to the key of `secret`. */
export async function open(sealed: Uint8Array, secret: Secret): Promise<Uint8Array> {
  checkSize(sealed.length, MAX_SEALED);
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret.expose());
  try {
    return await decrypter.decrypt(sealed);
  } catch {
    throw new AccessError('CannotOpen');
  }
}

export function checkSize(has: number, most: number) {
  if (has > most) throw new AccessError('TooLarge', `${has} bytes, and at most ${most} are allowed`);
}
