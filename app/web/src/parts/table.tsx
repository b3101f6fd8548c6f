/** A table that sorts by its headings; on a narrow screen each row becomes a card. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

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
};

export function Table<Row>({ caption, columns, rows, keyOf, order, chosen }: Options<Row>) {
  const [by, setBy] = useState(order);
  const sorted = sort(rows, columns, by);
  const choose = ({ id, descending = false }: Column<Row>) =>
    setBy((old) => ({ column: id, descending: old?.column === id ? !old.descending : descending }));
  return (
    <div class="scroll">
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
