import {
  containsBytes,
  decodeTransactionFromRpcResponse,
  isSolanaError,
  SOLANA_ERROR__CODECS__INVALID_CONSTANT,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
  walkInstructions,
  type Address,
  type Decoder,
  type GetTransactionApi,
  type GetTransactionApiResponseBase58,
  type GetTransactionApiResponseBase64,
  type GetTransactionApiResponseJson,
  type ReadonlyUint8Array,
  type Rpc,
  type Signature,
} from '@solana/kit';
import * as emissions from './generated/emissions';
import * as feeBurn from './generated/feeBurn';
import * as marketplace from './generated/marketplace';

/** Prefix of the data of a self-CPI that emits an event. */
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

/** The event of an inner instruction; undefined if it has none. */
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

/** Newest transaction version that is decoded here. A node refuses to return a newer one than requested. */
const MAX_TRANSACTION_VERSION = 1;

type Version = typeof MAX_TRANSACTION_VERSION;

/** Response of `getTransaction`, in any encoding except `jsonParsed`. */
export type ConfirmedTransaction =
  | GetTransactionApiResponseBase64<Version>
  | GetTransactionApiResponseBase58<Version>
  | GetTransactionApiResponseJson<Version>;

/** Events of a transaction of any version, in order. A failed transaction has none. */
export function eventsOf(transaction: ConfirmedTransaction): SuiteEvent[] {
  const { meta } = transaction;
  if (!meta?.innerInstructions) throw new Error('the node has not recorded the inner instructions: ask another node');
  if (meta.err !== null) return [];
  const decoded = decodeTransactionFromRpcResponse(transaction as GetTransactionApiResponseBase64<Version>);
  return walkInstructions({ ...decoded, meta }).flatMap(({ programAddress, data, trace }) => {
    const event = trace.kind === 'inner' && data && decodeEvent(programAddress, data);
    return event ? [event] : [];
  });
}

/** Fetches a confirmed transaction for `eventsOf`; null if the node does not have it. */
export async function fetchTransaction(
  rpc: Rpc<GetTransactionApi>,
  signature: Signature,
): Promise<ConfirmedTransaction | null> {
  const config = {
    commitment: 'confirmed',
    encoding: 'base64',
    maxSupportedTransactionVersion: MAX_TRANSACTION_VERSION,
  } as const;
  try {
    return (await rpc.getTransaction(signature, config).send()) as ConfirmedTransaction | null;
  } catch (error) {
    if (!isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION)) throw error;
    const newer = `${signature} is of a newer version than ${MAX_TRANSACTION_VERSION}, the last that this client reads`;
    throw new Error(`${newer}: update it`, { cause: error });
  }
}
