/** Supply of IO, this hour's reward, and the price of IO. */
import { countedOf, isLaunched, modelOf, type Chain } from '../network/chain';
import { freeGpus, attestedGpus } from 'io-client/offers';
import { HOUR, ONE_IO, SUPPLY_CAP } from 'io-client/math';
import { CUMULATIVE, hourly, MONTHS, TOTAL_EMISSION, HOURS_PER_MONTH } from 'io-client/schedule';
import { delegatedStake } from 'io-client/stake';
import { CONTRADICTIONS, GENESIS_SUPPLY, supplyOf } from 'io-client/supply';
import { decimal, duration, grouped, io, percent, price, units } from '../format';
import { Figure, Nothing, Section } from '../parts/basics';
import { ALL, Paused } from '../parts/paused';

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
  const [, fraction] = decimal(chain.supply, ONE_IO, 4).split('.');
  return (
    <section class="hero" aria-labelledby="total-supply">
      <h2 id="total-supply">Total supply of IO</h2>
      <p class="huge">
        {grouped(chain.supply / ONE_IO)}
        <small>.{fraction} IO</small>
      </p>
      <p class="note">
        of the {grouped(SUPPLY_CAP / ONE_IO)} IO that can ever exist, including burned IO ·{' '}
        <a href="#supply">see what circulates</a>
      </p>
      {isLaunched(chain) && <Parts chain={chain} />}
    </section>
  );
}

/** The cap by its parts. */
function Parts({ chain }: { chain: Chain }) {
  const supply = supplyOf(countedOf(chain), [], chain.now);
  if ('refused' in supply) {
    return <Nothing>The figures of the supply contradict each other: {CONTRADICTIONS[supply.refused]}.</Nothing>;
  }
  const { minted, total, burned, toCome } = supply;
  const parts = [
    { name: 'Genesis supply, not burned', amount: GENESIS_SUPPLY - (minted - total), tone: 'launch' },
    { name: 'Minted by the schedule', amount: minted - GENESIS_SUPPLY, tone: 'minted' },
    { name: 'Burned', amount: minted - total, tone: 'burned' },
    { name: 'Still to be minted', amount: toCome, tone: 'left' },
  ] as const;
  const share = (amount: bigint) => Number((amount * 1_000_000n) / SUPPLY_CAP) / 1_000_000;
  let from = 0;
  return (
    <>
      <svg
        class="bar"
        viewBox="0 0 1000 12"
        preserveAspectRatio="none"
        role="img"
        aria-label="Parts of the cap, listed below"
      >
        {parts.map(({ name, amount, tone }) => {
          const x = from * 1_000;
          from += share(amount);
          // A part above zero is always visible.
          const width = amount > 0n ? Math.max(share(amount) * 1_000, 2) : 0;
          return <rect key={name} class={tone} x={x} y="0" width={width} height="12" />;
        })}
      </svg>
      <ul class="legend">
        {parts.map(({ name, amount, tone }) => (
          <li key={name}>
            <span class={`swatch ${tone}`} aria-hidden="true" />
            <span>{name}</span>
            <strong>{io(amount, 2)}</strong>
            <em>
              {amount > 0n && share(amount) < 0.00001 ? 'under 0.001\u00a0%' : percent(share(amount) * 10_000, 3)}
            </em>
          </li>
        ))}
      </ul>
      {minted > total && (
        <p class="note">
          Burned: {io(burned.fees)} of fees, {io(burned.auctions)} bought with fees, {io(burned.slashes)} of slashed
          stake
          {burned.holders > 0n && ` and ${io(burned.holders)} by its holders`}.
        </p>
      )}
    </>
  );
}

function Hour({ chain, now }: View) {
  const { ledger, emissionsConfig, hour } = chain;
  const live = ledger.pools.map((pool) => pool.live);
  const nextHour = BigInt(hour + 1) * HOUR;
  const behind = hour - ledger.hour;
  const emits = (live[0] ?? 0n) >= emissionsConfig.minEligibleUnits;
  const all = live.reduce((sum, units) => sum + units, 0n);
  if (ledger.hour === 0) {
    return <Figure name="This hour’s reward" value="none" tone="warn" note="The emission has not started." />;
  }
  return (
    <Figure
      name="This hour’s reward"
      value={emits || behind > 0 ? io(hourly(ledger.scheduleHour)) : 'none'}
      note={
        behind > 0
          ? `The ledger is ${duration(BigInt(behind) * HOUR)} behind: send io emissions advance.`
          : emits
            ? `shared by ${units(all)} compute units in ${duration(nextHour - now)}`
            : 'The Enterprise pool has no units yet: the schedule waits.'
      }
      {...(behind > 1 && { tone: 'warn' as const })}
    />
  );
}

