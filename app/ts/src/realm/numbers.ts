/**
 * Numbers of the changes that realm proposals propose: `app/cli/src/vote/numbers.rs`. A program takes rising numbers only, so that a
 * change is lost once one with a higher number is executed.
 */
import type { Address } from '@solana/kit';
import type { InForce } from '../changes';
import type { RealmProposal } from './accounts';
import type { Act, Contents } from './contents';

/** A realm proposal with what it executes. */
export type Numbered = { address: Address; proposal: Pick<RealmProposal, 'state'>; contents: Contents };

/** Those that are voted on, or have passed. A draft can still take other numbers. */
const ON_THEIR_WAY: readonly string[] = ['Voting', 'Succeeded', 'Executing', 'ExecutingWithErrors'];

/** The changes that are not executed. */
const changesOf = ({ contents }: Numbered) =>
  contents.acts.flatMap(({ change, executedAt }) => (change === undefined || executedAt !== undefined ? [] : [change]));

/** Whether an act proposes a change that its program no longer takes. */
export const isOvertaken = ({ change, executedAt }: Act, inForce: InForce): boolean =>
  change !== undefined && executedAt === undefined && change.number < (inForce[change.program]?.proposals ?? 0);

/** Those of `all` with changes that can no longer be executed once `it` is. */
export function overtakenBy<Other extends Numbered>(it: Numbered, all: readonly Other[], inForce: InForce): Other[] {
  const mine = changesOf(it);
  return all.filter((other) => {
    if (other.address === it.address || !ON_THEIR_WAY.includes(other.proposal.state)) return false;
    return changesOf(other).some(
      ({ program, number }) =>
        number >= (inForce[program]?.proposals ?? 0) && mine.some((it) => it.program === program && it.number > number),
    );
  });
}
