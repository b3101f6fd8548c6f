/** The page: its head, the state of the network, and one view. */
import { useEffect, useState } from 'preact/hooks';
import { LOCAL, parseUrl, type Endpoint } from './network/endpoint';
import type { Genesis } from './network/genesis';
import { useNetwork, useNow, type Network } from './network/use';
import { ActsProvider } from './act/acts';
import { ActivityView } from './act/view';
import { WalletMenu } from './wallet/menu';
import { useMine } from './wallet/use';
import { Nothing } from './parts/basics';
import { clock, duration, grouped, zone } from './format';
import { AddressView } from './views/address';
import { BurnView } from './views/burn';
import { MarketView } from './views/market';
import { OverviewView } from './views/overview';
import { SuppliersView } from './views/suppliers';
import { SupplyView } from './views/supply';
import { VotesView } from './views/votes';

const VIEWS = [
  ['overview', 'Overview'],
  ['supply', 'Supply'],
  ['market', 'Market'],
  ['suppliers', 'Suppliers'],
  ['burn', 'Burn'],
  ['votes', 'Votes'],
  ['address', 'Address'],
  ['activity', 'Activity'],
] as const;
type View = (typeof VIEWS)[number][0];

/** `#address/…` names the view and its subject. */
function useRoute(): { view: View; about: string } {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  const [name = '', about = ''] = hash.slice(1).split('/');
  return { view: VIEWS.find(([view]) => view === name)?.[0] ?? 'overview', about };
}

type Options = { endpoint: Endpoint; problem: string | undefined; go(to: Endpoint): void };

export function App({ endpoint, problem, genesis, go }: Options & { genesis: Genesis }) {
  const { view, about } = useRoute();
  const network = useNetwork(endpoint);
  const mine = useMine();
  const now = useNow(network);
  const { chain, problem: trouble } = network;
  const title = VIEWS.find(([name]) => name === view)?.[1] ?? '';
  useEffect(() => {
    document.title = `${title} · IO`;
  }, [title]);
  return (
    <ActsProvider endpoint={endpoint} mine={mine} chain={chain}>
      <a class="skip" href="#main" onClick={(event) => skip(event)}>
        Skip to the content
      </a>
      <header class="head">
        <a class="brand" href="#overview" aria-label="IO, overview">
          <svg viewBox="0 0 44 24" aria-hidden="true">
            <path d="M5 3v18" />
            <circle cx="27" cy="12" r="9" />
          </svg>
        </a>
        <nav aria-label="Views">
          {VIEWS.map(([name, title]) => (
            <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <WalletMenu />
        <Where endpoint={endpoint} problem={problem} go={go} />
      </header>
      <Health network={network} now={now} />
      <main
        id="main"
        tabIndex={-1}
        class={trouble !== undefined && chain !== undefined ? 'stale' : ''}
        aria-busy={chain === undefined && trouble === undefined}
      >
        {/* The overview begins with its largest figure. */}
        <h1 class={view === 'overview' && chain !== undefined ? 'hidden' : ''}>{title}</h1>
        {chain === undefined ? (
          trouble === undefined ? (
            <Waiting />
          ) : (
            <Nothing>Nothing has been read yet. This view fills by itself once the network answers.</Nothing>
          )
        ) : (
          <>
            {view === 'overview' && <OverviewView chain={chain} now={now} />}
            {view === 'supply' && <SupplyView chain={chain} now={now} network={network} genesis={genesis} />}
            {view === 'market' && <MarketView chain={chain} now={now} endpoint={endpoint} />}
            {view === 'suppliers' && <SuppliersView chain={chain} now={now} endpoint={endpoint} />}
            {view === 'burn' && <BurnView chain={chain} now={now} />}
            {view === 'votes' && <VotesView now={now} network={network} about={about} mine={mine} />}
            {view === 'activity' && <ActivityView />}
            {view === 'address' && <AddressView chain={chain} now={now} network={network} about={about} mine={mine} />}
          </>
        )}
      </main>
      <footer class="foot">
        <p>
          Everything here is read from <strong>{endpoint.host}</strong>, and nothing is sent anywhere else. Amounts are
          truncated, never rounded up; times are those of the network’s clock, in your time zone, {zone()}.
        </p>
      </footer>
    </ActsProvider>
  );
}

function skip(event: Event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** The network that the page reads; another network reloads the page. The field only contains scheme and host. */
function Where({ endpoint, problem, go }: Options) {
  const [text, setText] = useState(endpoint.origin);
  const [wrong, setWrong] = useState(problem);
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = text.trim();
    const parsed = typed === '' ? LOCAL : typed === endpoint.origin ? endpoint : parseUrl(typed);
    if ('problem' in parsed) return setWrong(parsed.problem);
    if (parsed.url !== endpoint.url) return go(parsed);
    setText(endpoint.origin);
    return setWrong(undefined);
  };
  return (
    <form class="where" onSubmit={submit}>
      <label for="rpc">RPC</label>
      <input
        id="rpc"
        type="text"
        inputMode="url"
        autocomplete="off"
        spellcheck={false}
        value={text}
        aria-invalid={wrong !== undefined}
        aria-describedby="rpc-problem"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit">Connect</button>
      <p id="rpc-problem" class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}

function Health({ network, now }: { network: Network; now: bigint }) {
  const { chain, problem, at, retry } = network;
  const { host } = network.endpoint;
  if (problem === undefined) {
    return (
      <div class="health">
        {chain === undefined ? (
          `Asking ${host} …`
        ) : (
          <>
            <span class="dot" aria-hidden="true" /> Live · {clock(now)} on the network · hour {grouped(chain.hour)}
          </>
        )}
        {/* The clock is not read out. */}
        <span class="hidden" role="status">
          {chain === undefined ? `Reading ${host}` : `${host} has answered`}
        </span>
      </div>
    );
  }
  return (
    <div class="health trouble" role="alert">
      <p>
        <strong>{problem.what}</strong> {problem.remedy}
        {chain !== undefined && ` What you see is ${duration((performance.now() - at) / 1_000)} old.`}
      </p>
      <button type="button" onClick={retry}>
        Try now
      </button>
    </div>
  );
}

const Waiting = () => (
  <div class="waiting" aria-hidden="true">
    {Array.from({ length: 6 }, (_, place) => (
      <span key={place} />
    ))}
  </div>
);
