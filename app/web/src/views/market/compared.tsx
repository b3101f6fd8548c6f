/** Offers beside the list prices of AWS, Azure and Google Cloud: a column, and the sources below the table. */
import { compare, gpuHour, type Compared } from 'io-client/listPrices';
import type { Chain } from '../../network/chain';
import { percent, usd } from '../../format';
import { hide } from '../../parts/basics';
import type { Column } from '../../parts/table';
import { texts, useTexts } from '../../texts';
import type { Row } from '../market';

const comparedWith = (chain: Chain, { offer, model }: Row) => compare(chain.market, offer, model);

/** `71 % below AWS`. */
export function words({ list, percentBelow }: Compared): string {
  const { above, below } = texts().market.compared;
  const whole = percentBelow < 0n ? -percentBelow : percentBelow;
  return (percentBelow < 0n ? above : below)(percent(whole * 100n, 0), list.provider);
}

export const comparedColumn = (chain: Chain): Column<Row> => ({
  id: 'compared',
  name: texts().market.columns.compared,
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
  const t = useTexts().market.compared;
  const lists = new Set(rows.flatMap((row) => comparedWith(chain, row)?.list ?? []));
  if (lists.size === 0) return null;
  return (
    <div class="note sources" id="list-prices">
      <p>{t.note}</p>
      <ul>
        {[...lists].map((list) => (
          <li key={list.model}>
            {t.price({ ...list, price: usd(gpuHour(list), 4) })}
            {list.asOf !== undefined && t.asOf(list.asOf)},{' '}
            <a href={list.link} rel="noreferrer">
              {t.source(list.model, list.provider, hide)}
            </a>{' '}
            {t.read(list.read)}
          </li>
        ))}
      </ul>
    </div>
  );
}
