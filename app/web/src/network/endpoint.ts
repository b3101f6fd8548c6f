/** Which network the page talks to: it stands in the page's own address, so that a link shows the same. */

export const DEFAULT_URL = 'http://127.0.0.1:8899';

/** The URL in a form that can be compared, or what is wrong with it. */
export function parseUrl(text: string): { url: string } | { problem: string } {
  let parsed: URL;
  try {
    parsed = new URL(text.trim());
  } catch {
    return { problem: `“${text.trim()}” is no URL: write it as ${DEFAULT_URL}` };
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    return { problem: 'The URL of a JSON-RPC begins with http:// or https://' };
  }
  if (parsed.username !== '' || parsed.password !== '') return { problem: 'Leave name and password out of the URL' };
  return { url: parsed.href.replace(/\/$/, '') };
}

/** The network of a query string; the local one unless it names another. */
export function urlOf(query: string): { url: string } | { problem: string } {
  return parseUrl(new URLSearchParams(query).get('rpc') ?? DEFAULT_URL);
}

/** The query string that names the network; nothing for the local one. */
export function queryOf(url: string): string {
  return url === DEFAULT_URL ? '' : `?${new URLSearchParams({ rpc: url })}`;
}

/** What `io -u` takes, for a shell to read: the URL may come from a link that somebody else has made. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The policy that lets the page talk to this network and nothing else. Policies of a page only add up. */
export const policyOf = (url: string): string => `connect-src ${new URL(url).origin}`;
