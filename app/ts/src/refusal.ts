/** Why an act is refused before it is sent. `code` is the name of the program's error, `message` is for people. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** The numbers that the message is about. */
    readonly numbers: readonly (bigint | number)[] = [],
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Throws a `Refusal`. */
export function refuse(code: string, message: string): never {
  throw new Refusal(code, message);
}
