//! The numbers of the protocol. Times are in seconds, rates in ten-thousandths, units and multipliers in 10⁻⁴.

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

/// Longest attestation.
pub const LONGEST_ATTESTATION: i64 = DAY;
/// Oldest batch.
pub const OLDEST_BATCH: i64 = HOUR;

/// Hours of notice before a rise of a commission.
pub const NOTICE: i64 = 14 * 24;

/// How long the guardian's pause lasts, and how long after it the guardian cannot pause again.
pub const GUARDIAN_PAUSE: i64 = 14 * DAY;

/// From the request to move stake to the move.
pub const MOVE_DELAY: i64 = DAY;
/// From the time at which a move can be made to its lapse.
pub const MOVE_LAPSE: i64 = 7 * DAY;
/// For how long moved stake cannot move again.
pub const MOVE_REST: i64 = 14 * DAY;

/// From the proposal of a change to the first second at which it can be applied.
pub const CHANGE_DELAY: i64 = 48 * HOUR;
/// From then to its lapse.
pub const CHANGE_LAPSE: i64 = 7 * DAY;
/// Numbers that a proposal may skip.
pub const NUMBERS_AHEAD: usize = 256;

/// What governance can change.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// Units of the Enterprise pool below which an hour emits nothing.
    pub least_units: u64,
    /// Maximum part of an hour for the Community pool.
    pub community_cap: u64,
    /// Stake for one unit, in base units.
    pub stake_per_unit: u64,
    /// Highest commission.
    pub highest_commission: u64,
    /// From unstaking to withdrawal.
    pub cooldown: i64,
    /// Maximum part of all stake that open slashes may take together.
    pub most_slashed: u64,
    /// Least stake of a delegation.
    pub least_delegation: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            least_units: UNIT,
            community_cap: 500,
            stake_per_unit: 200 * IO,
            highest_commission: 5_000,
            cooldown: 14 * DAY,
            most_slashed: 5_000,
            least_delegation: IO,
        }
    }
}
