/** Reads the realm of a network: found by the authority of the emissions program, without any setting. */
import {
  getAddressEncoder,
  getBase58Decoder,
  getBase64Encoder,
  type Address,
  type Base58EncodedBytes,
  type GetMultipleAccountsApi,
  type GetProgramAccountsApi,
  type MaybeEncodedAccount,
  type ReadonlyUint8Array,
  type Rpc,
  type SolanaRpcApi,
} from '@solana/kit';
import { CONFIG, DELEGATION, LEDGER, MAX_VOTER_WEIGHT_RECORD, MODELS, SUPPLIER } from '../actions/kinds';
import { CLOCK_ADDRESS, clockOf, found, readAccounts, stored, type Kind } from '../actions/read';
import type { InForce } from '../changes';
import * as emissions from '../generated/emissions';
import * as feeBurn from '../generated/feeBurn';
import * as marketplace from '../generated/marketplace';
import { fetchSlashes, hasFollowed } from '../slashes';
import {
  decode,
  GOVERNANCE,
  PARENT_AT,
  PROPOSAL_TRANSACTION,
  readAs,
  REALM,
  REALM_CONFIG,
  REALM_PROPOSAL,
  type Governance,
  type Owned,
  type ProposalTransaction,
  type RealmKind,
  type RealmProposal,
} from './accounts';
import { findRealmConfig, findTransaction, findTreasury, type Realm } from './address';
import type { Around } from './contents';
import { realmGoverning } from './find';
import type { VoterStake } from './stake';

export type ReadRpc = Rpc<GetMultipleAccountsApi & GetProgramAccountsApi>;

/** Transactions of a realm proposal that are read. What has more is shown as not read. */
export const MAX_TRANSACTIONS = 64;
/** Maximum accounts of one call. */
const AT_ONCE = 100;
/** Offsets of a delegation's staker and of a supplier's owner. */
const STAKER_AT = 40;
const SUPPLIER_OWNER_AT = 40;

const COUNCIL: Kind<emissions.Council> = {
  name: 'council',
  program: emissions.EMISSIONS_PROGRAM_ADDRESS,
  discriminator: emissions.COUNCIL_DISCRIMINATOR,
  decoder: emissions.getCouncilDecoder(),
};
const MARKET_CONFIG: Kind<marketplace.Config> = {
  name: 'configuration of the marketplace',
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
  discriminator: marketplace.CONFIG_DISCRIMINATOR,
  decoder: marketplace.getConfigDecoder(),
};
const BURN_CONFIG: Kind<feeBurn.Config> = {
  name: 'configuration of fee-burn',
  program: feeBurn.FEE_BURN_PROGRAM_ADDRESS,
  discriminator: feeBurn.CONFIG_DISCRIMINATOR,
  decoder: feeBurn.getConfigDecoder(),
};

/** A realm that governs the programs, or to which the authority was offered. */
export type Governed = {
  at: Realm;
  governance: Governance;
  /** Wallet of the governance. */
  treasury: Address;
  /** Whether it is the authority of emissions. If not, it has still to accept. */
  hasAccepted: boolean;
  /** All stake, active and cooling, in IO base units: all weight (P-30). */
  staked: bigint;
  /** Unix seconds, by the network's clock. */
  now: bigint;
  inForce: InForce;
};

/** What is known beside its realm proposals. */
export const aroundOf = ({ at, governance, treasury, inForce }: Governed): Around => {
  return { realm: at, rules: governance.config, treasury, inForce };
};

/** Accounts in their order, in as many requests as they need. */
export async function accounts(rpc: ReadRpc, addresses: readonly Address[]): Promise<MaybeEncodedAccount[]> {
  const all: MaybeEncodedAccount[] = [];
  for (let from = 0; from < addresses.length; from += AT_ONCE) {
    all.push(...(await readAccounts(rpc as Rpc<SolanaRpcApi>, addresses.slice(from, from + AT_ONCE))));
  }
  return all;
}

/** An account as these readers take it. */
export const ownedOf = (account: MaybeEncodedAccount | undefined): Owned | undefined =>
  account?.exists === true ? { owner: account.programAddress, data: account.data } : undefined;

