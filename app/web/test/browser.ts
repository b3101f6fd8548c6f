/** A headless Chromium over its pipe, for the smoke test and for pictures. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Message = {
  id?: number;
  method?: string;
  result?: unknown;
  error?: { message: string };
  params?: unknown;
  sessionId?: string;
};

/** What a name of somebody else's leads to is here. */
export const FOREIGN = 'rpc.example';

/** The first Chromium of this machine; nothing if there is none. */
export function findChromium(): string | undefined {
  const names = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.find((name) => name !== undefined && spawnSync(name, ['--version']).status === 0);
}

export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #out: Writable;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #session: string | undefined;
  #sent = 0;
  /** What the page has complained of: exceptions, errors of the console, refusals of its policy. */
  readonly complaints: string[] = [];
  /** All that was written to the console. */
  readonly written: string[] = [];

  private constructor(command: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'io-web-'));
    const flags = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--hide-scrollbars',
      '--lang=en-GB',
      '--accept-lang=en-GB',
      // A host that is not of this machine by its name.
      `--host-resolver-rules=MAP ${FOREIGN} 127.0.0.1`,
    ];
    const args = [...flags, `--user-data-dir=${this.#profile}`, '--remote-debugging-pipe', 'about:blank'];
    // In a process group of its own: what it has started ends with it, and writes to the profile no more.
    this.#process = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
      // What it would leave behind, being killed.
      env: { ...process.env, TMPDIR: this.#profile },
    });
    // Also where a test fails before it closes the browser.
    process.once('exit', this.#end);
    this.#out = this.#process.stdio[3] as Writable;
    let rest = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#receive(JSON.parse(message));
    });
  }

  static async start(command: string): Promise<Browser> {
    const browser = new Browser(command);
    const { targetInfos } = await browser.send<{ targetInfos: { type: string; targetId: string }[] }>(
      'Target.getTargets',
    );
    const page = targetInfos.find(({ type }) => type === 'page');
    const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId: page?.targetId,
      flatten: true,
    });
    browser.#session = sessionId;
    for (const domain of ['Page', 'Runtime', 'Log']) await browser.send(`${domain}.enable`);
    return browser;
  }

  #receive({ id, method, result, error, params }: Message): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error !== undefined) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    } else if (method === 'Runtime.consoleAPICalled') {
      this.written.push(JSON.stringify(params));
    } else if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') {
      const { entry } = params as { entry?: { level: string; text: string } };
      if (entry === undefined || entry.level === 'error') this.complaints.push(entry?.text ?? JSON.stringify(params));
    }
  }

  send<Result = unknown>(method: string, params: object = {}): Promise<Result> {
    this.#sent += 1;
    const message = {
      id: this.#sent,
      method,
      params,
      ...(this.#session !== undefined && { sessionId: this.#session }),
    };
    this.#out.write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) =>
      this.#waiting.set(message.id, { resolve: (result) => resolve(result as Result), reject }),
    );
  }

  async open(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
  }

  /** Another world of JavaScript on the page's document, which the page's policy does not bind. */
  async world(): Promise<number> {
    const { frameTree } = await this.send<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
    const { id } = frameTree.frame;
    const made = await this.send<{ executionContextId: number }>('Page.createIsolatedWorld', { frameId: id });
    return made.executionContextId;
  }

  /** The value of an expression in the page, or in another world of it. */
  async value<Value>(expression: string, world?: number): Promise<Value> {
    type Evaluated = { result: { value: Value }; exceptionDetails?: { text: string } };
    const { result, exceptionDetails } = await this.send<Evaluated>('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
      userGesture: true,
      ...(world !== undefined && { contextId: world }),
    });
    if (exceptionDetails !== undefined) throw new Error(`${expression.slice(0, 400)}: ${exceptionDetails.text}`);
    return result.value;
  }

  /** Waits until an expression holds in the page. */
  async until(expression: string, milliseconds = 20_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!(await this.value<boolean>(`Boolean(${expression})`).catch(() => false))) {
      if (Date.now() > deadline) {
        const text = await this.value<string>('document.body.innerText');
        throw new Error(`never: ${expression}\n${text}\n${this.complaints.join('\n')}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async close(): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done));
    process.off('exit', this.#end);
    this.#kill();
    await ended;
    this.#remove();
  }

  readonly #end = (): void => {
    this.#kill();
    this.#remove();
  };

  #kill(): void {
    process.kill(-Number(this.#process.pid), 'SIGKILL');
  }

  #remove(): void {
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
