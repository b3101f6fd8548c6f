/** A wallet as a signer that signs what was reviewed, and nothing else. */
import {
  assertIsTransactionWithinSizeLimit,
  getPublicKeyFromAddress,
  getTransactionDecoder,
  getTransactionEncoder,
  isSignerRole,
  signatureBytes,
  verifySignature,
  type Address,
  type Instruction,
  type SignatureBytes,
  type Transaction,
  type TransactionModifyingSigner,
  type TransactionSendingSigner,
  type TransactionSigner,
  type TransactionVersion,
} from '@solana/kit';
import { MaybeSent } from '../sending/signer';
import { plain } from '../sending/answer';
import { budgetChanges, check, Differs, type Reviewed } from './check';
import type { Decoded } from './decode';

/** How an account of a wallet signs: wire bytes in, and out. */
export type WalletSigner = {
  address: Address;
  versions: readonly TransactionVersion[];
} & (
  | { sign(wire: Uint8Array): Promise<Uint8Array> }
  /** Signs and sends; gives the signature. */
  | { signAndSend(wire: Uint8Array): Promise<Uint8Array> }
);

/** The person has said no in the wallet: nothing was signed. */
export class Declined extends Error {}

/** The wallet does not take a transaction of this version. */
export class VersionRefused extends Error {
  constructor(readonly version: TransactionVersion) {
    super(`the wallet takes no transaction of version ${version}`);
  }
}

/** The answer is not waited for any more: what it has signed is not sent. */
export class Stopped extends Error {}

export type Guard = {
  reviewed: Reviewed;
  /** Called right before the wallet is asked. */
  asking?(): void;
  /** Whether its answer is not waited for any more. */
  isStopped?(): boolean;
  /** What it has changed in the compute budget, in words. */
  changed?(words: readonly string[]): void;
};

/** Checks each transaction before the wallet is asked, and what it gives back. Throws `Differs`, `VersionRefused`, `Declined`, `Stopped`. */
export function guarded(wallet: WalletSigner, guard: Guard): TransactionSigner {
  const { address } = wallet;
  const asks = async (transaction: Transaction): Promise<{ asked: Decoded; wire: Uint8Array }> => {
    const asked = await check(transaction.messageBytes, guard.reviewed);
    if (!wallet.versions.includes(asked.version)) throw new VersionRefused(asked.version);
    if (guard.isStopped?.() === true) throw new Stopped('stopped before the wallet was asked');
    guard.asking?.();
    return { asked, wire: Uint8Array.from(getTransactionEncoder().encode(transaction)) };
  };
  if ('signAndSend' in wallet) {
    const signer: TransactionSendingSigner = {
      address,
      signAndSendTransactions: async ([transaction]) => {
        if (transaction === undefined) return [];
        const { wire } = await asks(transaction);
        return [await sentBy(wallet.signAndSend(wire))];
      },
    };
    return signer;
  }
  const signer: TransactionModifyingSigner = {
    address,
    modifyAndSignTransactions: async ([transaction]) => {
      if (transaction === undefined) return [];
      const { asked, wire } = await asks(transaction);
      const given = await wallet.sign(wire);
      if (guard.isStopped?.() === true) throw new Stopped('the answer of the wallet was not waited for');
      const signed = read(given);
      const decoded = await check(signed.messageBytes, guard.reviewed, asked);
      await requireSigned(signed, address);
      const changed = budgetChanges(asked, decoded);
      if (changed.length > 0) guard.changed?.(changed);
      assertIsTransactionWithinSizeLimit(signed);
      // The check has compared the blockhash.
      const { lifetimeConstraint } = transaction as Awaited<ReturnType<typeof signer.modifyAndSignTransactions>>[number];
      return [{ ...signed, lifetimeConstraint }];
    },
  };
  return signer;
}

function read(wire: Uint8Array): Transaction {
  try {
    return getTransactionDecoder().decode(wire);
  } catch {
    throw new Differs('what the wallet gave back is no transaction');
  }
}

async function requireSigned({ messageBytes, signatures }: Transaction, address: Address): Promise<void> {
  const signature = signatures[address];
  if (signature == null) throw new Differs('the wallet has not signed it');
  const key = await getPublicKeyFromAddress(address);
  if (!(await verifySignature(key, signature, messageBytes))) throw new Differs('its signature is wrong');
}

/** The signature. After any other answer than a no it may have been sent. */
async function sentBy(answer: Promise<Uint8Array>): Promise<SignatureBytes> {
  try {
    return signatureBytes(await answer);
  } catch (error) {
    if (error instanceof Declined) throw error;
    const words = plain(error instanceof Error ? error.message : String(error), (text) => text);
    throw new MaybeSent(`the wallet was to send it, and does not say whether it has: ${words}`);
  }
}

/** The instructions with this signer wherever its address signs. */
export const signedBy = (signer: TransactionSigner, instructions: readonly Instruction[]): Instruction[] =>
  instructions.map((instruction) => ({
    ...instruction,
    accounts: (instruction.accounts ?? []).map((account) =>
      account.address === signer.address && isSignerRole(account.role) ? { ...account, signer } : account,
    ),
  }));
