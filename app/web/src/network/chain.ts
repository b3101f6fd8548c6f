/** The state of a network, decoded from the bytes of its accounts. */
import type { Address } from '@solana/kit';
import * as emissions from 'io-client/generated/emissions';
import * as feeBurn from 'io-client/generated/feeBurn';
import * as marketplace from 'io-client/generated/marketplace';
import { epochHour } from 'io-client/math';
import { readPrice, type Reading } from 'io-client/oracle';
import { historyOf, type History } from 'io-client/rewards';
import type { Counted } from 'io-client/supply';
import { padded } from '../chain/text';
import { texts } from '../texts';
import { balanceOf, decoded, supplyOf, timeOf, type Keyed, type Raw } from './decode';

/** Singleton accounts, all of the same moment. Only the configuration names the last two. */
export const FIXED = [
  'clock',
  'ledger',
  'models',
  'emissionsConfig',
  'marketConfig',
  'burnConfig',
  'engine',
  'ioVault',
  'usdcVault',
  'mint',
  'price',
] as const;
export type Fixed = { [Name in (typeof FIXED)[number]]?: Raw | undefined };

/** Lists of accounts, and the address of the price. */
export type Listed = {
  price: Address | undefined;
  offers: Keyed<marketplace.Offer>[];
  usages: Keyed<marketplace.SupplierUsage>[];
  suppliers: Keyed<emissions.Supplier>[];
  slashes: Keyed<emissions.Slash>[];
  pages: emissions.HistoryPage[];
};

export type Chain = {
  /** Unix seconds, by the network's own clock. */
  now: bigint;
  /** The current epoch hour, even if the ledger is behind. */
  hour: number;
  ledger: emissions.Ledger;
  emissionsConfig: emissions.Config;
  market: marketplace.Config;
  burn: feeBurn.Config;
  engine: feeBurn.Engine;
  /** IO supply and the balances of the fee vaults, in base units. */
  supply: bigint;
  ioVault: bigint;
  usdcVault: bigint;
  /** The price under the limits of reservations in IO, and under those of the burn. */
  price: Reading;
  burnPrice: Reading;
  priceAccount: Address | undefined;
  /** Names of GPU models by number; empty for one without a name. */
  models: string[];
  offers: Keyed<marketplace.Offer>[];
  suppliers: Map<Address, emissions.Supplier>;
  /** Open slashes, and ended ones that a delegation still has to follow. */
  slashes: emissions.Slash[];
  usages: Map<Address, marketplace.SupplierUsage>;
  history: History;
};

const EMISSIONS = emissions.EMISSIONS_PROGRAM_ADDRESS;
const MARKETPLACE = marketplace.MARKETPLACE_PROGRAM_ADDRESS;
const FEE_BURN = feeBurn.FEE_BURN_PROGRAM_ADDRESS;

export const ledgerOf = (raw: Raw | undefined) =>
  decoded('ledger', EMISSIONS, emissions.getLedgerDecoder(), raw);
export const marketOf = (raw: Raw | undefined) =>
  decoded('market', MARKETPLACE, marketplace.getConfigDecoder(), raw);

export function chainOf(fixed: Fixed, listed: Listed): Chain {
  const now = timeOf(fixed.clock);
  const ledger = ledgerOf(fixed.ledger);
  const market = marketOf(fixed.marketConfig);
  const burn = decoded('burn', FEE_BURN, feeBurn.getConfigDecoder(), fixed.burnConfig);
  const models = decoded('models', EMISSIONS, emissions.getModelsDecoder(), fixed.models);
  return {
    now,
    hour: Math.max(ledger.hour, epochHour(now)),
    ledger,
    market,
    burn,
    emissionsConfig: decoded('emissions', EMISSIONS, emissions.getConfigDecoder(), fixed.emissionsConfig),
    engine: decoded('engine', FEE_BURN, feeBurn.getEngineDecoder(), fixed.engine),
    supply: supplyOf(fixed.mint),
    ioVault: balanceOf(fixed.ioVault),
    usdcVault: balanceOf(fixed.usdcVault),
    price: readPrice(market.oracle, fixed.price, now),
    burnPrice: readPrice(burn.oracle, fixed.price, now),
    priceAccount: listed.price,
    models: models.models.map(({ name }) => padded(name)),
    offers: listed.offers,
    suppliers: new Map(listed.suppliers.map(({ address, data }) => [address, data])),
    slashes: listed.slashes.map(({ data }) => data),
    usages: new Map(listed.usages.map(({ data }) => [data.supplier, data])),
    history: historyOf(listed.pages),
  };
}

/** Whether the emission clock has started. Before, the genesis supply is not complete. */
export const isLaunched = ({ ledger }: Chain): boolean => ledger.hour > 0;

/** What the supply is counted from. */
export const countedOf = ({ ledger, engine, supply }: Chain): Counted => ({
  supply,
  emitted: ledger.emittedTotal,
  claimed: ledger.claimedTotal,
  slashed: ledger.slashedTotal,
  feesBurned: engine.feesBurned,
  bought: engine.bought,
  staked: ledger.staked,
});

export const modelOf = ({ models }: Chain, index: number): string => models[index] || texts().basics.model(index);
