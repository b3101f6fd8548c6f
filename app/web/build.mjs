/**
 * Writes the page to `build/page`, or with `--test` its tests to `build/test`.
 *
 * The client's packages are those of app/ts, so that there is one version of them (`paths` in tsconfig.json).
 * IO_DEPLOYMENT names a deployment file, whose genesis table the page gets; it can be left out. A relative path starts at the
 * root of the repository, where `./x` runs.
 */
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = { bundle: true, tsconfig: here('tsconfig.json'), logLevel: 'warning' };

/** Keeps the messages of the programs' errors, which people read: the generated code leaves them out of production. */
const messages = {
  name: 'messages',
  setup({ onLoad }) {
    onLoad({ filter: /generated[/\\]\w+[/\\]errors[/\\]\w+\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('process.env.NODE_ENV', '"development"'),
      loader: 'ts',
    }));
  },
};

/** Writes the page to `out`, with the genesis table of a deployment file if one is named. */
export async function page(out = here('build/page'), deployment = process.env.IO_DEPLOYMENT || undefined) {
  const table = deployment === undefined ? undefined : await tableIn(deployment);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({
    ...common,
    entryPoints: [here('src/main.tsx'), here('src/style.css')],
    outdir: out,
    // The page imports it beside itself.
    external: ['./deployment.js'],
    format: 'esm',
    target: ['es2022'],
    minify: true,
    sourcemap: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [messages],
  });
  await copyFile(here('src/index.html'), join(out, 'index.html'));
  const written = join(out, 'deployment.js');
  if (table === undefined) await copyFile(here('src/deployment.js'), written);
  else await writeFile(written, `export default ${JSON.stringify(table)};\n`);
}

/** What the page has of a deployment file, once the client has read it as the page will. */
async function tableIn(named) {
  const file = resolve(here('../..'), named);
  try {
    const { io_mint, genesis } = parse(await readFile(file, 'utf8'));
    const { outputFiles } = await build({
      ...common,
      entryPoints: [here('../ts/src/supply/table.ts')],
      platform: 'node',
      mainFields: ['module', 'main'],
      format: 'esm',
      write: false,
    });
    const { tableOf } = await import(
      `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
    );
    tableOf({ io_mint, genesis });
    return { io_mint, genesis };
  } catch (error) {
    throw new Error(`IO_DEPLOYMENT, ${file}: ${error.message}`);
  }
}

async function tests() {
  const files = await readdir(here('test'));
  await build({
    ...common,
    entryPoints: files.filter((name) => name.endsWith('.ts')).map((name) => here(`test/${name}`)),
    outdir: here('build/test'),
    outExtension: { '.js': '.mjs' },
    external: ['typescript'],
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'esm',
    target: ['node20'],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await (process.argv.includes('--test') ? tests() : page());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
