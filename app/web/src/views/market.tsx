/** Offers of GPUs, their cost, and the command that reserves them. */
import type { Address } from '@solana/kit';
import { useMemo, useState } from 'preact/hooks';
import type * as marketplace from 'io-client/generated/marketplace';
import { modelOf, type Chain } from '../network/chain';
import { urlArgument, type Endpoint } from '../network/endpoint';
import { priceOffer, Currency, feeBps, ioRateOf, leastOf, objection, type Quote } from 'io-client/actions/pricing';
import { accepts, completion, freeGpus, INTERCONNECTS } from 'io-client/offers';
import { HOUR } from 'io-client/math';
import { padded } from '../chain/text';
import { duration, grouped, io, percent, usd, usdc } from '../format';
import { ActButton } from '../act/button';
import { reserve } from '../acts/reserve';
import { Command, hide, Key, Nothing, Tag, Written } from '../parts/basics';
import { English } from '../parts/language';
import { Ignored, link, linked } from '../parts/link';
import { Paused, paused } from '../parts/paused';
import { Table, type Column } from '../parts/table';
import { comparedColumn, ListPriceSources } from './market/compared';
import { texts, useTexts } from '../texts';
import { CURRENCIES, filtersIn, linkOf, NO_FILTERS, passes, type Filters } from './market/filters';

type View = { chain: Chain; now: bigint; endpoint: Endpoint };

export type Row = {
  address: Address;
  offer: marketplace.Offer;
  service: marketplace.SupplierUsage['service'];
  model: string;
  /** Empty if it is not named. */
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
      region: padded(offer.region),
      free: freeGpus(offer, supplier, usage, chain.now),
      attestationEndsAt: supplier.attestation.endsAt,
    };
  });
}

export function MarketView({ chain, now, endpoint }: View) {
  const t = useTexts().market;
  const [{ filters, ignored }, setFilters] = useState(() => filtersIn(linked()));
  const change = (to: Filters) => {
    setFilters({ filters: to, ignored: [] });
    link(linkOf(to));
  };
  const [chosen, setChosen] = useState<Address | undefined>();
  const rows = useMemo(() => rowsOf(chain), [chain, t]);
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
          <Filter rows={rows} filters={filters} change={change} />
          <Ignored values={ignored} />
          <p class="count" role="status">
            {t.count(shown.length, rows.length)}
          </p>
        </>
      )}
      {rows.length === 0 ? (
        <Nothing>{t.nothing(<code>io offer create</code>)}</Nothing>
      ) : shown.length === 0 ? (
        <Nothing>{t.noMatch}</Nothing>
      ) : (
        <Table
          caption={t.caption}
          columns={columns(chain, choose, chosen)}
          rows={shown}
          keyOf={({ address }) => address}
          order={{ column: 'price', descending: false }}
          chosen={chosen}
          inLink
        />
      )}
      <ListPriceSources chain={chain} rows={shown} />
      {row !== undefined && <Quote key={row.address} row={row} chain={chain} now={now} endpoint={endpoint} />}
    </>
  );
}

type FilterOptions = { rows: readonly Row[]; filters: Filters; change(to: Filters): void };

function Filter({ rows, filters, change }: FilterOptions) {
  const t = useTexts().market.filter;
  /** Those of the offers, and the one of a link. */
  const distinct = (name: 'model' | 'region') =>
    [...new Set([...rows.map((row) => row[name]), filters[name]])]
      .filter((it) => it !== '')
      .sort((a, b) => a.localeCompare(b));
  const select = (name: keyof Filters, label: string, values: readonly string[]) => (
    <label>
      <span>{label}</span>
      <select value={filters[name]} onChange={(event) => change({ ...filters, [name]: event.currentTarget.value })}>
        <option value="">{t.any}</option>
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
    <form class="filters" aria-label={t.name} onSubmit={(event) => event.preventDefault()}>
      {select('model', t.model, distinct('model'))}
      {number('maxPrice', t.maxPrice, '0.05')}
      {number('free', t.free, '1')}
      {select('region', t.region, distinct('region'))}
      {select('interconnect', t.interconnect, INTERCONNECTS)}
      {select('currency', t.currency, CURRENCIES)}
      <button type="button" class="quiet" onClick={() => change(NO_FILTERS)}>
        {t.reset}
      </button>
    </form>
  );
}

