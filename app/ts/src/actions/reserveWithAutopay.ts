/** Reserving GPUs and allowing autopay, in one transaction. */
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { Status } from '../status';
import { findWalletPda } from '../tokens';
import {
  AUTOPAY,
  prepareSetAutopay,
  readOtherAutopays,
  type AutopayRequest,
  type AutopayTerms,
  type Settable,
} from './autopay';
import { payingWalletOf } from './delegate';
import { mintOf, type Market } from './market';
import type { Prepared } from './prepared';
import { found, readAccounts } from './read';
import { prepareReserve, type ReserveRequest, type ReserveTerms } from './reserve';

/** What the payer allows. */
export type AutopayLimits = Omit<AutopayRequest, 'payer'>;

/** The payer's wallet, its other autopays, and what is at the address of the autopay, as they were read. */
export type Allowing = Pick<Settable, 'stored' | 'wallet' | 'others'>;

const ENDS =
  'with the reservation, when its payer stops it, or when the wallet revokes its approval; the account rent and the bounties left go back to the payer when its account is closed';

export type ReserveWithAutopayTerms = ReserveTerms & {
  autopay: AutopayTerms & {
    limits: AutopayLimits;
    /** How it ends, in words. */
    ends: string;
  };
};

/** Reads what autopay depends on, for the reservation `number` of `renter`. */
export async function readAllowing(
  rpc: Rpc<SolanaRpcApi>,
  { config }: Pick<Market, 'config'>,
  of: { renter: Address; payer?: Address; number: bigint; currency: marketplace.Currency },
): Promise<Allowing> {
  const { renter, payer = renter, number, currency } = of;
  const [reservation] = await marketplace.findReservationPda({ renter, number });
  const [at] = await marketplace.findAutopayPda({ reservation });
  const [wallet] = await findWalletPda({ owner: payer, mint: mintOf(config, currency) });
  const [account, tokens] = await readAccounts(rpc, [at, wallet]);
  return {
    stored: found(AUTOPAY, account),
    wallet: payingWalletOf(tokens),
    others: await readOtherAutopays(rpc, payer, currency, reservation),
  };
}

/**
 * Prepares both. The wallet pays the reservation now; an extension is paid when anyone sends it. Throws the `Refusal` of
 * `prepareReserve` or of `prepareSetAutopay`.
 */
export async function prepareReserveWithAutopay(
  market: Market,
  allowing: Allowing,
  request: ReserveRequest & { autopay: AutopayLimits },
): Promise<Prepared<ReserveWithAutopayTerms>> {
  const { renter, payer = renter, gpus, currency, autopay: limits } = request;
  const reserve = await prepareReserve(market, request);
  const { reservation: address, quote } = reserve.terms;
  const terms = { ...quote.terms, holdBack: market.config.holdBack };
  const made = { payer: payer.address, offer: market.address, createdAt: undefined };
  const reservation = { ...made, status: Status.Reserved, currency, gpus, terms };
  const set = await prepareSetAutopay({ ...allowing, running: { address, reservation, market } }, { payer, ...limits });
  return {
    terms: { ...reserve.terms, autopay: { ...set.terms, limits, ends: ENDS } },
    gives: reserve.gives,
    creates: [...reserve.creates, ...set.creates],
    setup: [...reserve.setup, ...set.setup],
    act: [...reserve.act, ...set.act],
  };
}
