import {
  containsBytes,
  isSolanaError,
  SOLANA_ERROR__CODECS__INVALID_CONSTANT,
  type Address,
  type Decoder,
  type ReadonlyUint8Array,
} from '@solana/kit';
import * as emissions from './generated/emissions';
import * as feeBurn from './generated/feeBurn';
import * as marketplace from './generated/marketplace';

/** What the data of a program's call of itself begins with when it tells of an event. */
const TAG = new Uint8Array([0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d]);

type EventsOf<Program, Module> = {
  [Key in keyof Module]: Key extends `get${infer Name}EventDecoder`
    ? { program: Program; name: Name; data: Module[Key] extends () => Decoder<infer Data> ? Data : never }
    : never;
}[keyof Module];

/** An event of one of the three programs. */
export type SuiteEvent =
  | EventsOf<'emissions', typeof emissions>
  | EventsOf<'marketplace', typeof marketplace>
  | EventsOf<'feeBurn', typeof feeBurn>;

const decodersOf = (module: object): [string, Decoder<unknown>][] =>
  Object.entries(module).flatMap(([key, decoder]) => {
    const name = /^get(\w+)EventDecoder$/.exec(key)?.[1];
    return name === undefined ? [] : [[name, decoder()]];
  });

const PROGRAMS = [
  { address: emissions.EMISSIONS_PROGRAM_ADDRESS, program: 'emissions', decoders: decodersOf(emissions) },
  { address: marketplace.MARKETPLACE_PROGRAM_ADDRESS, program: 'marketplace', decoders: decodersOf(marketplace) },
  { address: feeBurn.FEE_BURN_PROGRAM_ADDRESS, program: 'feeBurn', decoders: decodersOf(feeBurn) },
] as const;

/** The event that an inner instruction tells of, or nothing if it tells of none. */
export function decodeEvent(programAddress: Address, data: ReadonlyUint8Array): SuiteEvent | undefined {
  const known = PROGRAMS.find(({ address }) => address === programAddress);
  if (known === undefined || !containsBytes(data, TAG, 0)) return undefined;
  for (const [name, decoder] of known.decoders) {
    try {
      return { program: known.program, name, data: decoder.decode(data, TAG.length) } as SuiteEvent;
    } catch (error) {
      // Of another event.
      if (!isSolanaError(error, SOLANA_ERROR__CODECS__INVALID_CONSTANT)) throw error;
    }
  }
  return undefined;
}
