/** Names on the chain: zero-padded UTF-8. */
export const padded = (bytes: ArrayLike<number>): string =>
  new TextDecoder().decode(Uint8Array.from(bytes)).replace(/\0.*$/s, '');
