/** Reads a network over JSON-RPC: frequently changing accounts at every refresh, lists of accounts less often. */
import {
  address,
  createSolanaRpcFromTransport,
  getAddressEncoder,
  getBase58Decoder,
  getBase64Encoder,
  type Address,
  type Base58EncodedBytes,
  type FixedSizeDecoder,
  type ReadonlyUint8Array,
} from '@solana/kit';
import * as emissions from 'io-client/generated/emissions';
import * as feeBurn from 'io-client/generated/feeBurn';
import * as marketplace from 'io-client/generated/marketplace';
import { patiently } from 'io-client/sending/ask';
import { RPC_TIMEOUTS_MS, systemClock, type Clock } from 'io-client/sending/clock';
import { http } from 'io-client/sending/transport';
import { placesOf, readEscrow, type Found, type Place, type Table } from 'io-client/supply';
import { findWalletPda } from 'io-client/tokens';
import { epochHour } from 'io-client/math';
import { FEED_AT, newest, PRICE_LENGTH, sponsoredPrice } from 'io-client/oracle';
import { isAutopayOf, isOpen } from 'io-client/reservation';
import { pagesNeeded } from 'io-client/rewards';
import { chainOf, FIXED, ledgerOf, marketOf, type Chain, type Fixed, type Listed } from './chain';
import { balanceOf, decoded, timeOf, type Keyed, type Raw } from './decode';
import { readVoter, readVotes, type Voter, type Votes } from './votes';

const CLOCK = address('SysvarC1ock11111111111111111111111111111111');
/** Milliseconds to wait for an answer, and to repeat a request that fails temporarily. */
const TIMEOUTS_MS = { ...RPC_TIMEOUTS_MS, request: 15_000, answer: 5_000 };
/** Maximum accounts of one call. */
const AT_ONCE = 100;

type Mints = Pick<marketplace.Config, 'ioMint' | 'usdcMint'>;
type Encoded = { owner: Address; lamports: bigint; data: readonly [string, string] };
/** Addresses of the fixed accounts, as far as known. */
type Places = { [Name in keyof Fixed]?: Address | undefined };
/** Bytes at an offset of an account: a filter of a list. */
type MemcmpFilter = { offset: number; is: ReadonlyUint8Array };
/** A type of account. */
type Type<T> = { program: Address; discriminator: ReadonlyUint8Array; decoder: FixedSizeDecoder<T> };

const EMISSIONS = emissions.EMISSIONS_PROGRAM_ADDRESS;
const MARKETPLACE = marketplace.MARKETPLACE_PROGRAM_ADDRESS;
const OFFERS: Type<marketplace.Offer> = {
  program: MARKETPLACE,
  discriminator: marketplace.OFFER_DISCRIMINATOR,
  decoder: marketplace.getOfferDecoder(),
};
const USAGES: Type<marketplace.SupplierUsage> = {
  program: MARKETPLACE,
  discriminator: marketplace.SUPPLIER_USAGE_DISCRIMINATOR,
  decoder: marketplace.getSupplierUsageDecoder(),
};
const RESERVATIONS: Type<marketplace.Reservation> = {
  program: MARKETPLACE,
  discriminator: marketplace.RESERVATION_DISCRIMINATOR,
  decoder: marketplace.getReservationDecoder(),
};
const SUPPLIERS: Type<emissions.Supplier> = {
  program: EMISSIONS,
  discriminator: emissions.SUPPLIER_DISCRIMINATOR,
  decoder: emissions.getSupplierDecoder(),
};
const SLASHES: Type<emissions.Slash> = {
  program: EMISSIONS,
  discriminator: emissions.SLASH_DISCRIMINATOR,
  decoder: emissions.getSlashDecoder(),
};
const DELEGATIONS: Type<emissions.Delegation> = {
  program: EMISSIONS,
  discriminator: emissions.DELEGATION_DISCRIMINATOR,
  decoder: emissions.getDelegationDecoder(),
};
const AUTOPAYS: Type<marketplace.Autopay> = {
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
  discriminator: marketplace.AUTOPAY_DISCRIMINATOR,
  decoder: marketplace.getAutopayDecoder(),
};
/** Offsets of a reservation's renter and payer, and of a delegation's staker. */
const RENTER_AT = 8;
const PAYER_AT = 104;
const STAKER_AT = 40;

const base58 = (bytes: ReadonlyUint8Array): string => getBase58Decoder().decode(bytes);

/** Base units: lamports, and the balances of the wallet's token accounts. */
export type Balances = { sol: bigint; io: bigint; usdc: bigint };

