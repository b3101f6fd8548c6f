/** The course of one act, from the first look to the transaction that is sent. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from 'io-client/refusal';
import { Stopped } from 'io-client/review';
import { sendsItself } from '../wallet/standard';
import { problemOf } from '../network/problems';
import type { Act } from './act';
import { useActs } from './context';
import { differs, look, type Looked, type Refused, type Review } from './look';
import { signAndSend, type NotSigned } from './sign';

/** Why the person is back at the review, or at its start. */
export type Notice = { kind: 'changed' } | { kind: 'notSigned'; it: NotSigned } | { kind: 'unsent'; words: string; translated?: string | undefined };

export type Step =
  | { at: 'reading' }
  | { at: 'refused'; refused: Refused }
  | { at: 'trouble'; what: string; remedy: string }
  | { at: 'review'; review: Review; notice?: Notice }
  /** It is prepared again, right before the wallet is asked. */
  | { at: 'checking'; review: Review }
  | { at: 'asked'; review: Review }
  /** Announced: from here on the list of what was sent has its state. */
  | { at: 'sent'; review: Review; signature: string; raised: readonly string[] }
  /** The wallet was to send it, and does not say whether it has. */
  | { at: 'lost'; review: Review; words: string };

/** Whether nothing may interrupt it. */
export const isInFlight = ({ at }: Step): boolean => at === 'checking' || at === 'asked';

export type Course = { step: Step; sign(): void; again(): void; stop(): void };

export function useCourse(act: Act<any>): Course {
  const { network, endpoint, signer, activity, chain } = useActs();
  const [step, setStep] = useState<Step>({ at: 'reading' });
  // The answers to earlier questions do not count.
  const turn = useRef(0);
  const signing = useRef(0);
  const wallet = signer?.address;

  const looking = async (agreed?: Review): Promise<Looked | undefined> => {
    if (wallet === undefined) return undefined;
    return await look(act, network, wallet, chain?.priceAccount, agreed);
  };
  const trouble = (error: unknown) => {
    const { what, remedy } = problemOf(error, endpoint.host);
    setStep({ at: 'trouble', what, remedy });
  };
  const show = (looked: Looked | undefined, notice?: Notice) => {
    if (looked === undefined) return;
    if ('refused' in looked) setStep({ at: 'refused', refused: looked.refused });
    else setStep({ at: 'review', review: looked.review, ...(notice !== undefined && { notice }) });
  };

  async function first(): Promise<void> {
    const own = (turn.current += 1);
    setStep({ at: 'reading' });
    try {
      const looked = await looking();
      if (own === turn.current) show(looked);
    } catch (error) {
      if (own === turn.current) trouble(error);
    }
  }

  async function sign(): Promise<void> {
    if (step.at !== 'review' || signer === undefined || activity === undefined || signing.current !== 0) return;
    if (activity.isUnderWay(act.id, signer.address)) return;
    const own = (turn.current += 1);
    signing.current = own;
    const { review } = step;
    let announced: string | undefined;
    let raised: readonly string[] = [];
    try {
      setStep({ at: 'checking', review });
      const looked = await looking(review);
      if (own !== turn.current) return;
      if (looked === undefined || 'refused' in looked) return show(looked);
      if (differs(review, looked.review)) return show(looked, { kind: 'changed' });
      const now = looked.review;
      try {
        act.keep?.(now.terms);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const notice = { kind: 'unsent', words: error.message, translated: act.refusal?.(error) } as const;
        return setStep({ at: 'review', review: now, notice });
      }
      const about = {
        id: act.id,
        title: act.title,
        wallet: now.wallet,
        rows: now.rows.map(({ name, value }) => [name, value] as const),
      };
      const ended = await signAndSend(network, signer, now, {
        asking: () => setStep({ at: 'asked', review: now }),
        isStopped: () => own !== turn.current,
        changed: (words) => {
          raised = words;
        },
        announce(it) {
          // What a wallet has sent itself is followed in any case.
          if (it.wire !== undefined && own !== turn.current) throw new Stopped('stopped');
          activity.add(about, it);
          announced = it.signature;
          setStep({ at: 'sent', review: now, signature: it.signature, raised });
        },
      });
      if (announced !== undefined) {
        if ('outcome' in ended) activity.ended(announced, ended.outcome);
        return;
      }
      if (own !== turn.current) return;
      if ('notSigned' in ended) return setStep({ at: 'review', review: now, notice: { kind: 'notSigned', it: ended.notSigned } });
      const { outcome } = ended;
      if (outcome.state === 'unknown') return setStep({ at: 'lost', review: now, words: outcome.reason });
      if (outcome.state === 'unsent') return setStep({ at: 'review', review: now, notice: { kind: 'unsent', words: outcome.reason } });
      // The second simulation refused it.
      return await first();
    } catch (error) {
      if (announced === undefined && own === turn.current) trouble(error);
    } finally {
      if (signing.current === own) signing.current = 0;
    }
  }

  function stop(): void {
    if (step.at !== 'asked') return;
    turn.current += 1;
    signing.current = 0;
    const it: NotSigned = { why: 'stopped' };
    // A wallet that sends by itself may still do it.
    if (signer !== undefined && sendsItself(signer)) setStep({ at: 'lost', review: step.review, words: '' });
    else setStep({ at: 'review', review: step.review, notice: { kind: 'notSigned', it } });
  }

  // Another account of the wallet has other amounts.
  useEffect(() => {
    if (step.at === 'sent' || step.at === 'lost') return undefined;
    void first();
    return () => {
      turn.current += 1;
    };
  }, [act, wallet]);

  return { step, sign: () => void sign(), again: () => void first(), stop };
}
