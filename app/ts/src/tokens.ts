import {
  AccountRole,
  address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type AccountSignerMeta,
  type Address,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from '@solana/kit';

/** The classic token program: the only one that the suite accepts. */
export const TOKEN_PROGRAM_ADDRESS = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
const SYSTEM_PROGRAM_ADDRESS = address('11111111111111111111111111111111');
const ASSOCIATED_TOKEN_PROGRAM_ADDRESS = address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');

export type WalletSeeds = { owner: Address; mint: Address };

/** The associated token account of `owner` for `mint`. */
export async function findWalletPda({ owner, mint }: WalletSeeds): Promise<ProgramDerivedAddress> {
  const seeds = [owner, TOKEN_PROGRAM_ADDRESS, mint].map((seed) => getAddressEncoder().encode(seed));
  return await getProgramDerivedAddress({ programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS, seeds });
}

/** Creates the token account that wallets use for `mint`, if it is not there; `payer` signs. */
export async function getCreateWalletInstruction(payer: TransactionSigner, { owner, mint }: WalletSeeds): Promise<Instruction> {
  const [wallet] = await findWalletPda({ owner, mint });
  const readonly = (address: Address) => ({ address, role: AccountRole.READONLY });
  const pays: AccountSignerMeta = { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer };
  return {
    programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    accounts: [
      pays,
      { address: wallet, role: AccountRole.WRITABLE },
      ...[owner, mint, SYSTEM_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS].map(readonly),
    ],
    // Nothing happens if it is there.
    data: Uint8Array.of(1),
  };
}
