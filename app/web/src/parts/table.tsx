/** A table that sorts by its headings; on a narrow screen each row becomes a card. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { shown } from '../route';
import { Ignored, link, linked } from './link';

export type Column<Row> = {
  /** The same in every language. */
  id: string;
  name: string;
  show(row: Row): ComponentChildren;
  /** Sort key of the rows; a column without one does not sort. */
  by?(row: Row): string | number | bigint;
  number?: boolean;
  /** Sorts in descending order first. */
  descending?: boolean;
};

type Order = { column: string; descending: boolean };

type Options<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  order?: Order;
  chosen?: string | undefined;
  /** Whether the page's address has the order, as `sort=column` or `sort=-column`: of one table of a view. */
  inLink?: boolean;
};

export function Table<Row>({ caption, columns, rows, keyOf, order, chosen, inLink = false }: Options<Row>) {
  const [{ by, ignored }, setBy] = useState(() => firstOrder(inLink ? linked().get(SORT) : null, columns, order));
  const sorted = sort(rows, columns, by);
  const choose = ({ id, descending = false }: Column<Row>) => {
    const to = { column: id, descending: by?.column === id ? !by.descending : descending };
    setBy({ by: to, ignored: [] });
    if (inLink) link({ [SORT]: `${to.descending ? '-' : ''}${id}` });
  };
  return (
    <div class="scroll">
      <Ignored values={ignored} />
      <table class="table">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const on = by?.column === column.id;
              const direction = by?.descending ? 'descending' : 'ascending';
              return (
                <th
                  key={column.id}
                  scope="col"
                  class={column.number ? 'number' : ''}
                  aria-sort={column.by === undefined ? undefined : on ? direction : 'none'}
                >
                  {column.by === undefined ? (
                    column.name
                  ) : (
                    <button type="button" onClick={() => choose(column)}>
                      {column.name}
                      <span class="arrow" aria-hidden="true">
                        {on ? (by.descending ? '↓' : '↑') : ''}
                      </span>
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)} class={chosen === keyOf(row) ? 'chosen' : ''}>
              {columns.map((column) => (
                <td key={column.id} data-name={column.name} class={column.number ? 'number' : ''}>
                  <span>{column.show(row)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The name of the order in a link. */
export const SORT = 'sort';

/** The order of a link, or else the usual one, and what of the link is not valid. */
export function firstOrder<Row>(
  given: string | null,
  columns: readonly Column<Row>[],
  usual: Order | undefined,
): { by: Order | undefined; ignored: string[] } {
  if (given === null) return { by: usual, ignored: [] };
  const column = given.replace(/^-/, '');
  if (columns.some(({ id, by }) => id === column && by !== undefined)) {
    return { by: { column, descending: given.startsWith('-') }, ignored: [] };
  }
  return { by: usual, ignored: [shown(SORT, given)] };
}

/** Sorts rows; equal rows keep their order. */
export function sort<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order | undefined): Row[] {
  const by = columns.find(({ id }) => id === order?.column)?.by;
  if (by === undefined || order === undefined) return [...rows];
  const turn = order.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [first, second] = [by(a), by(b)];
    if (typeof first === 'string' && typeof second === 'string') return turn * first.localeCompare(second);
    return first === second ? 0 : first < second ? -turn : turn;
  });
}
