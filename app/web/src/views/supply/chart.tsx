/** Twenty years of supply, as areas one upon another and as a table of its years. */
import { SUPPLY_CAP } from 'io-client/math';
import { HOURS_PER_MONTH, MONTHS } from 'io-client/schedule';
import { MONTH, type Point } from 'io-client/supply';
import { io, millions, month } from '../../format';
import { Section } from '../../parts/basics';
import { Table } from '../../parts/table';
import { useTexts } from '../../texts';
import { Legend, type Part } from './legend';

const [WIDTH, HEIGHT] = [1_000, 300];
const MONTHS_OF_A_YEAR = 12;

type Year = Point & { year: number };
type Shown = { points: readonly Point[]; now: bigint; hasTable: boolean };

export function ChartOf({ points, now, hasTable }: Shown) {
  const t = useTexts().supply.chart;
  const years: Year[] = points
    .filter((_, place) => place % MONTHS_OF_A_YEAR === 0)
    .map((it, year) => ({ ...it, year }));
  return (
    <Section
      title={t.title}
      note={t.note(HOURS_PER_MONTH)}
    >
      <Areas points={points} now={now} hasTable={hasTable} />
      <details>
        <summary>{t.summary}</summary>
        <Table
          caption={t.caption}
          rows={years}
          keyOf={({ year }) => year.toString()}
          columns={[
            {
              id: 'time',
              name: t.time,
              show: ({ year, time }) => (year === 0 ? t.launchIn(month(time)) : t.yearIn(year, month(time))),
            },
            ...(hasTable
              ? [
                  { id: 'unlocked', name: t.unlocked, number: true, show: ({ unlocked }: Year) => io(unlocked, 2) },
                  { id: 'locked', name: t.locked, number: true, show: ({ locked }: Year) => io(locked, 2) },
                ]
              : [{ id: 'genesis', name: t.genesis, number: true, show: ({ unlocked }: Year) => io(unlocked, 2) }]),
            { id: 'emitted', name: t.emitted, number: true, show: ({ emitted }) => io(emitted, 2) },
            {
              id: 'together',
              name: t.together,
              number: true,
              show: ({ locked, unlocked, emitted }) => io(locked + unlocked + emitted, 2),
            },
          ]}
        />
      </details>
    </Section>
  );
}

function Areas({ points, now, hasTable }: Shown) {
  const { supply, overview } = useTexts();
  const t = supply.chart;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const x = (place: number) => (place / MONTHS) * WIDTH;
  const y = (amount: bigint) => HEIGHT - Number((amount * 10_000n) / SUPPLY_CAP) * (HEIGHT / 10_000);
  /** From one height of every point up to another. */
  const area = (from: (it: Point) => bigint, to: (it: Point) => bigint) => {
    const line = (of: (it: Point) => bigint) => points.map((it, place) => `${x(place)},${y(of(it))}`);
    return `M${line(to).join(' L')} L${line(from).reverse().join(' L')}Z`;
  };
  const genesis = ({ unlocked }: Point) => unlocked;
  /** Once everything that was emitted is claimed. */
  const circulating = (it: Point) => it.unlocked + it.emitted;
  const all = (it: Point) => circulating(it) + it.locked;
  const at = x(Math.min(Number(now - first.time) / Number(MONTH), MONTHS));
  const parts: Part[] = [
    ...(hasTable ? [{ tone: 'locked', name: t.locked } as const] : []),
    { tone: 'minted', name: t.emitted },
    { tone: 'launch', name: hasTable ? t.unlocked : t.lockedOrNot },
  ];
  return (
    <figure class="curve axis">
      <svg
        viewBox={`0 -20 ${WIDTH} ${HEIGHT + 66}`}
        role="img"
        aria-label={t.picture(io(all(first), 0), month(first.time), io(all(last), 0), month(last.time))}
      >
        <path class="launch" d={area(() => 0n, genesis)} />
        <path class="minted" d={area(genesis, circulating)} />
        <path class="locked" d={area(circulating, all)} />
        {[1n, 2n, 3n, 4n].map((quarter) => (
          <g key={quarter} class={quarter % 2n === 1n ? 'between' : ''}>
            <path class="grid" d={`M0 ${y((SUPPLY_CAP * quarter) / 4n)}H${WIDTH}`} />
            <text x="-10" y={y((SUPPLY_CAP * quarter) / 4n)} class="beside">
              {millions((SUPPLY_CAP * quarter) / 4n)}
            </text>
          </g>
        ))}
        <path class="grid" d={`M0 ${HEIGHT}H${WIDTH}`} />
        {[0, 5, 10, 15, 20].map((year) => (
          <text
            key={year}
            class={year % 10 === 0 ? 'below' : 'below between'}
            x={(year / 20) * WIDTH}
            y={HEIGHT + 9}
            text-anchor={year === 0 ? 'start' : year === 20 ? 'end' : 'middle'}
          >
            {year === 0 ? overview.launch : overview.year(year)}
          </text>
        ))}
        <path class="now" d={`M${at} ${HEIGHT}V0`} />
      </svg>
      <Legend parts={parts} />
    </figure>
  );
}
