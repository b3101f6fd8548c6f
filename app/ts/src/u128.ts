/** The value of the two halves that accounts hold. */
export const u128 = ({ low, high }: { low: bigint; high: bigint }): bigint => (high << 64n) | low;
