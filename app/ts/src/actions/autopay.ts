/** Autopay: what a payer allows to extend its reservation by, and the extensions that anyone sends. */
import {
  getAddressEncoder,
  getBase58Decoder,
  getBase64Encoder,
  type Address,
  type Base58EncodedBytes,
  type Instruction,
  type ReadonlyUint8Array,
  type Rpc,
  type SolanaRpcApi,
  type TransactionSigner,
} from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { HOUR, less, min } from '../math';
import { longestStay } from '../offers';
import { effectiveLead, endsAt, extended, extendsFrom, isAutopayOf, isDisputed, isOpen, shortFor } from '../reservation';
import { createWallet, findWalletPda } from '../tokens';
import { approve, payingWalletOf, type PayingWallet } from './delegate';
import { moreObjection, quoteExtension, readRunning, type ExtendTerms, type Running } from './extend';
import { ioPriceOf, mintOf } from './market';
import { grossOf, hoursObjection, timeOf, withFee } from './pricing';
import { Refusal, type Creation, type Prepared } from './prepared';
import { found, readAccounts, type Kind } from './read';
import { RESERVATION } from './snapshot';

export const AUTOPAY: Kind<marketplace.Autopay> = {
  name: 'autopay',
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
  discriminator: marketplace.AUTOPAY_DISCRIMINATOR,
  decoder: marketplace.getAutopayDecoder(),
};

/** Lamports for the sender of an extension. */
export const AUTOPAY_BOUNTY = 10_000n;
/** Extensions in IO that must last for the hold-back and the lead. */
const HELD_EXTENSIONS = 3n;
/** Offset of the payer and of the currency in an autopay. */
const [PAYER_AT, CURRENCY_AT] = [40n, 144n];
/** A reservation with its autopay and the wallet of its payer, as they were read. */
export type Standing = {
  running: Running;
  /** What is at the address of its autopay: it may be of an earlier reservation, see `autopayOf`. */
  stored: marketplace.Autopay | undefined;
  /** Lamports of that. */
  lamports: bigint;
  /** Its rent-exempt minimum, in lamports. */
  minimum: bigint;
  /** The payer's wallet, if it is there. */
  wallet: PayingWallet | undefined;
  /** What the payer's other autopays in the currency may still spend, in base units. */
  others: bigint;
};

/** What setting an autopay depends on. The reservation may be one that the same transaction makes. */
export type Settable = Pick<Standing, 'stored' | 'wallet' | 'others'> & {
  running: Omit<Running, 'reservation'> & {
    reservation: Pick<marketplace.Reservation, 'status' | 'payer' | 'offer' | 'currency' | 'gpus'> & {
      /** Undefined if it is still to be made. */
      createdAt: bigint | undefined;
      terms: Pick<marketplace.Terms, 'holdBack' | 'minHours' | 'renterFeeBps'>;
    };
  };
};

/** Where an autopay stands. */
export type AutopayState =
  | { is: 'off' | 'notStarted' | 'due' }
  /** It extends from this time on, in unix seconds. */
  | { is: 'waits'; from: bigint }
  /** The wallet is short of what an extension costs; `since` is when that was recorded. */
  | { is: 'short'; needed: bigint; since: bigint | undefined }
  | { is: 'refused'; refusal: Refusal };

/** What a wallet holds, and what it lets autopay take, in base units. */
export type Funds = { held: bigint; allowed: bigint };

const isActive = ({ status }: marketplace.Reservation) => status === 1;

/** The autopay of this reservation and its payer. */
export const autopayOf = ({ stored, running }: Pick<Settable, 'stored' | 'running'>): marketplace.Autopay | undefined =>
  stored !== undefined && isAutopayOf(stored, running.reservation) ? stored : undefined;

/** Reads a reservation with its offer, its autopay, the payer's wallet, and the payer's other autopays. */
export async function readStanding(rpc: Rpc<SolanaRpcApi>, address: Address, priceAccount: Address): Promise<Standing> {
  const running = await readRunning(rpc, address, priceAccount);
  const { payer, currency } = running.reservation;
  const [at] = await marketplace.findAutopayPda({ reservation: address });
  const [wallet] = await findWalletPda({ owner: payer, mint: mintOf(running.market.config, currency) });
  const [account, tokens] = await readAccounts(rpc, [at, wallet]);
  return {
    running,
    stored: found(AUTOPAY, account),
    lamports: account?.exists === true ? BigInt(account.lamports) : 0n,
    minimum: await rpc.getMinimumBalanceForRentExemption(BigInt(marketplace.getAutopaySize())).send(),
    wallet: payingWalletOf(tokens),
    others: await readOtherAutopays(rpc, payer, currency, address),
  };
}

