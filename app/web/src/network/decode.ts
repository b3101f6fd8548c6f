/** Decodes the accounts that the page shows. */
import { getAddressDecoder, type Address, type Decoder } from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from 'io-client/tokens';
import { Missing, type Needed } from './problems';

/** An account as the network returns it. */
export type Raw = { owner: Address; lamports?: bigint; data: Uint8Array };
export type Keyed<T> = { address: Address; data: T };

/** Decodes an account that must exist and be owned by this program. */
export function decoded<T>(what: Needed, program: Address, decoder: Decoder<T>, raw: Raw | undefined): T {
  if (raw === undefined || raw.owner !== program) throw new Missing(what);
  return decoder.decode(raw.data);
}

/** Supply of a mint, in base units. */
export function supplyOf(raw: Raw | undefined): bigint {
  if (raw?.owner !== TOKEN_PROGRAM_ADDRESS || raw.data.length !== 82) throw new Missing('mint');
  return viewOf(raw.data).getBigUint64(36, true);
}

/** Balance of a token account, in base units; 0 if there is none, or if it no longer belongs to `of`. */
export function balanceOf(raw: Raw | undefined, of?: Address): bigint {
  if (raw?.owner !== TOKEN_PROGRAM_ADDRESS || raw.data.length !== 165) return 0n;
  if (of !== undefined && addressAt(raw.data, 32) !== of) return 0n;
  return viewOf(raw.data).getBigUint64(64, true);
}

/** Unix seconds of the clock sysvar. */
export function timeOf(raw: Raw | undefined): bigint {
  if (raw === undefined || raw.data.length < 40) throw new Missing('clock');
  return viewOf(raw.data).getBigInt64(32, true);
}

export const addressAt = (data: Uint8Array, offset: number): Address => getAddressDecoder().decode(data, offset);

const viewOf = ({ buffer, byteOffset, length }: Uint8Array) => new DataView(buffer, byteOffset, length);
