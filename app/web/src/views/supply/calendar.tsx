/** What comes into circulation in each of the next months, as bars and as a table. */
import { CALENDAR_MONTHS, sum, type Month } from 'io-client/supply';
import { io, millions, month } from '../../format';
import { Section } from '../../parts/basics';
import { Table } from '../../parts/table';
import { Legend } from './legend';

const [WIDTH, HEIGHT] = [1_000, 220];
const [GAP, SLOTS] = [14, CALENDAR_MONTHS + 1];

type Named = Month & { name: string };

export function CalendarOf({ months, hasTable }: { months: readonly Month[]; hasTable: boolean }) {
  const named = months.map((it, place) => ({
    ...it,
    name: place === 0 ? `rest of ${month(it.from)}` : month(it.from),
  }));
  return (
    <Section
      title="The next twelve months"
      note="What the locks release and the schedule mints in each calendar month, in UTC, if no hour is missed. Nothing that may be burned is taken off."
    >
      <Bars months={named} hasTable={hasTable} />
      <Table
        caption="What comes into circulation month by month"
        rows={named}
        keyOf={({ from }) => from.toString()}
        columns={[
          { name: 'Month', show: ({ name }) => name },
          { name: 'Unlocks', number: true, show: ({ unlocks }) => (hasTable ? io(unlocks, 2) : 'no table') },
          { name: 'Emission', number: true, show: ({ emission }) => io(emission, 2) },
          ...(hasTable
            ? [{ name: 'Together', number: true, show: ({ unlocks, emission }: Named) => io(unlocks + emission, 2) }]
            : []),
        ]}
      />
    </Section>
  );
}

function Bars({ months, hasTable }: { months: readonly Named[]; hasTable: boolean }) {
  const most = months.reduce((most, it) => (totalOf(it) > most ? totalOf(it) : most), 1n);
  const height = (amount: bigint) => Number((amount * 10_000n) / most) * (HEIGHT / 10_000);
  const slot = WIDTH / SLOTS;
  return (
    <figure class="curve axis">
      <svg
        viewBox={`0 -20 ${WIDTH} ${HEIGHT + 66}`}
        role="img"
        aria-label={`${io(sum(months, totalOf), 0)} come into circulation in thirteen months, ${io(most, 0)} at most in one; listed in the table below`}
      >
        {months.map((it, place) => {
          const [x, width] = [place * slot + GAP / 2, slot - GAP];
          const [minted, unlocked] = [height(it.emission), height(it.unlocks)];
          return (
            <g key={it.name}>
              <rect class="minted" x={x} width={width} y={HEIGHT - minted} height={minted} />
              <rect class="locked" x={x} width={width} y={HEIGHT - minted - unlocked} height={unlocked} />
              <text
                class={place % 3 === 0 ? 'below' : 'below between'}
                x={x + width / 2}
                y={HEIGHT + 9}
                text-anchor="middle"
              >
                {month(it.from).split(' ')[0]}
              </text>
            </g>
          );
        })}
        {[most / 2n, most].map((amount) => (
          <g key={amount}>
            <path class="grid" d={`M0 ${HEIGHT - height(amount)}H${WIDTH}`} />
            <text x="-10" y={HEIGHT - height(amount)} class="beside">
              {millions(amount, 2)}
            </text>
          </g>
        ))}
        <path class="grid" d={`M0 ${HEIGHT}H${WIDTH}`} />
      </svg>
      <Legend
        parts={[
          ...(hasTable ? [{ tone: 'locked', name: 'Unlocks' } as const] : []),
          { tone: 'minted', name: 'Emission' },
        ]}
      />
    </figure>
  );
}

const totalOf = ({ unlocks, emission }: Month): bigint => unlocks + emission;
