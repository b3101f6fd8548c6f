/**
 * Writes the page to `build/page`, or with `--test` its tests to `build/test`.
 *
 * The client's packages are those of app/ts, so that there is one version of them (`paths` in tsconfig.json).
 */
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = { bundle: true, tsconfig: here('tsconfig.json'), logLevel: 'warning' };

async function page() {
  const out = here('build/page');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({
    ...common,
    entryPoints: [here('src/main.tsx'), here('src/style.css')],
    outdir: out,
    format: 'esm',
    target: ['es2022'],
    minify: true,
    sourcemap: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  await copyFile(here('src/index.html'), here('build/page/index.html'));
}

async function tests() {
  const files = await readdir(here('test'));
  await build({
    ...common,
    entryPoints: files.filter((name) => name.endsWith('.ts')).map((name) => here(`test/${name}`)),
    outdir: here('build/test'),
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'esm',
    target: ['node20'],
  });
}

await (process.argv.includes('--test') ? tests() : page());
