/** A signer that sends may throw this: it does not know whether the transaction was sent. */
export class MaybeSent extends Error {}
