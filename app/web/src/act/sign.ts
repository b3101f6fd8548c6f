/** From a review to the outcome: the wallet is asked, and what it gives back is checked and sent. */
import { instructionsOf } from 'io-client/actions/prepared';
import { Declined, Differs, guarded, MOST, signedBy, Stopped, VersionRefused, type WalletSigner } from 'io-client/review';
import { codeOf, type Announcement, type Network, type Outcome } from 'io-client/sending';
import { explain } from 'io-client/errors';
import type { Review } from './look';

/** How asking a wallet ended without a transaction. */
export type NotSigned =
  | { why: 'declined' | 'stopped' }
  /** Before the wallet was asked: what would have been signed is not what was reviewed. */
  | { why: 'differs'; what: string }
  /** After it: what the wallet gave back is not. */
  | { why: 'tampered'; what: string }
  | { why: 'version'; version: string }
  | { why: 'failed'; words: string };

export type Signing = { notSigned: NotSigned } | { outcome: Outcome };

type Watch = {
  /** The wallet is asked now. */
  asking(): void;
  isStopped(): boolean;
  changed(words: readonly string[]): void;
  /** Signed, and sent right after this. If it throws, nothing is sent. */
  announce(it: Announcement): void;
};

/** Signs and sends what was reviewed. */
export async function signAndSend(network: Network, wallet: WalletSigner, { prepared }: Review, watch: Watch): Promise<Signing> {
  let wasAsked = false;
  const asking = () => {
    wasAsked = true;
    watch.asking();
  };
  const reviewed = { payer: wallet.address, prepared, cap: MOST };
  const signer = guarded(wallet, { reviewed, asking, isStopped: watch.isStopped, changed: watch.changed });
  const outcome = await network.send(signer, signedBy(signer, instructionsOf(prepared)), { announce: watch.announce });
  if (outcome.state !== 'refused' || outcome.error !== 'SignatureFailure') return { outcome };
  return { notSigned: reasonOf(outcome.cause, wasAsked) };
}

function reasonOf(cause: unknown, wasAsked: boolean): NotSigned {
  if (cause instanceof Declined) return { why: 'declined' };
  if (cause instanceof Stopped) return { why: 'stopped' };
  if (cause instanceof Differs) return { why: wasAsked ? 'tampered' : 'differs', what: cause.what };
  if (cause instanceof VersionRefused) return { why: 'version', version: String(cause.version) };
  return { why: 'failed', words: cause instanceof Error ? cause.message : String(cause) };
}

/** Why a transaction failed, in the program's words where it has some. */
export function whyOf({ error, reason }: { error?: Parameters<typeof codeOf>[0]; reason: string }): string {
  const code = error === undefined ? undefined : codeOf(error);
  const known = code === undefined ? undefined : explain(code);
  return known === undefined ? reason : `${known.message} (${known.name}, ${code})`;
}