/** Whether an account is one of this type. Anyone can send lamports to an address at which there is none. */
export const isOf = ({ program, discriminator }: Kind<unknown>, account: Owned | undefined): boolean =>
  account?.owner === program && discriminator.every((byte, place) => account.data[place] === byte);

/**
 * Finds the realm, in two requests, and reads the accounts at `named` together with it. The first realm proposal among them decides
 * between a realm that governs and one that has still to accept. Undefined if a key or a multisig governs.
 */
export async function readGoverned(
  rpc: ReadRpc,
  named: readonly Address[] = [],
): Promise<{ governed: Governed | undefined; authority: Address; named: (Owned | undefined)[] }> {
  const pdas = [
    emissions.findConfigPda(),
    emissions.findLedgerPda(),
    marketplace.findConfigPda(),
    feeBurn.findConfigPda(),
    emissions.findModelsPda(),
    emissions.findCouncilPda(),
  ];
  const singles = await accounts(rpc, [CLOCK_ADDRESS, ...(await Promise.all(pdas)).map(([address]) => address)]);
  const [clock, configAccount, ledgerAccount, market, burn, models, council] = singles;
  const config = stored(CONFIG, configAccount);
  const inForce: InForce = {
    emissions: config,
    marketplace: found(MARKET_CONFIG, market),
    feeBurn: found(BURN_CONFIG, burn),
    models: found(MODELS, models),
    council: found(COUNCIL, council),
  };
  const { authority, pendingAuthority } = config.roles;
  const candidates = [authority, pendingAuthority];
  const [first, second, ...others] = (await accounts(rpc, [...candidates, ...named])).map(ownedOf);
  const realms: Governed[] = [];
  for (const [candidate, account] of [[authority, first], [pendingAuthority, second]] as const) {
    const at = await realmGoverning(candidate, account, config.ioMint);
    const governance = account && decode(GOVERNANCE, account.data);
    if (at === undefined || governance === undefined) continue;
    const { staked } = stored(LEDGER, ledgerAccount);
    const [treasury, hasAccepted] = [await findTreasury(at), candidate === authority];
    realms.push({ at, governance, treasury, hasAccepted, staked, now: clockOf(clock), inForce });
  }
  const decides = ({ at }: Governed) => others.some((it) => realmProposal(at, it) !== undefined);
  return { governed: realms.find(decides) ?? realms[0], authority, named: others };
}

/** A realm proposal of this governance on which staked IO votes; undefined for another account. */
export function realmProposal(at: Realm, account: Owned | undefined): RealmProposal | undefined {
  const it = readAs(at, REALM_PROPOSAL, account);
  return it?.governance === at.governance && it.governingTokenMint === at.mint ? it : undefined;
}

/**
 * Reads accounts at `addresses`, together with the realm, its configuration and the record of all votes. `votesByStake` is whether
 * emissions weighs the votes of this realm. The holders of `councilMint` vote on realm proposals of their own, which are not read.
 */
export async function readWithRealm(
  rpc: ReadRpc,
  at: Realm,
  addresses: readonly Address[],
): Promise<{
  votesByStake: boolean;
  councilMint: Address | undefined;
  hasMaxRecord: boolean;
  others: (Owned | undefined)[];
}> {
  const [max] = await emissions.findMaxVoterWeightRecordPda({ realm: at.realm });
  const all = await accounts(rpc, [at.realm, await findRealmConfig(at), max, ...addresses]);
  const [first, config, record, ...others] = all.map(ownedOf);
  const realm = readAs(at, REALM, first);
  const token = readAs(at, REALM_CONFIG, config)?.communityTokenConfig;
  const weighs = [token?.voterWeightAddin, token?.maxVoterWeightAddin];
  const votesByStake =
    realm?.communityMint === at.mint &&
    weighs.every((plugin) => plugin === emissions.EMISSIONS_PROGRAM_ADDRESS);
  const hasMaxRecord = isOf(MAX_VOTER_WEIGHT_RECORD, record);
  return { votesByStake, councilMint: realm?.councilMint, hasMaxRecord, others };
}

