/** What this browser has sent on this network. */
import { Copy, Key, Nothing } from '../parts/basics';
import { English } from '../parts/language';
import { Table, type Column } from '../parts/table';
import { iso, moment, short } from '../format';
import { useTexts } from '../texts';
import { useActs } from './context';
import type { Entry } from './entry';
import { Explorer, useEntries } from './sent';

export function ActivityView() {
  const { act: texts } = useTexts();
  const { activity } = useActs();
  const entries = useEntries();
  const columns: Column<Entry>[] = [
    { id: 'when', name: texts.when, show: ({ at }) => <time dateTime={iso(secondsOf(at))}>{moment(secondsOf(at))}</time>, by: ({ at }) => at, descending: true },
    { id: 'what', name: texts.what, show: ({ title }) => <strong>{title}</strong>, by: ({ title }) => title },
    { id: 'wallet', name: texts.wallet, show: ({ wallet }) => <Key address={wallet} />, by: ({ wallet }) => wallet },
    {
      id: 'state',
      name: texts.state,
      show: ({ state, reason, signature }) => (
        <>
          {texts.states[state]}
          {reason !== undefined && <small class="block"><English>{reason}</English></small>}
          {(state === 'unknown' || state === 'notTaken') && (
            <button type="button" class="quiet" onClick={() => activity?.again(signature)}>
              {texts.lookAgain}
            </button>
          )}
        </>
      ),
      by: ({ state }) => state,
    },
    {
      id: 'signature',
      name: texts.signature,
      show: ({ signature }) => (
        <>
          <span class="key">
            <span title={signature}>{short(signature)}</span>
            <Copy text={signature} what="signature" hasWords={false} />
          </span>
          <Explorer signature={signature} />
        </>
      ),
    },
  ];
  return (
    <>
      <p class="lead">{texts.activityLead}</p>
      {entries.length === 0 ? (
        <Nothing>{texts.noActivity}</Nothing>
      ) : (
        <>
          <Table
            caption={texts.activity}
            columns={columns}
            rows={entries}
            keyOf={({ signature }) => signature}
            order={{ column: 'when', descending: true }}
          />
          <p class="choices">
            <button type="button" class="quiet" onClick={() => download(entries)}>
              {texts.exportJson}
            </button>
            <button type="button" class="quiet" onClick={() => activity?.clear()}>
              {texts.clear}
            </button>
          </p>
          <p class="note">{texts.clearNote}</p>
        </>
      )}
    </>
  );
}

const secondsOf = (milliseconds: number): bigint => BigInt(Math.floor(milliseconds / 1_000));

/** Without the bytes of transactions. */
function download(entries: readonly Entry[]): void {
  const shown = entries.map(({ wire, ...entry }) => ({ ...entry, at: new Date(entry.at).toISOString() }));
  const url = URL.createObjectURL(new Blob([JSON.stringify(shown, undefined, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  [link.href, link.download] = [url, 'activity.json'];
  link.click();
  URL.revokeObjectURL(url);
}
