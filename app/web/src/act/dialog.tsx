/** The dialog of every act: what will happen, what the wallet is asked, what has come of it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { grouped, short } from '../format';
import { English } from '../parts/language';
import { useTexts } from '../texts';
import { sendsItself } from '../wallet/standard';
import type { Act } from './act';
import { amountsOf } from './amounts';
import { useActs } from './context';
import { isInFlight, useCourse, type Notice, type Step } from './course';
import { Lines, Part } from './lines';
import type { Review } from './look';
import { Sent } from './sent';

export function ActDialog({ act, close }: { act: Act<any>; close(): void }) {
  const { act: texts } = useTexts();
  const { mine, signer, endpoint } = useActs();
  const { step, sign, again, stop } = useCourse(act);
  const [dialog, heading] = [useRef<HTMLDialogElement>(null), useRef<HTMLHeadingElement>(null)];
  const wallet = mine.connected?.known.name ?? '';
  const inFlight = isInFlight(step);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // The buttons of the step before are gone.
  useEffect(() => heading.current?.focus(), [step.at]);

  const shown = 'review' in step ? step.review : undefined;
  return (
    <dialog
      ref={dialog}
      class="act"
      aria-labelledby="act-title"
      {...{ closedby: inFlight ? 'none' : 'closerequest' }}
      onCancel={(event) => {
        event.preventDefault();
        if (!inFlight) close();
      }}
      onClose={() => !inFlight && close()}
    >
      <h2 id="act-title" ref={heading} tabIndex={-1}>
        {act.title}
      </h2>
      <Said step={step} wallet={wallet} host={endpoint.host} />
      {step.at === 'sent' && <Sent signature={step.signature} act={act} terms={step.review.terms} raised={step.raised} />}
      {shown !== undefined && step.at !== 'sent' && <Reviewed review={shown} />}
      <p class="choices">
        {step.at === 'review' && signer !== undefined && (
          <button type="button" onClick={sign}>
            {sendsItself(signer) ? texts.signAndSend(wallet) : texts.sign(wallet)}
          </button>
        )}
        {(step.at === 'refused' || step.at === 'trouble') && (
          <button type="button" onClick={again}>
            {texts.again}
          </button>
        )}
        {step.at === 'asked' && (
          <button type="button" class="quiet" onClick={stop}>
            {texts.stop}
          </button>
        )}
        {step.at === 'sent' || step.at === 'lost' ? (
          <button type="button" class="quiet" onClick={close}>
            {texts.close}
          </button>
        ) : (
          !inFlight && (
            <button type="button" class="quiet" onClick={close}>
              {texts.cancel}
            </button>
          )
        )}
      </p>
    </dialog>
  );
}

/** What is going on, read out as it changes. */
function Said({ step, wallet, host }: { step: Step; wallet: string; host: string }) {
  const { act: texts } = useTexts();
  const { signer } = useActs();
  const words = (): { text: ComponentChildren; tone: 'status' | 'alert' } | undefined => {
    switch (step.at) {
      case 'reading':
      case 'checking':
        return { text: texts.reading(host), tone: 'status' };
      case 'refused': {
        const { name, code, words, translated } = step.refused;
        const said = translated ?? <English>{words === '' ? name : words}</English>;
        const error = code === undefined ? '' : ` (${texts.error(name, String(code))})`;
        return { text: texts.refused([said, error]), tone: 'alert' };
      }
      case 'trouble':
        return { text: `${step.what} ${step.remedy}`, tone: 'alert' };
      case 'asked':
        return {
          text: signer !== undefined && sendsItself(signer) ? texts.askedSends(wallet) : texts.asked(wallet),
          tone: 'status',
        };
      case 'lost':
        return { text: texts.unknown(step.words === '' ? texts.stoppedSends(wallet) : <English>{step.words}</English>), tone: 'alert' };
      case 'review':
        return step.notice && { text: noticeOf(step.notice), tone: 'alert' };
      case 'sent':
        return undefined;
    }
  };
  const noticeOf = (notice: Notice): ComponentChildren => {
    if (notice.kind === 'changed') return texts.changed;
    if (notice.kind === 'unsent') return texts.unsent(notice.translated ?? <English>{notice.words}</English>);
    const { it } = notice;
    switch (it.why) {
      case 'declined':
        return texts.declined(wallet);
      case 'stopped':
        return texts.stopped;
      case 'differs':
        return texts.notReviewed(<English>{it.what}</English>);
      case 'tampered':
        return texts.tampered(wallet, <English>{it.what}</English>);
      case 'version':
        return texts.version(wallet, it.version);
      case 'failed':
        return texts.walletFailed(wallet, it.words);
    }
  };
  const said = words();
  return (
    <>
      <p class="said" role="status">
        {said?.tone === 'status' && said.text}
      </p>
      <p class="wrong" role="alert">
        {said?.tone === 'alert' && said.text}
      </p>
    </>
  );
}

function Reviewed({ review }: { review: Review }) {
  const texts = useTexts();
  const { act, wallet: wallets } = texts;
  const { chain, cluster, mine, endpoint } = useActs();
  const { leaves, comes, costs } = amountsOf(review, chain, texts);
  const { effects, rows, back, wallet } = review;
  const network = typeof cluster === 'object' ? wallets.networks[cluster.name] : '';
  return (
    <>
      <Part title={act.review}>
        <Lines rows={rows} />
      </Part>
      <Part title={act.leaves}>
        {effects.state === 'silent' && <p class="note">{act.silent}</p>}
        {leaves.length === 0 ? <p class="note">{act.nothingLeaves}</p> : <Lines rows={leaves} />}
      </Part>
      {comes.length > 0 && (
        <Part title={act.comes}>
          <Lines rows={comes} />
        </Part>
      )}
      <Part title={act.costs}>
        <Lines rows={costs} />
      </Part>
      {back.length > 0 && (
        <Part title={act.back}>
          {back.map((sentence) => (
            <p key={sentence} class="note">
              {sentence}
            </p>
          ))}
        </Part>
      )}
      <Part title={act.where}>
        <Lines
          rows={[
            { name: act.network, value: network },
            { name: act.rpc, value: endpoint.host },
            { name: act.wallet, value: mine.connected?.known.name ?? short(wallet) },
            { name: act.walletAccount, value: wallet, copy: 'address' },
          ]}
        />
        {effects.units !== undefined && <p class="note">{act.units(grouped(effects.units))}</p>}
      </Part>
    </>
  );
}
