/** Supply of IO, this hour's reward, and the price of IO. */
import { countedOf, isLaunched, modelOf, type Chain } from '../network/chain';
import { freeGpus, attestedGpus } from 'io-client/offers';
import { HOUR, ONE_IO, SUPPLY_CAP } from 'io-client/math';
import { CUMULATIVE, hourly, MONTHS, TOTAL_EMISSION, TOTAL_HOURS, HOURS_PER_MONTH } from 'io-client/schedule';
import { delegatedStake } from 'io-client/stake';
import { CONTRADICTIONS, GENESIS_SUPPLY, supplyOf } from 'io-client/supply';
import { duration, grouped, io, millions, price, share, split, units } from '../format';
import { Figure, Nothing, Section } from '../parts/basics';
import { English } from '../parts/language';
import { ALL, Paused } from '../parts/paused';
import { useTexts } from '../texts';

type View = { chain: Chain; now: bigint };

export function OverviewView({ chain, now }: View) {
  return (
    <>
      <Paused chain={chain} now={now} of={ALL} />
      <Supply chain={chain} />
      <dl class="figures">
        <Hour chain={chain} now={now} />
        <Oracle chain={chain} now={now} />
        <Gpus chain={chain} now={now} />
        <Stake chain={chain} />
      </dl>
      <Schedule chain={chain} />
    </>
  );
}

function Supply({ chain }: { chain: Chain }) {
  const { overview } = useTexts();
  const [whole, decimals] = split(chain.supply, ONE_IO, 4);
  return (
    <section class="hero" aria-labelledby="total-supply">
      <h2 id="total-supply">{overview.total}</h2>
      <p class="huge">
        {whole}
        <small>{decimals} IO</small>
      </p>
      <p class="note">{overview.ofCap(io(SUPPLY_CAP, 0), <a href="#supply">{overview.seeSupply}</a>)}</p>
      {isLaunched(chain) && <Parts chain={chain} />}
    </section>
  );
}

/** The cap by its parts. */
function Parts({ chain }: { chain: Chain }) {
  const { overview } = useTexts();
  const supply = supplyOf(countedOf(chain), [], chain.now);
  if ('refused' in supply) {
    return <Nothing>{overview.contradict(<English>{CONTRADICTIONS[supply.refused]}</English>)}</Nothing>;
  }
  const { minted, total, burned, toCome } = supply;
  const parts = [
    { tone: 'launch', amount: GENESIS_SUPPLY - (minted - total) },
    { tone: 'minted', amount: minted - GENESIS_SUPPLY },
    { tone: 'burned', amount: minted - total },
    { tone: 'left', amount: toCome },
  ] as const;
  const width = (amount: bigint) => Number((amount * 1_000_000n) / SUPPLY_CAP) / 1_000;
  const burnedBy = [burned.fees, burned.auctions, burned.slashes].map((amount) => io(amount)) as [string, string, string];
  let from = 0;
  return (
    <>
      <svg
        class="bar"
        viewBox="0 0 1000 12"
        preserveAspectRatio="none"
        role="img"
        aria-label={overview.bar}
      >
        {parts.map(({ amount, tone }) => {
          const x = from;
          from += width(amount);
          // A part above zero is always visible.
          return <rect key={tone} class={tone} x={x} y="0" width={amount > 0n ? Math.max(width(amount), 2) : 0} height="12" />;
        })}
      </svg>
      <ul class="legend">
        {parts.map(({ amount, tone }) => (
          <li key={tone}>
            <span class={`swatch ${tone}`} aria-hidden="true" />
            <span>{overview.tones[tone]}</span>
            <strong>{io(amount, 2)}</strong>
            <em>
              {amount > 0n && amount < SUPPLY_CAP / 100_000n
                ? overview.under(share(1n, 100_000n, 3))
                : share(amount, SUPPLY_CAP, 3)}
            </em>
          </li>
        ))}
      </ul>
      {minted > total && (
        <p class="note">
          {burned.holders > 0n
            ? overview.burnedWithHolders(...burnedBy, io(burned.holders))
            : overview.burned(...burnedBy)}
        </p>
      )}
    </>
  );
}

function Hour({ chain, now }: View) {
  const { overview } = useTexts();
  const { ledger, emissionsConfig, hour } = chain;
  const live = ledger.pools.map((pool) => pool.live);
  const nextHour = BigInt(hour + 1) * HOUR;
  const behind = hour - ledger.hour;
  const emits = (live[0] ?? 0n) >= emissionsConfig.minEligibleUnits;
  const all = live.reduce((sum, units) => sum + units, 0n);
  if (ledger.hour === 0) {
    return <Figure name={overview.hour} value={overview.none} tone="warn" note={overview.notStarted} />;
  }
  return (
    <Figure
      name={overview.hour}
      value={emits || behind > 0 ? io(hourly(ledger.scheduleHour)) : overview.none}
      note={
        behind > 0
          ? overview.behind(duration(BigInt(behind) * HOUR))
          : emits
            ? overview.sharedBy(units(all), duration(nextHour - now))
            : overview.waits
      }
      {...(behind > 1 && { tone: 'warn' as const })}
    />
  );
}

