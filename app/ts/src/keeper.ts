/** What somebody has to send so that the clock goes on: `app/client/src/keeper.rs`. Anyone can; nobody's signature matters. */
import {
  fetchEncodedAccounts,
  type Address,
  type GetMultipleAccountsApi,
  type Instruction,
  type Rpc,
  type TransactionSigner,
} from '@solana/kit';
import { CLOCK_ADDRESS, clockOf, found } from './actions/read';
import * as emissions from './generated/emissions';
import { epochHour } from './math';
import { byBytes } from './order';
import { EXPIRY_SLOTS, historyHours, pageOf } from './rewards';
import { HISTORY_PAGE, LEDGER, SUPPLIER } from './actions/kinds';

/** Hours that `advance_clock` walks at most: no attestation outlives 24, and a rise waits for one. */
const MAX_WALK = 25;

type Ledger = Pick<emissions.Ledger, 'hour'>;

/** Whether the ledger is to be brought to the epoch hour `now`: not before launch. */
export const isBehind = ({ hour }: Ledger, now: number): boolean => hour > 0 && hour < now;

/**
 * The history pages that the ledger needs to go from `hour` to `now`: of the hours to walk now, and of those that attestations
 * may reach into.
 */
export const pagesAhead = (hour: number, now: number): number[] => [
  ...new Set([hour + 1, hour + EXPIRY_SLOTS, now + EXPIRY_SLOTS].map(pageOf)),
];

/** Creates the `missing` pages, which `payer` pays for, and advances the ledger from `hour`. */
export async function advanceFrom(
  payer: TransactionSigner,
  ioMint: Address,
  hour: number,
  missing: readonly number[],
): Promise<Instruction[]> {
  const pages = missing.map((page) => emissions.getCreateHistoryPageInstructionAsync({ payer, page }));
  const [first, last] = [hour + 1, hour + MAX_WALK].map(pageOf) as [number, number];
  const [page] = await emissions.findHistoryPagePda({ page: first });
  const [nextPage] = await emissions.findHistoryPagePda({ page: last });
  const advance = emissions.getAdvanceClockInstruction({ page, ...(last !== first && { nextPage }), ioMint });
  return [...(await Promise.all(pages)), advance];
}

/** Settles a supplier that is behind the epoch hour `now`; nothing if it is not. */
export async function settleInstructions(
  supplier: Address,
  account: emissions.Supplier,
  now: number,
): Promise<Instruction[]> {
  if (account.rewards.settledHour >= now) return [];
  const numbers = new Set(historyHours(account, now).map(pageOf));
  const pages = await Promise.all([...numbers].map((page) => emissions.findHistoryPagePda({ page })));
  const [firstPage, secondPage, thirdPage] = pages.map(([page]) => page).sort(byBytes);
  return [
    emissions.getSettleSupplierInstruction({
      supplier,
      ...(firstPage && { firstPage }),
      ...(secondPage && { secondPage }),
      ...(thirdPage && { thirdPage }),
    }),
  ];
}

export type CatchUp = {
  /** Pays for history pages that are missing. */
  payer: TransactionSigner;
  ioMint: Address;
  suppliers: readonly Address[];
};

/**
 * Brings the ledger and suppliers to the present hour (P-07): put these in front of whatever changes stake or units, or claims.
 * Nothing if they are there already.
 */
export async function catchUpInstructions(
  rpc: Rpc<GetMultipleAccountsApi>,
  { payer, ioMint, suppliers }: CatchUp,
): Promise<Instruction[]> {
  const read = (addresses: Address[]) => fetchEncodedAccounts(rpc, addresses, { commitment: 'confirmed' });
  const [at] = await emissions.findLedgerPda();
  const [clock, first, ...others] = await read([CLOCK_ADDRESS, at, ...suppliers]);
  const [now, ledger] = [epochHour(clockOf(clock)), found(LEDGER, first)];
  const instructions: Instruction[] = [];
  if (ledger !== undefined && isBehind(ledger, now)) {
    const numbers = pagesAhead(ledger.hour, now);
    const addresses = await Promise.all(numbers.map((page) => emissions.findHistoryPagePda({ page })));
    const pages = await read(addresses.map(([page]) => page));
    const missing = numbers.filter((_, place) => found(HISTORY_PAGE, pages[place]) === undefined);
    instructions.push(...(await advanceFrom(payer, ioMint, ledger.hour, missing)));
  }
  for (const account of others) {
    const supplier = found(SUPPLIER, account);
    if (supplier !== undefined) instructions.push(...(await settleInstructions(account.address, supplier, now)));
  }
  return instructions;
}
