/** Prepared acts in the words of the Rust side, and the lines of its vectors. */
import assert from 'node:assert/strict';
import { address, createNoopSigner, getAddressDecoder, isSignerRole, isWritableRole, type Address, type Decoder } from '@solana/kit';
import { actions, emissions, marketplace } from '../src';
import type { Market } from '../src/actions/market';
import { tokenAccountOf } from '../src/actions/payee';
import { TOKEN_PROGRAM_ADDRESS } from '../src/tokens';
import { bytes, hex, vectorsOf } from './golden';

export const key = (number: number) => getAddressDecoder().decode(new Uint8Array(32).fill(number));
export const signer = (number: number) => createNoopSigner(key(number));

export const optional = <T>(decoder: Decoder<T>, word: string): T | undefined =>
  word === '-' ? undefined : decoder.decode(bytes(word));
export const listed = <T>(decoder: Decoder<T>, words: string): T[] =>
  words === '-' ? [] : words.split(',').map((word) => decoder.decode(bytes(word)));

/** The token account with these bytes. */
export const tokensOf = (word: string) =>
  word === '-'
    ? undefined
    : tokenAccountOf({
        address: key(6),
        exists: true,
        programAddress: TOKEN_PROGRAM_ADDRESS,
        data: bytes(word),
        executable: false,
        lamports: 0n as never,
        space: 165n,
      });

export const ofHourly = ([before, after]: actions.DelegateTerms['hourly']) =>
  [before.owner, before.stakers, after.owner, after.stakers];
export const ofDestination = ({ tokens, owner }: actions.Destination) => [tokens, owner];

/** An offer with the accounts that it depends on. */
export function marketOf(words: readonly string[]): Market {
  const [config = '', offer = '', supplier = '', usage = '', owner = '', price = '', now = '', held = ''] = words;
  return {
    address: key(4),
    config: marketplace.getConfigDecoder().decode(bytes(config)),
    offer: marketplace.getOfferDecoder().decode(bytes(offer)),
    supplier: emissions.getSupplierDecoder().decode(bytes(supplier)),
    usage: marketplace.getSupplierUsageDecoder().decode(bytes(usage)),
    priceAccount: key(7),
    price: owner === '-' ? undefined : { owner: address(owner), data: bytes(price) },
    held: BigInt(held),
    now: BigInt(now),
  };
}

/** Who signs, what is paid and created, and the instructions. */
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
  const lines = actions.instructionsOf(it).map(({ programAddress, data, accounts = [] }) => {
    const metas = accounts.map(({ address, role }) => {
      return `${address}:${isSignerRole(role) ? 's' : ''}${isWritableRole(role) ? 'w' : ''}`;
    });
    return ['acts', programAddress, hex(data), ...metas].join(' ');
  });
  return [['prepared', ...words].join(' '), ...lines];
}

/** An act: its terms in the order of Rust, and what is behind them. */
export type Act<State> = (state: State, given: string) => Promise<[readonly unknown[], actions.Prepared<unknown>]>;

/** Makes of the vectors of one kind what Rust has made of them. Returns the acts, and the reasons of refusals, that are there. */
export async function replay<State>(
  who: string,
  stateOf: (words: readonly string[]) => State | Promise<State>,
  acts: Record<string, Act<State>>,
): Promise<string[]> {
  let words: string[] = [];
  let state: State | undefined;
  let behind: string[] = [];
  const seen = new Set<string>();
  for (const [kind = '', ...rest] of vectorsOf(who)) {
    if (kind === 'prepared' || kind === 'acts') {
      assert.equal([kind, ...rest].join(' '), behind.shift());
      continue;
    }
    assert.deepEqual(behind, []);
    if (kind === 'state') {
      words = rest.map((word, place) => (word === '=' ? (words[place] ?? '') : word));
      state = await stateOf(words);
      continue;
    }
    const [given = '-', ...expected] = rest;
    const act = acts[kind];
    assert.ok(act !== undefined && state !== undefined, kind);
    let made: string;
    try {
      const [terms, prepared] = await act(state, given);
      behind = ofPrepared(prepared);
      made = terms.join(' ');
      seen.add(kind);
    } catch (error) {
      assert.ok(error instanceof actions.Refusal, String(error));
      made = refusedBy(error);
      seen.add(error.code);
    }
    assert.equal(made, expected.join(' '), `${kind} ${given}`);
  }
  assert.deepEqual(behind, []);
  return [...seen].sort();
}

/** What it gives, or the refusal in the words of the Rust side. */
export async function answered(what: () => unknown[] | Promise<unknown[]>): Promise<string> {
  try {
    return (await what()).join(' ');
  } catch (error) {
    assert.ok(error instanceof actions.Refusal, String(error));
    return refusedBy(error);
  }
}

const refusedBy = ({ code, numbers }: actions.Refusal) => ['refused', [code, ...numbers].join(':')].join(' ');