export type Holdings = {
  balances: Balances;
  /** Those that it rents, then those that it pays for others. */
  reservations: Keyed<marketplace.Reservation>[];
  /** What their payers allow, by reservation. */
  autopays: Map<Address, marketplace.Autopay>;
  delegations: Keyed<emissions.Delegation>[];
};

/** A locked row of the genesis table, and what the network has for it. */
export type Held = { place: Place; found: Found };

export type Reader = {
  /** Reads everything except the holdings of an address; lists that are recent enough are reused. */
  chain(listsAreOld: boolean): Promise<Chain>;
  /** Balances, reservations and stake of an address. */
  holdings(of: Address): Promise<Holdings>;
  /** The realm and its realm proposals. */
  votes(): Promise<Votes>;
  /** A staker in that realm; undefined if there is none. */
  voter(of: Address, votes: Votes): Promise<Voter | undefined>;
  /** The escrows of the genesis table. */
  escrows(of: Table): Promise<Held[]>;
};

/** Reads are repeated while they fail temporarily; in the end they reject with a `Fault` in the server's own words. */
export function reader(url: string, clock: Clock = systemClock): Reader {
  const rpc = createSolanaRpcFromTransport(patiently({ transport: http(url), clock, timeouts: TIMEOUTS_MS }));
  const raw = ({ owner, lamports, data }: Encoded): Raw => ({
    owner,
    lamports,
    data: Uint8Array.from(getBase64Encoder().encode(data[0])),
  });

  async function getAccounts(addresses: readonly Address[]): Promise<(Raw | undefined)[]> {
    const found: (Raw | undefined)[] = [];
    for (let from = 0; from < addresses.length; from += AT_ONCE) {
      const asked = addresses.slice(from, from + AT_ONCE);
      const config = { encoding: 'base64', commitment: 'confirmed' } as const;
      const { value } = await rpc.getMultipleAccounts(asked, config).send();
      found.push(...value.map((it) => (it === null ? undefined : raw(it))));
    }
    return found;
  }

  async function getProgramAccounts(program: Address, size: number, filters: readonly MemcmpFilter[]): Promise<(Raw & { address: Address })[]> {
    const memcmp = filters.map(({ offset, is }) => ({
      memcmp: { offset: BigInt(offset), bytes: base58(is) as Base58EncodedBytes, encoding: 'base58' as const },
    }));
    const config = {
      encoding: 'base64',
      commitment: 'confirmed',
      filters: [{ dataSize: BigInt(size) }, ...memcmp],
    } as const;
    const found = await rpc.getProgramAccounts(program, config).send();
    return found.map(({ pubkey, account }) => ({ address: pubkey, ...raw(account) }));
  }

  async function all<T>(
    { program, discriminator, decoder }: Type<T>,
    filters: readonly MemcmpFilter[] = [],
  ): Promise<Keyed<T>[]> {
    const found = await getProgramAccounts(program, decoder.fixedSize, [{ offset: 0, is: discriminator }, ...filters]);
    return found.map((it) => ({ address: it.address, data: decoder.decode(it.data) }));
  }

  /** Pyth's sponsored account or, without one, the newest of the feed: local networks have their own. */
  async function findPrice({ oracle }: marketplace.Config): Promise<Address | undefined> {
    const feed = Uint8Array.from(oracle.feedId);
    const sponsored = await sponsoredPrice(feed);
    const [known] = await getAccounts([sponsored]);
    // Anyone can send lamports to an address at which there is none.
    if (known !== undefined && oracle.receivers.includes(known.owner)) return sponsored;
    const found = await Promise.all(
      oracle.receivers.map((owner) => getProgramAccounts(owner, PRICE_LENGTH, [{ offset: FEED_AT, is: feed }])),
    );
    return newest(found.flat())?.address;
  }

  /** Addresses of the fixed accounts; mint and price are determined later. */
  const derive = async (): Promise<Places> => {
    const derived = {
      ledger: emissions.findLedgerPda(),
      models: emissions.findModelsPda(),
      emissionsConfig: emissions.findConfigPda(),
      marketConfig: marketplace.findConfigPda(),
      burnConfig: feeBurn.findConfigPda(),
      engine: feeBurn.findEnginePda(),
      ioVault: feeBurn.findIoVaultPda(),
      usdcVault: feeBurn.findUsdcVaultPda(),
    };
    const found = Object.entries(derived).map(async ([name, pda]) => [name, (await pda)[0]]);
    return { clock: CLOCK, ...Object.fromEntries(await Promise.all(found)) };
  };

  /** The fixed accounts, all in one answer. */
  async function fixedAt(places: Places): Promise<Fixed> {
    const named = FIXED.flatMap((name) => (places[name] === undefined ? [] : [[name, places[name]] as const]));
    const found = await getAccounts(named.map(([, place]) => place));
    return Object.fromEntries(named.map(([name], at) => [name, found[at]]));
  }

  async function fetchLists(fixed: Fixed): Promise<Listed> {
    const ledger = ledgerOf(fixed.ledger);
    const [price, offers, usages, suppliers, slashes] = await Promise.all([
      findPrice(marketOf(fixed.marketConfig)),
      all(OFFERS),
      all(USAGES),
      all(SUPPLIERS),
      all(SLASHES),
    ]);
    const hour = Math.max(ledger.hour, epochHour(timeOf(fixed.clock)));
    const needed = pagesNeeded(
      ledger,
      suppliers.map(({ data }) => data),
      hour,
    );
    const addresses = await Promise.all(needed.map((page) => emissions.findHistoryPagePda({ page })));
    const decoder = emissions.getHistoryPageDecoder();
    const pages = (await getAccounts(addresses.map(([found]) => found)))
      .filter((it) => it !== undefined)
      .map((it) => decoded('history', EMISSIONS, decoder, it));
    return { price, offers, usages, suppliers, slashes, pages };
  }

  async function balancesOf(owner: Address): Promise<Balances> {
    if (mints === undefined) {
      const [place] = await marketplace.findConfigPda();
      const [config] = await getAccounts([place]);
      mints = marketOf(config);
    }
    const { ioMint, usdcMint } = mints;
    const wallets = await Promise.all([ioMint, usdcMint].map((mint) => findWalletPda({ owner, mint })));
    const [sol, io, usdc] = await getAccounts([owner, ...wallets.map(([wallet]) => wallet)]);
    return { sol: sol?.lamports ?? 0n, io: balanceOf(io, owner), usdc: balanceOf(usdc, owner) };
  }

  /** The autopays of these reservations, of those that wait or run. */
  async function autopaysOf(reservations: readonly Keyed<marketplace.Reservation>[]): Promise<Map<Address, marketplace.Autopay>> {
    const open = reservations.filter(({ data }) => isOpen(data));
    const places = await Promise.all(open.map(({ address }) => marketplace.findAutopayPda({ reservation: address })));
    const found = await getAccounts(places.map(([place]) => place));
    const { program, discriminator, decoder } = AUTOPAYS;
    const all = new Map<Address, marketplace.Autopay>();
    for (const [at, { address, data }] of open.entries()) {
      const raw = found[at];
      if (raw?.owner !== program || discriminator.some((byte, place) => raw.data[place] !== byte)) continue;
      const autopay = decoded('autopay', program, decoder, raw);
      if (isAutopayOf(autopay, data)) all.set(address, autopay);
    }
    return all;
  }

  let [places, listed, hour, mints]: [Places?, Listed?, number?, Mints?] = [];
  let locked: { of: Table; places: Place[] } | undefined;
  return {
    async chain(listsAreOld) {
      places ??= await derive();
      let fixed = await fixedAt(places);
      const ledger = ledgerOf(fixed.ledger);
      mints = marketOf(fixed.marketConfig);
      // A new hour changes the lists.
      if (listed === undefined || listsAreOld || ledger.hour !== hour) {
        [listed, hour] = [await fetchLists(fixed), ledger.hour];
        const [mint, price] = [marketOf(fixed.marketConfig).ioMint, listed.price];
        if (places.mint !== mint || places.price !== price) {
          places = { ...places, mint, price };
          fixed = await fixedAt(places);
        }
      }
      return chainOf(fixed, listed);
    },

    votes: () => readVotes(rpc),

    async voter(of, { governed, proposals }) {
      return governed && (await readVoter(rpc, governed, proposals.map(({ address }) => address), of));
    },

    async holdings(of) {
      const is = getAddressEncoder().encode(of);
      const [balances, rented, paid, delegations] = await Promise.all([
        balancesOf(of),
        all(RESERVATIONS, [{ offset: RENTER_AT, is }]),
        all(RESERVATIONS, [{ offset: PAYER_AT, is }]),
        all(DELEGATIONS, [{ offset: STAKER_AT, is }]),
      ]);
      const forOthers = paid.filter(({ data }) => data.renter !== of);
      const reservations = [...rented, ...forOthers];
      return { balances, reservations, autopays: await autopaysOf(reservations), delegations };
    },

    async escrows(of) {
      if (locked?.of !== of) locked = { of, places: await placesOf(of) };
      const { places } = locked;
      const found = await getAccounts(places.flatMap(({ escrow, tokens }) => [escrow, tokens]));
      return places.map((place, at) => {
        const [account, tokens] = found.slice(2 * at, 2 * at + 2);
        const escrow = account === undefined ? 'none' : (readEscrow(account) ?? 'another account');
        return { place, found: { escrow, tokens: balanceOf(tokens, place.escrow) } };
      });
    },
  };
}
