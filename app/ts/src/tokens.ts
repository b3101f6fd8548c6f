import {
  AccountRole,
  address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from '@solana/kit';

/** The classic token program: the only one that the suite accepts. */
export const TOKEN_PROGRAM_ADDRESS = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
export const ASSOCIATED_TOKEN_PROGRAM_ADDRESS = address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');

const SYSTEM_PROGRAM_ADDRESS = address('11111111111111111111111111111111');
/** Creates the account, or leaves it as it is. */
const CREATE_IDEMPOTENT = 1;

export type WalletSeeds = { owner: Address; mint: Address };

/** The associated token account of `owner` for `mint`. */
export async function findWalletPda({ owner, mint }: WalletSeeds): Promise<ProgramDerivedAddress> {
  const seeds = [owner, TOKEN_PROGRAM_ADDRESS, mint].map((seed) => getAddressEncoder().encode(seed));
  return await getProgramDerivedAddress({ programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS, seeds });
}

/** Creates the token account of `owner` that wallets use for `mint`, unless it is there; `payer` pays its rent. */
export async function createWallet({ payer, ...seeds }: WalletSeeds & { payer: TransactionSigner }): Promise<Instruction> {
  const [wallet] = await findWalletPda(seeds);
  return {
    programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    accounts: [
      { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer },
      { address: wallet, role: AccountRole.WRITABLE },
      { address: seeds.owner, role: AccountRole.READONLY },
      { address: seeds.mint, role: AccountRole.READONLY },
      { address: SYSTEM_PROGRAM_ADDRESS, role: AccountRole.READONLY },
      { address: TOKEN_PROGRAM_ADDRESS, role: AccountRole.READONLY },
    ],
    data: new Uint8Array([CREATE_IDEMPOTENT]),
  } as Instruction;
}
