/** Small components that every view uses. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Endpoint } from '../network/endpoint';
import { away, iso, moment, short } from '../format';

export function Section({ title, note, children }: { title: string; note?: string; children: ComponentChildren }) {
  return (
    <section class="section">
      <header>
        <h2>{title}</h2>
        {note !== undefined && <p class="note">{note}</p>}
      </header>
      {children}
    </section>
  );
}

/** A figure with its name and a note. */
export function Figure(it: { name: string; value: string; note?: ComponentChildren; tone?: 'burn' | 'warn' }) {
  const [amount, unit] = splitUnit(it.value);
  return (
    <div class={`figure ${it.tone ?? ''}`}>
      <dt>{it.name}</dt>
      <dd class="value">
        {amount}
        {unit !== undefined && <small> {unit}</small>}
      </dd>
      {it.note !== undefined && <dd class="note">{it.note}</dd>}
    </div>
  );
}

function splitUnit(value: string): [string, string | undefined] {
  const [, amount, unit] = /^([−$\d.,]+)\u00a0(.+)$/.exec(value) ?? [];
  return amount === undefined ? [value, undefined] : [amount, unit];
}

/** A list of names and values. */
export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A moment and how far away it is. */
export function When({ time, now }: { time: bigint; now: bigint }) {
  return (
    <time dateTime={iso(time)} title={moment(time)}>
      {away(time, now)}
    </time>
  );
}

/** A shortened address that can be copied and opened. */
export function Key({ address, look = true }: { address: string; look?: boolean }) {
  return (
    <span class="key">
      {look ? (
        <a href={`#address/${address}`} title={address}>
          {short(address)}
        </a>
      ) : (
        <span title={address}>{short(address)}</span>
      )}
      <Copy text={address} what="address" />
    </span>
  );
}

export function Copy({ text, what, label }: { text: string; what: string; label?: string }) {
  const [state, setState] = useState<'' | 'copied' | 'failed'>('');
  useEffect(() => {
    if (state === '') return undefined;
    const timer = setTimeout(() => setState(''), 1_800);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  const said = { '': label ?? '', copied: 'Copied', failed: 'Select and copy the text yourself' }[state];
  return (
    <button type="button" class={label === undefined ? 'copy' : 'copy wide'} title={`Copy the ${what}`} onClick={copy}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {state === 'copied' ? <path d="M3 8.5l3.2 3L13 4.5" /> : <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />}
      </svg>
      {label === undefined ? <span class="hidden">Copy the {what}</span> : <span>
          {said}
          {state === '' && <span class="hidden"> the {what}</span>}
        </span>}
      <span class="hidden" role="status">
        {state === '' ? '' : said || 'Copied'}
      </span>
    </button>
  );
}

/** A command line to copy. It contains only the host of the RPC URL. */
export function Command({ lines, endpoint }: { lines: readonly string[]; endpoint: Endpoint }) {
  return (
    <>
      <div class="command">
        <pre>
          <code>{lines.join('\n')}</code>
        </pre>
        <Copy text={lines.join('\n')} what="command" label="Copy" />
      </div>
      {endpoint.hasMore && (
        <p class="note">
          Set RPC_URL to your URL at {endpoint.host} first: it may hold a key, so that this page does not show it.
        </p>
      )}
    </>
  );
}

export const Tag = ({ tone, children }: { tone?: string; children: ComponentChildren }) => (
  <span class={`tag ${tone ?? ''}`}>{children}</span>
);

export const Nothing = ({ children }: { children: ComponentChildren }) => <p class="nothing">{children}</p>;

/** Text from a stranger, isolated so that it cannot change the direction of surrounding text. */
export const Written = ({ children }: { children: string }) => <bdi>{children}</bdi>;
