/** Twenty years of supply, as areas one upon another and as a table of its years. */
import { SUPPLY_CAP } from 'io-client/math';
import { HOURS_PER_MONTH, MONTHS } from 'io-client/schedule';
import { MONTH, type Point } from 'io-client/supply';
import { io, millions, month } from '../../format';
import { Section } from '../../parts/basics';
import { Table } from '../../parts/table';
import { Legend, type Part } from './legend';

const [WIDTH, HEIGHT] = [1_000, 300];
const MONTHS_OF_A_YEAR = 12;

type Year = Point & { year: number };
type Shown = { points: readonly Point[]; now: bigint; hasTable: boolean };

export function ChartOf({ points, now, hasTable }: Shown) {
  const years: Year[] = points
    .filter((_, place) => place % MONTHS_OF_A_YEAR === 0)
    .map((it, year) => ({ ...it, year }));
  return (
    <Section
      title="Twenty years of supply"
      note={`What exists at the end of each month of the schedule, of ${HOURS_PER_MONTH} hours, if no hour is missed and nothing is burned.`}
    >
      <Areas points={points} now={now} hasTable={hasTable} />
      <details>
        <summary>The chart as a table, year by year</summary>
        <Table
          caption="Twenty years of supply, year by year"
          rows={years}
          keyOf={({ year }) => year.toString()}
          columns={[
            {
              name: 'Time',
              show: ({ year, time }) => (year === 0 ? `launch, ${month(time)}` : `year ${year}, ${month(time)}`),
            },
            ...(hasTable
              ? [
                  { name: 'Genesis supply, not locked', number: true, show: ({ unlocked }: Year) => io(unlocked, 2) },
                  { name: 'Locked', number: true, show: ({ locked }: Year) => io(locked, 2) },
                ]
              : [{ name: 'Genesis supply', number: true, show: ({ unlocked }: Year) => io(unlocked, 2) }]),
            { name: 'Emitted', number: true, show: ({ emitted }) => io(emitted, 2) },
            {
              name: 'Together',
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
    ...(hasTable ? [{ tone: 'locked', name: 'Locked' } as const] : []),
    { tone: 'minted', name: 'Emitted' },
    { tone: 'launch', name: hasTable ? 'Genesis supply, not locked' : 'Genesis supply, locked or not' },
  ];
  return (
    <figure class="curve axis">
      <svg
        viewBox={`0 -20 ${WIDTH} ${HEIGHT + 66}`}
        role="img"
        aria-label={`From ${io(all(first), 0)} in ${month(first.time)} to ${io(all(last), 0)} in ${month(last.time)}; listed year by year in the table below`}
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
            {year === 0 ? 'launch' : `year ${year}`}
          </text>
        ))}
        <path class="now" d={`M${at} ${HEIGHT}V0`} />
      </svg>
      <Legend parts={parts} />
    </figure>
  );
}
