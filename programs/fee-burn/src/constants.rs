//! Parameters of a new engine, and a size.

use io_common::constants::{DAY, HOUR, ONE_USDC};

/// Most that is spent in a day, in micro-USD, whatever has come in.
pub const DAILY_MAX: u64 = 10_000 * ONE_USDC;
/// Days over which the vault is spent, at an ordinary price.
pub const VAULT_DAYS: u64 = 7;
/// Smallest lot, in micro-USD.
pub const MIN_LOT: u64 = 25 * ONE_USDC;
/// Largest lot, in micro-USD.
pub const MAX_LOT: u64 = 1_000 * ONE_USDC;
/// Smallest fill, in micro-USD, unless it takes all that is left.
pub const MIN_FILL: u64 = 25 * ONE_USDC;
/// Seconds from one auction to the next.
pub const INTERVAL: u32 = HOUR as u32;
/// Seconds of an auction.
pub const DURATION: u32 = 900;

/// Oldest price accepted, in seconds. A filler picks among the prices of this time, so it is shorter than for
/// reservations; a clock that is 15 seconds ahead still leaves 5 to post a price and use it.
pub const MAX_PRICE_AGE: u32 = 20;

/// Distance of the bid from the price when an auction opens, in bps.
pub const BID_FROM_BPS: i16 = -300;
/// Distance of the bid from the price when an auction ends, in bps.
pub const BID_TO_BPS: i16 = 200;
/// Highest price that is bid on, in bps of the slow anchor.
pub const ANCHOR_CAP_BPS: u16 = 15_000;

/// Seconds over which the slow anchor averages.
pub const ANCHOR_PERIOD: u32 = 30 * DAY as u32;
/// Most that the slow anchor moves in a day, and with a single reading, in bps of itself.
pub const ANCHOR_DAILY_BPS: u16 = 1_000;
/// Smallest factor of the budget, for expensive IO, in bps.
pub const MIN_FACTOR_BPS: u16 = 5_000;
/// Largest factor of the budget, for cheap IO, in bps.
pub const MAX_FACTOR_BPS: u16 = 20_000;

/// Fills that the engine remembers.
pub const FILLS_KEPT: usize = 32;
