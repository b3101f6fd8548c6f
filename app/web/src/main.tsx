import { render } from 'preact';
import { App } from './app';
import { DEFAULT_URL, policyOf, urlOf } from './network/endpoint';

const asked = urlOf(location.search);
const url = 'url' in asked ? asked.url : DEFAULT_URL;

// From here on the browser itself refuses any other address.
const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = policyOf(url);
document.head.append(policy);

const root = document.getElementById('app');
if (root !== null) render(<App url={url} problem={'problem' in asked ? asked.problem : undefined} />, root);
