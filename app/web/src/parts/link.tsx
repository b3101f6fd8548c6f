/** Filters and sorting in the page's own address, so that a link shows the same list. */
import { routeOf, withQuery } from '../route';
import { useTexts } from '../texts';
import { Written } from './basics';

/** The values in the address now. */
export const linked = (): URLSearchParams => routeOf(location.hash).query;

/** Writes values to the address, without an entry in the history. */
export function link(values: Readonly<Record<string, string | undefined>>): void {
  history.replaceState(history.state, '', location.pathname + location.search + withQuery(location.hash, values));
}

/** Says which values of the link are not used. */
export function Ignored({ values }: { values: readonly string[] }) {
  const { basics } = useTexts();
  if (values.length === 0) return null;
  return (
    <p class="note" role="status">
      {basics.ignored} <Written>{values.join(', ')}</Written>
    </p>
  );
}
