/** What has become of a transaction that was sent. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { grouped } from '../format';
import { English } from '../parts/language';
import { useTexts, type Texts } from '../texts';
import { explorerOf } from '../wallet/cluster';
import type { Act } from './act';
import { useActs } from './context';
import type { Entry } from './entry';
import { Lines } from './lines';

/** The list of what was sent, as it changes. */
export function useEntries(): readonly Entry[] {
  const { activity } = useActs();
  const [entries, setEntries] = useState(() => activity?.entries() ?? []);
  useEffect(() => {
    setEntries(activity?.entries() ?? []);
    return activity?.watch(() => setEntries(activity.entries()));
  }, [activity]);
  return entries;
}

function stateWords({ state, reason = '', lastHeight, wire }: Entry, { act: texts }: Texts, wallet: string): ComponentChildren {
  const why = <English>{reason}</English>;
  switch (state) {
    case 'sent':
      return wire === undefined ? texts.sentBy(wallet) : texts.sent;
    case 'confirmed':
      return texts.confirmed;
    case 'finalized':
      return texts.finalized;
    case 'failed':
      return texts.failed(why);
    case 'expired':
      return texts.expired;
    case 'notTaken':
      return texts.notTaken(why, grouped(BigInt(lastHeight)));
    case 'unknown':
      return texts.unknown(why);
  }
}

type Options = { signature: string; act: Act<any>; terms: unknown; raised: readonly string[] };

export function Sent({ signature, act, terms, raised }: Options) {
  const all = useTexts();
  const { act: texts } = all;
  const { activity, mine } = useActs();
  const entry = useEntries().find((it) => it.signature === signature);
  if (entry === undefined) return null;
  const { state } = entry;
  const isDone = state === 'confirmed' || state === 'finalized';
  const next = isDone ? act.next?.(terms) : undefined;
  const isWell = isDone || state === 'sent';
  return (
    <div class={`sent ${state}`}>
      <p role={isWell ? 'status' : 'alert'} class={isWell ? 'said' : 'wrong'}>
        {stateWords(entry, all, mine.connected?.known.name ?? '')}
      </p>
      {raised.length > 0 && <p class="note">{texts.raised(<English>{raised.join(', ')}</English>)}</p>}
      <Lines rows={[{ name: texts.signature, value: signature, copy: 'signature' }]} />
      <Explorer signature={signature} />
      {(state === 'unknown' || state === 'notTaken') && (
        <button type="button" class="quiet" onClick={() => activity?.again(signature)}>
          {texts.lookAgain}
        </button>
      )}
      {next !== undefined && (
        <p class="note">
          {texts.next}: {next.href === undefined ? next.text : <a href={next.href}>{next.text}</a>}
        </p>
      )}
    </div>
  );
}

/** A link that the person follows; nothing is loaded from there. */
export function Explorer({ signature }: { signature: string }) {
  const { act: texts } = useTexts();
  const { cluster } = useActs();
  const url = typeof cluster === 'object' ? explorerOf(cluster, signature) : undefined;
  if (url === undefined) return null;
  return (
    <p class="note">
      <a href={url} target="_blank" rel="noreferrer noopener">
        {texts.explorer}
      </a>
    </p>
  );
}
