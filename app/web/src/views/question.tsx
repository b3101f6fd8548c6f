/** The question before anything is read from a host that a link names. */
import type { Endpoint } from '../network/endpoint';

type Options = { endpoint: Endpoint; yes(): void; no(): void };

export function Question({ endpoint, yes, no }: Options) {
  return (
    <main id="main" class="question">
      <h1>Read from {endpoint.host}?</h1>
      <p class="lead">
        The link that you followed names this RPC. It will learn your IP address and what you look at here, and everything
        that the page shows comes from its answers. Go on only if you trust it. Nothing has been requested yet.
      </p>
      <p class="choices">
        <button type="button" onClick={yes}>
          Read from {endpoint.host}
        </button>
        <button type="button" class="quiet" onClick={no}>
          Read the local network of this machine
        </button>
      </p>
    </main>
  );
}