function Oracle({ chain, now }: View) {
  const { price: reading } = chain.price;
  const { refused } = chain.price;
  if (reading === undefined) return <Figure name="Price of IO" value="none" tone="warn" note={refused} />;
  const age = now - reading.publishTime;
  return (
    <Figure
      name="Price of IO"
      value={price(reading.spot, 6)}
      {...(refused !== undefined && { tone: 'warn' as const })}
      note={
        <>
          {age <= 1n ? 'just now' : `${duration(age)} old`} · average {price(reading.ema, 4)} · ±{' '}
          {price(reading.confidence, 4)}
          {refused !== undefined && <strong class="block">{refused} Reservations in IO wait for a better one.</strong>}
        </>
      }
    />
  );
}

function Gpus({ chain, now }: View) {
  const free = chain.offers.reduce((sum, { data: offer }) => {
    const [supplier, usage] = [chain.suppliers.get(offer.supplier), chain.usages.get(offer.supplier)];
    return supplier === undefined || usage === undefined ? sum : sum + freeGpus(offer, supplier, usage, now);
  }, 0);
  const attested = [...chain.suppliers.values()].reduce((sum, supplier) => sum + attestedGpus(supplier, now), 0);
  const models = new Set([...chain.suppliers.values()].map(({ model }) => modelOf(chain, model)));
  return (
    <Figure
      name="GPUs free now"
      value={grouped(free)}
      note={
        <>
          of {grouped(attested)} attested, {models.size} {models.size === 1 ? 'model' : 'models'} ·{' '}
          <a href="#market">see offers</a>
        </>
      }
    />
  );
}

function Stake({ chain }: { chain: Chain }) {
  const all = [...chain.suppliers.values()].map(({ stake }) => stake);
  const own = all.reduce((sum, stake) => sum + stake.own, 0n);
  const delegated = all.reduce((sum, stake) => sum + delegatedStake(stake), 0n);
  return (
    <Figure
      name="Active stake"
      value={io(own + delegated, 0)}
      note={
        <>
          {io(delegated, 0)} of it delegated · <a href="#suppliers">see suppliers</a>
        </>
      }
    />
  );
}

const [WIDTH, HEIGHT] = [1_000, 260];

/** The schedule as a curve, and its progress. */
function Schedule({ chain }: { chain: Chain }) {
  const { scheduleHour, emittedTotal } = chain.ledger;
  const at = (month: number, amount: bigint): [number, number] => [
    (month / MONTHS) * WIDTH,
    HEIGHT - Number((amount * 10_000n) / TOTAL_EMISSION) * (HEIGHT / 10_000),
  ];
  const line = CUMULATIVE.map((amount, month) => at(month, amount).join(',')).join(' L');
  const [x, y] = at(scheduleHour / HOURS_PER_MONTH, emittedTotal);
  return (
    <Section
      title="Twenty years of emission"
      note={`Hour ${grouped(scheduleHour)} of 175,200: ${percent(Number((emittedTotal * 1_000_000n) / TOTAL_EMISSION) / 100, 3)} of 300,000,000 IO are minted. Each month mints 1.1 % less than the one before; hours without suppliers are emitted later.`}
    >
      <figure class="curve">
        <svg
          viewBox={`-8 -14 ${WIDTH + 16} ${HEIGHT + 56}`}
          role="img"
          aria-label="Minted IO over 20 years of the schedule"
        >
          {[0.25, 0.5, 0.75, 1].map((part) => (
            <g key={part} class={part === 0.25 || part === 0.75 ? 'between' : ''}>
              <path class="grid" d={`M0 ${HEIGHT * (1 - part)}H${WIDTH}`} />
              <text x="4" y={HEIGHT * (1 - part) - 5}>
                {300 * part}M
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
              {year === 0 ? 'launch' : `year ${year}`}
            </text>
          ))}
          <path class="now" d={`M${x} ${HEIGHT}V${y}`} />
          <circle class="now" cx={x} cy={y} r="6" />
        </svg>
      </figure>
    </Section>
  );
}
