/** Prepared acts in the words of `app/client/tests`. */
import assert from 'node:assert/strict';
import { createNoopSigner, getAddressDecoder, isSignerRole, isWritableRole, type Address, type Instruction } from '@solana/kit';
import { actions } from '../src';
import { hex } from './golden';

export const key = (number: number) => getAddressDecoder().decode(new Uint8Array(32).fill(number));
export const signer = (number: number) => createNoopSigner(key(number));

/** Who signs, what is paid and created, and the instructions behind it. */
export function ofPrepared(it: actions.Prepared<unknown>): string[] {
  const words = [
    ...actions.signersOf(it).map((who) => `signs:${who}`),
    ...it.gives.map(({ owner, mint, from, to, amount, limit }) =>
      ['gives', owner, mint, from, to, amount, limit].join(':'),
    ),
    ...it.creates.map(({ kind, address, bytes, deposit, returnsTo = '-' as Address }) =>
      ['creates', kind.replaceAll(' ', '_'), address, bytes, deposit, returnsTo].join(':'),
    ),
  ];
  const line = ({ programAddress, data, accounts = [] }: Instruction) => {
    const metas = accounts.map(({ address, role }) => {
      return `${address}:${isSignerRole(role) ? 's' : ''}${isWritableRole(role) ? 'w' : ''}`;
    });
    return ['acts', programAddress, hex(data ?? new Uint8Array()), ...metas].join(' ');
  };
  return [['prepared', ...words].join(' '), ...actions.instructionsOf(it).map(line)];
}

/** What it gives, or the refusal in the words of the Rust side. */
export async function answered(what: () => unknown[] | Promise<unknown[]>): Promise<string> {
  try {
    return (await what()).join(' ');
  } catch (error) {
    assert.ok(error instanceof actions.Refusal, String(error));
    return ['refused', [error.code, ...error.numbers].join(':')].join(' ');
  }
}
