//! The numbers of the protocol. Times are seconds, rates are of ten thousand, units and multipliers in 10⁻⁴.

/// An hour.
pub const HOUR: i64 = 3_600;
/// A day.
pub const DAY: i64 = 24 * HOUR;
/// The whole of a rate.
pub const WHOLE: u64 = 10_000;
/// One compute unit.
pub const UNIT: u64 = 10_000;
/// Base units of an IO.
pub const IO: u64 = 100_000_000;

/// Units of the Enterprise pool below which an hour emits nothing.
pub const LEAST_UNITS: u64 = UNIT;
/// Most of an hour that the Community pool gets.
pub const COMMUNITY_CAP: u64 = 500;
/// Stake for one unit, in base units.
pub const STAKE_PER_UNIT: u64 = 200 * IO;
/// Longest lease.
pub const LONGEST_LEASE: i64 = DAY;
/// Oldest batch.
pub const OLDEST_BATCH: i64 = HOUR;

/// Highest commission.
pub const HIGHEST_COMMISSION: u64 = 5_000;
/// Hours of notice before a rise of a commission.
pub const NOTICE: i64 = 14 * 24;

/// From unstaking to withdrawal.
pub const COOLDOWN: i64 = 14 * DAY;
/// From the request to move stake to the move.
pub const MOVE_DELAY: i64 = DAY;
/// From the moment at which a move could be made to its lapse.
pub const MOVE_LAPSE: i64 = 7 * DAY;
/// For how long stake that has moved stays.
pub const MOVE_REST: i64 = 14 * DAY;
