/** The delegate of a token account: read, approved, revoked. */
import {
  AccountRole,
  getAddressDecoder,
  getU64Decoder,
  getU64Encoder,
  type Address,
  type Instruction,
  type MaybeEncodedAccount,
  type TransactionSigner,
} from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from '../tokens';
import { tokenAccountOf, type TokenAccount } from './payee';

/** Offsets in a token account: whether it has a delegate, the delegate, and what that may take. */
const [HAS_DELEGATE_AT, DELEGATE_AT, DELEGATED_AT] = [72, 76, 121];
/** The token program's instructions. */
const [APPROVE, REVOKE] = [4, 5];

/** The payer's wallet, as it was read. */
export type PayingWallet = TokenAccount & {
  /** The delegate and what it may take; undefined if there is none: a wallet has one. */
  delegate: { address: Address; amount: bigint } | undefined;
};

/** The wallet that was read; undefined if it is something else. */
export function payingWalletOf(account: MaybeEncodedAccount | undefined): PayingWallet | undefined {
  const tokens = tokenAccountOf(account);
  if (tokens === undefined || account?.exists !== true) return undefined;
  const { data } = account;
  if (data[HAS_DELEGATE_AT] !== 1) return { ...tokens, delegate: undefined };
  const address = getAddressDecoder().decode(data, DELEGATE_AT);
  return { ...tokens, delegate: { address, amount: getU64Decoder().decode(data, DELEGATED_AT) } };
}

/** Approves `delegate` to move `amount` in all, in place of any before. */
export const approve = (from: Address, delegate: Address, owner: TransactionSigner, amount: bigint): Instruction =>
  ({
    programAddress: TOKEN_PROGRAM_ADDRESS,
    accounts: [
      { address: from, role: AccountRole.WRITABLE },
      { address: delegate, role: AccountRole.READONLY },
      { address: owner.address, role: AccountRole.READONLY_SIGNER, signer: owner },
    ],
    data: Uint8Array.from([APPROVE, ...getU64Encoder().encode(amount)]),
  }) as Instruction;

/** Ends what a token account has approved. */
export const revoke = (from: Address, owner: TransactionSigner): Instruction =>
  ({
    programAddress: TOKEN_PROGRAM_ADDRESS,
    accounts: [
      { address: from, role: AccountRole.WRITABLE },
      { address: owner.address, role: AccountRole.READONLY_SIGNER, signer: owner },
    ],
    data: Uint8Array.of(REVOKE),
  }) as Instruction;
