/** Requests for state, tied to the slots that were seen before. */
import type { Commitment } from '@solana/kit';
import type { Answer, Request } from './answer';
import { MIN_CONTEXT_SLOT_NOT_REACHED } from './node';
import type { Seen } from './seen';

const LIST = 'getProgramAccounts';
const SIMULATION = 'simulateTransaction';
/** Their second parameter is a configuration, and their answers name the slot that they are of. */
const METHODS = ['getAccountInfo', 'getMultipleAccounts', LIST, SIMULATION];

type Config = { commitment?: Commitment; minContextSlot?: bigint; withContext?: boolean };
type Contextual = { context: { slot: bigint }; value: unknown };

export type Tied = {
  request: Request;
  /** The answer to it, or a fault if that is of an earlier slot: a node may not know the option. */
  checked(answer: Answer, now: number): Answer;
};

/** The request for no earlier state than was seen, if its method is one of those above. Accounts that it reads count as seen. */
export function tied(request: Request, seen: Seen, now: number): Tied {
  const { method } = request;
  if (!METHODS.includes(method)) return { request, checked: (answer) => answer };
  const [of, config = {}] = request.params as readonly [unknown, Config?];
  // The default of nodes.
  const { commitment = 'finalized', minContextSlot = 0n, withContext = false } = config;
  const before = seen.least(commitment, now);
  const least = before > minContextSlot ? before : minContextSlot;
  const params = [
    of,
    { ...config, ...(least > 0n && { minContextSlot: least }), ...(method === LIST && { withContext: true }) },
  ];
  const checked = (answer: Answer, now: number): Answer => {
    if ('fault' in answer) return answer;
    const { context, value } = answer.result as Contextual;
    if (context.slot < least) {
      const words = `its answer is of slot ${context.slot}, and slot ${least} was seen before`;
      return { fault: { kind: 'busy', code: MIN_CONTEXT_SLOT_NOT_REACHED, words } };
    }
    if (method !== SIMULATION) seen.see(commitment, context.slot, now);
    return method === LIST && !withContext ? { result: value } : answer;
  };
  return { request: { ...request, params }, checked };
}
