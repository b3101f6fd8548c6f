/** Offers of GPUs, their cost, and the command that reserves them. */
import type { Address } from '@solana/kit';
import { useMemo, useState } from 'preact/hooks';
import type * as marketplace from 'io-client/generated/marketplace';
import { modelOf, type Chain } from '../network/chain';
import { urlArgument, type Endpoint } from '../network/endpoint';
import { priceOffer, Currency, feeBps, ioRateOf, leastOf, objection, type Quote } from 'io-client/actions/pricing';
import { accepts, completion, freeGpus, INTERCONNECTS } from 'io-client/offers';
import { HOUR, ONE_USDC } from 'io-client/math';
import { padded } from '../chain/text';
import { duration, grouped, io, percent, usd, usdc } from '../format';
import { ActButton } from '../act/button';
import { reserve } from '../acts/reserve';
import { useTexts } from '../texts';
import { Command, Key, Nothing, Tag, Written } from '../parts/basics';
import { Paused, paused } from '../parts/paused';
import { Table, type Column } from '../parts/table';

type View = { chain: Chain; now: bigint; endpoint: Endpoint };

export type Row = {
  address: Address;
  offer: marketplace.Offer;
  service: marketplace.SupplierUsage['service'];
  model: string;
  region: string;
  free: number;
  attestationEndsAt: bigint;
};

/** Offers with the accounts that decide whether they can be taken. An offer without supplier or usage account cannot. */
export function rowsOf(chain: Chain): Row[] {
  return chain.offers.flatMap(({ address, data: offer }) => {
    const [supplier, usage] = [chain.suppliers.get(offer.supplier), chain.usages.get(offer.supplier)];
    if (supplier === undefined || usage === undefined) return [];
    return {
      address,
      offer,
      service: usage.service,
      model: modelOf(chain, offer.model),
      region: padded(offer.region) || 'not named',
      free: freeGpus(offer, supplier, usage, chain.now),
      attestationEndsAt: supplier.attestation.endsAt,
    };
  });
}

export type Filters = {
  model: string;
  region: string;
  interconnect: string;
  currency: string;
  maxPrice: string;
  free: string;
};
export const NO_FILTERS: Filters = { model: '', region: '', interconnect: '', currency: '', maxPrice: '', free: '1' };

export function passes({ offer, model, region, free }: Row, filters: Filters): boolean {
  const most = Number(filters.maxPrice);
  return (
    (filters.model === '' || model === filters.model) &&
    (filters.region === '' || region === filters.region) &&
    (filters.interconnect === '' || INTERCONNECTS[offer.interconnect] === filters.interconnect) &&
    (filters.currency === '' || accepts(offer, filters.currency === 'IO' ? Currency.Io : Currency.Usdc)) &&
    (filters.maxPrice.trim() === '' || !(most >= 0) || Number(offer.priceMicroUsd) <= most * Number(ONE_USDC)) &&
    free >= (Number(filters.free) || 0)
  );
}

export function MarketView({ chain, now, endpoint }: View) {
  const [filters, setFilters] = useState(NO_FILTERS);
  const [chosen, setChosen] = useState<Address | undefined>();
  const rows = useMemo(() => rowsOf(chain), [chain]);
  const shown = rows.filter((row) => passes(row, filters));
  const row = rows.find(({ address }) => address === chosen);
  const choose = (address: Address) => {
    setChosen(address);
    // After the panel has rendered.
    requestAnimationFrame(() => document.getElementById('quote')?.focus());
  };
  return (
    <>
      <Paused chain={chain} now={now} of={['marketplace']} />
      {rows.length > 0 && (
        <>
          <Filter rows={rows} filters={filters} change={setFilters} />
          <p class="count" role="status">
            {shown.length} of {rows.length} offers
          </p>
        </>
      )}
      {rows.length === 0 ? (
        <Nothing>
          No one offers GPUs on this network yet. A supplier with attested GPUs does so with{' '}
          <code>io offer create</code>.
        </Nothing>
      ) : shown.length === 0 ? (
        <Nothing>No offer matches: ask for fewer free GPUs, or allow a higher price.</Nothing>
      ) : (
        <Table
          caption="Offers"
          columns={columns(chain, choose, chosen)}
          rows={shown}
          keyOf={({ address }) => address}
          order={{ column: 'GPU-hour', descending: false }}
          chosen={chosen}
        />
      )}
      {row !== undefined && <Quote key={row.address} row={row} chain={chain} now={now} endpoint={endpoint} />}
    </>
  );
}

