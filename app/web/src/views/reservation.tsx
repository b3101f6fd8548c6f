/** A reservation: its progress, the next step, and who can take it. */
import type { Address } from '@solana/kit';
import type * as marketplace from 'io-client/generated/marketplace';
import {
  announcedEnd,
  downtime,
  effectiveLead,
  endsAt,
  escrowed,
  isDisputed,
  metered,
  meteredCost,
  next,
  rateNow,
  secondsReserved,
  secondsLeft,
  shortFor,
  STATES,
  unpaid,
  whileDisputed,
  type Next,
} from 'io-client/reservation';
import { autopayObstacle } from 'io-client/actions/autopay';
import { Currency } from 'io-client/generated/marketplace';
import { HOUR } from 'io-client/math';
import { longestStay } from 'io-client/offers';
import { duration, io, short, usdc } from '../format';
import { modelOf, type Chain } from '../network/chain';
import type { Endpoint } from '../network/endpoint';
import { Command, Facts, Key, Tag, When } from '../parts/basics';
import { English } from '../parts/language';
import { texts, useTexts, type Texts } from '../texts';
import { commandOf } from './market';

type Rent = {
  address: Address;
  it: marketplace.Reservation;
  /** What its payer allows, if anything. */
  autopay: marketplace.Autopay | undefined;
  chain: Chain;
  now: bigint;
  endpoint: Endpoint;
};
type Money = (amount: bigint) => string;

/** Amounts of a stored currency; those of an unknown one in base units. */
export const moneyOf = (currency: number): Money => {
  if (currency === Currency.Io) return (amount) => io(amount);
  if (currency === Currency.Usdc) return (amount) => usdc(amount, 4);
  return (amount) => texts().reservation.unknownCurrency(amount, currency);
};

export function Rented({ address, it, autopay, chain, now, endpoint }: Rent) {
  const { basics, reservation: t } = useTexts();
  const money = moneyOf(it.currency);
  const state = STATES[it.status];
  const { what, at } = next(it, now);
  const [reserved, left] = [secondsReserved(it), secondsLeft(it, now)];
  const model = chain.offers.find(({ address }) => address === it.offer)?.data.model;
  const down = downtime(it, now);
  const announced = it.status === 1 ? announcedEnd(it, now) : undefined;
  const { then, words } = outlook(what, it, money);
  return (
    <article class="card">
      <header>
        <h3>
          {it.gpus} × {model === undefined ? 'GPU' : modelOf(chain, model)}
        </h3>
        <Tag tone={state ?? 'unknown'}>{state === undefined ? basics.unknown : t.states[state]}</Tag>
      </header>
      <p class="big">
        {state === 'active'
          ? duration(left)
          : what === 'must start by'
            ? duration(at > now ? at - now : 0n)
            : (t.ends[what === 'not started by' ? NOT_STARTED : it.endReason] ?? basics.unknown)}
        <small>{state === 'active' ? t.left : what === 'must start by' ? t.toStart : ''}</small>
      </p>
      {it.status >= 1 && (
        <progress value={Number(reserved - left)} max={Number(reserved)} aria-label={t.progress} />
      )}
      <Facts
        facts={[
          [t.facts.reservation, <Key address={address} look={false} />],
          ...(paysApart(it)
            ? [[t.facts.renter, <Key address={it.renter} />] as const, [t.facts.payer, <Key address={it.payer} />] as const]
            : []),
          [t.facts.supplier, <Key address={it.supplier} />],
          ...(state === 'closed'
            ? []
            : [[t.next[what], <When time={at} now={now} />] as const]),
          [t.facts.meter, duration(metered(it, now))],
          [t.facts.cost, money(meteredCost(it, now))],
          [t.facts.hour, money(rateNow(it, now))],
          [t.facts.notice, duration(BigInt(it.terms.notice))],
          ...(announced === undefined
            ? []
            : [
                [t.facts.announced, <When time={announced} now={now} />] as const,
                [t.facts.protects, t.facts.protectsNote] as const,
              ]),
          ...(autopay === undefined ? [] : [[t.facts.autopay, autopayOf(autopay, it, chain, money, now)] as const]),
          [t.facts.locked, money(it.locked)],
          [t.facts.escrow, money(escrowed(it))],
          ...(it.paid.supplier > 0n ? [[t.facts.paidSupplier, money(it.paid.supplier)] as const] : []),
          ...(it.paid.payer > 0n ? [[t.facts.paidBack(refundedOf(it)), money(it.paid.payer)] as const] : []),
          ...(down > 0n ? [[t.facts.downtime, duration(down)] as const] : []),
          ...(isDisputed(it) ? [[t.facts.dispute, t.facts.disputeNote(money(it.dispute.deposit))] as const] : []),
        ]}
      />
      <p class="note">{then}</p>
      {words !== undefined && (
        <Command lines={[commandOf(endpoint, [words.replace('RESERVATION', address)])]} endpoint={endpoint} />
      )}
    </article>
  );
}

