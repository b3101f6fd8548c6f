//! The parameters that governance changes, with their ranges. [`Config`](crate::state::Config) documents each field.

use io_common::{
    constants::{DAY, HOUR, ONE_USDC},
    governance::{Parameter, Row, Unit},
};

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// Minimum of a lot and of a fill, in micro-USD.
const LEAST_LOT: u64 = ONE_USDC;
/// Maximum of a lot and of a fill, in micro-USD.
const MOST_LOT: u64 = 10_000 * ONE_USDC;

io_common::parameters! {
    $ each_fee_burn_parameter;
    daily_max: u64, Usdc, 10_000 * ONE_USDC, 100 * ONE_USDC => 100_000 * ONE_USDC,
        "enough for a lot; it bounds what a false price can cost (P-16)";
    vault_days: u64, Days, 7, 1 => 90,
        "from the whole vault in one day to a quarter of a year";
    min_lot: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
        "above the filler's cost of a fill, and at most the largest lot";
    max_lot: u64, Usdc, 1_000 * ONE_USDC, LEAST_LOT => MOST_LOT,
        "at most the default daily maximum";
    min_fill: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
        "above the filler's cost of a fill, and at most the smallest lot";
    interval: u32, Seconds, HOUR as u32, 900 => A_DAY,
        "an auction ends at least 5 minutes before the next can begin: time to expire it and apply a change";
    duration: u32, Seconds, 900, 60 => HOUR as u32,
        "long enough for fillers anywhere in the world, short enough that the price stays close to that of the opening";
    anchor_period: u32, Seconds, 30 * A_DAY, 7 * A_DAY => 90 * A_DAY,
        "slow enough that no one can move it within a lot";
    anchor_daily_bps: u16, Share, 1_000, 1 => 2_000,
        "the bound of P-16 grows no faster than this";
    anchor_cap_bps: u16, Share, 15_000, 10_000 => 20_000,
        "from the anchor itself to twice the anchor";
    min_factor_bps: u16, Factor, 5_000, 1_000 => 10_000,
        "the budget never falls below a tenth";
    max_factor_bps: u16, Factor, 20_000, 10_000 => 40_000,
        "the budget never exceeds four times itself";
    bid_from_bps: i16, Distance, -300, -1_000 => 0,
        "a bid starts at most 10 % below the price, and never above it";
    bid_to_bps: i16, Distance, 200, 0 => 500,
        "a bid ends at most 5 % above the price, and never below it";
}

/// Maximum age of a price. A filler can choose among the prices of this time, so it is shorter than for reservations. A clock
/// that is 15 seconds ahead still leaves 5 seconds to post a price and use it.
pub const ORACLE_MAX_AGE: Parameter<u32> = Parameter {
    unit: Unit::Seconds,
    default: 20,
    least: 10,
    most: 60,
};
/// The row of [`ORACLE_MAX_AGE`], which replaces the one that all programs share.
pub fn oracle_max_age() -> Row {
    Row::new(
        "max_age",
        ORACLE_MAX_AGE,
        "from the time that a keeper needs to post a price to a minute; a filler can choose among the prices of this time",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_ranges() {
        for row in rows() {
            row.parameter.check(row.parameter.default).unwrap();
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_protocol() {
        let defaults: Vec<i128> = rows().iter().map(|row| row.parameter.default).collect();
        let (usdc, day) = (1_000_000, 86_400);
        let expected = [
            10_000 * usdc,
            7,
            25 * usdc,
            1_000 * usdc,
            25 * usdc,
            3_600,
            900,
            30 * day,
            1_000,
            15_000,
            5_000,
            20_000,
            -300,
            200,
        ];
        assert_eq!(defaults, expected);
        assert_eq!(ORACLE_MAX_AGE.default, 20);
    }
}
