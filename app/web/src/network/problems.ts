/** Errors of the network in its own words, and what to do about them. */
import { isSolanaError } from '@solana/kit';
import { Fault } from 'io-client/sending/node';

export type Problem = { what: string; remedy: string };

/** A network that answers, but does not have the whole suite. */
export class Missing extends Error {
  constructor(readonly account: string) {
    super(`there is no ${account}`);
  }
}

/** JSON-RPC codes: method not found, and an index that the node does not have. */
const NOT_OFFERED = [-32_601, -32_010];
/** HTTP statuses: access denied, and gone. */
const [UNKNOWN, FORBIDDEN, NOT_FOUND, GONE, TOO_MUCH] = [401, 403, 404, 410, 429];

const AGAIN = 'The page retries by itself: wait a little, or enter another RPC above.';
const CHECK = 'Check the URL: it must be a JSON-RPC of Solana.';

/** Only `host` of the URL appears in messages. */
export function problemOf(error: unknown, host: string): Problem {
  if (error instanceof Missing) {
    return {
      what: `The network at ${host} answers, but the IO suite is not on it: ${error.message}.`,
      remedy: 'Set it up there, enter another network above, or start one with ./x localnet.',
    };
  }
  if (error instanceof Fault) return ofFault(error, host);
  // A production bundle has numbers instead of kit's messages.
  const said = isSolanaError(error) || !(error instanceof Error) ? 'its accounts have another layout' : error.message;
  return {
    what: `${host} answers in a way that this page does not understand: ${said}.`,
    remedy: 'Check that the URL is a JSON-RPC of Solana, with this version of the suite.',
  };
}

function ofFault({ isBehind, kind, method, words, code, status }: Fault, host: string): Problem {
  if (isBehind) return { what: `${host} lags behind what this page has shown: ${words}.`, remedy: AGAIN };
  switch (kind) {
    case 'refused':
      return { what: `${host} refuses ${method}: ${words}.`, remedy: remedyOf(method, code, status) };
    case 'busy':
      return {
        what: `${host} does not answer now: ${words}.`,
        remedy:
          status === TOO_MUCH
            ? 'The page retries by itself: wait a little, or use an RPC with a higher limit.'
            : AGAIN,
      };
    case 'lost':
      if (status === undefined) {
        return {
          what: `${host} does not answer: ${words}.`,
          remedy:
            'Check that the network runs (./x localnet starts one here) and allows requests from web pages, or enter another one above.',
        };
      }
      return { what: `${host} does not answer as an RPC does: ${words}.`, remedy: status < 400 ? CHECK : AGAIN };
    case 'unconnected':
      return {
        what: `${host} does not answer: ${words}.`,
        remedy: 'Check that the network runs, or enter another one above.',
      };
  }
}

function remedyOf(method: string, code: number | undefined, status: number | undefined): string {
  if (code !== undefined && NOT_OFFERED.includes(code)) {
    return `Use an RPC that offers ${method}${method === 'getProgramAccounts' ? ' for every program' : ''}.`;
  }
  switch (status) {
    case UNKNOWN:
    case FORBIDDEN:
      return 'Put the key that your provider gave you into the URL, or use another RPC.';
    case NOT_FOUND:
      return CHECK;
    case GONE:
      return 'Your provider does not offer this: use another RPC.';
    default:
      return 'Use another RPC.';
  }
}
