/** What went wrong on the way to the network, and what to do about it. */
import {
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__METHOD_NOT_FOUND,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
} from '@solana/kit';

export type Problem = { what: string; remedy: string };

/** A network that answers, but on which the suite is not, or not wholly. */
export class Missing extends Error {
  constructor(readonly account: string) {
    super(`there is no ${account}`);
  }
}

export function problemOf(error: unknown, url: string): Problem {
  if (error instanceof Missing) {
    return {
      what: `The network at ${url} answers, but the IO suite is not on it: ${error.message}.`,
      remedy: 'Set it up there, enter another network above, or start one with ./x localnet.',
    };
  }
  if (isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) {
    const { statusCode } = error.context;
    if (statusCode === 429) {
      return {
        what: `${url} says that this is too much (429).`,
        remedy: 'Wait a little, or use an RPC with a higher limit.',
      };
    }
    if (statusCode === 401 || statusCode === 403) {
      return {
        what: `${url} does not let this page in (${statusCode}).`,
        remedy: 'Put the key that your provider gave you into the URL, or use another RPC.',
      };
    }
    return {
      what: `${url} answers with HTTP status ${statusCode}.`,
      remedy: 'Check the URL: it must be a JSON-RPC of Solana.',
    };
  }
  if (isSolanaError(error, SOLANA_ERROR__JSON_RPC__METHOD_NOT_FOUND)) {
    return {
      what: `${url} does not list the accounts of a program.`,
      remedy: 'Use an RPC that offers getProgramAccounts.',
    };
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return {
      what: `${url} takes too long to answer.`,
      remedy: 'Look whether the network runs, or enter another one above.',
    };
  }
  if (error instanceof TypeError) {
    return {
      what: `${url} does not answer.`,
      remedy:
        'Look whether the network runs (./x localnet starts one here) and lets web pages in, or enter another one above.',
    };
  }
  return {
    what: `${url} answers in a way that this page does not understand: ${error instanceof Error ? error.message : error}.`,
    remedy: 'Check the URL: it must be a JSON-RPC of Solana, with this version of the suite.',
  };
}
