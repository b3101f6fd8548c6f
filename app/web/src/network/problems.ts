/** Errors of the network in its own words, and what to do about them, in the language of the page. */
import { isSolanaError } from '@solana/kit';
import { Fault } from 'io-client/sending/node';
import { texts, type Texts } from '../texts';

export type Problem = { what: string; remedy: string };

/** An account that every network with the suite has. */
export type Needed = keyof Texts['problems']['accounts'];

/** A network that answers, but does not have the whole suite. */
export class Missing extends Error {
  constructor(readonly account: Needed) {
    super(account);
  }
}

/** JSON-RPC codes: method not found, and an index that the node does not have. */
const NOT_OFFERED = [-32_601, -32_010];
/** HTTP statuses: access denied, and gone. */
const [UNKNOWN, FORBIDDEN, NOT_FOUND, GONE, TOO_MUCH] = [401, 403, 404, 410, 429];

/** Only `host` of the URL appears in messages. */
export function problemOf(error: unknown, host: string): Problem {
  const t = texts().problems;
  if (error instanceof Missing) return { what: t.missing(host, t.accounts[error.account]), remedy: t.setUp };
  if (error instanceof Fault) return ofFault(error, host);
  // A production bundle has numbers instead of kit's messages.
  const said = isSolanaError(error) || !(error instanceof Error) ? t.layout : error.message;
  return { what: t.unreadable(host, said), remedy: t.checkVersion };
}

function ofFault({ isBehind, kind, method, words, code, status }: Fault, host: string): Problem {
  const t = texts().problems;
  if (isBehind) return { what: t.behind(host, words), remedy: t.again };
  switch (kind) {
    case 'refused':
      return { what: t.refused(host, method, words), remedy: remedyOf(method, code, status) };
    case 'busy':
      return { what: t.busy(host, words), remedy: status === TOO_MUCH ? t.limit : t.again };
    case 'lost':
      if (status === undefined) return { what: t.silent(host, words), remedy: t.checkAccess };
      return { what: t.notRpc(host, words), remedy: status < 400 ? t.check : t.again };
    case 'unconnected':
      return { what: t.silent(host, words), remedy: t.checkRuns };
  }
}

function remedyOf(method: string, code: number | undefined, status: number | undefined): string {
  const t = texts().problems;
  if (code !== undefined && NOT_OFFERED.includes(code)) {
    return method === 'getProgramAccounts' ? t.offersAll(method) : t.offers(method);
  }
  switch (status) {
    case UNKNOWN:
    case FORBIDDEN:
      return t.key;
    case NOT_FOUND:
      return t.check;
    case GONE:
      return t.gone;
    default:
      return t.another;
  }
}
