/** STUB: keys of connection details, kept in this browser's storage as they are. Export, import and a passphrase are to come. */
import type { Address } from '@solana/kit';
import { Secret } from 'io-client/access';
import { browser, remember } from '../network/memory';

export type NewKey = { public: Uint8Array; file: string };

export async function newKey(): Promise<NewKey> {
  const secret = await Secret.generate();
  return { public: await secret.public(), file: await secret.toFile() };
}

/** Whether it is stored. */
export const keepKey = (reservation: Address, { file }: NewKey): boolean => remember(`key:${reservation}`, file, browser);
