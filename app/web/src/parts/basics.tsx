/** Small components that every view uses. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Endpoint } from '../network/endpoint';
import { away, iso, moment, short } from '../format';
import { useTexts } from '../texts';
import type { Hide } from '../texts/parts';

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
  const [, amount, unit] = /^([−$\d][^\p{L}%]*)\u00a0(.+)$/u.exec(value) ?? [];
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
      <Copy text={address} what="address" hasWords={false} />
    </span>
  );
}

/** Text that only a screen reader says. */
export const hide: Hide = (text) => <span class="hidden">{text}</span>;

type Copied = { text: string; what: 'address' | 'command' | 'signature'; hasWords?: boolean };

export function Copy({ text, what, hasWords = true }: Copied) {
  const { basics } = useTexts();
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
  const said = { '': '', copied: basics.copied, failed: basics.notCopied }[state];
  return (
    <button type="button" class={hasWords ? 'copy wide' : 'copy'} title={basics.copy[what]} onClick={copy}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {state === 'copied' ? <path d="M3 8.5l3.2 3L13 4.5" /> : <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />}
      </svg>
      {hasWords ? <span>{said || basics.copyButton[what](hide)}</span> : hide(basics.copy[what])}
      <span class="hidden" role="status">
        {said}
      </span>
    </button>
  );
}

/** A command line to copy. It contains only the host of the RPC URL. */
export function Command({ lines, endpoint }: { lines: readonly string[]; endpoint: Endpoint }) {
  const { basics } = useTexts();
  return (
    <>
      <div class="command">
        <pre>
          <code>{lines.join('\n')}</code>
        </pre>
        <Copy text={lines.join('\n')} what="command" />
      </div>
      {endpoint.hasMore && <p class="note">{basics.setUrl(endpoint.host)}</p>}
    </>
  );
}

export const Tag = ({ tone, children }: { tone?: string; children: ComponentChildren }) => (
  <span class={`tag ${tone ?? ''}`}>{children}</span>
);

export const Nothing = ({ children }: { children: ComponentChildren }) => <p class="nothing">{children}</p>;

/** Text from a stranger, isolated so that it cannot change the direction of surrounding text. */
export const Written = ({ children }: { children: string }) => <bdi>{children}</bdi>;
