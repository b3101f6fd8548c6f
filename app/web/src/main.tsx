import { render, type ComponentChild } from 'preact';
import { App } from './app';
import deployment from './deployment.js';
import { choose, LOCAL, policyOf, queryOf, type Endpoint, type Remembered } from './network/endpoint';
import { genesisOf } from './network/genesis';
import { recall, remember } from './network/memory';
import { begin, Speaking } from './parts/language';
import { Question } from './views/question';

const MEMORY = 'rpc';
const isRemembered = (it: unknown): it is Remembered =>
  typeof it === 'object' && it !== null && 'url' in it && typeof it.url === 'string' && 'allowed' in it;

const { endpoint, ask, problem } = choose(location.search, recall(MEMORY, isRemembered));

/** The page's own URL names only the host. */
function keep({ url }: Endpoint, allowed: boolean): void {
  remember(MEMORY, { url, allowed });
  history.replaceState(null, '', `${location.pathname}${queryOf(endpoint)}${location.hash}`);
}

const root = document.getElementById('app');
begin();

function show(view: ComponentChild): void {
  if (root !== null) render(<Speaking>{view}</Speaking>, root);
}

function start(): void {
  keep(endpoint, true);
  // From here on the browser refuses requests to any other origin.
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = policyOf(endpoint);
  document.head.append(policy);
  const go = (to: Endpoint) => {
    remember(MEMORY, { url: to.url, allowed: true });
    location.assign(`${location.pathname}${queryOf(to)}${location.hash}`);
    // The page's URL does not change if only the path or query of the RPC URL differs.
    if (to.origin === endpoint.origin) location.reload();
  };
  show(<App endpoint={endpoint} problem={problem} genesis={genesisOf(deployment)} go={go} />);
}

if (!ask) start();
else {
  keep(endpoint, false);
  const local = () => location.assign(`${location.pathname}${queryOf(LOCAL)}${location.hash}`);
  show(<Question endpoint={endpoint} yes={start} no={local} />);
}
