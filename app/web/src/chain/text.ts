/** Texts of strangers: who made the account, or answers a request, has chosen them. */

/** Without what cannot be seen or turns the direction of what follows. */
export const visible = (text: string): string =>
  text
    .replace(/[\p{Z}\s]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .trim();

/** UTF-8, zero-padded. */
export const padded = (bytes: ArrayLike<number>): string => visible(new TextDecoder().decode(Uint8Array.from(bytes)));
