/** What goes wrong with a network, and what to do. `words` are those of the server. */
const AGAIN = 'The page retries by itself: wait a little, or enter another RPC above.';
const CHECK = 'Check the URL: it must be a JSON-RPC of Solana.';

export const problems = {
  missing: (host: string, account: string) =>
    `The network at ${host} answers, but the IO suite is not on it: there is no ${account}.`,
  setUp: 'Set it up there, enter another network above, or start one with ./x localnet.',
  accounts: {
    ledger: 'emission ledger',
    market: 'configuration of the marketplace',
    burn: 'configuration of the fee burn',
    models: 'table of models',
    emissions: 'configuration of the emissions',
    engine: 'auction engine',
    history: 'history page',
    autopay: 'autopay',
    mint: 'IO mint',
    clock: 'clock',
  },
  unreadable: (host: string, words: string) => `${host} answers in a way that this page does not understand: ${words}.`,
  layout: 'its accounts have another layout',
  checkVersion: 'Check that the URL is a JSON-RPC of Solana, with this version of the suite.',
  behind: (host: string, words: string) => `${host} lags behind what this page has shown: ${words}.`,
  again: AGAIN,
  check: CHECK,
  refused: (host: string, method: string, words: string) => `${host} refuses ${method}: ${words}.`,
  busy: (host: string, words: string) => `${host} does not answer now: ${words}.`,
  limit: 'The page retries by itself: wait a little, or use an RPC with a higher limit.',
  silent: (host: string, words: string) => `${host} does not answer: ${words}.`,
  checkAccess:
    'Check that the network runs (./x localnet starts one here) and allows requests from web pages, or enter another one above.',
  notRpc: (host: string, words: string) => `${host} does not answer as an RPC does: ${words}.`,
  checkRuns: 'Check that the network runs, or enter another one above.',
  offers: (method: string) => `Use an RPC that offers ${method}.`,
  offersAll: (method: string) => `Use an RPC that offers ${method} for every program.`,
  key: 'Put the key that your provider gave you into the URL, or use another RPC.',
  gone: 'Your provider does not offer this: use another RPC.',
  another: 'Use another RPC.',
};