function columns(chain: Chain, choose: (address: Address) => void, chosen: Address | undefined): Column<Row>[] {
  const t = texts().market;
  return [
    {
      id: 'model',
      name: t.columns.model,
      show: ({ model }) => (
        <strong>
          <Written>{model}</Written>
        </strong>
      ),
      by: ({ model }) => model,
    },
    {
      id: 'price',
      name: t.columns.price,
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
    comparedColumn(chain),
    {
      id: 'free',
      name: t.columns.free,
      number: true,
      descending: true,
      show: ({ offer, free }) => (
        <>
          {free} <small>{t.freeOf(offer.gpus)}</small>
        </>
      ),
      by: ({ free }) => free,
    },
    {
      id: 'region',
      name: t.columns.region,
      show: ({ region }) => <Written>{region || t.notNamed}</Written>,
      by: ({ region }) => region,
    },
    {
      id: 'interconnect',
      name: t.columns.interconnect,
      show: ({ offer }) => INTERCONNECTS[offer.interconnect] ?? texts().basics.unknown,
      by: ({ offer }) => offer.interconnect,
    },
    {
      id: 'currency',
      name: t.columns.currency,
      show: ({ offer }) =>
        [accepts(offer, Currency.Io) && 'IO', accepts(offer, Currency.Usdc) && 'USDC'].filter(Boolean).join(', '),
    },
    {
      id: 'time',
      name: t.columns.time,
      show: ({ offer }) => `${duration(BigInt(offer.minHours) * HOUR)} – ${duration(BigInt(offer.maxHours) * HOUR)}`,
    },
    {
      id: 'notice',
      name: t.columns.notice,
      number: true,
      descending: true,
      show: ({ offer }) => (offer.noticeHours > 0 ? duration(BigInt(offer.noticeHours) * HOUR) : '–'),
      by: ({ offer }) => offer.noticeHours,
    },
    {
      id: 'service',
      name: t.columns.service,
      descending: true,
      show: ({ service }) => <Service service={service} />,
      by: ({ service }) => service.gpuSeconds,
    },
    { id: 'supplier', name: t.columns.supplier, show: ({ offer }) => <Key address={offer.supplier} /> },
    {
      id: 'cost',
      name: t.columns.cost,
      show: ({ address, model, free }) => (
        <button type="button" disabled={free === 0} aria-pressed={chosen === address} onClick={() => choose(address)}>
          {t.quoteButton(model, hide)}
        </button>
      ),
    },
  ];
}

/** Service record of the supplier. */
export function Service({ service }: { service: Row['service'] }) {
  const t = useTexts().market.service;
  const kept = completion(service);
  if (kept === undefined) return <small>{t.none}</small>;
  const failed = service.terminated + service.notStarted + service.breaches;
  return (
    <>
      {t.kept(percent(kept * 10_000, 0))} <small class="block">{t.served(grouped(service.gpuSeconds / HOUR))}</small>
      {failed > 0 && (
        <small class="block">
          {[
            service.terminated > 0 && t.terminated(service.terminated),
            service.notStarted > 0 && t.notStarted(service.notStarted),
            service.breaches > 0 && t.breaches(service.breaches),
          ]
            .filter(Boolean)
            .join(', ')}
        </small>
      )}
      {service.declined > 0 && (
        <small class="block" title={t.declinedNote}>
          {t.declined(service.declined)}
        </small>
      )}
      {service.early > 0 && <small class="block">{t.early(service.early)}</small>}
      {service.outageSeconds > 0n && <small class="block">{t.outage(duration(service.outageSeconds))}</small>}
    </>
  );
}

/** The command with the options that `io` needs for this network. */
export function commandOf(endpoint: Endpoint, words: readonly string[]): string {
  return ['io', ...words, '--url', urlArgument(endpoint)].join(' ');
}

function Quote({ row, chain, now, endpoint }: View & { row: Row }) {
  const all = useTexts();
  const t = all.market.quote;
  const { offer, free, address, model, attestationEndsAt } = row;
  const [gpus, setGpus] = useState(String(Math.max(1, Math.min(free, 8))));
  const [hours, setHours] = useState(String(Math.max(offer.minHours, Math.min(offer.maxHours, 24))));
  const both = [Currency.Usdc, Currency.Io] as const;
  const [currency, setCurrency] = useState(accepts(offer, Currency.Usdc) ? Currency.Usdc : Currency.Io);
  const [count, time] = [Number(gpus), Number(hours)];
  const whole = [count, time].every((it) => Number.isInteger(it) && it > 0);
  const costs = both.map((it) => [it, costIn(it)] as const);
  const cost = costs.find(([it]) => it === currency)?.[1];
  const objected = !whole ? undefined : objection(offer, free, { gpus: count, hours: time, currency });
  const problem = paused('marketplace', chain, now)
    ? t.paused
    : !whole
      ? t.whole
      : objected !== undefined
        ? <English>{objected.message}</English>
        : cost === undefined
          ? t.noPrice(<English>{chain.price.refused ?? ''}</English>)
          : undefined;

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
  const lines: [keyof typeof t.lines, (quoted: Quote) => bigint, string?][] = [
    ['hour', ({ time }) => time.rate],
    ['whole', ({ cost }) => cost.gross],
    ['fee', ({ cost }) => cost.renterFee, 'fee'],
    ['locked', ({ cost }) => cost.total, 'total'],
    ['supplier', ({ cost }) => cost.supplierGets, 'fee'],
  ];
  return (
    <section class="quote" id="quote" tabIndex={-1} aria-label={t.name(model)}>
      <div>
        <h2>{model}</h2>
        <p class="note">
          {t.offer(
            <Written>{row.region || texts().market.notNamed}</Written>,
            INTERCONNECTS[offer.interconnect] ?? texts().basics.unknown,
            <Key address={address} look={false} />,
          )}
        </p>
        <form class="fields" onSubmit={(event) => event.preventDefault()}>
          <label>
            <span>{t.gpus(free)}</span>
            <input
              type="number"
              min="1"
              max={free}
              value={gpus}
              onInput={(event) => setGpus(event.currentTarget.value)}
            />
          </label>
          <label>
            <span>{t.hours(offer.minHours, offer.maxHours)}</span>
            <input
              type="number"
              min={offer.minHours}
              max={offer.maxHours}
              value={hours}
              onInput={(event) => setHours(event.currentTarget.value)}
            />
          </label>
          <fieldset>
            <legend>{t.payIn}</legend>
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
          {t.terms(
            {
              least: duration(leastOf({ ...offer, forfeit: chain.market.forfeit })),
              grace: duration(chain.market.grace),
              notice: duration(Math.max(chain.market.forfeit, offer.noticeHours * Number(HOUR))),
              holdBack: duration(chain.market.holdBack),
              attested: duration(attestationEndsAt - now),
            },
            paused('emissions', chain, now),
          )}
        </p>
      </div>
      <div>
        <table class="costs">
          <caption class="hidden">{t.caption}</caption>
          <thead>
            <tr>
              <td />
              {both.map((it) => (
                <th key={it} scope="col" class={it === currency ? 'on' : ''}>
                  {t.in(it === Currency.Io ? 'IO' : 'USDC')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(([name, of, tone]) => (
              <tr key={name} class={tone ?? ''}>
                <th scope="row">{t.lines[name]}</th>
                {costs.map(([it, known]) => (
                  <td key={it} class={it === currency ? 'on' : ''}>
                    {show(it, known && of(known))}
                    {name === 'fee' && <small> {percent(feeBps(chain.market, it))}</small>}
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
            <ActButton act={reserve(address, model, { gpus: count, hours: time, currency }, all)}>
              {all.act.reserve.button}
            </ActButton>
            <Command lines={[command]} endpoint={endpoint} />
            <p class="note">
              {t.key(<code>io rent workload</code>, <code>io rent connect --ssh</code>)}
            </p>
          </>
        )}
        {currency === Currency.Io && problem === undefined && (
          <p class="note">
            <Tag>IO</Tag> {t.converted}
          </p>
        )}
      </div>
    </section>
  );
}
