/** The recording as if a genesis table had locked a part of its supply: the deployment file, and the escrows. */
import { getAddressDecoder, getAddressEncoder, type Address } from '@solana/kit';
import * as marketplace from 'io-client/generated/marketplace';
import { ONE_IO } from 'io-client/math';
import { LOCK_PROGRAM_ADDRESS, MONTH, placesOf, tableOf, type Lock, type Place } from 'io-client/supply';
import { TOKEN_PROGRAM_ADDRESS } from 'io-client/tokens';
import { marketOf } from '../src/network/chain';
import { timeOf } from '../src/network/decode';
import { recorded } from './rpc';

type Accounts = typeof recorded.accounts;

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const rawOf = (pubkey: string | undefined) => {
  const found = recorded.accounts.find((it) => it.pubkey === pubkey);
  return found && { owner: found.owner, data: Uint8Array.from(Buffer.from(found.data, 'base64')) };
};

const [config] = await marketplace.findConfigPda();
export const MINT = marketOf(rawOf(config)).ioMint;
export const NOW = timeOf(rawOf('SysvarC1ock11111111111111111111111111111111'));

/** So many months ago, and half a day: no release is near. */
const ago = (months: bigint): number => Number(NOW - MONTH * months - 43_200n);

/** The investors' locks have begun to release; all of the advisers' is released. */
export const FILE = {
  io_mint: MINT,
  genesis: [
    {
      category: 'seed investors',
      owner: key(1),
      io: 62_500_000,
      lock: { base: key(11), start: ago(14n), cliff_months: 13, parts: 24 },
    },
    {
      category: 'core contributors',
      owner: key(2),
      io: 56_500_000,
      lock: { base: key(12), start: ago(1n), cliff_months: 13, parts: 36 },
    },
    {
      category: 'advisers',
      owner: key(3),
      io: 1_000_000,
      lock: { base: key(13), start: ago(30n), cliff_months: 6, parts: 12 },
    },
    { category: 'community', owner: key(4), io: 380_000_000 },
  ],
};

/** The file as an operator writes it. */
export const deployment = (mint: Address = MINT): string =>
  [
    `io_mint = "${mint}"`,
    ...FILE.genesis.map(({ category, owner, io, lock }) => {
      const { base, start, cliff_months, parts } = lock ?? {};
      const locked = `lock = { base = "${base}", start = ${start}, cliff_months = ${cliff_months}, parts = ${parts} }`;
      return `[[genesis]]\ncategory = "${category}"\nowner = "${owner}"\nio = ${io}${lock === undefined ? '' : `\n${locked}`}`;
    }),
  ].join('\n');

export const places: Place[] = await placesOf(tableOf(FILE));
/** Claimed of each, in base units: the seed investors have a part left to claim. */
export const CLAIMED = [1_000_000n * ONE_IO, 0n, 1_000_000n * ONE_IO] as const;

type Escrow = { recipient: Address; cancelMode: number; claimed: bigint; tokens: bigint };

/** The recording with these escrows; an edit by the place changes one. */
export function locked(edits: { [place: number]: Partial<Escrow> | 'none' } = {}): Accounts {
  const held = places.flatMap(({ share, lock, escrow, tokens }, place) => {
    const edit = edits[place] ?? {};
    if (edit === 'none') return [];
    const claimed = CLAIMED[place] ?? 0n;
    const it: Escrow = { recipient: share.owner, cancelMode: 0, claimed, tokens: share.amount - claimed, ...edit };
    return [
      { pubkey: escrow, owner: LOCK_PROGRAM_ADDRESS, data: escrowData(it, lock) },
      { pubkey: tokens, owner: TOKEN_PROGRAM_ADDRESS, data: tokenData(escrow, it.tokens) },
    ];
  });
  return [...recorded.accounts, ...held];
}

/** As Jupiter Lock stores it: `tests/golden/locker.json`. */
function escrowData({ recipient, cancelMode, claimed }: Escrow, { base, schedule }: Lock): string {
  const data = Buffer.alloc(296);
  data.set([244, 119, 183, 4, 73, 116, 135, 195]);
  for (const [place, address] of [recipient, MINT, key(9), base].entries()) {
    data.set(getAddressEncoder().encode(address), 8 + 32 * place);
  }
  data[138] = cancelMode;
  const { cliff, period, atCliff, each, periods, start } = schedule;
  for (const [place, number] of [cliff, period, atCliff, each, periods, claimed, start].entries()) {
    data.writeBigUInt64LE(number, 144 + 8 * place);
  }
  return data.toString('base64');
}

function tokenData(owner: Address, amount: bigint): string {
  const data = Buffer.alloc(165);
  data.set(getAddressEncoder().encode(MINT));
  data.set(getAddressEncoder().encode(owner), 32);
  data.writeBigUInt64LE(amount, 64);
  return data.toString('base64');
}
