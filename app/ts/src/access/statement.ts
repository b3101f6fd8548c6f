/**
 * What a wallet signs: a line that people can read, in Solana's off-chain message format, version 0.
 *
 * No transaction's message begins with the format's first byte, 255. The line is printable ASCII, the format that a
 * Ledger shows.
 */
import {
  getAddressEncoder,
  getBase58Decoder,
  getBase58Encoder,
  getPublicKeyFromAddress,
  isSignature,
  signatureBytes,
  verifySignature,
  type Address,
  type MessagePartialSigner,
  type Signature,
} from '@solana/kit';
import { MARKETPLACE_PROGRAM_ADDRESS } from '../generated/marketplace';
import { utf8 } from './bytes';
import { AccessError, invalid } from './error';

/** What a wallet has signed. */
export type Signed = { signer: Address; signature: Signature };

/** The application domain of off-chain messages: the marketplace. */
export const APPLICATION_DOMAIN = MARKETPLACE_PROGRAM_ADDRESS;
/** What off-chain messages begin with, and the version of their header. */
const START = [0xff, ...utf8('solana offchain'), 0];
/** The format of a message in printable ASCII. */
const ASCII = 0;

const length = (text: string) => [text.length & 0xff, text.length >> 8];

/** The bytes that `solana sign-offchain-message` signs. */
export const messageOf = (text: string): Uint8Array =>
  Uint8Array.from([...START, ASCII, ...length(text), ...utf8(text)]);

/** The bytes that wallets sign whose header names the application and the signer, such as those of kit. */
export function messageWithSigner(text: string, signer: Address): Uint8Array {
  const bytes = getAddressEncoder();
  const header = [...START, ...bytes.encode(APPLICATION_DOMAIN), ASCII, 1, ...bytes.encode(signer)];
  return Uint8Array.from([...header, ...length(text), ...utf8(text)]);
}

/** The signer's signature of a statement. */
export async function sign(text: string, signer: MessagePartialSigner): Promise<Signed> {
  const [made] = await signer.signMessages([{ content: messageOf(text), signatures: {} }]);
  const bytes = made?.[signer.address];
  if (bytes === undefined) throw new AccessError('BadSignature', 'the wallet did not sign it');
  return { signer: signer.address, signature: getBase58Decoder().decode(bytes) as Signature };
}

/** Whether it is the signer's signature, in either form. */
export async function verify(text: string, { signer, signature }: Signed) {
  const forms = [messageOf(text), messageWithSigner(text, signer)];
  const bytes = signatureBytes(new Uint8Array(getBase58Encoder().encode(signature)));
  const key = await getPublicKeyFromAddress(signer).catch(() => undefined);
  for (const form of forms) if (key && (await verifySignature(key, bytes, form))) return;
  throw new AccessError('BadSignature');
}

export function readSignature(text: string): Signature {
  if (!isSignature(text)) throw invalid('signature', 'is not a signature in base 58');
  return text;
}

/** Unix seconds as `2027-01-31T16:30:00Z`. */
export const utc = (seconds: number): string => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
