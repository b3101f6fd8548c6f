/** Bytes and texts. */
const ENCODER = new TextEncoder();

export const utf8 = (text: string): Uint8Array => ENCODER.encode(text);

export const hexadecimal = (bytes: Uint8Array): string =>
  Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('');

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const it of bytes) text += String.fromCharCode(it);
  return btoa(text);
}

/** The bytes of canonical base 64, with padding. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(text), (it) => it.charCodeAt(0));
  return base64(bytes) === text ? bytes : undefined;
}

export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));

export const equal = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((it, at) => it === other[at]);