function Oracle({ chain, now }: View) {
  const { overview } = useTexts();
  const { price: reading, refused } = chain.price;
  const why = refused === undefined ? undefined : <English>{refused}</English>;
  if (reading === undefined) return <Figure name={overview.price} value={overview.none} tone="warn" note={why} />;
  const age = now - reading.publishTime;
  return (
    <Figure
      name={overview.price}
      value={price(reading.spot, 6)}
      {...(refused !== undefined && { tone: 'warn' as const })}
      note={
        <>
          {overview.average(
            age <= 1n ? overview.justNow : overview.old(duration(age)),
            price(reading.ema, 4),
            price(reading.confidence, 4),
          )}
          {why !== undefined && <strong class="block">{overview.refused(why)}</strong>}
        </>
      }
    />
  );
}

function Gpus({ chain, now }: View) {
  const { overview } = useTexts();
  const free = chain.offers.reduce((sum, { data: offer }) => {
    const [supplier, usage] = [chain.suppliers.get(offer.supplier), chain.usages.get(offer.supplier)];
    return supplier === undefined || usage === undefined ? sum : sum + freeGpus(offer, supplier, usage, now);
  }, 0);
  const attested = [...chain.suppliers.values()].reduce((sum, supplier) => sum + attestedGpus(supplier, now), 0);
  const models = new Set([...chain.suppliers.values()].map(({ model }) => modelOf(chain, model)));
  return (
    <Figure
      name={overview.free}
      value={grouped(free)}
      note={overview.attested(grouped(attested), models.size, <a href="#market">{overview.seeOffers}</a>)}
    />
  );
}

function Stake({ chain }: { chain: Chain }) {
  const { overview } = useTexts();
  const all = [...chain.suppliers.values()].map(({ stake }) => stake);
  const own = all.reduce((sum, stake) => sum + stake.own, 0n);
  const delegated = all.reduce((sum, stake) => sum + delegatedStake(stake), 0n);
  return (
    <Figure
      name={overview.stake}
      value={io(own + delegated, 0)}
      note={overview.delegated(io(delegated, 0), <a href="#suppliers">{overview.seeSuppliers}</a>)}
    />
  );
}

const [WIDTH, HEIGHT] = [1_000, 260];

/** The schedule as a curve, and its progress. */
function Schedule({ chain }: { chain: Chain }) {
  const { overview } = useTexts();
  const { scheduleHour, emittedTotal } = chain.ledger;
  const at = (month: number, amount: bigint): [number, number] => [
    (month / MONTHS) * WIDTH,
    HEIGHT - Number((amount * 10_000n) / TOTAL_EMISSION) * (HEIGHT / 10_000),
  ];
  const line = CUMULATIVE.map((amount, month) => at(month, amount).join(',')).join(' L');
  const [x, y] = at(scheduleHour / HOURS_PER_MONTH, emittedTotal);
  return (
    <Section
      title={overview.schedule}
      note={overview.progress(
        grouped(scheduleHour),
        grouped(TOTAL_HOURS),
        share(emittedTotal, TOTAL_EMISSION, 3),
        io(TOTAL_EMISSION, 0),
      )}
    >
      <figure class="curve">
        <svg
          viewBox={`-8 -14 ${WIDTH + 16} ${HEIGHT + 56}`}
          role="img"
          aria-label={overview.curve}
        >
          {[1, 2, 3, 4].map((quarter) => (
            <g key={quarter} class={quarter % 2 === 1 ? 'between' : ''}>
              <path class="grid" d={`M0 ${HEIGHT * (1 - quarter / 4)}H${WIDTH}`} />
              <text x="4" y={HEIGHT * (1 - quarter / 4) - 5}>
                {millions((TOTAL_EMISSION * BigInt(quarter)) / 4n)}
              </text>
            </g>
          ))}
          <path class="area" d={`M0,${HEIGHT} L${line} L${WIDTH},${HEIGHT}Z`} />
          <path class="line" d={`M${line}`} />
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
          <path class="now" d={`M${x} ${HEIGHT}V${y}`} />
          <circle class="now" cx={x} cy={y} r="6" />
        </svg>
      </figure>
    </Section>
  );
}
