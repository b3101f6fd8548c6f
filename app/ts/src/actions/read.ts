/** Accounts read together. */
import {
  address,
  fetchEncodedAccounts,
  getAddressDecoder,
  getI64Decoder,
  getU64Decoder,
  type Address,
  type Decoder,
  type MaybeEncodedAccount,
  type ReadonlyUint8Array,
  type Rpc,
  type SolanaRpcApi,
} from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from '../tokens';

export const CLOCK_ADDRESS = address('SysvarC1ock11111111111111111111111111111111');
/** Offsets: the unix time of the clock; owner, amount and state of a token account. */
const TIME_AT = 32;
const OWNER_AT = 32;
const AMOUNT_AT = 64;
const STATE_AT = 108;
const INITIALIZED = 1;

/** A type of account. */
export type Kind<T> = { name: string; program: Address; discriminator: ReadonlyUint8Array; decoder: Decoder<T> };

/** The accounts at these addresses, in that order, in one request. */
export const readAccounts = async (rpc: Rpc<SolanaRpcApi>, addresses: Address[]): Promise<MaybeEncodedAccount[]> =>
  await fetchEncodedAccounts(rpc, addresses, { commitment: 'confirmed' });

/** Decodes an account; undefined if it is missing or of another type. */
export function found<T>({ program, discriminator, decoder }: Kind<T>, account: MaybeEncodedAccount | undefined): T | undefined {
  const is = account?.exists === true && account.programAddress === program;
  if (!is || discriminator.some((byte, place) => account.data[place] !== byte)) return undefined;
  return decoder.decode(account.data);
}

/** The same. Throws if it is not there, or is another. */
export function stored<T>(kind: Kind<T>, account: MaybeEncodedAccount | undefined): T {
  const it = found(kind, account);
  if (it === undefined) throw new Error(`there is no ${kind.name} at ${account?.address ?? 'its address'}`);
  return it;
}

/** Unix time of the network. */
export function clockOf(account: MaybeEncodedAccount | undefined): bigint {
  if (account?.exists !== true) throw new Error('the network has no clock');
  return getI64Decoder().decode(account.data, TIME_AT);
}

/** Balance of a token account in base units; 0 if it is missing. */
export function balanceOf(account: MaybeEncodedAccount | undefined): bigint {
  if (account?.exists !== true || account.programAddress !== TOKEN_PROGRAM_ADDRESS) return 0n;
  return getU64Decoder().decode(account.data, AMOUNT_AT);
}

/** The owner of a token account that can receive: one that is there and not frozen. */
export function ownerIfReceiving(account: MaybeEncodedAccount | undefined): Address | undefined {
  if (account?.exists !== true || account.programAddress !== TOKEN_PROGRAM_ADDRESS) return undefined;
  return account.data[STATE_AT] === INITIALIZED ? getAddressDecoder().decode(account.data, OWNER_AT) : undefined;
}
