/** What an action would change, by a simulation: amounts before and after, fee, rent. */
import { isWritableRole, type Address, type MaybeEncodedAccount, type TransactionSigner } from '@solana/kit';
import { tokenAccountOf } from '../actions/payee';
import { instructionsOf, type Creation, type Payment, type Prepared } from '../actions/prepared';
import { readAccounts } from '../actions/read';
import { explain } from '../errors';
import { LAMPORTS_PER_SIGNATURE } from '../sending/budget';
import { codeOf } from '../sending/describe';
import type { Refused } from '../sending/outcome';
import type { Network } from '../sending/send';
import { TOKEN_PROGRAM_ADDRESS } from '../tokens';
import type { TransactionOptions } from '../transaction';

/** How often accounts are read and the transaction is simulated while those of the wallet change. */
const MOST_LOOKS = 4;
/** Accounts of one request. */
const AT_ONCE = 100;

/** Base units, or lamports. */
export type Change = { before: bigint; after: bigint };

/** An account that would be new. */
export type NewAccount = {
  address: Address;
  /** As the action names it; undefined if it does not. */
  kind: string | undefined;
  /** Lamports that it would hold. */
  lamports: bigint;
  /** Lamports above its rent. */
  deposit: bigint;
  /** Who gets the rent at closing; undefined if it is never closed, or not known. */
  returnsTo: Address | undefined;
};

export type Effects = {
  /** Of the wallet, with the network fee, without a priority fee. */
  sol: Change;
  /** Tokens of the wallet, by mint, where they change. */
  tokens: ReadonlyMap<Address, Change>;
  /** Network fee in lamports. */
  fee: bigint;
  created: readonly NewAccount[];
  /** Accounts that would be closed, with the lamports that they hold. */
  closed: readonly { address: Address; lamports: bigint }[];
  /** Compute units used; undefined if the node does not report them. */
  units: bigint | undefined;
};

/** Why an action is refused: the name of the error, and in words what was wrong and what to do, which may be missing. */
export type Refusal = { state: 'refused'; code: number | undefined; name: string; words: string; logs: readonly string[] };
/** `silent`: the node simulates it, and does not say what the accounts would hold. */
export type Reviewing = ({ state: 'effects' } & Effects) | Refusal | { state: 'silent'; fee: bigint; units: bigint | undefined };

type Held = { owner: Address; lamports: bigint; data: Uint8Array };
type Known = readonly (Held | undefined)[];

/** Simulates an action that `payer` pays for, signed by nobody. Accounts are read on the same slot, or before it. Rejects with a `Fault`. */
export async function effects(
  { rpc, simulate }: Pick<Network, 'rpc' | 'simulate'>,
  payer: TransactionSigner,
  prepared: Prepared<unknown>,
  options: TransactionOptions = {},
): Promise<Reviewing> {
  const instructions = instructionsOf(prepared);
  const all = instructions.flatMap(({ accounts = [] }) => accounts).filter(({ role }) => isWritableRole(role));
  const watched = [...new Set([payer.address, ...all.map(({ address }) => address)])];
  const read = async (): Promise<Known> => {
    const found: (Held | undefined)[] = [];
    for (let from = 0; from < watched.length; from += AT_ONCE) {
      found.push(...(await readAccounts(rpc, watched.slice(from, from + AT_ONCE))).map(heldOf));
    }
    return found;
  };
  let before = await read();
  for (let look = 1; ; look += 1) {
    const simulated = await simulate(payer, instructions, watched, options);
    if (simulated.state === 'refused') return inWords(simulated);
    const { accounts: after, units } = simulated;
    const fee = LAMPORTS_PER_SIGNATURE;
    if (after === undefined) return { state: 'silent', fee, units };
    // Another transaction of the wallet in between would count as a change by this one.
    const again = await read();
    if (look < MOST_LOOKS && !isSame(before, again, watched, payer.address)) {
      before = again;
      continue;
    }
    return { state: 'effects', ...changes(payer.address, watched, before, after, prepared.creates), fee, units };
  }
}

const heldOf = (account: MaybeEncodedAccount): Held | undefined =>
  account.exists
    ? { owner: account.programAddress, lamports: account.lamports, data: Uint8Array.from(account.data) }
    : undefined;

const tokensOf = (address: Address, held: Held | undefined) =>
  held?.owner !== TOKEN_PROGRAM_ADDRESS
    ? undefined
    : tokenAccountOf({
        address,
        exists: true,
        programAddress: held.owner,
        data: held.data,
        executable: false,
        lamports: held.lamports as never,
        space: BigInt(held.data.length),
      });

/** Whether the accounts of the wallet are the same. */
function isSame(one: Known, other: Known, watched: readonly Address[], wallet: Address): boolean {
  return watched.every((address, place) => {
    const [before, after] = [one[place], other[place]];
    if (address === wallet) return before?.lamports === after?.lamports;
    if (tokensOf(address, before)?.owner !== wallet) return true;
    return tokensOf(address, before)?.amount === tokensOf(address, after)?.amount;
  });
}

/** What the wallet gains and loses. */
export function changes(
  wallet: Address,
  watched: readonly Address[],
  before: Known,
  after: Known,
  creates: readonly Creation[],
): Omit<Effects, 'fee' | 'units'> {
  const tokens = new Map<Address, Change>();
  const created: NewAccount[] = [];
  const closed: { address: Address; lamports: bigint }[] = [];
  let sol: Change = { before: 0n, after: 0n };
  for (const [place, address] of watched.entries()) {
    const [then, now] = [before[place], after[place]];
    if (address === wallet) sol = { before: then?.lamports ?? 0n, after: now?.lamports ?? 0n };
    if (then === undefined && now !== undefined && address !== wallet) {
      const named = creates.find((it) => it.address === address);
      const { kind, deposit = 0n, returnsTo } = named ?? {};
      created.push({ address, kind, lamports: now.lamports, deposit, returnsTo });
    }
    if (then !== undefined && now === undefined && address !== wallet) closed.push({ address, lamports: then.lamports });
    for (const [held, side] of [
      [then, 'before'],
      [now, 'after'],
    ] as const) {
      const found = tokensOf(address, held);
      if (found?.owner !== wallet) continue;
      const change = tokens.get(found.mint) ?? { before: 0n, after: 0n };
      tokens.set(found.mint, { ...change, [side]: change[side] + found.amount });
    }
  }
  const changed = [...tokens].filter(([, { before, after }]) => before !== after);
  return { sol, tokens: new Map(changed), created, closed };
}

/** A refusal of the simulation in the program's words. */
export function inWords({ error, reason, logs }: Pick<Refused, 'error' | 'reason' | 'logs'>): Refusal {
  const code = codeOf(error);
  const known = code === undefined ? undefined : explain(code);
  return { state: 'refused', code, name: known?.name ?? reason, words: known?.message ?? '', logs };
}

/** Whether more leaves the wallet `now` than was reviewed, beyond the limits that the program holds to. */
export function takesMore(reviewed: Effects, now: Effects, gives: readonly Payment[]): boolean {
  const lost = ({ before, after }: Change = { before: 0n, after: 0n }) => before - after;
  if (lost(now.sol) > lost(reviewed.sol)) return true;
  return [...now.tokens].some(([mint, change]) => {
    const limit = gives.filter((it) => it.mint === mint).reduce((sum, it) => sum + it.limit, 0n);
    const agreed = lost(reviewed.tokens.get(mint));
    return lost(change) > (agreed > limit ? agreed : limit);
  });
}
