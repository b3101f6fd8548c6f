/** Offers beside the list prices of AWS, Azure and Google Cloud: a column, and the sources below the table. */
import { compare, gpuHour, type Compared } from 'io-client/listPrices';
import type { Chain } from '../../network/chain';
import { percent, usd } from '../../format';
import type { Column } from '../../parts/table';
import type { Row } from '../market';

const comparedWith = (chain: Chain, { offer, model }: Row) => compare(chain.market, offer, model);

/** `71 % below AWS`. */
export function words({ list, percentBelow }: Compared): string {
  const whole = percentBelow < 0n ? -percentBelow : percentBelow;
  return `${percent(whole * 100n, 0)} ${percentBelow < 0n ? 'above' : 'below'} ${list.provider}`;
}

export const comparedColumn = (chain: Chain): Column<Row> => ({
  name: 'Against list price',
  descending: true,
  show: (row) => {
    const compared = comparedWith(chain, row);
    return compared === undefined ? '–' : words(compared);
  },
  // Without a list price last.
  by: (row) => Number(comparedWith(chain, row)?.percentBelow ?? Number.NEGATIVE_INFINITY),
});

/** The list prices that the rows are compared with. */
export function ListPriceSources({ chain, rows }: { chain: Chain; rows: readonly Row[] }) {
  const lists = new Set(rows.flatMap((row) => comparedWith(chain, row)?.list ?? []));
  if (lists.size === 0) return null;
  return (
    <div class="note sources" id="list-prices">
      <p>
        Against list price: the price and your fee, in the currency with the higher fee, against the cheapest on-demand
        price of AWS, Azure and Google Cloud that was found. An offer may differ from an instance in CPU, memory, disks and network.
      </p>
      <ul>
        {[...lists].map((list) => (
          <li key={list.model}>
            {list.model}: {usd(gpuHour(list), 4)} for a GPU-hour of {list.provider} {list.instance} in {list.region}
            {list.asOf !== undefined && `, price of ${list.asOf}`},{' '}
            <a href={list.link} rel="noreferrer">
              source
              <span class="hidden">
                {' '}
                of {list.model} at {list.provider}
              </span>
            </a>{' '}
            read {list.read}
          </li>
        ))}
      </ul>
    </div>
  );
}
