/** Texts of accounts: whoever made the account has chosen them. */

/** UTF-8, zero-padded, without what is not visible or turns the direction of what follows. */
export function padded(bytes: ArrayLike<number>): string {
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  return text.replace(/\p{C}/gu, '').trim();
}
