/** Borsh, as SPL Governance stores it. */
import {
  addDecoderSizePrefix,
  createDecoder,
  getNullableDecoder,
  getU32Decoder,
  getU8Decoder,
  getUtf8Decoder,
  transformDecoder,
  type Decoder,
} from '@solana/kit';

/** An option; undefined for none. */
export const maybe = <T>(decoder: Decoder<T>): Decoder<T | undefined> =>
  transformDecoder(getNullableDecoder(decoder), (it) => it ?? undefined);

/** A list. Kit's own decoder takes a list without a length for an empty one. */
export const list = <T>(item: Decoder<T>): Decoder<T[]> =>
  createDecoder({
    read(bytes, offset) {
      let [length, at] = getU32Decoder().read(bytes, offset);
      const items: T[] = [];
      for (; length > 0; length -= 1) {
        const [it, next] = item.read(bytes, at);
        items.push(it);
        at = next;
      }
      return [items, at];
    },
  });

export const text = (): Decoder<string> => addDecoderSizePrefix(getUtf8Decoder(), getU32Decoder());

/** A variant without fields, by its name. Throws for a number beyond the names. */
export function named<const Name extends string>(names: readonly Name[]): Decoder<Name> {
  return transformDecoder(getU8Decoder(), (number) => {
    const name = names[number];
    if (name === undefined) throw new RangeError(`there is no variant ${number}`);
    return name;
  });
}
