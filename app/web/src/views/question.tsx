/** Before anything is read from a host that a link has named. */
import type { Endpoint } from '../network/endpoint';

type Options = { endpoint: Endpoint; yes(): void; no(): void };

export function Question({ endpoint, yes, no }: Options) {
  return (
    <main id="main" class="question">
      <h1>Read from {endpoint.host}?</h1>
      <p class="lead">
        The link that you followed names this RPC. It learns your IP address and what you look at here, and all that the
        page shows is as true as what it answers. Go on if you trust it. Nothing has been asked yet.
      </p>
      <p class="choices">
        <button type="button" onClick={yes}>
          Read from {endpoint.host}
        </button>
        <button type="button" class="quiet" onClick={no}>
          Read the network of this machine
        </button>
      </p>
    </main>
  );
}
