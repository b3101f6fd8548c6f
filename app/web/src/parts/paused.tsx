/** What a paused program refuses, and what continues: the table of docs/spec/protocol.md#pause. */
import { hasEnd, isPaused } from '../chain/pause';
import { away, moment } from '../format';
import type { Chain } from '../network/chain';

const PROGRAMS = {
  marketplace: {
    name: 'The marketplace',
    pause: ({ market }: Chain) => market.pause,
    refused: 'Nothing can be reserved, extended or newly offered.',
    goesOn: 'Existing reservations start, run and end as usual.',
  },
  emissions: {
    name: 'The emissions program',
    pause: ({ ledger }: Chain) => ledger.pause,
    refused: 'No one can stake, compound, redelegate or cancel an unstake request, and no GPU is attested or renewed.',
    goesOn: 'Registrations, claims, unstaking and withdrawals go on.',
  },
  feeBurn: {
    name: 'The fee burn',
    pause: ({ burn }: Chain) => burn.pause,
    refused: 'No auction opens, and none takes IO.',
    goesOn: 'Fees in IO can be burned, and an auction that is over can be closed.',
  },
} as const;
export type Program = keyof typeof PROGRAMS;
export const ALL = Object.keys(PROGRAMS) as Program[];

export const paused = (program: Program, chain: Chain, now: bigint): boolean =>
  isPaused(PROGRAMS[program].pause(chain), now);

/** A notice for each of these programs that is paused. */
export function Paused({ chain, now, of }: { chain: Chain; now: bigint; of: readonly Program[] }) {
  return (
    <>
      {of
        .filter((program) => paused(program, chain, now))
        .map((program) => {
          const { name, pause, refused, goesOn } = PROGRAMS[program];
          const it = pause(chain);
          const until = hasEnd(it)
            ? `until ${moment(it.until)} (${away(it.until, now)})`
            : 'until its authority ends the pause';
          return (
            <p key={program} class="paused" role="status">
              <strong>
                {name} is paused {until}.
              </strong>{' '}
              {refused} {goesOn}
            </p>
          );
        })}
    </>
  );
}