/** Addresses of the transactions of a realm proposal that are read: of its first option, as far as these clients vote on. */
export async function transactionAddresses(at: Realm, address: Address, { options }: RealmProposal): Promise<Address[]> {
  const count = Math.min(options[0]?.transactionsNextIndex ?? 0, MAX_TRANSACTIONS);
  return await Promise.all(Array.from({ length: count }, (_, index) => findTransaction(at, address, 0, index)));
}

const is = (offset: number, bytes: ReadonlyUint8Array) => ({
  memcmp: {
    offset: BigInt(offset),
    bytes: getBase58Decoder().decode(bytes) as Base58EncodedBytes,
    encoding: 'base58' as const,
  },
});

/** Accounts of a program that pass these filters, with their addresses. */
async function listed(
  rpc: ReadRpc,
  program: Address,
  filters: ReturnType<typeof is>[],
): Promise<(readonly [Address, Owned])[]> {
  const all = await rpc.getProgramAccounts(program, { commitment: 'confirmed', encoding: 'base64', filters }).send();
  return all.map(({ pubkey, account }) => {
    const data = Uint8Array.from(getBase64Encoder().encode(account.data[0]));
    return [pubkey, { owner: account.owner, data }];
  });
}

const ofRealm = ({ type }: RealmKind<unknown>, parent: Address) => [
  is(0, new Uint8Array([type])),
  is(PARENT_AT, getAddressEncoder().encode(parent)),
];

/** The realm proposals of this governance on which staked IO votes, with their addresses. */
export async function readRealmProposals(rpc: ReadRpc, at: Realm): Promise<(readonly [Address, RealmProposal])[]> {
  const all = await listed(rpc, at.program, ofRealm(REALM_PROPOSAL, at.governance));
  return all.flatMap(([address, account]) => {
    const it = realmProposal(at, account);
    return it === undefined ? [] : [[address, it] as const];
  });
}

/** The transactions of several realm proposals that can be read here, read together. */
export async function readTransactions(
  rpc: ReadRpc,
  at: Realm,
  proposals: readonly (readonly [Address, RealmProposal])[],
): Promise<ProposalTransaction[]> {
  const addresses = await Promise.all(proposals.map(([address, it]) => transactionAddresses(at, address, it)));
  const all = await accounts(rpc, addresses.flat());
  return all.flatMap((account) => readAs(at, PROPOSAL_TRANSACTION, ownedOf(account)) ?? []);
}

/** The accounts of one of emissions' types with an address at a place. */
async function withAddress<T>(rpc: ReadRpc, kind: Kind<T>, place: number, address: Address): Promise<(readonly [Address, T])[]> {
  const filters = [is(0, kind.discriminator), is(place, getAddressEncoder().encode(address))];
  const all = await listed(rpc, kind.program, filters);
  return all.map(([at, { data }]) => [at, kind.decoder.decode(Uint8Array.from(data))] as const);
}

/** The stake of a voter, with the slashes that it has to follow. */
export async function readVoterStake(rpc: ReadRpc, voter: Address): Promise<VoterStake> {
  const [delegations, owned] = await Promise.all([
    withAddress(rpc, DELEGATION, STAKER_AT, voter),
    withAddress(rpc, SUPPLIER, SUPPLIER_OWNER_AT, voter),
  ]);
  const places = delegations.map(([, { supplier }]) => supplier);
  const suppliers = new Map<Address, emissions.Supplier>();
  for (const account of await accounts(rpc, places)) {
    const it = found(SUPPLIER, account);
    if (it !== undefined) suppliers.set(account.address, it);
  }
  const slashes: emissions.Slash[] = [];
  for (const [, delegation] of delegations) {
    const supplier = suppliers.get(delegation.supplier);
    if (supplier === undefined || hasFollowed(delegation, supplier)) continue;
    slashes.push(...(await fetchSlashes(rpc, delegation.supplier)));
  }
  return { delegations: delegations.map(([, it]) => it), owned, suppliers, slashes };
}
