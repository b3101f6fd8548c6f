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
import { commandOf } from './market';

/** `EndReason`, by number, in the words of `io history`. */
const ENDS = [
  '',
  'its time was over',
  'terminated by renter or payer',
  'terminated by the supplier',
  'declined by the supplier',
  'not started in time',
  'terminated after too much downtime',
  'terminated within the grace period',
];

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
  return (amount) => `${amount} of unknown currency (${currency})`;
};

export function Rented({ address, it, autopay, chain, now, endpoint }: Rent) {
  const money = moneyOf(it.currency);
  const state = STATES[it.status] ?? 'unknown';
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
        <Tag tone={state}>{state}</Tag>
      </header>
      <p class="big">
        {state === 'active'
          ? duration(left)
          : what === 'must start by'
            ? duration(at > now ? at - now : 0n)
            : (ENDS[what === 'not started by' ? NOT_STARTED : it.endReason] ?? 'unknown')}
        <small>{state === 'active' ? ' left' : what === 'must start by' ? ' for the supplier to start' : ''}</small>
      </p>
      {it.status >= 1 && (
        <progress value={Number(reserved - left)} max={Number(reserved)} aria-label="Part of the reserved time that has passed" />
      )}
      <Facts
        facts={[
          ['Reservation', <Key address={address} look={false} />],
          ...(paysApart(it)
            ? [['Renter', <Key address={it.renter} />] as const, ['Payer', <Key address={it.payer} />] as const]
            : []),
          ['Supplier', <Key address={it.supplier} />],
          ...(state === 'closed'
            ? []
            : [[`${what[0]?.toUpperCase()}${what.slice(1)}`, <When time={at} now={now} />] as const]),
          ['On the meter', duration(metered(it, now))],
          ['Cost so far, with your fee', money(meteredCost(it, now))],
          ['An hour', money(rateNow(it, now))],
          ['Notice by the supplier', duration(BigInt(it.terms.notice))],
          ...(announced === undefined
            ? []
            : [
                ['The supplier has announced the end for', <When time={announced} now={now} />] as const,
                ['The notice protects', NOTICE_PROTECTS] as const,
              ]),
          ...(autopay === undefined ? [] : [['Autopay', autopayOf(autopay, it, chain, money, now)] as const]),
          ['Paid in', money(it.locked)],
          ['In escrow', money(escrowed(it))],
          ...(it.paid.supplier > 0n ? [['Paid to the supplier', money(it.paid.supplier)] as const] : []),
          ...(it.paid.payer > 0n ? [[`Paid back to ${refundedOf(it)}`, money(it.paid.payer)] as const] : []),
          ...(down > 0n ? [['Downtime, refunded', duration(down)] as const] : []),
          ...(isDisputed(it) ? [['Dispute', `open, deposit ${money(it.dispute.deposit)}`] as const] : []),
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
  const waits = isDisputed(it) ? whileDisputed(autopay, it) : undefined;
  if (waits !== undefined) {
    return (
      <>
        {waits.words} <When time={waits.endsAt} now={now} />
      </>
    );
  }
  const since = shortFor(autopay, it);
  if (since !== undefined) {
    return (
      <>
        the payer’s wallet was short <When time={since} now={now} />
      </>
    );
  }
  return (
    <>
      adds {autopay.hours} h at a time, may spend {money(autopay.left)}
      {it.status === 1 && nextOf(autopay, it, chain, now)}
    </>
  );
}

/** When autopay extends, or why it does not. */
function nextOf(autopay: marketplace.Autopay, it: marketplace.Reservation, chain: Chain, now: bigint) {
  const offer = chain.offers.find(({ address }) => address === it.offer)?.data;
  const obstacle = offer && autopayObstacle(autopay, it, offer, now);
  if (obstacle !== undefined) return `, cannot extend now: ${obstacle.message}`;
  const longest = offer && BigInt(longestStay(offer, chain.market, it.currency)) * HOUR;
  const lead = longest === undefined ? autopay.lead : effectiveLead(autopay, longest);
  if (lead === 0) return ', which the offer’s longest stay does not allow';
  return (
    <>
      , next <When time={endsAt(it) - BigInt(lead)} now={now} />
    </>
  );
}

/** Whether somebody else than the renter pays. */
const paysApart = ({ renter, payer }: marketplace.Reservation): boolean => payer !== renter;

/** Who is refunded, in a sentence. */
const refundedOf = (it: marketplace.Reservation): string =>
  paysApart(it) ? `${short(it.payer)}, who paid` : 'the renter';

const NOTICE_PROTECTS = 'reserved time only: without an extension the reservation ends at its time';
const NOT_STARTED = 5;
const CLOSE = 'rent close RESERVATION';

/** The next step, who can take it, and by which command. */
function outlook(what: Next, it: marketplace.Reservation, money: Money): { then: string; words?: string } {
  const paidIn = money(it.locked);
  const [refunded, ends, disputes] = paysApart(it)
    ? [refundedOf(it), 'Renter and payer', 'the payer']
    : ['the renter', 'The renter', 'the renter'];
  const due = unpaid(it);
  const parts =
    due === undefined
      ? `the supplier gets what is due, and ${refunded} the rest`
      : [
          due.supplier > 0n && `${money(due.supplier)} go to the supplier`,
          due.payer > 0n && `${money(due.payer)} back to ${refunded}`,
        ]
          .filter(Boolean)
          .join(', ') || 'both sides are fully paid';
  switch (what) {
    case 'must start by':
      return { then: `If the supplier declines it, or does not start it by then, all ${paidIn} go back to ${refunded}.` };
    case 'not started by':
      return {
        then: `The supplier did not start it in time. Anyone can cancel it: all ${paidIn} go back to ${refunded}.`,
        words: CLOSE,
      };
    case 'runs until':
      return {
        then: `${ends} can end it earlier: what is not due is refunded.`,
        words: 'rent terminate RESERVATION',
      };
    case 'over since':
      return { then: `Its time is over. Anyone can end it: unused time is refunded to ${refunded}.`, words: CLOSE };
    case 'decision due by':
      return {
        then: 'Until then the council can decide how much of the disputed part is refunded. Otherwise anyone can end the dispute, and the supplier is paid by the meter:',
        words: CLOSE,
      };
    case 'not decided by':
      return {
        then: 'The council did not decide in time. Anyone can end the dispute, and the supplier is paid by the meter:',
        words: CLOSE,
      };
    case 'held back until':
      return {
        then: `Until then ${disputes} can dispute it (io rent dispute). From then on anyone can close it: ${parts}.`,
        words: CLOSE,
      };
    case 'closes from':
      return {
        then: 'Nothing is left in its escrow. From then on anyone can close it, and its account rent goes back to its payer.',
        words: CLOSE,
      };
    case 'can be closed since':
      return { then: `The hold-back is over. Anyone can close it: ${parts}.`, words: CLOSE };
    case 'close now':
      return {
        then: 'Everything is paid. Anyone can close it, and its account rent goes back to its payer.',
        words: CLOSE,
      };
    case 'owed to a payee':
      return {
        then: 'A token account could not receive its payment. Its owner can withdraw to another account; once the account can receive, anyone can close it.',
        words: 'rent withdraw RESERVATION --to TOKEN_ACCOUNT',
      };
  }
}
