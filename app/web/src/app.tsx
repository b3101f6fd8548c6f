/** The page: its head, the state of the network, and one view. */
import { useEffect, useState } from 'preact/hooks';
import { LOCAL, parseUrl, wrongUrl, type Endpoint, type WrongUrl } from './network/endpoint';
import type { Genesis } from './network/genesis';
import { useNetwork, useNow, type Network } from './network/use';
import { ActsProvider } from './act/acts';
import { ActivityView } from './act/view';
import { WalletMenu } from './wallet/menu';
import { useMine } from './wallet/use';
import { Nothing } from './parts/basics';
import { Choice } from './parts/language';
import { Ignored } from './parts/link';
import { SORT } from './parts/table';
import { clock, duration, grouped, zone } from './format';
import { routeOf, unknownIn, VIEWS, type Route, type View } from './route';
import { useTexts } from './texts';
import { AddressView } from './views/address';
import { BurnView } from './views/burn';
import { MarketView } from './views/market';
import { FILTER_NAMES } from './views/market/filters';
import { OverviewView } from './views/overview';
import { SuppliersView } from './views/suppliers';
import { SupplyView } from './views/supply';
import { VotesView } from './views/votes';

/** Names that the query of a view knows. */
const KNOWN: Partial<Record<View, readonly string[]>> = {
  market: [...FILTER_NAMES, SORT],
  suppliers: [SORT],
  votes: [SORT],
};

/** The view that the address names. `visit` changes with each address that is followed or typed. */
function useRoute(): Route & { visit: number } {
  const [route, setRoute] = useState({ ...routeOf(location.hash), visit: 0 });
  useEffect(() => {
    const changed = () => setRoute(({ visit }) => ({ ...routeOf(location.hash), visit: visit + 1 }));
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return route;
}

type Options = { endpoint: Endpoint; problem: WrongUrl | undefined; go(to: Endpoint): void };

export function App({ endpoint, problem, genesis, go }: Options & { genesis: Genesis }) {
  const { page } = useTexts();
  const { view, about, query, visit } = useRoute();
  const network = useNetwork(endpoint);
  const mine = useMine();
  const now = useNow(network);
  const { chain, problem: trouble } = network;
  const title = page.views[view];
  useEffect(() => {
    document.title = `${title} · IO`;
  }, [title]);
  return (
    <ActsProvider endpoint={endpoint} mine={mine} chain={chain}>
      <a class="skip" href="#main" onClick={(event) => skip(event)}>
        {page.skip}
      </a>
      <header class="head">
        <a class="brand" href="#overview" aria-label={page.home}>
          <svg viewBox="0 0 44 24" aria-hidden="true">
            <path d="M5 3v18" />
            <circle cx="27" cy="12" r="9" />
          </svg>
        </a>
        <nav aria-label={page.nav}>
          {VIEWS.map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
              {page.views[name]}
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
            <Nothing>{page.nothingYet}</Nothing>
          )
        ) : (
          <>
            <Ignored values={unknownIn(query, KNOWN[view] ?? [])} />
            {view === 'overview' && <OverviewView chain={chain} now={now} />}
            {view === 'supply' && <SupplyView chain={chain} now={now} network={network} genesis={genesis} />}
            {view === 'market' && <MarketView key={visit} chain={chain} now={now} endpoint={endpoint} />}
            {view === 'suppliers' && <SuppliersView key={visit} chain={chain} now={now} endpoint={endpoint} />}
            {view === 'burn' && <BurnView chain={chain} now={now} />}
            {view === 'votes' && <VotesView now={now} network={network} about={about} visit={visit} mine={mine} />}
            {view === 'activity' && <ActivityView />}
            {view === 'address' && <AddressView chain={chain} now={now} network={network} about={about} mine={mine} />}
          </>
        )}
      </main>
      <footer class="foot">
        <p>{page.foot(<strong>{endpoint.host}</strong>, zone())}</p>
        <Choice />
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
  const t = useTexts();
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
      <button type="submit">{t.page.connect}</button>
      <p id="rpc-problem" class="wrong" role="alert">
        {wrong && wrongUrl(wrong, t)}
      </p>
    </form>
  );
}

function Health({ network, now }: { network: Network; now: bigint }) {
  const { chain, problem, at, retry } = network;
  const { host } = network.endpoint;
  const { health } = useTexts();
  if (problem === undefined) {
    return (
      <section class="health" aria-label={health.name}>
        {chain === undefined ? (
          health.asking(host)
        ) : (
          <>
            <span class="dot" aria-hidden="true" />
            {health.live(clock(now), grouped(chain.hour))}
          </>
        )}
        {/* The clock is not read out. */}
        <span class="hidden" role="status">
          {chain === undefined ? health.reading(host) : health.answered(host)}
        </span>
      </section>
    );
  }
  return (
    <div class="health trouble" role="alert">
      <p>
        <strong>{problem.what}</strong> {problem.remedy}
        {chain !== undefined && health.old(duration((performance.now() - at) / 1_000))}
      </p>
      <button type="button" onClick={retry}>
        {health.tryNow}
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