/** What the autopays of `payer` in `currency` may still spend: of reservations that wait or run, except that at `except`. */
export async function readOtherAutopays(
  rpc: Rpc<SolanaRpcApi>,
  payer: Address,
  currency: marketplace.Currency,
  except?: Address,
): Promise<bigint> {
  const is = (offset: bigint, bytes: ReadonlyUint8Array) => ({
    memcmp: { offset, bytes: getBase58Decoder().decode(bytes) as Base58EncodedBytes, encoding: 'base58' as const },
  });
  const filters = [
    is(0n, marketplace.AUTOPAY_DISCRIMINATOR),
    is(PAYER_AT, getAddressEncoder().encode(payer)),
    is(CURRENCY_AT, Uint8Array.of(currency)),
  ];
  const accounts = await rpc
    .getProgramAccounts(marketplace.MARKETPLACE_PROGRAM_ADDRESS, { commitment: 'confirmed', encoding: 'base64', filters })
    .send();
  const autopays = accounts
    .map(({ account }) => AUTOPAY.decoder.decode(getBase64Encoder().encode(account.data[0])))
    .filter(({ reservation }) => reservation !== except);
  if (autopays.length === 0) return 0n;
  const reservations = await readAccounts(rpc, autopays.map(({ reservation }) => reservation));
  const live = autopays.filter((it, place) => {
    const reservation = found(RESERVATION, reservations[place]);
    return reservation !== undefined && isOpen(reservation) && isAutopayOf(it, reservation);
  });
  return live.reduce((sum, { left }) => sum + left, 0n);
}

/** What the payer's wallet holds, and what it lets autopay take. */
export async function fundsOf({ wallet, running }: Standing): Promise<Funds> {
  const { payer } = running.reservation;
  if (wallet === undefined || wallet.owner !== payer || wallet.frozen) return { held: 0n, allowed: 0n };
  const [spender] = await marketplace.findSpenderPda({ payer });
  const { delegate, amount } = wallet;
  return { held: amount, allowed: delegate?.address === spender ? delegate.amount : 0n };
}

/** Whether so much can be taken. */
const cover = ({ held, allowed }: Funds, amount: bigint): boolean => min(held, allowed) >= amount;

/** Seconds of the longest stay at the offer of a reservation. */
const longestOf = ({ reservation, market }: Settable['running']): bigint =>
  BigInt(longestStay(market.offer, market.config, reservation.currency)) * HOUR;

/** Seconds before the end from which on an extension passes, at the offer as it is; 0 if none does. */
export const autopayLead = ({ running }: Standing, limits: Pick<marketplace.Autopay, 'lead' | 'hours'>): number =>
  effectiveLead(limits, longestOf(running));

const aboveLimit = (): Refusal =>
  new Refusal('AutopayLimit', 'The extension costs more than the payer lets autopay spend.');

/** Why the payer wants no extension, whenever that is; undefined if it does. */
function payersObjection(
  autopay: marketplace.Autopay,
  reservation: marketplace.Reservation,
  offer: marketplace.Offer,
): Refusal | undefined {
  if (isDisputed(reservation)) return new Refusal('AutopayPaused', 'Autopay waits until the dispute is over.');
  if (offer.priceMicroUsd <= autopay.maxPriceMicroUsd) return undefined;
  return new Refusal('AutopayAbovePrice', 'The offer asks more than the payer allows.');
}

/**
 * What keeps autopay from extending now, or from its lead on, by these three accounts: a dispute, the offer, or a cost above what
 * is left. In IO the cost needs the price, and is not looked at.
 */
export function autopayObstacle(
  autopay: marketplace.Autopay,
  reservation: marketplace.Reservation,
  offer: marketplace.Offer,
  now: bigint,
): Refusal | undefined {
  const { gpus, currency } = reservation;
  const objection = payersObjection(autopay, reservation, offer) ?? moreObjection(offer, autopay.hours, reservation);
  if (objection !== undefined || currency === marketplace.Currency.Io) return objection;
  const time = timeOf(offer, { gpus, hours: autopay.hours, currency }, undefined);
  try {
    return extended(reservation, time, now).cost > autopay.left ? aboveLimit() : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined; // It may pass later.
    throw error;
  }
}

