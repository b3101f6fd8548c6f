/**
 * Slashes that delegations still have to follow (P-11), as in `app/client/src/slashes.rs` and the program's state.
 *
 * A slash of delegated stake holds its part of each delegation from its opening to its end. Until a delegation has
 * followed both, by `apply_slash`, the program refuses every instruction of the staker with `ApplySlashFirst`.
 */
import {
  fetchEncodedAccounts,
  getAddressEncoder,
  getBase58Decoder,
  getBase64Encoder,
  type Address,
  type Base58EncodedBytes,
  type FixedSizeDecoder,
  type GetMultipleAccountsApi,
  type GetProgramAccountsApi,
  type Instruction,
  type MaybeEncodedAccount,
  type ProgramDerivedAddress,
  type ReadonlyUint8Array,
  type Rpc,
} from '@solana/kit';
import * as emissions from './generated/emissions';
import { u128 } from './u128';

type Delegation = emissions.Delegation;
type Supplier = emissions.Supplier;
type Slash = emissions.Slash;

/** Reason of a slash for a recorded breach; the council uses the others. */
export const BREACH = 0;
/** Offset of the supplier in a slash. */
const SUPPLIER_AT = 8n;

/** Address of a slash: slashes for breaches are a separate series. */
export async function findSlashAddress({ reason, supplier, number }: Slash): Promise<ProgramDerivedAddress> {
  const find = reason === BREACH ? emissions.findBreachSlashPda : emissions.findSlashPda;
  return await find({ supplier, number });
}

/** The account of an ended slash exists until each delegation has followed it. */
export function stateOf({ ended, executed }: Slash): 'open' | 'dropped' | 'executed' {
  if (ended === 0) return 'open';
  return executed === 0 ? 'dropped' : 'executed';
}

/** Whether the delegation holds no stake of any kind. */
export const isEmpty = ({ active, unstakeRequests, held }: Delegation): boolean =>
  active === 0n && unstakeRequests.every(({ amount }) => amount === 0n) && held.every(({ slash }) => slash === 0);

/** Stake that earns, in IO base units: active stake, including what open slashes hold of it. */
export const earning = ({ active, held }: Delegation): bigint =>
  held.reduce((sum, place) => sum + place.active, active);

/** Whether the delegation has followed all slashes of its supplier. */
export const hasFollowed = (delegation: Delegation, { slashes }: Supplier): boolean =>
  isEmpty(delegation) || (delegation.followed === slashes.shared && holdsOnly(delegation, slashes.openShared));

/** The resulting delegation, and the slashes that it has to follow. */
export type Followed = {
  delegation: Delegation;
  /** Slashes to send `apply_slash` for, in this order; a slash may occur twice, for its opening and its end. */
  slashes: Slash[];
};

/** Makes a copy of a delegation follow slashes of its supplier. Stops if the next one is missing. */
export function follow(delegation: Delegation, slashes: readonly Slash[]): Followed {
  let now = delegation;
  const followed: Slash[] = [];
  for (;;) {
    const before = now;
    const next = slashes.find((slash) => opens(before, slash) || ends(before, slash));
    if (next === undefined) return { delegation: now, slashes: followed };
    if (opens(now, next)) now = hold(now, next);
    if (ends(now, next)) now = release(now, next);
    followed.push(next);
  }
}

/** Whether all slashes that hold stake of it are among `slashes`. */
const holdsOnly = ({ held }: Delegation, slashes: readonly number[]): boolean =>
  held.every(({ slash }) => slash === 0 || slashes.includes(slash));

const opens = (delegation: Delegation, slash: Slash): boolean =>
  slash.opened === delegation.followed + 1 && holdsOnly(delegation, slash.beside) && !isEmpty(delegation);

const ends = ({ followed, held }: Delegation, slash: Slash): boolean =>
  slash.ended > 0 && slash.ended === followed && held.some((place) => place.slash === slash.opened);

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Takes `amount` from the unstake requests that unlock first, with the time at which the last of it unlocks. */
function takeCooling(unstakeRequests: readonly emissions.UnstakeRequest[], amount: bigint): { unstakeRequests: emissions.UnstakeRequest[]; unlocksAt: bigint } {
  const left = [...unstakeRequests];
  let [rest, unlocksAt] = [amount, 0n];
  while (rest > 0n) {
    const places = [...left.keys()].filter((place) => unstakeRequestAt(left, place).amount > 0n);
    const first = places.reduce((one, other) =>
      unstakeRequestAt(left, other).unlocksAt < unstakeRequestAt(left, one).unlocksAt ? other : one,
    );
    const unstakeRequest = unstakeRequestAt(left, first);
    const part = unstakeRequest.amount < rest ? unstakeRequest.amount : rest;
    left[first] = { ...unstakeRequest, amount: unstakeRequest.amount - part };
    [rest, unlocksAt] = [rest - part, unstakeRequest.unlocksAt];
  }
  return { unstakeRequests: left, unlocksAt };
}

function unstakeRequestAt(unstakeRequests: readonly emissions.UnstakeRequest[], place: number): emissions.UnstakeRequest {
  const unstakeRequest = unstakeRequests[place];
  if (unstakeRequest === undefined) throw new RangeError(`there is no unstakeRequest ${place}`);
  return unstakeRequest;
}

