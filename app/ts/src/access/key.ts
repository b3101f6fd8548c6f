/** Keys of X25519, in the forms of the `age` command. */
import { bech32 } from '@scure/base';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { AccessError } from './error';

/** The 32 bytes of a reservation's `connection_key`, or of a supplier's service key. Made by {@link publicKey}. */
export type PublicKey = Uint8Array & { readonly __brand: 'X25519' };

/** Encodings of small order, of the curve and of its twist, that are reduced (RFC 7748). */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];
const PRIME = (1n << 255n) - 19n;

/**
 * The key of 32 bytes, such as a reservation's `connection_key`.
 *
 * @throws `WeakKey`: of low order, to which anybody could read what is sealed; or not reduced, which its owner cannot open.
 */
export function publicKey(bytes: Uint8Array): PublicKey {
  const digits = Array.from(bytes, (it) => it.toString(16).padStart(2, '0'));
  const number = BigInt(`0x0${digits.toReversed().join('')}`);
  if (bytes.length !== 32 || number >= PRIME || LOW_ORDER.includes(digits.join(''))) throw new AccessError('WeakKey');
  return new Uint8Array(bytes) as PublicKey;
}

/** The age recipient, `age1…`. */
export const publicKeyText = (key: PublicKey): string => bech32.encodeFromBytes('age', key);

/**
 * The key of an age recipient.
 *
 * @throws `NotAKey`, `WeakKey`.
 */
export function parsePublicKey(text: string): PublicKey {
  const wrong = () => new AccessError('NotAKey', 'not a key: an age recipient begins with age1 and has 62 characters');
  const bytes = decode(text, 'age');
  if (bytes === undefined) throw wrong();
  const key = publicKey(bytes);
  // Capitals would be another text for the same key.
  if (publicKeyText(key) !== text) throw wrong();
  return key;
}

/** A secret key. Neither JSON nor a log shows it. */
export class Secret {
  readonly #key: string;

  private constructor(key: string) {
    this.#key = key;
  }

  /** A new key. */
  static async generate(): Promise<Secret> {
    return new Secret(await generateX25519Identity());
  }

  /** The key of 32 bytes, such as those in a file that `openssl genpkey -algorithm X25519` makes. */
  static fromBytes(bytes: Uint8Array): Secret {
    if (bytes.length !== 32) throw new AccessError('NotAKey', 'not a key: it does not have 32 bytes');
    return new Secret(bech32.encodeFromBytes('age-secret-key-', bytes).toUpperCase());
  }

  /**
   * The only key of a file that `age-keygen` or {@link toFile} makes.
   *
   * @throws `NotAKey`.
   */
  static read(file: string): Secret {
    const lines = file.split('\n').map((line) => line.trim());
    const [key, ...more] = lines.filter((line) => line !== '' && !line.startsWith('#'));
    if (key === undefined || more.length > 0) {
      throw new AccessError(
        'NotAKey',
        'not a key: the file must have one line that begins with AGE-SECRET-KEY-1; make it with `age-keygen`',
      );
    }
    if (!key.startsWith('AGE-SECRET-KEY-1') || decode(key, 'age-secret-key-') === undefined) {
      throw new AccessError(
        'NotAKey',
        'not a key: an age secret key begins with AGE-SECRET-KEY-1 and has 74 characters; make one with `age-keygen`',
      );
    }
    return new Secret(key);
  }

  /** Its public key. */
  async public(): Promise<PublicKey> {
    return parsePublicKey(await identityToRecipient(this.#key));
  }

  /** The key as a file that `age --decrypt --identity` takes. */
  async toFile(): Promise<string> {
    return `# public key: ${publicKeyText(await this.public())}\n${this.#key}\n`;
  }

  /** `AGE-SECRET-KEY-1…`, for the age library. */
  expose(): string {
    return this.#key;
  }
}

/** The 32 bytes of a key. */
function decode(text: string, start: string): Uint8Array | undefined {
  const decoded = bech32.decodeUnsafe(text, false);
  const bytes = decoded?.prefix === start ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  return bytes instanceof Uint8Array && bytes.length === 32 ? bytes : undefined;
}
