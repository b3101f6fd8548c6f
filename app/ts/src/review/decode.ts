/** A compiled transaction, read from its bytes alone. */
import {
  AccountRole,
  address,
  decompileTransactionMessage,
  getCompiledTransactionMessageDecoder,
  getU32Decoder,
  getU64Decoder,
  type AddressesByLookupTableAddress,
  type Address,
  type Instruction,
  type ReadonlyUint8Array,
  type TransactionVersion,
} from '@solana/kit';
import { MAX_COMPUTE_UNITS, MAX_LOADED_BYTES, priorityFee } from '../sending/budget';

export const COMPUTE_BUDGET_PROGRAM_ADDRESS = address('ComputeBudget111111111111111111111111111111');
/** Compute units of an instruction for which no limit is set. */
const DEFAULT_UNITS = 200_000;
/** Instructions of the compute budget, by their first byte, with their sizes. */
const KINDS = { 1: ['heap', 5], 2: ['units', 5], 3: ['price', 9], 4: ['loadedBytes', 5] } as const;

/** What a transaction asks of the compute budget. */
export type AskedBudget = {
  /** Limit of compute units. */
  units: number;
  /** Priority fee in lamports. */
  lamports: bigint;
  /** Limit of loaded account data, in bytes. */
  loadedBytes: number;
  /** Bytes of heap; undefined for the default. */
  heap: number | undefined;
};

export type DecodedInstruction = {
  programAddress: Address;
  /** With the role that the message gives each account, in all of its instructions. */
  accounts: readonly { address: Address; role: AccountRole }[];
  data: ReadonlyUint8Array;
};

export type Decoded = {
  version: TransactionVersion;
  feePayer: Address;
  /** All signers; the fee payer is the first. */
  signers: readonly Address[];
  blockhash: string;
  budget: AskedBudget;
  /** Without those of the compute budget. */
  instructions: readonly DecodedInstruction[];
};

/** Decodes the message of a transaction. Throws if it is none, or sets a part of its budget twice. */
export function decode(message: ReadonlyUint8Array, tables: AddressesByLookupTableAddress = {}): Decoded {
  const compiled = getCompiledTransactionMessageDecoder().decode(message);
  const decompiled = decompileTransactionMessage(compiled as Parameters<typeof decompileTransactionMessage>[0], {
    addressesByLookupTableAddress: tables,
  });
  const all: readonly Instruction[] = decompiled.instructions;
  const instructions = all.map(({ programAddress, accounts = [], data = new Uint8Array() }) => ({
    programAddress,
    accounts: accounts.map(({ address, role }) => ({ address, role })),
    data,
  }));
  const isBudget = ({ programAddress }: DecodedInstruction) => programAddress === COMPUTE_BUDGET_PROGRAM_ADDRESS;
  const others = instructions.filter((it) => !isBudget(it));
  const asked = instructions.filter(isBudget).map(({ data }) => data);
  const { numSignerAccounts } = compiled.header;
  return {
    version: compiled.version,
    feePayer: decompiled.feePayer.address,
    signers: compiled.staticAccounts.slice(0, numSignerAccounts),
    blockhash: compiled.lifetimeToken ?? '',
    budget:
      decompiled.version === 1
        ? ofConfig(decompiled.config ?? {}, asked)
        : ofInstructions(asked, others.length),
    instructions: others,
  };
}

/** The budget of a transaction, by the bytes of its message. */
export const budgetIn = (message: ReadonlyUint8Array, tables?: AddressesByLookupTableAddress): AskedBudget =>
  decode(message, tables).budget;

type Config = {
  computeUnitLimit?: number;
  heapSize?: number;
  loadedAccountsDataSizeLimit?: number;
  priorityFeeLamports?: bigint;
};

function ofConfig(config: Config, instructions: readonly ReadonlyUint8Array[]): AskedBudget {
  if (instructions.length > 0) throw new Error('a version 1 transaction has its budget in its header');
  return {
    units: config.computeUnitLimit ?? 0,
    lamports: config.priorityFeeLamports ?? 0n,
    loadedBytes: config.loadedAccountsDataSizeLimit ?? 0,
    heap: config.heapSize,
  };
}

function ofInstructions(datas: readonly ReadonlyUint8Array[], others: number): AskedBudget {
  const set = new Map<string, bigint>();
  for (const data of datas) {
    const [name, size] = KINDS[data[0] as keyof typeof KINDS] ?? [];
    if (name === undefined || data.length !== size) throw new Error('an instruction of the compute budget is not known');
    if (set.has(name)) throw new Error(`the compute budget sets its ${name} twice`);
    set.set(name, size === 9 ? getU64Decoder().decode(data, 1) : BigInt(getU32Decoder().decode(data, 1)));
  }
  const limit = Number(set.get('units') ?? Math.min(others * DEFAULT_UNITS, MAX_COMPUTE_UNITS));
  const loadedBytes = Number(set.get('loadedBytes') ?? MAX_LOADED_BYTES);
  const heap = set.get('heap');
  return {
    units: limit,
    lamports: priorityFee({ limit: Math.min(limit, MAX_COMPUTE_UNITS), price: set.get('price') ?? 0n, loadedBytes }),
    loadedBytes,
    heap: heap === undefined ? undefined : Number(heap),
  };
}
