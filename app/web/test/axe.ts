/** The rules of axe, in a page that is loaded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from './browser';

const axe = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

/** What finds violations, each with its first element, until another page is loaded. */
export async function axeIn(browser: Browser): Promise<() => Promise<string[]>> {
  const world = await browser.world();
  await browser.value(`${axe}; undefined`, world);
  return async () =>
    await browser.value<string[]>(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ' (' + nodes.length + '): ' + nodes[0].html.slice(0, 200) + ' ' + nodes[0].failureSummary))`,
      world,
    );
}
