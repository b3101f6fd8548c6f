import {
  address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
  type ProgramDerivedAddress,
} from '@solana/kit';

/** The classic token program: the only one that the suite accepts. */
export const TOKEN_PROGRAM_ADDRESS = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
const ASSOCIATED_TOKEN_PROGRAM_ADDRESS = address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');

export type WalletSeeds = { owner: Address; mint: Address };

/** The associated token account of `owner` for `mint`. */
export async function findWalletPda({ owner, mint }: WalletSeeds): Promise<ProgramDerivedAddress> {
  const seeds = [owner, TOKEN_PROGRAM_ADDRESS, mint].map((seed) => getAddressEncoder().encode(seed));
  return await getProgramDerivedAddress({ programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS, seeds });
}
