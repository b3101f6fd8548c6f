/** Wallets of the Wallet Standard, as far as the page uses them. What a wallet says of itself is a stranger's text. */
import type { SolanaSignAndSendTransactionFeature, SolanaSignTransactionFeature } from '@solana/wallet-standard-features';
import { isAddress, type TransactionVersion } from '@solana/kit';
import type { Wallet, WalletAccount } from '@wallet-standard/base';
import type { StandardConnectFeature, StandardDisconnectFeature, StandardEventsFeature } from '@wallet-standard/features';
import { Declined, type WalletSigner } from 'io-client/review';
import { visible } from '../chain/text';
import { texts } from '../texts';

export type { WalletAccount };

type Features = Partial<
  StandardConnectFeature &
    StandardDisconnectFeature &
    StandardEventsFeature &
    SolanaSignTransactionFeature &
    SolanaSignAndSendTransactionFeature
>;

/** A wallet that the page can connect to. */
export type Known = { name: string; icon: string | undefined; wallet: Wallet };

/** Characters of a name that are shown. */
const LONGEST_NAME = 32;
/** Characters of an icon. */
const LARGEST_ICON = 100_000;

const featuresOf = ({ features }: Wallet): Features => features as Features;

/** Undefined if it is not for Solana, or cannot be connected to. */
export function knownOf(wallet: Wallet): Known | undefined {
  if (featuresOf(wallet)['standard:connect'] === undefined) return undefined;
  if (!wallet.chains.some((chain) => chain.startsWith('solana:'))) return undefined;
  const name = Array.from(visible(String(wallet.name))).slice(0, LONGEST_NAME).join('');
  return { name: name === '' ? 'Wallet' : name, icon: iconOf(wallet.icon), wallet };
}

/** Only a picture in the text itself: nothing is loaded. */
function iconOf(icon: unknown): string | undefined {
  if (typeof icon !== 'string' || icon.length > LARGEST_ICON) return undefined;
  return /^data:image\/(svg\+xml|webp|png|gif)[;,]/.test(icon) ? icon : undefined;
}

/** The accounts that it has given to the page, those with an address of Solana. */
export const accountsOf = (wallet: Wallet): WalletAccount[] => (wallet.accounts ?? []).filter(({ address }) => isAddress(address));

/** Asks for its accounts; silently, only for those that it has given before. */
export async function connectTo(wallet: Wallet, silent: boolean): Promise<WalletAccount[]> {
  const given = await featuresOf(wallet)['standard:connect']?.connect(silent ? { silent: true } : undefined);
  const accounts = given?.accounts ?? accountsOf(wallet);
  return accounts.filter(({ address }) => isAddress(address));
}

export async function disconnectFrom(wallet: Wallet): Promise<void> {
  await featuresOf(wallet)['standard:disconnect']?.disconnect();
}

/** Calls `changed` when its accounts change. Returns what ends that. */
export const followChanges = (wallet: Wallet, changed: () => void): (() => void) =>
  featuresOf(wallet)['standard:events']?.on('change', changed) ?? (() => {});

/** How an account signs for a chain, such as `solana:devnet`; undefined if it does not. */
export function signerOf(wallet: Wallet, account: WalletAccount, chain: string): WalletSigner | undefined {
  const { address } = account;
  const chains: readonly string[] = account.chains ?? wallet.chains;
  const listed: readonly string[] = account.features ?? Object.keys(wallet.features);
  if (!isAddress(address) || !chains.includes(chain)) return undefined;
  const { 'solana:signTransaction': signs, 'solana:signAndSendTransaction': sends } = featuresOf(wallet);
  // Before the other: the page then checks what was signed, and sends it itself.
  if (signs !== undefined && listed.includes('solana:signTransaction')) {
    const sign = async (transaction: Uint8Array) => {
      const [output] = await asked(signs.signTransaction({ account, transaction, chain: chain as `${string}:${string}` }));
      return bytesOf(output?.signedTransaction);
    };
    return { address, versions: versionsOf(signs.supportedTransactionVersions), sign };
  }
  if (sends !== undefined && listed.includes('solana:signAndSendTransaction')) {
    const signAndSend = async (transaction: Uint8Array) => {
      const [output] = await asked(sends.signAndSendTransaction({ account, transaction, chain: chain as `${string}:${string}` }), DECLINED_BY_PERSON);
      return bytesOf(output?.signature);
    };
    return { address, versions: versionsOf(sends.supportedTransactionVersions), signAndSend };
  }
  return undefined;
}

/** Whether it sends by itself. */
export const sendsItself = (signer: WalletSigner): boolean => 'signAndSend' in signer;

const versionsOf = (listed: readonly unknown[] | undefined): TransactionVersion[] =>
  (['legacy', 0, 1] as const).filter((version) => listed?.includes(version));

function bytesOf(given: unknown): Uint8Array {
  if (given instanceof Uint8Array) return given;
  throw new Error(texts().wallet.noBytes);
}

/** Codes and words with which wallets say that the person has declined. */
const DECLINED_CODE = 4001;
const DECLINED_WORDS = /reject|declin|denied|cancel/i;
/** Of one that sends by itself: the network may have rejected what was sent. */
const DECLINED_BY_PERSON = /user (has )?(reject|declin|denied|cancel)/i;

async function asked<T>(answer: Promise<T>, declined = DECLINED_WORDS): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; message?: unknown };
    const words = visible(typeof message === 'string' ? message : String(error)).slice(0, 200);
    if (code === DECLINED_CODE || declined.test(words)) throw new Declined(words);
    throw new Error(words === '' ? texts().wallet.noReason : words);
  }
}
