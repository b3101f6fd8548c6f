//! The parameters that governance changes, with their ranges and the changes that set them. `Config` says what each of them is.

use anchor_lang::prelude::*;
use io_common::{
    constants::{DAY, HOUR, ONE_USDC},
    governance::{Parameter, Row, Unit},
    oracle::OracleLimits,
};

use crate::state::Config;

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// The least of a lot and of a fill, in micro-USD.
const LEAST_LOT: u64 = ONE_USDC;
/// The most.
const MOST_LOT: u64 = 10_000 * ONE_USDC;

io_common::changes! {
    $ each_fee_burn_parameter, Config;
    /// What is spent.
    Spending "at most {} a day, the vault over {}" {
        /// Most in a day, in micro-USD.
        daily_max = daily_max: u64, Usdc, 10_000 * ONE_USDC, 100 * ONE_USDC => 100_000 * ONE_USDC,
            "enough for a lot; what a false price may cost at all (P-16)";
        /// Days over which the vault is spent.
        vault_days = vault_days: u64, Days, 7, 1 => 90,
            "from all at once to a season";
    }
    /// Sizes, in micro-USD.
    Lots "{} to {}, fills of at least {}" {
        /// Smallest lot, not above the largest.
        min_lot = min_lot: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
            "above what a fill costs its filler, and not above the largest lot";
        /// Largest lot.
        max_lot = max_lot: u64, Usdc, 1_000 * ONE_USDC, LEAST_LOT => MOST_LOT,
            "at most what a day spends by default";
        /// Smallest fill, not above the smallest lot.
        min_fill = min_fill: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
            "above what a fill costs its filler, and not above the smallest lot";
    }
    /// Times, in seconds.
    Timing "every {} an auction of {}" {
        /// From one auction to the next, 5 minutes longer than an auction at least.
        interval = interval: u32, Seconds, HOUR as u32, 900 => A_DAY,
            "an auction ends 5 minutes before the next begins at the latest: time to expire it and apply a change";
        /// Of an auction.
        duration = duration: u32, Seconds, 900, 60 => HOUR as u32,
            "long enough for fillers of every zone, short enough that the price is still close to that of the opening";
    }
    /// The slow anchor.
    Anchor "over {}, by at most {} a day, bids up to {} of it" {
        /// Seconds over which it averages.
        period = anchor_period: u32, Seconds, 30 * A_DAY, 7 * A_DAY => 90 * A_DAY,
            "slow, so that nobody moves it within a lot";
        /// Most that it moves in a day, in bps of itself.
        daily_bps = anchor_daily_bps: u16, Share, 1_000, 1 => 2_000,
            "P-16 grows no faster than that";
        /// Highest price that is bid on, in bps of it.
        cap_bps = anchor_cap_bps: u16, Share, 15_000, 10_000 => 20_000,
            "from the anchor itself to twice of it";
    }
    /// The factor of the budget, in bps.
    Factor "{} to {}" {
        /// Smallest.
        min_bps = min_factor_bps: u16, Factor, 5_000, 1_000 => 10_000,
            "the budget shrinks to a tenth at most";
        /// Largest.
        max_bps = max_factor_bps: u16, Factor, 20_000, 10_000 => 40_000,
            "the budget grows to four times at most";
    }
    /// The distance of the bid from the price, in bps.
    Bid "from {} to {}" {
        /// When an auction opens.
        from_bps = bid_from_bps: i16, Distance, -300, -1_000 => 0,
            "a bid begins at most a tenth under the price, and never above it";
        /// When it ends.
        to_bps = bid_to_bps: i16, Distance, 200, 0 => 500,
            "a bid ends at most a twentieth above the price, and never under it";
    }
    /// Which prices are accepted.
    Oracle: (OracleLimits);
    /// Programs that may own a price account.
    Receivers: ([Pubkey; 2]);
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

    /// Name, default, least and most.
    #[test]
    #[rustfmt::skip]
    fn defaults_and_ranges_are_those_of_the_protocol() {
        let table: Vec<_> = rows()
            .into_iter()
            .map(|row| (row.name, row.parameter.default, row.parameter.least, row.parameter.most))
            .collect();
        let expected = [
            ("daily_max", 10_000_000_000, 100_000_000, 100_000_000_000),
            ("vault_days", 7, 1, 90),
            ("min_lot", 25_000_000, 1_000_000, 10_000_000_000),
            ("max_lot", 1_000_000_000, 1_000_000, 10_000_000_000),
            ("min_fill", 25_000_000, 1_000_000, 10_000_000_000),
            ("interval", 3_600, 900, 86_400),
            ("duration", 900, 60, 3_600),
            ("anchor_period", 2_592_000, 604_800, 7_776_000),
            ("anchor_daily_bps", 1_000, 1, 2_000),
            ("anchor_cap_bps", 15_000, 10_000, 20_000),
            ("min_factor_bps", 5_000, 1_000, 10_000),
            ("max_factor_bps", 20_000, 10_000, 40_000),
            ("bid_from_bps", -300, -1_000, 0),
            ("bid_to_bps", 200, 0, 500),
        ];
        assert_eq!(table, expected);
        assert_eq!(ORACLE_MAX_AGE.default, 20);
    }
}
