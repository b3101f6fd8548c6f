/** The token account that is paid: the one where wallets look, or one that is named. */
import { getAddressDecoder, getU64Decoder, type Address, type MaybeEncodedAccount, type TransactionSigner } from '@solana/kit';
import { createWallet, findWalletPda, TOKEN_PROGRAM_ADDRESS } from '../tokens';
import type { Setup } from './clock';
import { Refusal } from './prepared';

/** Bytes of a token account, and where it has its owner, its amount and its state. */
const SIZE = 165;
const [OWNER_AT, AMOUNT_AT, STATE_AT] = [32, 64, 108];
const FROZEN = 2;

export type TokenAccount = { mint: Address; owner: Address; amount: bigint; frozen: boolean };

/** A token account that is to be paid, as it was read. */
export type Payee = {
  /** Whose tokens they are. */
  wallet: Address;
  mint: Address;
  /** Whether the account was named. */
  named: boolean;
  /** The token account. */
  tokens: Address;
  /** What is there; undefined if it is no token account. */
  account: TokenAccount | undefined;
};

/** Where a payment goes. */
export type Destination = { tokens: Address; owner: Address };

export type PayeeSeeds = { wallet: Address; mint: Address; to?: Address | undefined };

/** The address of the token account. */
export const findTokens = async ({ wallet, mint, to }: PayeeSeeds): Promise<Address> =>
  to ?? (await findWalletPda({ owner: wallet, mint }))[0];

/** The account of the classic token program that was read; undefined if it is something else. */
export function tokenAccountOf(account: MaybeEncodedAccount | undefined): TokenAccount | undefined {
  if (account?.exists !== true || account.programAddress !== TOKEN_PROGRAM_ADDRESS) return undefined;
  const { data } = account;
  const state = data[STATE_AT] ?? 0;
  if (data.length !== SIZE || state === 0) return undefined;
  const [mint, owner] = [0, OWNER_AT].map((at) => getAddressDecoder().decode(data, at)) as [Address, Address];
  return { mint, owner, amount: getU64Decoder().decode(data, AMOUNT_AT), frozen: state === FROZEN };
}

/** Where a payment goes that may go to anybody. Throws a `Refusal`. */
export function anybody({ wallet, mint, named, tokens, account }: Payee): Destination {
  const refuse = (code: string, why: string) => new Refusal(code, `${tokens} ${why}`);
  if (account === undefined) {
    if (named) throw refuse('WrongDestination', `is no token account: create one of ${mint}.`);
    return { tokens, owner: wallet };
  }
  if (account.mint !== mint) throw refuse('WrongDestination', `holds another token, ${account.mint}.`);
  if (account.frozen) throw refuse('AccountFrozen', 'is frozen: name another token account.');
  if (!named && account.owner !== wallet) {
    const why = `is where the wallet of ${wallet} looks, and belongs to ${account.owner}: name another token account.`;
    throw refuse('WrongDestination', why);
  }
  return { tokens, owner: account.owner };
}

/** Where a payment goes that only the payee may get. Throws a `Refusal`. */
export function ownerOnly(payee: Payee): Destination {
  const found = anybody(payee);
  if (found.owner === payee.wallet) return found;
  const why = `${found.tokens} belongs to ${found.owner}: the program pays only accounts of ${payee.wallet} here.`;
  throw new Refusal('WrongDestination', why);
}

/** Creates the account where wallets look, paid by `payer`. It may be closed until then, so that this is sent also where it is there. */
export async function createTokens(payee: Payee, payer: TransactionSigner, setup: Setup): Promise<void> {
  if (payee.named) return;
  const { wallet: owner, mint, tokens: address } = payee;
  setup.instructions.push(await createWallet({ payer, owner, mint }));
  if (payee.account === undefined) {
    setup.creates.push({ kind: 'token account', address, bytes: SIZE, deposit: 0n, returnsTo: owner });
  }
}
