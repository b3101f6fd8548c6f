/** Addresses that SPL Governance derives. */
import {
  getAddressEncoder,
  getProgramDerivedAddress,
  getU16Encoder,
  type Address,
  type ReadonlyUint8Array,
} from '@solana/kit';

/** A realm in which staked IO votes. */
export type Realm = {
  /** The program, an instance of SPL Governance. */
  program: Address;
  realm: Address;
  /** The governance; signs what a vote has decided. */
  governance: Address;
  /** The IO mint. */
  mint: Address;
};

const encoded = (address: Address): ReadonlyUint8Array => getAddressEncoder().encode(address);

async function derive(programAddress: Address, seeds: readonly (string | ReadonlyUint8Array)[]): Promise<Address> {
  return (await getProgramDerivedAddress({ programAddress, seeds: [...seeds] }))[0];
}

/** The governance of a realm over an account or a program. */
export const findGovernance = async (program: Address, realm: Address, governed: Address): Promise<Address> =>
  await derive(program, ['account-governance', encoded(realm), encoded(governed)]);

/** Configuration of the realm: its token type and plugins. */
export const findRealmConfig = async ({ program, realm }: Realm): Promise<Address> =>
  await derive(program, ['realm-config', encoded(realm)]);

/** Wallet of the governance, which pays for what a vote has decided. */
export const findTreasury = async ({ program, governance }: Realm): Promise<Address> =>
  await derive(program, ['native-treasury', encoded(governance)]);

/** Token owner record of a staker. */
export const findOwnerRecord = async ({ program, realm, mint }: Realm, owner: Address): Promise<Address> =>
  await derive(program, ['governance', encoded(realm), encoded(mint), encoded(owner)]);

/** A transaction of a realm proposal, by the numbers of its option and in it. */
export async function findTransaction(
  { program }: Realm,
  proposal: Address,
  option: number,
  index: number,
): Promise<Address> {
  const numbers = [new Uint8Array([option]), getU16Encoder().encode(index)];
  return await derive(program, ['governance', encoded(proposal), ...numbers]);
}

/** The vote of a token owner record on a realm proposal. */
export const findVoteRecord = async ({ program }: Realm, proposal: Address, ownerRecord: Address): Promise<Address> =>
  await derive(program, ['governance', encoded(proposal), encoded(ownerRecord)]);

/** What a payer has deposited for a realm proposal. */
export const findDeposit = async ({ program }: Realm, proposal: Address, payer: Address): Promise<Address> =>
  await derive(program, ['proposal-deposit', encoded(proposal), encoded(payer)]);
