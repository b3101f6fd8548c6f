/** Messages for outcomes. */
import type { TransactionError } from '@solana/kit';
import { explain } from '../errors';
import type { Outcome } from './outcome';

/** The outcome of a transaction, and what to do. In a production bundle, errors of the programs have names without messages. */
export function describe(outcome: Outcome): string {
  switch (outcome.state) {
    case 'confirmed':
      return `transaction ${outcome.signature} is confirmed`;
    case 'failed':
      return `transaction ${outcome.signature} failed in its block, its fee is paid: ${why(outcome)}`;
    case 'refused':
      return `refused, nothing was sent: ${[why(outcome), ...detail(outcome)].join(': ')}`;
    case 'notTaken': {
      const { signature, lastHeight } = outcome;
      return `the node did not take transaction ${signature}: ${why(outcome)}; nothing was executed so far, and up to block height ${lastHeight} it may still be, if another node has it. Look with solana confirm ${signature} after that, before you send it again`;
    }
    case 'unsent':
      return `${outcome.reason}; nothing was sent`;
    case 'expired':
      return `transaction ${outcome.signature} was in no block before its blockhash expired, and never will be: send it again`;
    case 'unknown':
      if (outcome.signature === undefined) return `the transaction may have been sent: ${outcome.reason}. Look in the wallet before you send it again`;
      return `transaction ${outcome.signature} may have been executed: ${outcome.reason}. Look with solana confirm ${outcome.signature} before you send it again`;
  }
}

/** Why a signer refused, or what is too large: a single line. */
const detail = ({ error, logs }: { error: TransactionError; logs: readonly string[] }): readonly string[] =>
  error === 'SignatureFailure' || error === 'SanitizeFailure' ? logs : [];

/** The code of a program's error; 6000 and above belong to this suite. */
export function codeOf(error: TransactionError): number | undefined {
  if (typeof error === 'string' || !('InstructionError' in error)) return undefined;
  const [, why] = error.InstructionError;
  return typeof why === 'object' && 'Custom' in why ? Number(why.Custom) : undefined;
}

function why({ error, reason }: { error?: TransactionError; reason: string }): string {
  const code = error === undefined ? undefined : codeOf(error);
  const known = code === undefined ? undefined : explain(code);
  return known === undefined ? reason : `error ${code} ${known.name}: ${known.message}`;
}
