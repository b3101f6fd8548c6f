/** Text from strangers: chosen by the creator of an account, or by a server. */

/** Without invisible characters, and without those that change the text direction. */
export const visible = (text: string): string =>
  text
    .replace(/[\p{Z}\s]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .trim();

/** UTF-8, zero-padded. */
export const padded = (bytes: ArrayLike<number>): string => visible(new TextDecoder().decode(Uint8Array.from(bytes)));
