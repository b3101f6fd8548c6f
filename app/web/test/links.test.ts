/** Filters and sorting in the page's address. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open, options, type Opened } from './opened';
import { PROPOSALS, voted } from './voted';

describe('a link', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
  });
  after(async () => await it?.close());

  const hash = () => it.browser.value<string>('location.hash');
  const change = (label: string, value: string) =>
    it.browser.value(`(() => {
      const field = [...document.querySelectorAll('.filters label')].find((it) => it.innerText.startsWith(${JSON.stringify(label)})).control;
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
    })()`);
  const value = (label: string) =>
    it.browser.value<string>(
      `[...document.querySelectorAll('.filters label')].find((it) => it.innerText.startsWith(${JSON.stringify(label)})).control.value`,
    );
  const sortedBy = () =>
    it.browser.value<string[]>(
      `[...document.querySelectorAll('th[aria-sort$="ending"]')].map((it) => it.innerText.replace(/\\s*[↑↓]/, '') + ' ' + it.ariaSort)`,
    );
  const column = (name: string) =>
    it.browser.value<string[]>(
      `[...document.querySelectorAll('td[data-name="${name}"]')].map((it) => it.innerText.trim().split('\\n')[0])`,
    );
  const press = (name: string) =>
    it.browser.value(
      `[...document.querySelectorAll('th button')].find((it) => it.innerText.startsWith(${JSON.stringify(name)})).click()`,
    );

  test('shows the offers that it was copied from', async () => {
    await it.load(`${it.page}#market`);
    await it.shows('7 of 7 offers');
    await change('Model', 'H200');
    await change('Up to', '3.5');
    await it.shows('1 of 7 offers');
    await press('Free');
    await it.browser.until(`location.hash.includes('sort')`);
    assert.equal(await hash(), '#market?gpu=H200&max=3.5&sort=-free');
    await it.load(`${it.page}${await hash()}`);
    await it.shows('1 of 7 offers');
    assert.deepEqual([await value('Model'), await value('Up to'), await sortedBy()], ['H200', '3.5', ['Free descending']]);
    await it.press('Reset');
    await it.shows('7 of 7 offers');
    assert.equal(await hash(), '#market?sort=-free');
    // Of a link that is followed on the page.
    await it.browser.value(`location.hash = '#market?currency=IO&sort=price'`);
    await it.browser.until(`document.querySelector('th[aria-sort="ascending"]')?.innerText.startsWith('GPU-hour')`);
    assert.equal(await value('Paid in'), 'IO');
  });

  test('of a model that is not offered shows that nothing matches', async () => {
    await it.load(`${it.page}#market?gpu=B900`);
    await it.shows('No offer matches');
    assert.equal(await value('Model'), 'B900');
  });

  test('with values that are not valid says so, and uses the rest', async () => {
    await it.load(`${it.page}#market?gpu=H200&max=cheap&sort=colour&color=%3Cb%3Ered`);
    await it.shows('1 of 7 offers');
    for (const wrong of ['max=cheap', 'sort=colour', 'color=<b>red']) {
      await it.shows(`Ignored in this link, as this view does not know it: ${wrong}`);
    }
    assert.deepEqual(await sortedBy(), ['GPU-hour ascending']);
    await it.browser.value(`location.hash = '#burn?sort=at'`);
    await it.shows('Ignored in this link, as this view does not know it: sort=at');
    assert.deepEqual(it.browser.complaints, []);
  });

  test('has the order of suppliers and of what was decided', async () => {
    await it.load(`${it.page}#suppliers?sort=commission`);
    await it.shows('Commission');
    await it.browser.until(`document.querySelectorAll('tbody tr').length > 0`);
    const shares = (await column('Commission')).map((it) => Number.parseFloat(it));
    assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
    await press('GPUs');
    await it.browser.until(`location.hash === '#suppliers?sort=-gpus'`);
    await it.load(`${it.page}#votes/${PROPOSALS.executed}?sort=no`, await voted());
    await it.shows('Decided');
    assert.deepEqual(await sortedBy(), ['No ascending']);
    await press('No');
    await it.browser.until(`location.hash === '#votes/${PROPOSALS.executed}?sort=-no'`);
  });
});
