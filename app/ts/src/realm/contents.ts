/** What a realm proposal executes, in words. Nothing here asks the network. */
import { address, getU32Decoder, getU64Decoder, isSolanaError, type Address, type Decoder, type ReadonlyUint8Array } from '@solana/kit';
import { arrow, changeWords, fromTo, inUnit, type InForce, type ProgramChange } from '../changes';
import * as emissions from '../generated/emissions';
import * as feeBurn from '../generated/feeBurn';
import * as marketplace from '../generated/marketplace';
import type { ProposalTransaction, RealmProposal, StoredInstruction } from './accounts';
import type { Realm } from './address';
import type { GovernanceConfig } from './config';
import { hexOf, named, spaced, unnamed, type ActAccount, type ActArgument, type Parser } from './named';
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
  /** Whether the words say all of it: a change, or an act of the authority. Of others show accounts, arguments and data. */
  isWhole: boolean;
  /** The change that it proposes with its number, in force `CHANGE_DELAY` after its execution at the earliest; undefined for others. */
  change: { program: ProgramChange['program']; number: number } | undefined;
  accounts: ActAccount[];
  /** Of an instruction of the suite that is read. */
  arguments: ActArgument[];
  /** Who has to sign its execution beside the governance and its treasury: without them nobody can execute it. */
  signers: Address[];
  /** The instruction with its accounts and data. */
  stored: StoredInstruction;
  /** Number of its transaction. */
  transaction: number;
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
    parse: emissions.parseEmissionsInstruction as Parser,
    names: emissions.EmissionsInstruction,
  },
  marketplace: {
    name: 'marketplace',
    address: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
    propose: [marketplace.PROPOSE_CHANGE_DISCRIMINATOR, marketplace.getProposeChangeInstructionDataDecoder()],
    govern: [marketplace.GOVERN_DISCRIMINATOR, marketplace.getGovernInstructionDataDecoder()],
    parse: marketplace.parseMarketplaceInstruction as Parser,
    names: marketplace.MarketplaceInstruction,
  },
  feeBurn: {
    name: 'fee-burn',
    address: feeBurn.FEE_BURN_PROGRAM_ADDRESS,
    propose: [feeBurn.PROPOSE_CHANGE_DISCRIMINATOR, feeBurn.getProposeChangeInstructionDataDecoder()],
    govern: [feeBurn.GOVERN_DISCRIMINATOR, feeBurn.getGovernInstructionDataDecoder()],
    parse: feeBurn.parseFeeBurnInstruction as Parser,
    names: feeBurn.FeeBurnInstruction,
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

/** The change that an instruction proposes, with its number. */
function proposed(program: Program, data: ReadonlyUint8Array): (ProgramChange & { number: number }) | undefined {
  const it = read<{ number: number; change: unknown }>(PROGRAMS[program].propose, data);
  return it && ({ program, change: it.change, number: it.number } as ProgramChange & { number: number });
}

const NONE = '11111111111111111111111111111111';
const somebody = (address: Address): string => (address === NONE ? 'nobody' : address);

/** An action of the authority or the guardian, from the roles in force. */
function governs(action: emissions.GovernanceAction, roles: emissions.Roles | undefined, signer: Address): string {
  switch (action.__kind) {
    case 'ProposeAuthority': {
      const [to] = action.fields;
      return `proposed authority ${arrow(somebody(roles?.pendingAuthority ?? to), somebody(to))}`;
    }
    case 'AcceptAuthority':
      return `authority ${arrow(roles?.authority ?? signer, signer)}`;
    case 'SetGuardian':
      return `guardian ${arrow(roles?.guardian ?? action.fields[0], action.fields[0])}`;
    case 'Pause':
      return 'stops new risk until the authority ends the pause';
    case 'Unpause':
      return 'ends the pause';
  }
}

/** Names of accounts that an instruction is about, and of the one that receives: `app/cli/src/wire/decode.rs`. */
const PARTIES = ['attestor', 'delegate', 'holder', 'new account', 'offer', 'recipient', 'reservation', 'payer', 'slash', 'supplier', 'target'];
const PAID = ['to', 'destination', 'refund to'];

/** ` to ADDRESS, supplier ADDRESS`. */
function parties(accounts: readonly ActAccount[]): string {
  const of = (names: readonly string[]) =>
    accounts.filter(({ name, address }) => name !== undefined && names.includes(name) && address !== undefined);
  const paid = of(PAID).slice(0, 1).map(({ address }) => ` to ${address}`);
  return [...paid, ...of(PARTIES).map(({ name, address }) => `, ${name} ${address}`)].join('');
}

const SYSTEM_PROGRAM = address(NONE);
const TRANSFER = 2;

/** A payment of SOL; undefined for another instruction. */
function payment({ programId, accounts: [from, to], data }: StoredInstruction, treasury: Address): string | undefined {
  const isPayment = programId === SYSTEM_PROGRAM && data.length === 12 && getU32Decoder().decode(data) === TRANSFER;
  if (!isPayment || from === undefined || to === undefined) return undefined;
  const payer = from.pubkey === treasury ? 'the treasury' : from.pubkey;
  return `pay ${inUnit('Sol', getU64Decoder().decode(data, 4))} from ${payer} to ${to.pubkey}`;
}

type Described = Pick<Act, 'words' | 'isOfSuite' | 'isWhole' | 'change' | 'accounts' | 'arguments'>;

/** What it does, and whether all of it was read as an instruction of the suite. */
function described(stored: StoredInstruction, around: Around, isExecuted: boolean): Described {
  const { programId, accounts, data } = stored;
  const program = programAt(programId);
  const foreign = (words: string): Described => {
    return { words, isOfSuite: false, isWhole: false, change: undefined, accounts: unnamed(stored), arguments: [] };
  };
  if (program === undefined) {
    const words = rulesWords(stored, around.realm, around.rules) ?? payment(stored, around.treasury);
    return foreign(words ?? `${programId}: not known here, data ${hexOf(data) || 'none'}`);
  }
  const { name, names, parse, govern } = PROGRAMS[program];
  const unknown = () => foreign(`${name}: not known here, data ${hexOf(data) || 'none'}`);
  const it = named(stored, parse);
  if (it === undefined) return unknown();
  const of = { isOfSuite: true, isWhole: true, change: undefined, accounts: it.accounts, arguments: it.arguments };
  const change = proposed(program, data);
  if (change !== undefined) {
    // What was in force before is not known afterwards.
    const words = isExecuted ? changeWords(change) : fromTo(change, around.inForce);
    return { ...of, words: `${name}: ${words}`, change: { program, number: change.number } };
  }
  const action = read<{ action: emissions.GovernanceAction }>(govern, data)?.action;
  const [signer] = accounts;
  if (action !== undefined && signer !== undefined) {
    return { ...of, words: `${name}: ${governs(action, around.inForce[program]?.roles, signer.pubkey)}, at once` };
  }
  const called = names[it.number];
  // Those of the two kinds above have a form that the program does not read.
  if (called === undefined || called === 'ProposeChange' || called === 'Govern') return unknown();
  return { ...of, words: `${name}: ${spaced(called)}${parties(it.accounts)}`, isWhole: false };
}

/** Those who sign it beside the governance and its treasury. */
function signersOf({ accounts }: StoredInstruction, { realm, treasury }: Around): Address[] {
  const signs = accounts.filter(({ isSigner, pubkey }) => isSigner && pubkey !== realm.governance && pubkey !== treasury);
  return [...new Set(signs.map(({ pubkey }) => pubkey))];
}

/** Reads the transactions of a realm proposal, those that were found of all that it has. */
export function contentsOf(
  { options }: Pick<RealmProposal, 'options'>,
  transactions: readonly ProposalTransaction[],
  around: Around,
): Contents {
  const order = transactions.toSorted((a, b) => a.optionIndex - b.optionIndex || a.transactionIndex - b.transactionIndex);
  const acts = order.flatMap(({ instructions, transactionIndex, holdUpTime, executedAt }) =>
    instructions.map((stored): Act => {
      const signers = signersOf(stored, around);
      const of = { signers, stored, transaction: transactionIndex, holdUpTime, executedAt };
      return { ...described(stored, around, executedAt !== undefined), ...of };
    }),
  );
  const all = options.reduce((sum, { transactionsCount }) => sum + transactionsCount, 0);
  return { acts, hidden: Math.max(0, all - transactions.length) };
}
