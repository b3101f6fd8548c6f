/** What a realm proposal executes, in words. Nothing here asks the network. */
import { address, getU32Decoder, getU64Decoder, isSolanaError, type Address, type Decoder, type ReadonlyUint8Array } from '@solana/kit';
import { fromTo, inUnit, type InForce, type ProgramChange } from '../changes';
import * as emissions from '../generated/emissions';
import * as feeBurn from '../generated/feeBurn';
import * as marketplace from '../generated/marketplace';
import type { ProposalTransaction, RealmProposal, StoredInstruction } from './accounts';
import type { Realm } from './address';
import type { GovernanceConfig } from './config';
import { rulesWords } from './rules';
import { executableFrom } from './vote';

/** Seconds from the proposal of a change to its earliest application: `programs/common/src/governance/timelock.rs`. */
export const CHANGE_DELAY = 172_800n;

/** What is known beside a realm proposal. */
export type Around = {
  realm: Pick<Realm, 'program' | 'governance'>;
  /** Wallet of the governance. */
  treasury: Address;
  /** The rules of its votes. */
  rules: GovernanceConfig;
  inForce: InForce;
};

/** An instruction that a realm proposal executes. */
export type Act = {
  /** What it does, in a line. */
  words: string;
  /** Whether it is an instruction of the suite, and all of it was read. */
  isOfSuite: boolean;
  /** Whether it proposes a change, which is in force `CHANGE_DELAY` after its execution at the earliest. */
  isChange: boolean;
  /** The instruction with its accounts and data. */
  stored: StoredInstruction;
  /** Seconds from the end of the vote to the execution, at least. */
  holdUpTime: number;
  /** When it was executed, in unix seconds. */
  executedAt: bigint | undefined;
};

/** When the change that it proposes is in force at the earliest, if its vote ends at `end`; unix seconds. */
export const inForceFrom = ({ holdUpTime, executedAt }: Act, end: bigint): bigint =>
  (executedAt ?? executableFrom(end, holdUpTime)) + CHANGE_DELAY;

/** All that a realm proposal executes. */
export type Contents = {
  /** The instructions that were read, in the order of the transactions. */
  acts: Act[];
  /** Transactions that cannot be read here. */
  hidden: number;
};

const PROGRAMS = {
  emissions: {
    name: 'emissions',
    address: emissions.EMISSIONS_PROGRAM_ADDRESS,
    propose: [emissions.PROPOSE_CHANGE_DISCRIMINATOR, emissions.getProposeChangeInstructionDataDecoder()],
    govern: [emissions.GOVERN_DISCRIMINATOR, emissions.getGovernInstructionDataDecoder()],
    nameOf: (data: ReadonlyUint8Array) => emissions.EmissionsInstruction[emissions.identifyEmissionsInstruction(data)],
  },
  marketplace: {
    name: 'marketplace',
    address: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
    propose: [marketplace.PROPOSE_CHANGE_DISCRIMINATOR, marketplace.getProposeChangeInstructionDataDecoder()],
    govern: [marketplace.GOVERN_DISCRIMINATOR, marketplace.getGovernInstructionDataDecoder()],
    nameOf: (data: ReadonlyUint8Array) =>
      marketplace.MarketplaceInstruction[marketplace.identifyMarketplaceInstruction(data)],
  },
  feeBurn: {
    name: 'fee-burn',
    address: feeBurn.FEE_BURN_PROGRAM_ADDRESS,
    propose: [feeBurn.PROPOSE_CHANGE_DISCRIMINATOR, feeBurn.getProposeChangeInstructionDataDecoder()],
    govern: [feeBurn.GOVERN_DISCRIMINATOR, feeBurn.getGovernInstructionDataDecoder()],
    nameOf: (data: ReadonlyUint8Array) => feeBurn.FeeBurnInstruction[feeBurn.identifyFeeBurnInstruction(data)],
  },
} as const;
type Program = keyof typeof PROGRAMS;

const programAt = (address: Address): Program | undefined =>
  (Object.keys(PROGRAMS) as Program[]).find((name) => PROGRAMS[name].address === address);