/** Cost of the next extension, if the payer allows it now. Throws a `Refusal`. */
function costOf(standing: Standing, autopay: marketplace.Autopay): ExtendTerms {
  const { running } = standing;
  const { reservation, market } = running;
  const lead = autopayLead(standing, autopay);
  const tooEarly = (code: string): Refusal =>
    lead === 0
      ? new Refusal('EndsTooLate', 'The hours that autopay adds are as long as the longest stay at the offer, or longer.')
      : new Refusal(code, 'It is too early to extend.', [endsAt(reservation) - BigInt(lead)]);
  if (market.now < extendsFrom(autopay, reservation)) throw tooEarly('AutopayTooEarly');
  const objection = payersObjection(autopay, reservation, market.offer);
  if (objection !== undefined) throw objection;
  const terms = extensionAt(running, autopay.hours, tooEarly);
  if (terms.total > autopay.left) throw aboveLimit();
  return { ...terms, limit: autopay.left };
}

/** Quotes it. An end that is too far ahead is refused as `tooEarly` says. */
function extensionAt(running: Running, hours: number, tooEarly: (code: string) => Refusal): ExtendTerms {
  try {
    return quoteExtension(running, hours);
  } catch (error) {
    throw error instanceof Refusal && error.code === 'EndsTooLate' ? tooEarly(error.code) : error;
  }
}

