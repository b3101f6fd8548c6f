/** SSH public keys, as `ssh-keygen` and `ssh-keyscan` write them: type, base 64, perhaps a comment. */
import { base64, fromBase64, sha256 } from './bytes';
import { MAX_SSH_KEY } from './limits';

/** Bytes of a key or a point: of Ed25519, and of the three curves of NIST, uncompressed. */
const ED25519 = 32;
const POINTS: Readonly<Record<string, number>> = { nistp256: 65, nistp384: 97, nistp521: 133 };
/** Bytes of the shortest and the longest modulus of RSA: 2,048 and 8,192 bits. */
const [SHORTEST, LONGEST] = [256, 1_024];

/** The line's type and key, without the comment. */
export const withoutComment = (line: string): string => line.split(' ', 2).join(' ');

/** Whether it is the line of a public key, without options. */
export const isSshKey = (line: string): boolean => blobOf(line) !== undefined;

/** `SHA256:…`, as `ssh-keygen -l` prints it, or nothing if it is no key. */
export async function fingerprint(line: string): Promise<string | undefined> {
  const blob = blobOf(line);
  return blob && `SHA256:${base64(await sha256(blob)).replace(/=+$/, '')}`;
}

function blobOf(line: string): Uint8Array | undefined {
  if (line.length > MAX_SSH_KEY || !/^[ -~]*$/.test(line)) return undefined;
  const [, kind = '', encoded = '', comment] = /^([^ ]+) ([^ ]+)(?: (.*))?$/.exec(line) ?? [];
  if (comment !== undefined && comment.trim() === '') return undefined;
  const blob = fromBase64(encoded);
  const fields = blob && fieldsOf(blob);
  return fields && isKey(kind, fields) ? blob : undefined;
}

/** The fields of a key, each of which has its length in front (RFC 4251, section 5). */
function fieldsOf(blob: Uint8Array): Uint8Array[] | undefined {
  const [view, fields] = [new DataView(blob.buffer, blob.byteOffset, blob.length), [] as Uint8Array[]];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + view.getUint32(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

const ascii = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes ?? []));

/** Whether these are the fields of a key of this type. */
function isKey(kind: string, [name, ...rest]: Uint8Array[]): boolean {
  if (ascii(name) !== kind) return false;
  const [first, second, third] = rest;
  const isPoint = POINTS[ascii(first)] === second?.length && second !== undefined;
  switch (kind) {
    case 'ssh-ed25519':
      return rest.length === 1 && first?.length === ED25519;
    case 'sk-ssh-ed25519@openssh.com':
      return rest.length === 2 && first?.length === ED25519 && second?.length !== 0;
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return rest.length === 3 && ascii(first) === 'nistp256' && isPoint && third?.length !== 0;
    case 'ssh-rsa': {
      // A zero is in front of a number that would be negative otherwise.
      const bytes = (second?.length ?? 0) - (second?.[0] === 0 ? 1 : 0);
      return rest.length === 2 && first?.length !== 0 && bytes >= SHORTEST && bytes <= LONGEST;
    }
    default:
      return rest.length === 2 && kind === `ecdsa-sha2-${ascii(first)}` && isPoint;
  }
}
