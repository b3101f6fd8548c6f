/** What comes into circulation in each of the next months, as bars and as a table. */
import { CALENDAR_MONTHS, sum, type Month } from 'io-client/supply';
import { io, millions, month, monthOnly } from '../../format';
import { Section } from '../../parts/basics';
import { Table } from '../../parts/table';
import { useTexts } from '../../texts';
import { Legend } from './legend';

const [WIDTH, HEIGHT] = [1_000, 220];
const [GAP, SLOTS] = [14, CALENDAR_MONTHS + 1];

type Named = Month & { name: string };

export function CalendarOf({ months, hasTable }: { months: readonly Month[]; hasTable: boolean }) {
  const { supply } = useTexts();
  const t = supply.calendar;
  const named = months.map((it, place) => ({
    ...it,
    name: place === 0 ? t.restOf(month(it.from)) : month(it.from),
  }));
  return (
    <Section
      title={t.title}
      note={t.note}
    >
      <Bars months={named} hasTable={hasTable} />
      <Table
        caption={t.caption}
        rows={named}
        keyOf={({ from }) => from.toString()}
        columns={[
          { id: 'month', name: t.month, show: ({ name }) => name },
          { id: 'unlocks', name: t.unlocks, number: true, show: ({ unlocks }) => (hasTable ? io(unlocks, 2) : supply.noTable) },
          { id: 'emission', name: t.emission, number: true, show: ({ emission }) => io(emission, 2) },
          ...(hasTable
            ? [{ id: 'together', name: t.together, number: true, show: (it: Named) => io(totalOf(it), 2) }]
            : []),
        ]}
      />
    </Section>
  );
}

function Bars({ months, hasTable }: { months: readonly Named[]; hasTable: boolean }) {
  const t = useTexts().supply.calendar;
  const most = months.reduce((most, it) => (totalOf(it) > most ? totalOf(it) : most), 1n);
  const height = (amount: bigint) => Number((amount * 10_000n) / most) * (HEIGHT / 10_000);
  const slot = WIDTH / SLOTS;
  return (
    <figure class="curve axis">
      <svg
        viewBox={`0 -20 ${WIDTH} ${HEIGHT + 66}`}
        role="img"
        aria-label={t.picture(io(sum(months, totalOf), 0), io(most, 0))}
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
                {monthOnly(it.from)}
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
          ...(hasTable ? [{ tone: 'locked', name: t.unlocks } as const] : []),
          { tone: 'minted', name: t.emission },
        ]}
      />
    </figure>
  );
}

const totalOf = ({ unlocks, emission }: Month): bigint => unlocks + emission;
