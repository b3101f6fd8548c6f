//! The parameters that governance changes, with their ranges. `Config` says what each of them is.

use io_common::{
    constants::{DAY, HOUR, ONE_USDC},
    governance::{Parameter, Row, Unit},
};

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// The least of a lot and of a fill, in micro-USD.
const LEAST_LOT: u64 = ONE_USDC;
/// The most.
const MOST_LOT: u64 = 10_000 * ONE_USDC;

io_common::parameters! {
    $ each_fee_burn_parameter;
    daily_max: u64, Usdc, 10_000 * ONE_USDC, 100 * ONE_USDC => 100_000 * ONE_USDC,
        "enough for a lot; what a false price may cost at all (P-16)";
    vault_days: u64, Days, 7, 1 => 90,
        "from all at once to a season";
    min_lot: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
        "above what a fill costs its filler, and not above the largest lot";
    max_lot: u64, Usdc, 1_000 * ONE_USDC, LEAST_LOT => MOST_LOT,
        "at most what a day spends by default";
    min_fill: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
        "above what a fill costs its filler, and not above the smallest lot";
    interval: u32, Seconds, HOUR as u32, 900 => A_DAY,
        "an auction ends 5 minutes before the next begins at the latest: time to expire it and apply a change";
    duration: u32, Seconds, 900, 60 => HOUR as u32,
        "long enough for fillers of every zone, short enough that the price is still close to that of the opening";
    anchor_period: u32, Seconds, 30 * A_DAY, 7 * A_DAY => 90 * A_DAY,
        "slow, so that nobody moves it within a lot";
    anchor_daily_bps: u16, Share, 1_000, 1 => 2_000,
        "P-16 grows no faster than that";
    anchor_cap_bps: u16, Share, 15_000, 10_000 => 20_000,
        "from the anchor itself to twice of it";
    min_factor_bps: u16, Factor, 5_000, 1_000 => 10_000,
        "the budget shrinks to a tenth at most";
    max_factor_bps: u16, Factor, 20_000, 10_000 => 40_000,
        "the budget grows to four times at most";
    bid_from_bps: i16, Distance, -300, -1_000 => 0,
        "a bid begins at most a tenth under the price, and never above it";
    bid_to_bps: i16, Distance, 200, 0 => 500,
        "a bid ends at most a twentieth above the price, and never under it";
}

/// Oldest price accepted. A filler picks among the prices of this time, so it is shorter than for reservations; a clock that is
/// 15 seconds ahead still leaves 5 to post a price and use it.
pub const ORACLE_MAX_AGE: Parameter<u32> = Parameter {
    unit: Unit::Seconds,
    default: 20,
    least: 10,
    most: 60,
};
/// Its line, in the place of that of all prices.
pub fn oracle_max_age() -> Row {
    Row::new(
        "max_age",
        ORACLE_MAX_AGE,
        "from what a keeper can post in time to a minute: a filler picks among the prices of this time",
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