/** What autopay does next, or since when the payer's wallet is short. */
function autopayOf(autopay: marketplace.Autopay, it: marketplace.Reservation, chain: Chain, money: Money, now: bigint) {
  const t = texts().reservation;
  const waits = isDisputed(it) ? whileDisputed(autopay, it) : undefined;
  if (waits !== undefined) {
    return (
      <>
        <English>{waits.words}</English> <When time={waits.endsAt} now={now} />
      </>
    );
  }
  const since = shortFor(autopay, it);
  if (since !== undefined) {
    return t.short(<When time={since} now={now} />);
  }
  return (
    <>
      {t.autopay(autopay.hours, money(autopay.left))}
      {it.status === 1 && nextOf(autopay, it, chain, now)}
    </>
  );
}

/** When autopay extends, or why it does not. */
function nextOf(autopay: marketplace.Autopay, it: marketplace.Reservation, chain: Chain, now: bigint) {
  const t = texts().reservation;
  const offer = chain.offers.find(({ address }) => address === it.offer)?.data;
  const obstacle = offer && autopayObstacle(autopay, it, offer, now);
  if (obstacle !== undefined) return t.obstacle(<English>{obstacle.message}</English>);
  const longest = offer && BigInt(longestStay(offer, chain.market, it.currency)) * HOUR;
  const lead = longest === undefined ? autopay.lead : effectiveLead(autopay, longest);
  if (lead === 0) return t.longest;
  return t.nextAutopay(<When time={endsAt(it) - BigInt(lead)} now={now} />);
}

/** Whether somebody else than the renter pays. */
const paysApart = ({ renter, payer }: marketplace.Reservation): boolean => payer !== renter;

/** Who is refunded, in a sentence. */
const refundedOf = (it: marketplace.Reservation): string =>
  paysApart(it) ? texts().reservation.payer(short(it.payer)) : texts().reservation.renter;

const NOT_STARTED = 5;
const CLOSE = 'rent close RESERVATION';

/** The next step, who can take it, and by which command. */
function outlook(what: Next, it: marketplace.Reservation, money: Money): { then: string; words?: string } {
  const { shares, outlook: t } = texts().reservation;
  const locked = money(it.locked);
  const people = { refunded: refundedOf(it), isRenter: !paysApart(it) };
  switch (what) {
    case 'must start by':
      return { then: t.mustStart(locked, people) };
    case 'not started by':
      return { then: t.notStarted(locked, people), words: CLOSE };
    case 'runs until':
      return { then: t.runs(people), words: 'rent terminate RESERVATION' };
    case 'over since':
      return { then: t.over(people), words: CLOSE };
    case 'decision due by':
      return { then: t.decision, words: CLOSE };
    case 'not decided by':
      return { then: t.undecided, words: CLOSE };
    case 'held back until':
      return { then: t.heldBack(sharesOf(it, money, shares), people), words: CLOSE };
    case 'closes from':
      return { then: t.closes, words: CLOSE };
    case 'can be closed since':
      return { then: t.closable(sharesOf(it, money, shares)), words: CLOSE };
    case 'close now':
      return { then: t.paid, words: CLOSE };
    case 'owed to a payee':
      return { then: t.owed, words: 'rent withdraw RESERVATION --to TOKEN_ACCOUNT' };
  }
}

/** What both sides get once it is closed. */
function sharesOf(it: marketplace.Reservation, money: Money, t: Texts['reservation']['shares']): string {
  const refunded = refundedOf(it);
  const due = unpaid(it);
  if (due === undefined) return t.all(refunded);
  const { supplier, payer } = due;
  if (supplier > 0n && payer > 0n) return t.both(money(supplier), money(payer), refunded);
  if (supplier > 0n) return t.supplier(money(supplier));
  return payer > 0n ? t.payer(money(payer), refunded) : t.none;
}
