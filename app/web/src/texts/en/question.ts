/** The question before anything is read from a host that a link names. */
export const question = {
  title: (host: string) => `Read from ${host}?`,
  why: 'The link that you followed names this RPC. It will learn your IP address and what you look at here, and everything that the page shows comes from its answers. Go on only if you trust it. Nothing has been requested yet.',
  yes: (host: string) => `Read from ${host}`,
  no: 'Read the local network of this machine',
};
