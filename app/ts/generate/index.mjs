// Writes src/generated/ from idls/ and the OpenAPI document of the indexer; with --check it only compares.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderVisitor } from '@codama/renderers-js';
import { visit } from '@codama/visitors-core';
import { addressesOf } from './addresses.mjs';
import { errorsOf } from './errors.mjs';
import { indexerOf } from './indexer.mjs';
import { rootOf } from './program.mjs';

const IDLS = fileURLToPath(new URL('../../../idls/', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../../docs/reference/indexer.openapi.json', import.meta.url));
const GENERATED = fileURLToPath(new URL('../src/generated/', import.meta.url));
/** Folder of each program, and the name of its IDL. */
const PROGRAMS = /** @type {const} */ ([
  ['emissions', 'emissions'],
  ['marketplace', 'marketplace'],
  ['feeBurn', 'fee_burn'],
]);

/** @param {string} folder */
async function generate(folder) {
  const idls = PROGRAMS.map(([, idl]) => JSON.parse(readFileSync(join(IDLS, `${idl}.json`), 'utf8')));
  const addresses = Object.fromEntries(PROGRAMS.map(([name], index) => [name, idls[index].address]));
  const errors = errorsOf(JSON.parse(readFileSync(join(IDLS, 'common.json'), 'utf8')));
  for (const [index, [name]] of PROGRAMS.entries()) {
    const root = await rootOf(idls[index], addressesOf(name, addresses), errors);
    await visit(root, renderVisitor(join(folder, name)));
  }
  writeFileSync(join(folder, 'indexer.ts'), await indexerOf(JSON.parse(readFileSync(DOCUMENT, 'utf8'))));
  // The renderer leaves notes to its own authors.
  for (const [file, text] of Object.entries(filesOf(folder))) {
    writeFileSync(join(folder, file), text.replaceAll(/^ *\/\/ TODO: .*\n/gm, ''));
  }
}

/** The files below a folder, by name. @param {string} folder @returns {Record<string, string>} */
function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function check() {
  const folder = mkdtempSync(join(tmpdir(), 'io-clients-'));
  try {
    await generate(folder);
    const [now, then] = [filesOf(folder), filesOf(GENERATED)];
    const names = [...new Set([...Object.keys(now), ...Object.keys(then)])];
    return names.filter((name) => now[name] !== then[name]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [option, ...others] = process.argv.slice(2);
if (others.length > 0 || (option !== undefined && option !== '--check')) {
  console.error('usage: generate [--check]');
  process.exitCode = 2;
} else if (option === undefined) {
  await generate(GENERATED);
} else {
  const different = await check();
  for (const name of different) console.error(`src/generated/${name} is not that of idls/ and docs/reference/indexer.openapi.json: run ./x clients`);
  process.exitCode = different.length > 0 ? 1 : 0;
}