/** Holds the slash's part of active and cooling stake. If that is zero, the slash needs no further following. */
function hold(delegation: Delegation, slash: Slash): Delegation {
  const active = shareOut(slash.delegated)(delegation.active);
  const all = delegation.unstakeRequests.reduce((sum, { amount }) => sum + amount, 0n);
  const cooling = shareOut(slash.cooling)(all);
  const { unstakeRequests, unlocksAt } = takeCooling(delegation.unstakeRequests, cooling);
  const held = { active, cooling, unlocksAt, slash: slash.opened, padding: new Uint8Array(4) };
  const free = delegation.held.findIndex((place) => place.slash === 0);
  const holdsSome = active > 0n || cooling > 0n;
  return {
    ...delegation,
    active: delegation.active - active,
    unstakeRequests,
    held: holdsSome ? delegation.held.with(free, held) : delegation.held,
    followed: slash.opened,
  };
}

/** Ends what the slash held: lost if executed; otherwise active stake is free, and cooling stake goes to the last unstake request. */
function release(delegation: Delegation, slash: Slash): Delegation {
  const at = delegation.held.findIndex((place) => place.slash === slash.opened);
  const none = { active: 0n, cooling: 0n, unlocksAt: 0n, slash: 0, padding: new Uint8Array(4) };
  const { active, cooling, unlocksAt } = delegation.held[at] ?? none;
  const held = delegation.held.with(at, none);
  if (slash.executed !== 0) {
    // The held stake earned until the execution; no reward has been counted since.
    const gain = u128(slash.stakeIndex) - u128(delegation.stakeIndex);
    return { ...delegation, held, owed: delegation.owed + ((active * gain) >> 64n) };
  }
  const last = delegation.unstakeRequests.length - 1;
  const unstakeRequests = delegation.unstakeRequests.map((unstakeRequest, place) =>
    place !== last || cooling === 0n
      ? unstakeRequest
      : { amount: unstakeRequest.amount + cooling, unlocksAt: max(unstakeRequest.unlocksAt, unlocksAt) },
  );
  return { ...delegation, active: delegation.active + active, unstakeRequests, held };
}

/** Divides `held` of `sum` among its holders in proportion; the parts add up to `held`. */
function shareOut({ sum, held, asked }: emissions.Share): (amount: bigint) => bigint {
  const upTo = (asked: bigint) => (sum === 0n ? 0n : (held * asked) / sum);
  let before = asked;
  return (amount) => {
    const part = upTo(before + amount) - upTo(before);
    before += amount;
    return part;
  };
}

/** The existing slash accounts of a supplier. */
export async function fetchSlashes(rpc: Rpc<GetProgramAccountsApi>, supplier: Address): Promise<Slash[]> {
  const is = (offset: bigint, bytes: ReadonlyUint8Array) => ({
    memcmp: { offset, bytes: getBase58Decoder().decode(bytes) as Base58EncodedBytes, encoding: 'base58' as const },
  });
  const decoder = emissions.getSlashDecoder();
  const filters = [
    { dataSize: BigInt(decoder.fixedSize) },
    is(0n, emissions.SLASH_DISCRIMINATOR),
    is(SUPPLIER_AT, getAddressEncoder().encode(supplier)),
  ];
  const found = await rpc
    .getProgramAccounts(emissions.EMISSIONS_PROGRAM_ADDRESS, { commitment: 'confirmed', encoding: 'base64', filters })
    .send();
  return found.map(({ account }) => decoder.decode(getBase64Encoder().encode(account.data[0])));
}

/**
 * Instructions that make a staker's delegation follow the slashes of its supplier: send them before anything else. Empty
 * if it has followed them, or if there is no delegation. The supplier may be closed: then slashes that took all of a
 * stake still have to be followed. As `keeper::follow` of the Rust client.
 */
export async function followInstructions(
  rpc: Rpc<GetMultipleAccountsApi & GetProgramAccountsApi>,
  supplier: Address,
  staker: Address,
): Promise<Instruction[]> {
  const [address] = await emissions.findDelegationPda({ supplier, staker });
  const found = await fetchEncodedAccounts(rpc, [address, supplier], { commitment: 'confirmed' });
  const delegation = read(emissions.getDelegationDecoder(), found[0]);
  const account = read(emissions.getSupplierDecoder(), found[1]);
  if (delegation === undefined || (account !== undefined && hasFollowed(delegation, account))) return [];
  const { slashes } = follow(delegation, await fetchSlashes(rpc, supplier));
  return await Promise.all(
    slashes.map(async (it) => {
      const [slash] = await findSlashAddress(it);
      return emissions.getApplySlashInstruction({ slash, delegation: address, payer: it.payer });
    }),
  );
}

/** Whether the program owns the account. Anyone can send lamports to an address. */
function read<T>(decoder: FixedSizeDecoder<T>, account: MaybeEncodedAccount | undefined): T | undefined {
  if (!account?.exists || account.programAddress !== emissions.EMISSIONS_PROGRAM_ADDRESS) return undefined;
  return decoder.decode(account.data);
}
