/** Derives the addresses of an instruction again: from its own accounts and arguments, by the seeds of the programs. */
import type { Address } from '@solana/kit';
import * as emissions from '../generated/emissions';
import * as feeBurn from '../generated/feeBurn';
import * as marketplace from '../generated/marketplace';
import type { DecodedInstruction } from './decode';

type Exports = { readonly [name: string]: unknown };
type Suite = { exports: Exports; nameOf(data: DecodedInstruction['data']): string | undefined };

const SUITE: { readonly [program: Address]: Suite } = {
  [emissions.EMISSIONS_PROGRAM_ADDRESS]: {
    exports: emissions,
    nameOf: (data) => emissions.EmissionsInstruction[emissions.identifyEmissionsInstruction({ data })],
  },
  [marketplace.MARKETPLACE_PROGRAM_ADDRESS]: {
    exports: marketplace,
    nameOf: (data) => marketplace.MarketplaceInstruction[marketplace.identifyMarketplaceInstruction({ data })],
  },
  [feeBurn.FEE_BURN_PROGRAM_ADDRESS]: {
    exports: feeBurn,
    nameOf: (data) => feeBurn.FeeBurnInstruction[feeBurn.identifyFeeBurnInstruction({ data })],
  },
};

export const isOfSuite = (program: Address): boolean => SUITE[program] !== undefined;

/** An account of an instruction that is not the one that its seeds give. */
export type Misplaced = { instruction: string; account: string; given: Address; derived: Address };

type Built = { accounts: readonly { address: Address }[] };
type Parsed = { accounts: { [name: string]: { address: Address } | undefined }; data: { [name: string]: unknown } };

/** The first account of an instruction of the suite that is not where its seeds put it. Throws if the instruction is not known. */
export async function misplaced(instruction: DecodedInstruction): Promise<Misplaced | undefined> {
  const suite = SUITE[instruction.programAddress];
  if (suite === undefined) return undefined;
  const name = suite.nameOf(instruction.data) ?? '';
  const { accounts, data } = (suite.exports[`parse${name}Instruction`] as (it: DecodedInstruction) => Parsed)(instruction);
  const build = (suite.exports[`get${name}InstructionAsync`] ?? suite.exports[`get${name}Instruction`]) as (
    input: object,
  ) => Built | Promise<Built>;
  const given = Object.fromEntries(Object.entries(accounts).map(([account, meta]) => [account, meta?.address]));
  for (const [place, account] of Object.keys(accounts).entries()) {
    const at = given[account];
    if (at === undefined) continue;
    const built = await without(build, { ...given, ...data, [account]: undefined });
    const derived = built?.accounts[place]?.address;
    // An account without seeds is left out by the program's own address.
    const isDerived = derived !== undefined && (derived !== instruction.programAddress || account === 'program');
    if (isDerived && derived !== at) return { instruction: name, account, given: at, derived };
  }
  return undefined;
}

/** The instruction with one account left out; undefined if it cannot be built without it. */
async function without(build: (input: object) => Built | Promise<Built>, input: object): Promise<Built | undefined> {
  try {
    return await build(input);
  } catch {
    return undefined;
  }
}
