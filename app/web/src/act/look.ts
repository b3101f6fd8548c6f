/** One look at an act before it is signed: prepared, and tried out. */
import type { Address } from '@solana/kit';
import { createNoopSigner } from '@solana/kit';
import { instructionsOf, Refusal, type Prepared } from 'io-client/actions/prepared';
import { effects, takesMore, type Reviewing } from 'io-client/review';
import type { Network } from 'io-client/sending';
import type { Act, Row } from './act';

export type Review = {
  wallet: Address;
  terms: unknown;
  prepared: Prepared<unknown>;
  rows: readonly Row[];
  back: readonly string[];
  effects: Exclude<Reviewing, { state: 'refused' }>;
};

/** Why there is nothing to sign. `name` is that of the program's error; `words` are in English. */
export type Refused = { name: string; code: number | undefined; words: string; translated?: string | undefined };

export type Looked = { review: Review } | { refused: Refused };

/** Prepares and simulates it for a wallet; with `agreed`, to the limits of that review. Rejects if the network does not answer. */
export async function look(
  act: Act<any>,
  { rpc, simulate }: Pick<Network, 'rpc' | 'simulate'>,
  wallet: Address,
  priceAccount: Address | undefined,
  agreed?: Review,
): Promise<Looked> {
  const me = createNoopSigner(wallet);
  try {
    const prepared = await act.prepare({ rpc, me, priceAccount }, agreed?.terms);
    const seen = await effects({ rpc, simulate }, me, prepared);
    if (seen.state === 'refused') return { refused: seen };
    const { terms } = prepared;
    return { review: { wallet, terms, prepared, rows: act.rows(terms), back: act.back(terms), effects: seen } };
  } catch (error) {
    if (error instanceof Refusal) return { refused: { name: error.code, code: undefined, words: error.message, translated: act.refusal?.(error) } };
    throw error;
  }
}

/** Whether a later look shows something that the person has not agreed to. */
export function differs(agreed: Review, now: Review): boolean {
  const fixed = ({ rows }: Review) => JSON.stringify(rows.filter(({ moves }) => moves !== true));
  if (agreed.wallet !== now.wallet || fixed(agreed) !== fixed(now)) return true;
  if (bytes(agreed) !== bytes(now)) return true;
  if (agreed.effects.state !== now.effects.state) return true;
  return agreed.effects.state === 'effects' && now.effects.state === 'effects'
    ? takesMore(agreed.effects, now.effects, agreed.prepared.gives)
    : false;
}

/** Its own instructions as text. What only brings accounts up to date in front of them may change from hour to hour. */
const bytes = ({ prepared }: Review): string =>
  JSON.stringify(
    instructionsOf({ ...prepared, setup: [] }).map(({ programAddress, accounts = [], data = [] }) => [
      programAddress,
      accounts.map(({ address, role }) => [address, role]),
      [...data],
    ]),
  );
