/** What a paused program refuses, and what continues: the table of docs/spec/protocol.md#pause. */
import { hasEnd, isPaused } from '../chain/pause';
import { away, moment } from '../format';
import type { Chain } from '../network/chain';
import { useTexts } from '../texts';

const PAUSES = {
  marketplace: ({ market }: Chain) => market.pause,
  emissions: ({ ledger }: Chain) => ledger.pause,
  feeBurn: ({ burn }: Chain) => burn.pause,
} as const;
export type Program = keyof typeof PAUSES;
export const ALL = Object.keys(PAUSES) as Program[];

export const paused = (program: Program, chain: Chain, now: bigint): boolean =>
  isPaused(PAUSES[program](chain), now);

/** A notice for each of these programs that is paused. */
export function Paused({ chain, now, of }: { chain: Chain; now: bigint; of: readonly Program[] }) {
  const t = useTexts().paused;
  return (
    <>
      {of
        .filter((program) => paused(program, chain, now))
        .map((program) => {
          const { name, refused, goesOn } = t[program];
          const it = PAUSES[program](chain);
          return (
            <p key={program} class="paused" role="status">
              <strong>{hasEnd(it) ? t.until(name, moment(it.until), away(it.until, now)) : t.open(name)}</strong>{' '}
              {refused} {goesOn}
            </p>
          );
        })}
    </>
  );
}
