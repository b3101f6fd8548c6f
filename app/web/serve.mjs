/** Serves the built page on this machine only: `node serve.mjs [PORT]`. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/main.js': ['main.js', 'text/javascript; charset=utf-8'],
  '/deployment.js': ['deployment.js', 'text/javascript; charset=utf-8'],
  '/main.js.map': ['main.js.map', 'application/json'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/style.css.map': ['style.css.map', 'application/json'],
};
/** Headers that a meta element cannot set. */
const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};
const PORT = 8080;

/** Serves the page in a folder; port 0 picks a free port. */
export async function serve(port = PORT, folder = fileURLToPath(new URL('build/page', import.meta.url))) {
  const server = createServer(async (request, response) => {
    const [name, type] = FILES[new URL(request.url ?? '/', 'http://page').pathname] ?? [];
    if (name === undefined || type === undefined) return response.writeHead(404, HEADERS).end();
    const body = await readFile(join(folder, name));
    return response.writeHead(200, { ...HEADERS, 'content-type': type }).end(body);
  });
  await new Promise((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening));
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? PORT);
  try {
    await serve(port);
    console.log(`http://127.0.0.1:${port}, until Ctrl-C`);
  } catch (error) {
    console.error(error.code === 'EADDRINUSE' ? `port ${port} is taken: name another` : error.message);
    process.exitCode = 1;
  }
}
