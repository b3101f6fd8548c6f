import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonWords } from '../src';
import { lines } from './golden';

test('each reason of docs/spec/protocol.md has its words, and any other is shown as its number', () => {
  const rows = lines('docs/spec/protocol.md').flatMap((line) => {
    const [, number, words] = /^ *\| (\d+) \| `[a-z-]+` \| (.+) \|$/.exec(line) ?? [];
    return number === undefined ? [] : [[Number(number), words] as const];
  });
  assert.deepEqual(
    rows.map(([number]) => number),
    [0, 1, 2, 3, 4],
  );
  for (const [number, words] of rows) assert.equal(reasonWords(number), `${words} (${number})`);
  for (const number of [rows.length, 17, 65_535]) assert.equal(reasonWords(number), `reason ${number}`);
});
