/** Why slashes are proposed, in words: as `app/client/src/reasons.rs`, by the table of docs/spec/protocol.md#slashing. */

/** Words by number; the council may give any other number. */
const WORDS: readonly string[] = [
  'a breach that the marketplace recorded',
  'GPUs that are not there, or not of the registered model',
  'attested GPUs that were out of reach',
  'reading or changing what a renter runs',
  'reservations of the supplier\'s own, to deceive others',
];

/** The words of a reason, with its number: `attested GPUs that were out of reach (2)`, or `reason 17` of one without words. */
export function reasonWords(reason: number): string {
  const words = WORDS[reason];
  return words === undefined ? `reason ${reason}` : `${words} (${reason})`;
}
