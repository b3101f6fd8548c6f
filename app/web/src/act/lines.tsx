/** Lines of a review. */
import type { ComponentChildren } from 'preact';
import { Copy } from '../parts/basics';
import type { Row } from './act';

export const Part = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="part">
    <h3>{title}</h3>
    {children}
  </section>
);

export const Lines = ({ rows }: { rows: readonly Row[] }) => (
  <dl class="lines">
    {rows.map(({ name, value, note, copy }) => (
      <div key={`${name} ${value}`}>
        <dt>{name}</dt>
        <dd>
          <bdi class={copy === undefined ? '' : 'whole'}>{value}</bdi>
          {copy !== undefined && <Copy text={value} what={copy} hasWords={false} />}
          {note !== undefined && <small class="block">{note}</small>}
        </dd>
      </div>
    ))}
  </dl>
);
