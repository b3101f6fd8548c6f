//! The parameters that governance changes, with their ranges and the changes that set them. [`Config`] documents each field.

use anchor_lang::prelude::*;
use io_common::{
    constants::{DAY, HOUR, ONE_USDC},
    governance::{Parameter, Row, Unit},
    oracle::OracleLimits,
};

use crate::state::Config;

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// Minimum of a lot and of a fill, in micro-USD.
const LEAST_LOT: u64 = ONE_USDC;
/// Maximum of a lot and of a fill, in micro-USD.
const MOST_LOT: u64 = 10_000 * ONE_USDC;

io_common::changes! {
    $ each_fee_burn_parameter, Config;
    /// Spending.
    Spending "at most {} a day, the vault over {}" {
        /// Daily maximum, in micro-USD.
        daily_max = daily_max: u64, Usdc, 10_000 * ONE_USDC, 100 * ONE_USDC => 100_000 * ONE_USDC,
            "enough for a lot; it bounds what a false price can cost (P-16)";
        /// Days over which the vault is spent.
        vault_days = vault_days: u64, Days, 7, 1 => 90,
            "from the whole vault in one day to a quarter of a year";
    }
    /// Sizes, in micro-USD.
    Lots "{} to {}, fills of at least {}" {
        /// Smallest lot, not above the largest.
        min_lot = min_lot: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
            "above the filler's cost of a fill, and at most the largest lot";
        /// Largest lot.
        max_lot = max_lot: u64, Usdc, 1_000 * ONE_USDC, LEAST_LOT => MOST_LOT,
            "at most the default daily maximum";
        /// Smallest fill, not above the smallest lot.
        min_fill = min_fill: u64, Usdc, 25 * ONE_USDC, LEAST_LOT => MOST_LOT,
            "above the filler's cost of a fill, and at most the smallest lot";
    }
    /// Times, in seconds.
    Timing "every {} an auction of {}" {
        /// From one auction to the next: at least 5 minutes longer than an auction.
        interval = interval: u32, Seconds, HOUR as u32, 900 => A_DAY,
            "an auction ends at least 5 minutes before the next can begin: time to expire it and apply a change";
        /// Duration of an auction.
        duration = duration: u32, Seconds, 900, 60 => HOUR as u32,
            "long enough for fillers anywhere in the world, short enough that the price stays close to that of the opening";
    }
    /// The slow anchor.
    Anchor "over {}, by at most {} a day, bids up to {} of it" {
        /// Seconds over which it averages.
        period = anchor_period: u32, Seconds, 30 * A_DAY, 7 * A_DAY => 90 * A_DAY,
            "slow enough that no one can move it within a lot";
        /// Maximum daily move, in bps of the anchor.
        daily_bps = anchor_daily_bps: u16, Share, 1_000, 1 => 2_000,
            "the bound of P-16 grows no faster than this";
        /// Maximum price for which the engine bids, in bps of the anchor.
        cap_bps = anchor_cap_bps: u16, Share, 15_000, 10_000 => 20_000,
            "from the anchor itself to twice the anchor";
    }
    /// The factor of the budget, in bps.
    Factor "{} to {}" {
        /// Minimum.
        min_bps = min_factor_bps: u16, Factor, 5_000, 1_000 => 10_000,
            "the budget never falls below a tenth";
        /// Maximum.
        max_bps = max_factor_bps: u16, Factor, 20_000, 10_000 => 40_000,
            "the budget never exceeds four times itself";
    }
    /// The distance of the bid from the price, in bps.
    Bid "from {} to {}" {
        /// At the opening.
        from_bps = bid_from_bps: i16, Distance, -300, -1_000 => 0,
            "a bid starts at most 10 % below the price, and never above it";
        /// At the end.
        to_bps = bid_to_bps: i16, Distance, 200, 0 => 500,
            "a bid ends at most 5 % above the price, and never below it";
    }
    /// Limits of accepted prices.
    Oracle: (OracleLimits);
    /// Programs that may own a price account.
    Receivers: ([Pubkey; 2]);
    /// The council's share of the fees, in bps.
    CouncilShare = council_bps: u16, Share, 0, 0 => 1_000,
        "at least nine tenths of the fees are burned";
    /// The council's treasury, a wallet.
    CouncilTreasury: (Pubkey);
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
            ("council_bps", 0, 0, 1_000),
        ];
        assert_eq!(table, expected);
        assert_eq!(ORACLE_MAX_AGE.default, 20);
    }
}
