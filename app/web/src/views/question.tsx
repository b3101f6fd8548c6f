/** The question before anything is read from a host that a link names. */
import type { Endpoint } from '../network/endpoint';
import { useTexts } from '../texts';

type Options = { endpoint: Endpoint; yes(): void; no(): void };

export function Question({ endpoint, yes, no }: Options) {
  const { question } = useTexts();
  return (
    <main id="main" class="question">
      <h1>{question.title(endpoint.host)}</h1>
      <p class="lead">{question.why}</p>
      <p class="choices">
        <button type="button" onClick={yes}>
          {question.yes(endpoint.host)}
        </button>
        <button type="button" class="quiet" onClick={no}>
          {question.no}
        </button>
      </p>
    </main>
  );
}
