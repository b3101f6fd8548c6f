/**
 * The parameters that changes set, as in `programs/{emissions,marketplace,fee-burn}/src/parameters.rs`; recorded vectors compare every
 * kind.
 */
import type * as emissions from '../generated/emissions';
import type * as feeBurn from '../generated/feeBurn';
import type * as marketplace from '../generated/marketplace';
import type { Unit } from './units';

/** The fields of the configuration with their units, in the order of the change; a sentence for several. */
export type Kind<Config> = {
  sentence?: string;
  fields: readonly (readonly [keyof Config & string, Unit])[];
};

/** The kinds of a program; undefined for a change that sets no parameter of its table. */
type Table<Change extends { __kind: string }, Config> = Record<Change['__kind'], Kind<Config> | undefined>;

export const EMISSIONS: Table<emissions.Change, emissions.Config> = {
  MinEligibleUnits: { fields: [['minEligibleUnits', 'ComputeUnits']] },
  StakePerUnit: { fields: [['stakePerUnit', 'Io']] },
  UnstakeCooldown: { fields: [['unstakeCooldown', 'Seconds']] },
  CommunityCap: { fields: [['communityCapBps', 'Share']] },
  MaxCommission: { fields: [['maxCommissionBps', 'Share']] },
  MaxSlash: { fields: [['maxSlashBps', 'Share']] },
  BreachSlash: { fields: [['breachSlashBps', 'Share']] },
  MinDelegation: { fields: [['minDelegation', 'Io']] },
  Multiplier: undefined,
  Council: undefined,
};

export const MARKETPLACE: Table<marketplace.Change, marketplace.Config> = {
  Fees: {
    sentence: '{} of each side, {} more in USDC',
    fields: [
      ['baseFeeBps', 'Share'],
      ['usdcExtraFeeBps', 'Share'],
    ],
  },
  Times: {
    sentence: '{} to start, {} held back, {} forfeited, {} of grace',
    fields: [
      ['startWindow', 'Seconds'],
      ['holdBack', 'Seconds'],
      ['forfeit', 'Seconds'],
      ['grace', 'Seconds'],
    ],
  },
  Hours: { fields: [['maxHours', 'Hours']] },
  Downtime: {
    sentence: 'at least {}, {} of the time that has passed',
    fields: [
      ['minDowntime', 'Seconds'],
      ['maxDowntimeBps', 'Share'],
    ],
  },
  Disputes: {
    sentence: "{} to decide, a deposit of {}, of which {} is the supplier's without a decision",
    fields: [
      ['decisionTime', 'Seconds'],
      ['depositBps', 'Share'],
      ['undecidedBps', 'Share'],
    ],
  },
  Bounty: { fields: [['bounty', 'Sol']] },
  Oracle: undefined,
  Receivers: undefined,
};

export const FEE_BURN: Table<feeBurn.Change, feeBurn.Config> = {
  Spending: {
    sentence: 'at most {} a day, the vault over {}',
    fields: [
      ['dailyMax', 'Usdc'],
      ['vaultDays', 'Days'],
    ],
  },
  Lots: {
    sentence: '{} to {}, fills of at least {}',
    fields: [
      ['minLot', 'Usdc'],
      ['maxLot', 'Usdc'],
      ['minFill', 'Usdc'],
    ],
  },
  Timing: {
    sentence: 'every {} an auction of {}',
    fields: [
      ['interval', 'Seconds'],
      ['duration', 'Seconds'],
    ],
  },
  Anchor: {
    sentence: 'over {}, by at most {} a day, bids up to {} of it',
    fields: [
      ['anchorPeriod', 'Seconds'],
      ['anchorDailyBps', 'Share'],
      ['anchorCapBps', 'Share'],
    ],
  },
  Factor: {
    sentence: '{} to {}',
    fields: [
      ['minFactorBps', 'Factor'],
      ['maxFactorBps', 'Factor'],
    ],
  },
  Bid: {
    sentence: 'from {} to {}',
    fields: [
      ['bidFromBps', 'Distance'],
      ['bidToBps', 'Distance'],
    ],
  },
  Oracle: undefined,
  Receivers: undefined,
  CouncilShare: { fields: [['councilBps', 'Share']] },
  CouncilTreasury: undefined,
};