/** Arguments that begin with a discriminator, and nothing behind them; undefined for others. */
function read<T>([discriminator, decoder]: readonly [ReadonlyUint8Array, Decoder<T>], data: ReadonlyUint8Array): T | undefined {
  if (discriminator.some((byte, place) => data[place] !== byte)) return undefined;
  try {
    const [it, end] = decoder.read(data, 0);
    return end === data.length ? it : undefined;
  } catch (error) {
    if (isSolanaError(error) || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The change that an instruction proposes. */
function proposed(program: Program, data: ReadonlyUint8Array): ProgramChange | undefined {
  const change = read<{ change: unknown }>(PROGRAMS[program].propose, data)?.change;
  return change === undefined ? undefined : ({ program, change } as ProgramChange);
}

const NONE = '11111111111111111111111111111111';

/** An action of the authority, from what is in force. */
function governs(program: Program, { action }: { action: emissions.GovernanceAction }, { inForce }: Around): string {
  const now = inForce[program]?.roles;
  switch (action.__kind) {
    case 'ProposeAuthority': {
      const [to] = action.fields;
      return to === NONE ? 'take the offer of the authority back' : `offer the authority to ${to}`;
    }
    case 'AcceptAuthority':
      return 'accept the authority';
    case 'SetGuardian':
      return `guardian ${now === undefined ? '' : `${now.guardian} → `}${action.fields[0]}`;
    case 'Pause':
      return 'pause, until the authority ends it';
    case 'Unpause':
      return 'end the pause';
  }
}

/** The name of an instruction; undefined for one that the program does not have. */
function calledBy(nameOf: (data: ReadonlyUint8Array) => string, data: ReadonlyUint8Array): string | undefined {
  try {
    return nameOf(data);
  } catch {
    // What Codama writes throws a plain error.
    return undefined;
  }
}

/** `withdraw slash` of `WithdrawSlash`. */
const spaced = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

const hexOf = (data: ReadonlyUint8Array): string => [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const SYSTEM_PROGRAM = address(NONE);
const TRANSFER = 2;

/** A payment of SOL; undefined for another instruction. */
function payment({ programId, accounts: [from, to], data }: StoredInstruction, treasury: Address): string | undefined {
  const isPayment = programId === SYSTEM_PROGRAM && data.length === 12 && getU32Decoder().decode(data) === TRANSFER;
  if (!isPayment || from === undefined || to === undefined) return undefined;
  const payer = from.pubkey === treasury ? 'the treasury' : from.pubkey;
  return `pay ${inUnit('Sol', getU64Decoder().decode(data, 4))} from ${payer} to ${to.pubkey}`;
}

/** What it does, and whether all of it was read as an instruction of the suite. */
function described(stored: StoredInstruction, around: Around): Pick<Act, 'words' | 'isOfSuite' | 'isChange'> {
  const { programId, data } = stored;
  const program = programAt(programId);
  const foreign = (words: string) => ({ words, isOfSuite: false, isChange: false });
  if (program === undefined) {
    const words = rulesWords(stored, around.realm, around.rules) ?? payment(stored, around.treasury);
    return foreign(words ?? `${programId}: not known here, data ${hexOf(data) || 'none'}`);
  }
  const { name, nameOf, govern } = PROGRAMS[program];
  const change = proposed(program, data);
  if (change !== undefined) {
    return { words: `${name}: ${fromTo(change, around.inForce)}`, isOfSuite: true, isChange: true };
  }
  const action = read<{ action: emissions.GovernanceAction }>(govern, data);
  if (action !== undefined) {
    return { words: `${name}: ${governs(program, action, around)}`, isOfSuite: true, isChange: false };
  }
  const called = calledBy(nameOf, data);
  // Those of the two kinds above have a form that the program does not read.
  if (called === undefined || called === 'ProposeChange' || called === 'Govern') {
    return foreign(`${name}: not known here, data ${hexOf(data) || 'none'}`);
  }
  return { words: `${name}: ${spaced(called)}`, isOfSuite: true, isChange: false };
}

/** Reads the transactions of a realm proposal, those that were found of all that it has. */
export function contentsOf(
  { options }: Pick<RealmProposal, 'options'>,
  transactions: readonly ProposalTransaction[],
  around: Around,
): Contents {
  const order = transactions.toSorted((a, b) => a.optionIndex - b.optionIndex || a.transactionIndex - b.transactionIndex);
  const acts = order.flatMap(({ instructions, holdUpTime, executedAt }) =>
    instructions.map((stored) => ({ ...described(stored, around), stored, holdUpTime, executedAt })),
  );
  const all = options.reduce((sum, { transactionsCount }) => sum + transactionsCount, 0);
  return { acts, hidden: Math.max(0, all - transactions.length) };
}
