/** Head and foot of the page. */
import type { ComponentChildren } from 'preact';
import { parts } from '../parts';

export const page = {
  views: {
    overview: 'Overview',
    supply: 'Supply',
    market: 'Market',
    suppliers: 'Suppliers',
    burn: 'Burn',
    votes: 'Votes',
    address: 'Address',
    activity: 'Activity',
  },
  skip: 'Skip to the content',
  home: 'IO, overview',
  nav: 'Views',
  nothingYet: 'Nothing has been read yet. This view fills by itself once the network answers.',
  loading: 'Loading …',
  foot: (host: ComponentChildren, zone: string) =>
    parts`Everything here is read from ${host}, and nothing is sent anywhere else. Amounts are truncated, never rounded up; times are those of the network’s clock, in your time zone, ${zone}.`,
  language: 'Language',
  connect: 'Connect',
  notUrl: (example: string) => `This is not a URL: write it as ${example}`,
  notHttp: 'The URL of a JSON-RPC must begin with http:// or https://',
  hasPassword: 'Remove the name and password from the URL',
};
