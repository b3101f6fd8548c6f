/** Errors of transactions in words. */
import {
  getSolanaErrorFromTransactionError,
  isSolanaError,
  SOLANA_ERROR__INSTRUCTION_ERROR__UNKNOWN,
  SOLANA_ERROR__TRANSACTION_ERROR__UNKNOWN,
  type TransactionError,
} from '@solana/kit';
import { stringifyJsonWithBigInts } from '@solana/rpc-spec-types';
import { plain } from './answer';

/** The name of an error, with what it names. Newer nodes have newer names: the words say so, without what could be a key. */
export function reasonOf(error: TransactionError, redacted: (text: string) => string): string {
  const word = stringifyJsonWithBigInts(error);
  if (!isKnown(error)) return `the node names an error that is not known here: ${plain(word, redacted)}`;
  return typeof error === 'string' ? error : word;
}

function isKnown(error: TransactionError): boolean {
  try {
    const known = getSolanaErrorFromTransactionError(error);
    const unknown = [SOLANA_ERROR__TRANSACTION_ERROR__UNKNOWN, SOLANA_ERROR__INSTRUCTION_ERROR__UNKNOWN] as const;
    return !unknown.some((code) => isSolanaError(known, code));
  } catch {
    // Of another form than errors have.
    return false;
  }
}
