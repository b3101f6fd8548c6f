/** Ending an autopay: its account, and the part of the approval that was for it. */
import type { Address, Instruction, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import * as marketplace from '../generated/marketplace';
import { min } from '../math';
import { findWalletPda } from '../tokens';
import { AUTOPAY, fundsOf, payerTokensOf, readOtherAutopays, readStanding, type Standing } from './autopay';
import { approve, payingWalletOf, revoke, type PayingWallet } from './delegate';
import { CONFIG, mintOf } from './market';
import { Refusal, type Prepared } from './prepared';
import { found, readAccounts, stored } from './read';
import { RESERVATION } from './snapshot';

/** An autopay whose reservation is closed, with the wallet of its payer, as they were read. */
export type AutopayLeft = {
  autopay: marketplace.Autopay;
  /** Its lamports. */
  lamports: bigint;
  /** Address of its payer's wallet. */
  payerTokens: Address;
  /** The wallet, if it is there. */
  wallet: PayingWallet | undefined;
  /** What the payer's other autopays in the currency may still spend, in base units. */
  others: bigint;
};

export type StopAutopayTerms = {
  /** Lamports of rent and bounties that come back. */
  lamports: bigint;
  /** What the wallet still approves for the payer's other autopays, in base units. */
  approved: bigint;
};

/**
 * Reads a reservation with its autopay, as `readStanding` does; after the reservation is closed, the autopay that is left.
 * Throws the `Refusal` `Nothing` where there is neither.
 */
export async function readStoppable(
  rpc: Rpc<SolanaRpcApi>,
  address: Address,
  priceAccount: Address,
): Promise<Standing | AutopayLeft> {
  const [[configAt], [at]] = await Promise.all([
    marketplace.findConfigPda(),
    marketplace.findAutopayPda({ reservation: address }),
  ]);
  const [config, reservation, account] = await readAccounts(rpc, [configAt, address, at]);
  if (found(RESERVATION, reservation) !== undefined) return await readStanding(rpc, address, priceAccount);
  const autopay = found(AUTOPAY, account);
  if (autopay === undefined || account?.exists !== true) {
    const neither =
      `There is neither a reservation at ${address} nor an autopay: rent and bounties of one that has ended are back with its ` +
      `payer. What a wallet still approves is another matter: ${revokes('TOKEN_ACCOUNT')}.`;
    throw new Refusal('Nothing', neither);
  }
  const { payer, currency } = autopay;
  const [payerTokens] = await findWalletPda({ owner: payer, mint: mintOf(stored(CONFIG, config), currency) });
  const [wallet] = await readAccounts(rpc, [payerTokens]);
  return {
    autopay,
    lamports: BigInt(account.lamports),
    payerTokens,
    wallet: payingWalletOf(wallet),
    others: await readOtherAutopays(rpc, payer, currency, address),
  };
}

/** Prepares the end of an autopay. Throws a `Refusal`. */
export async function prepareStopAutopay(
  it: Standing | AutopayLeft,
  { payer: signer }: { payer: TransactionSigner },
): Promise<Prepared<StopAutopayTerms>> {
  const { payer, reservation } = 'running' in it ? await ofStanding(it) : it.autopay;
  const payerTokens = 'running' in it ? await payerTokensOf(it) : it.payerTokens;
  if (signer.address !== payer) throw new Refusal('NotPayer', `Only its payer ${payer} may.`);
  const [spender] = await marketplace.findSpenderPda({ payer });
  const act: Instruction[] = [
    await marketplace.getCloseAutopayInstructionAsync({ authority: signer, reservation, payer }),
  ];
  const delegate = it.wallet?.delegate;
  let approved = 0n;
  if (delegate?.address === spender) {
    // What is approved for the others stays, but never more than it is now.
    approved = min(delegate.amount, it.others);
    act.push(approved === 0n ? revoke(payerTokens, signer) : approve(payerTokens, spender, signer, approved));
  }
  return { terms: { lamports: it.lamports, approved }, gives: [], creates: [], setup: [], act };
}

/** Its payer and its reservation. Throws a `Refusal` if the payer has none. */
async function ofStanding(standing: Standing): Promise<{ payer: Address; reservation: Address }> {
  const { address, reservation } = standing.running;
  const { payer } = reservation;
  if (standing.stored?.payer === payer) return { payer, reservation: address };
  const { allowed } = await fundsOf(standing);
  const still = `; its wallet still approves ${allowed} base units: ${revokes(await payerTokensOf(standing))}`;
  throw new Refusal('Nothing', `The reservation has no autopay of its payer${allowed > 0n ? still : ''}.`);
}

/** How the payer ends what a token account approves. */
const revokes = (account: string): string => `\`spl-token revoke ${account}\` ends that`;