/** Where it stands. */
export async function autopayState(standing: Standing): Promise<AutopayState> {
  const autopay = autopayOf(standing);
  const { reservation } = standing.running;
  if (autopay === undefined || !isOpen(reservation)) return { is: 'off' };
  if (!isActive(reservation)) return { is: 'notStarted' };
  try {
    const { total } = costOf(standing, autopay);
    if (cover(await fundsOf(standing), total)) return { is: 'due' };
    return { is: 'short', needed: total, since: shortFor(autopay, reservation) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [from] = error.numbers;
    if (['AutopayTooEarly', 'EndsTooLate'].includes(error.code) && from !== undefined) return { is: 'waits', from: BigInt(from) };
    return { is: 'refused', refusal: error };
  }
}

/** The payer's wallet for the currency. */
export const payerTokensOf = async ({ running }: Pick<Settable, 'running'>): Promise<Address> => {
  const { reservation, market } = running;
  const mint = mintOf(market.config, reservation.currency);
  return (await findWalletPda({ owner: reservation.payer, mint }))[0];
};

/** What an extension by autopay comes to. */
export type AutopayExtension = ExtendTerms & {
  /** Whether the payer's wallet is short: then nothing moves, and that is recorded. */
  short: boolean;
  /** Lamports for the sender. */
  bounty: bigint;
};

/** Prepares the extension, which anyone may send. Throws a `Refusal`. */
export async function prepareExtendByAutopay(
  standing: Standing,
  { sender }: { sender: TransactionSigner },
): Promise<Prepared<AutopayExtension>> {
  const { address, reservation, market } = standing.running;
  const autopay = autopayOf(standing);
  if (autopay === undefined) throw new Refusal('Nothing', 'The reservation has no autopay.');
  const terms = costOf(standing, autopay);
  const short = !cover(await fundsOf(standing), terms.total);
  if (short && shortFor(autopay, reservation) !== undefined) {
    throw new Refusal('AutopayShort', 'The payer’s wallet is short, and that is recorded.');
  }
  // None is paid out of the rent-exempt minimum, which may have risen.
  const rewards = autopay.bounties > 0 && less(standing.lamports, standing.minimum) >= AUTOPAY_BOUNTY;
  const { payer, currency, supplier, offer } = reservation;
  const from = await payerTokensOf(standing);
  const [escrow] = await marketplace.findEscrowPda({ reservation: address });
  const [spender] = await marketplace.findSpenderPda({ payer });
  const extend = await marketplace.getExtendByAutopayInstructionAsync({
    sender,
    supplier,
    offer,
    reservation: address,
    escrow,
    payerTokens: from,
    spender,
    ...(currency === marketplace.Currency.Io && { price: market.priceAccount }),
  });
  const payment = { owner: payer, mint: mintOf(market.config, currency), from, to: escrow };
  return {
    terms: { ...terms, short, bounty: !short && rewards ? AUTOPAY_BOUNTY : 0n },
    gives: short ? [] : [{ ...payment, amount: terms.total, limit: terms.limit }],
    creates: [],
    setup: [],
    act: [extend],
  };
}

export type AutopayRequest = {
  /** The payer of the reservation. */
  payer: TransactionSigner;
  /** Highest price of a GPU-hour, in micro-USD. */
  maxPriceMicroUsd: bigint;
  /** Most to spend from now on in all, with the renter's fee, in base units. */
  left: bigint;
  /** Seconds before the end from which on it extends. */
  lead: number;
  /** Hours that it adds at a time. */
  hours: number;
  /** Extensions for whose senders it holds a bounty. */
  bounties: number;
};

export type AutopayTerms = {
  /** What the autopay that this replaces may still spend; undefined if there is none. */
  replaced: bigint | undefined;
  /** What the wallet approves in all, for this reservation and the payer's other autopays. */
  approved: bigint;
  /** Another delegate, whose approval this replaces. */
  replaces: { address: Address; amount: bigint } | undefined;
  /** Lamports that are taken for bounties, and that come back of them. */
  deposit: bigint;
  returned: bigint;
  /** Cost of an extension at present; undefined without a usable price of IO. */
  cost: bigint | undefined;
};

/** Refuses values with which autopay could never extend, or in IO run out of segments. */
function requireTimes({ hours, lead }: AutopayRequest, running: Settable['running']): void {
  const { currency, terms } = running.reservation;
  const refused = new Refusal('AutopayTimes', 'Autopay needs more hours to add, or a shorter lead.');
  if (hours === 0 || lead === 0) throw refused;
  const isIo = currency === marketplace.Currency.Io;
  const seconds = BigInt(hours) * HOUR;
  if (isIo && seconds * HELD_EXTENSIONS < BigInt(terms.holdBack) + BigInt(lead)) throw refused;
  if (seconds + BigInt(lead) > longestOf(running)) {
    throw new Refusal('AutopayTooLong', 'Hours and lead together are more than the longest stay at the offer.');
  }
}

/** Cost of `hours` at present. Throws a `Refusal` if the offer takes no such hours. */
function presentCost({ reservation, market }: Settable['running'], hours: number): bigint | undefined {
  const { currency, gpus, terms } = reservation;
  const problem = hoursObjection(market.offer, 1, hours, currency);
  if (problem !== undefined && ['HoursOutOfRange', 'IoHoursOutOfRange'].includes(problem.code)) throw problem;
  if (problem === undefined && terms.minHours < market.offer.minHours) {
    throw new Refusal('HoursOutOfRange', 'The offer asks for more hours at least than the reservation was made with.');
  }
  try {
    const { rate, seconds } = timeOf(market.offer, { gpus, hours, currency }, ioPriceOf(market, currency));
    return withFee(grossOf(rate, seconds), terms);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The largest amount that a token account may approve. */
const MOST = 2n ** 64n - 1n;

/** Prepares it: the approval of the wallet and the account, in one transaction. Throws a `Refusal`. */
export async function prepareSetAutopay(standing: Settable, request: AutopayRequest): Promise<Prepared<AutopayTerms>> {
  const { running, stored, wallet } = standing;
  const { address, reservation, market } = running;
  const { payer: signer, maxPriceMicroUsd, left, lead, hours, bounties } = request;
  const { payer, currency } = reservation;
  if (!isOpen(reservation)) throw new Refusal('NotActive', 'The reservation has ended.');
  requireTimes(request, running);
  const cost = presentCost(running, hours);
  if (cost !== undefined && cost > left) {
    throw new Refusal('CostAboveMaximum', 'An extension costs more than the limit.', [cost, left]);
  }
  const theirs = stored?.payer === payer ? stored : undefined;
  const held = BigInt(theirs?.bounties ?? 0) * AUTOPAY_BOUNTY;
  const after = BigInt(bounties) * AUTOPAY_BOUNTY;
  const replaced = autopayOf(standing)?.left;
  const approved = min(left + standing.others, MOST);
  const [at] = await marketplace.findAutopayPda({ reservation: address });
  const [spender] = await marketplace.findSpenderPda({ payer });
  const from = await payerTokensOf(standing);
  const setup: Instruction[] = [];
  // The account is of an earlier reservation of somebody else, who gets its lamports back.
  if (stored !== undefined && theirs === undefined) {
    const close = { authority: signer, reservation: address, payer: stored.payer };
    setup.push(await marketplace.getCloseAutopayInstructionAsync(close));
  }
  if (wallet === undefined) {
    setup.push(await createWallet({ payer: signer, owner: payer, mint: mintOf(market.config, currency) }));
  }
  const creation: Creation = {
    kind: 'autopay',
    address: at,
    bytes: marketplace.getAutopaySize(),
    deposit: after,
    returnsTo: payer,
  };
  const other = wallet?.delegate;
  return {
    terms: {
      replaced,
      approved,
      replaces: other !== undefined && other.address !== spender && other.amount > 0n ? other : undefined,
      deposit: less(after, held),
      returned: less(held, after),
      cost,
    },
    gives: [],
    creates: theirs === undefined ? [creation] : [],
    setup,
    act: [
      approve(from, spender, signer, approved),
      await marketplace.getSetAutopayInstructionAsync({
        payer: signer,
        offer: reservation.offer,
        reservation: address,
        maxPriceMicroUsd,
        left,
        lead,
        hours,
        bounties,
        replaced: replaced ?? null,
      }),
    ],
  };
}