type FilterOptions = { rows: readonly Row[]; filters: Filters; change(to: Filters): void };

function Filter({ rows, filters, change }: FilterOptions) {
  const distinct = (of: (row: Row) => string) => [...new Set(rows.map(of))].sort((a, b) => a.localeCompare(b));
  const select = (name: keyof Filters, label: string, values: readonly string[]) => (
    <label>
      <span>{label}</span>
      <select value={filters[name]} onChange={(event) => change({ ...filters, [name]: event.currentTarget.value })}>
        <option value="">any</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
  const number = (name: keyof Filters, label: string, step: string) => (
    <label>
      <span>{label}</span>
      <input
        type="number"
        min="0"
        step={step}
        value={filters[name]}
        onInput={(event) => change({ ...filters, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form class="filters" aria-label="Filter the offers" onSubmit={(event) => event.preventDefault()}>
      {select(
        'model',
        'Model',
        distinct(({ model }) => model),
      )}
      {number('maxPrice', 'Up to, $ a GPU-hour', '0.05')}
      {number('free', 'GPUs free', '1')}
      {select(
        'region',
        'Region',
        distinct(({ region }) => region),
      )}
      {select('interconnect', 'Interconnect', INTERCONNECTS)}
      {select('currency', 'Paid in', ['IO', 'USDC'])}
      <button type="button" class="quiet" onClick={() => change(NO_FILTERS)}>
        Reset
      </button>
    </form>
  );
}

function columns(chain: Chain, choose: (address: Address) => void, chosen: Address | undefined): Column<Row>[] {
  return [
    {
      name: 'Model',
      show: ({ model }) => (
        <strong>
          <Written>{model}</Written>
        </strong>
      ),
      by: ({ model }) => model,
    },
    {
      name: 'GPU-hour',
      number: true,
      show: ({ offer }) => {
        const rate = chain.price.price && ioRateOf(offer, 1, chain.price.price);
        return (
          <>
            {usd(offer.priceMicroUsd, 4)}
            {rate !== undefined && accepts(offer, Currency.Io) && <small class="block">{io(rate, 2)}</small>}
          </>
        );
      },
      by: ({ offer }) => offer.priceMicroUsd,
    },
    {
      name: 'Free',
      number: true,
      descending: true,
      show: ({ offer, free }) => (
        <>
          {free} <small>of {offer.gpus}</small>
        </>
      ),
      by: ({ free }) => free,
    },
    { name: 'Region', show: ({ region }) => <Written>{region}</Written>, by: ({ region }) => region },
    {
      name: 'Interconnect',
      show: ({ offer }) => INTERCONNECTS[offer.interconnect] ?? 'unknown',
      by: ({ offer }) => offer.interconnect,
    },
    {
      name: 'Paid in',
      show: ({ offer }) =>
        [accepts(offer, Currency.Io) && 'IO', accepts(offer, Currency.Usdc) && 'USDC'].filter(Boolean).join(', '),
    },
    {
      name: 'Time',
      show: ({ offer }) => `${offer.minHours} h – ${duration(BigInt(offer.maxHours) * HOUR)}`,
    },
    {
      name: 'Notice',
      number: true,
      descending: true,
      show: ({ offer }) => (offer.noticeHours > 0 ? duration(BigInt(offer.noticeHours) * HOUR) : '–'),
      by: ({ offer }) => offer.noticeHours,
    },
    {
      name: 'Service',
      descending: true,
      show: ({ service }) => <Service service={service} />,
      by: ({ service }) => service.gpuSeconds,
    },
    { name: 'Supplier', show: ({ offer }) => <Key address={offer.supplier} /> },
    {
      name: 'Cost',
      show: ({ address, model, free }) => (
        <button type="button" disabled={free === 0} aria-pressed={chosen === address} onClick={() => choose(address)}>
          Quote<span class="hidden"> {model}</span>
        </button>
      ),
    },
  ];
}

/** Service record of the supplier. */
export function Service({ service }: { service: Row['service'] }) {
  const kept = completion(service);
  if (kept === undefined) return <small>no record yet</small>;
  const failed = service.terminated + service.notStarted + service.breaches;
  return (
    <>
      {percent(kept * 10_000, 0)} kept <small class="block">{grouped(service.gpuSeconds / HOUR)} GPU-h served</small>
      {failed > 0 && (
        <small class="block">
          {[
            service.terminated > 0 && `${service.terminated} terminated`,
            service.notStarted > 0 && `${service.notStarted} × not started in time`,
            service.breaches > 0 && `${service.breaches} down for too long`,
          ]
            .filter(Boolean)
            .join(', ')}
        </small>
      )}
      {service.declined > 0 && (
        <small class="block" title="The renter got everything back at once, so this does not count as a failure.">
          {service.declined} declined
        </small>
      )}
      {service.early > 0 && <small class="block">{service.early} terminated by renters within the grace period</small>}
      {service.outageSeconds > 0n && <small class="block">{duration(service.outageSeconds)} of outage</small>}
    </>
  );
}

/** The command with the options that `io` needs for this network. */
export function commandOf(endpoint: Endpoint, words: readonly string[]): string {
  return ['io', ...words, '--url', urlArgument(endpoint)].join(' ');
}

function Quote({ row, chain, now, endpoint }: View & { row: Row }) {
  const { offer, free, address, model, attestationEndsAt } = row;
  const texts = useTexts();
  const [gpus, setGpus] = useState(String(Math.max(1, Math.min(free, 8))));
  const [hours, setHours] = useState(String(Math.max(offer.minHours, Math.min(offer.maxHours, 24))));
  const both = [Currency.Usdc, Currency.Io] as const;
  const [currency, setCurrency] = useState(accepts(offer, Currency.Usdc) ? Currency.Usdc : Currency.Io);
  const [count, time] = [Number(gpus), Number(hours)];
  const whole = [count, time].every((it) => Number.isInteger(it) && it > 0);
  const costs = both.map((it) => [it, costIn(it)] as const);
  const cost = costs.find(([it]) => it === currency)?.[1];
  const problem = paused('marketplace', chain, now)
    ? 'The marketplace is paused: nothing can be reserved until the pause ends.'
    : !whole
      ? 'GPUs and hours must be whole numbers of at least 1.'
      : (objection(offer, free, { gpus: count, hours: time, currency })?.message ??
        (cost === undefined ? `There is no price to convert IO at. ${chain.price.refused ?? ''}` : undefined));

  function costIn(it: Currency): Quote | undefined {
    if (!whole || !accepts(offer, it)) return undefined;
    const priced = it === Currency.Io ? chain.price : undefined;
    if (priced !== undefined && (priced.refused !== undefined || priced.price === undefined)) return undefined;
    if (priced?.price !== undefined && ioRateOf(offer, count, priced.price) === undefined) return undefined;
    return priceOffer(chain.market, offer, { gpus: count, hours: time, currency: it }, priced?.price);
  }

  const command = commandOf(endpoint, [
    `rent reserve ${address}`,
    `--gpus ${gpus} --time ${hours}h`,
    `--currency ${currency === Currency.Io ? 'io' : 'usdc'}`,
    ...(currency === Currency.Io && chain.priceAccount !== undefined ? [`--price-account ${chain.priceAccount}`] : []),
  ]);
  // A narrow table may break a line before the unit only.
  const show = (it: Currency, amount: bigint | undefined) =>
    amount === undefined ? '–' : (it === Currency.Io ? io(amount) : usdc(amount, 4)).replace('\u00a0', ' ');
  const lines: [string, (quoted: Quote) => bigint, string?][] = [
    ['An hour', ({ time }) => time.rate],
    ['The whole time',  ({ cost }) => cost.gross],
    ['Your fee', ({ cost }) => cost.renterFee, 'fee'],
    ['You lock', ({ cost }) => cost.total, 'total'],
    ['The supplier gets', ({ cost }) => cost.supplierGets, 'fee'],
  ];
  return (
    <section class="quote" id="quote" tabIndex={-1} aria-label={`What ${model} costs`}>
      <div>
        <h2>{model}</h2>
        <p class="note">
          <Written>{row.region}</Written> · {INTERCONNECTS[offer.interconnect] ?? 'unknown'} · offer{' '}
          <Key address={address} look={false} />
        </p>
        <form class="fields" onSubmit={(event) => event.preventDefault()}>
          <label>
            <span>GPUs, of {free} free</span>
            <input
              type="number"
              min="1"
              max={free}
              value={gpus}
              onInput={(event) => setGpus(event.currentTarget.value)}
            />
          </label>
          <label>
            <span>
              Hours, {offer.minHours} to {offer.maxHours}
            </span>
            <input
              type="number"
              min={offer.minHours}
              max={offer.maxHours}
              value={hours}
              onInput={(event) => setHours(event.currentTarget.value)}
            />
          </label>
          <fieldset>
            <legend>Pay in</legend>
            {both.map((it) => (
              <label key={it} class="radio">
                <input
                  type="radio"
                  name="currency"
                  checked={it === currency}
                  disabled={!accepts(offer, it)}
                  onChange={() => setCurrency(it)}
                />
                <span>{it === Currency.Io ? 'IO' : 'USDC'}</span>
              </label>
            ))}
          </fieldset>
        </form>
        <p class="note">
          Unused time is refunded by the second. At least {duration(leastOf({ ...offer, forfeit: chain.market.forfeit }))} are due,
          unless you end it within {duration(BigInt(chain.market.grace))}. If the supplier ends it, you get back the price of
          what is missing of its notice of{' '}
          {duration(BigInt(Math.max(chain.market.forfeit, offer.noticeHours * Number(HOUR))))}, at most of the last{' '}
          {duration(BigInt(chain.market.holdBack))}. The GPUs are attested until{' '}
          {duration(attestationEndsAt - now)} from now, and{' '}
          {paused('emissions', chain, now)
            ? 'no attestation is renewed while the emissions program is paused.'
            : 'the council renews attestations.'}
        </p>
      </div>
      <div>
        <table class="costs">
          <caption class="hidden">Cost in both currencies</caption>
          <thead>
            <tr>
              <td />
              {both.map((it) => (
                <th key={it} scope="col" class={it === currency ? 'on' : ''}>
                  {it === Currency.Io ? 'in IO' : 'in USDC'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(([name, of, tone]) => (
              <tr key={name} class={tone ?? ''}>
                <th scope="row">{name}</th>
                {costs.map(([it, known]) => (
                  <td key={it} class={it === currency ? 'on' : ''}>
                    {show(it, known && of(known))}
                    {name === 'Your fee' && <small> {percent(feeBps(chain.market, it))}</small>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {problem !== undefined ? (
          <p class="wrong" role="alert">
            {problem}
          </p>
        ) : (
          <>
            <ActButton act={reserve(address, model, { gpus: count, hours: time, currency }, texts)}>
              {texts.act.reserve.button}
            </ActButton>
            <Command lines={[command]} endpoint={endpoint} />
            <p class="note">
              It makes the key that opens the connection details, and keeps it on your machine. Then <code>io rent workload</code> sends the
              supplier your SSH key, and <code>io rent connect --ssh</code> opens a shell.
            </p>
          </>
        )}
        {currency === Currency.Io && problem === undefined && (
          <p class="note">
            <Tag>IO</Tag> converted at the lower of price and average, less its confidence interval. The command accepts up to 1
            % more.
          </p>
        )}
      </div>
    </section>
  );
}
