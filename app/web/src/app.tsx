/** The page: its head, the state of the network, and one view. */
import { useEffect, useState } from 'preact/hooks';
import { DEFAULT_URL, parseUrl, queryOf } from './network/endpoint';
import { useNetwork, useNow, type Network } from './network/use';
import { duration, grouped } from './format';
import { AddressView } from './views/address';
import { BurnView } from './views/burn';
import { MarketView } from './views/market';
import { OverviewView } from './views/overview';
import { SuppliersView } from './views/suppliers';

const VIEWS = [
  ['overview', 'Overview'],
  ['market', 'Market'],
  ['suppliers', 'Suppliers'],
  ['burn', 'Burn'],
  ['address', 'Address'],
] as const;
type View = (typeof VIEWS)[number][0];

/** `#address/…` is the view and what it is about. */
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

export function App({ url, problem }: { url: string; problem: string | undefined }) {
  const { view, about } = useRoute();
  const network = useNetwork(url);
  const now = useNow(network);
  const { chain } = network;
  useEffect(() => {
    document.title = `${VIEWS.find(([name]) => name === view)?.[1]} · IO`;
  }, [view]);
  return (
    <>
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
        <Where url={url} problem={problem} />
      </header>
      <Health network={network} now={now} />
      <main id="main" tabIndex={-1} class={network.problem !== undefined && chain !== undefined ? 'stale' : ''}>
        {chain === undefined ? (
          network.problem === undefined && <Waiting />
        ) : (
          <>
            {view === 'overview' && <OverviewView chain={chain} now={now} />}
            {view === 'market' && <MarketView chain={chain} now={now} url={url} />}
            {view === 'suppliers' && <SuppliersView chain={chain} now={now} url={url} />}
            {view === 'burn' && <BurnView chain={chain} now={now} />}
            {view === 'address' && <AddressView chain={chain} now={now} network={network} about={about} />}
          </>
        )}
      </main>
      <footer class="foot">
        <p>
          Everything here is read from <strong>{url}</strong>, and nothing is sent anywhere else. Amounts are cut off,
          not rounded up; times are those of the network’s clock.
        </p>
      </footer>
    </>
  );
}

function skip(event: Event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** The network that the page reads; another one is another page. */
function Where({ url, problem }: { url: string; problem: string | undefined }) {
  const [text, setText] = useState(url);
  const [wrong, setWrong] = useState(problem);
  const go = (event: Event) => {
    event.preventDefault();
    const parsed = parseUrl(text.trim() === '' ? DEFAULT_URL : text);
    if ('problem' in parsed) return setWrong(parsed.problem);
    if (parsed.url === url) {
      setText(url);
      return setWrong(undefined);
    }
    location.assign(`${location.pathname}${queryOf(parsed.url)}${location.hash}`);
  };
  return (
    <form class="where" onSubmit={go}>
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
  if (problem === undefined) {
    if (chain === undefined) return <p class="health">Asking {network.url} …</p>;
    return (
      <p class="health">
        <span class="dot" aria-hidden="true" /> Live · {clock(now)} on the network · hour {grouped(chain.hour)}
      </p>
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

const clock = (time: bigint) => new Date(Number(time) * 1_000).toLocaleTimeString('en-GB');

const Waiting = () => (
  <div class="waiting" aria-hidden="true">
    {Array.from({ length: 6 }, (_, place) => (
      <span key={place} />
    ))}
  </div>
);
