/** The value of the two halves in accounts. */
export const u128 = ({ low, high }: { low: bigint; high: bigint }): bigint => (high << 64n) | low;
