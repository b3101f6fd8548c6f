//! The parameters that governance changes, with their ranges and the changes that set them, for future reservations. [`Config`]
//! documents each field.

use anchor_lang::prelude::*;
use io_common::{
    constants::{BPS, DAY, HOUR, LONGEST_RELEASE},
    oracle::OracleLimits,
};

use crate::state::Config;

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// Seconds. A longer time would not fit the 16 bits that a reservation stores it in.
const HALF_A_DAY: u32 = 12 * HOUR as u32;

io_common::changes! {
    $ each_marketplace_parameter, Config;
    /// Fees of each side, in bps.
    Fees "{} of each side, {} more in USDC" {
        /// Fee in either currency.
        base_bps = base_fee_bps: u16, Share, 25, 0 => 1_000,
            "both fee rates together are at most a fifth of the price, for each side";
        /// Additional fee in USDC.
        usdc_extra_bps = usdc_extra_fee_bps: u16, Share, 200, 0 => 1_000,
            "both fee rates together are at most a fifth of the price, for each side";
    }
    /// Times, in seconds.
    Times "{} to start, {} held back, {} forfeited, {} of grace" {
        /// Time to start a reservation.
        start_window = start_window: u32, Seconds, 1_800, 300 => HALF_A_DAY,
            "time to see a reservation and start a machine, while the payer's money is locked";
        /// Hold-back.
        hold_back = hold_back: u32, Seconds, A_DAY, A_DAY => 3 * A_DAY,
            "the money of the last day is always held back when a report about it arrives; the supplier is paid later, and a breach is recorded before stake can leave";
        /// Time that the terminating side forfeits.
        forfeit = forfeit: u32, Seconds, HOUR as u32, 0 => HALF_A_DAY,
            "never more than the hold-back";
        /// Grace period after the start, within which a renter who terminates owes only the time used.
        grace = grace: u32, Seconds, 900, 0 => HOUR as u32,
            "time to check the access; 0 for none";
    }
    /// Longest stay, in hours.
    Hours = max_hours: u32, Hours, 8_760, 1 => 8_760,
        "one year. It limits existing offers too";
    /// Downtime that a reservation allows.
    Downtime "at least {}, {} of the time that has passed" {
        /// Minimum, in seconds.
        seconds = min_downtime: u32, Seconds, HOUR as u32, 600 => HALF_A_DAY,
            "between a restart and half a day";
        /// Part of the elapsed time, in bps.
        bps = max_downtime_bps: u16, Share, 500, 100 => 5_000,
            "between a hundredth and half of the elapsed time";
    }
    /// Disputes.
    Disputes "{} to decide, a deposit of {}, of which {} is the supplier's without a decision" {
        /// Seconds for the council to decide.
        decision_time = decision_time: u32, Seconds, 7 * A_DAY, A_DAY => 10 * A_DAY,
            "time for attestors to examine the case, while the money of both sides and the record of a breach wait";
        /// Deposit, in bps of the frozen amount.
        deposit_bps = deposit_bps: u16, Share, 500, 100 => 2_000,
            "a dispute must not be free, nor affordable only for the rich";
        /// The supplier's share of the deposit if the dispute expires, in bps.
        undecided_bps = undecided_bps: u16, Share, 5_000, 0 => BPS as u16,
            "from none to all of the deposit";
    }
    /// Lamports for the sender of `close_reservation`.
    Bounty = bounty: u64, Sol, 300_000, 0 => 10_000_000,
        "it is paid in advance";
    /// Limits of accepted prices.
    Oracle: (OracleLimits);
    /// Programs that may own a price account.
    Receivers: ([Pubkey; 2]);
}

const _: () =
    assert!(TABLE.hold_back.most as i64 + TABLE.decision_time.most as i64 <= LONGEST_RELEASE);

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
            ("base_fee_bps", 25, 0, 1_000),
            ("usdc_extra_fee_bps", 200, 0, 1_000),
            ("start_window", 1_800, 300, 43_200),
            ("hold_back", 86_400, 86_400, 259_200),
            ("forfeit", 3_600, 0, 43_200),
            ("grace", 900, 0, 3_600),
            ("max_hours", 8_760, 1, 8_760),
            ("min_downtime", 3_600, 600, 43_200),
            ("max_downtime_bps", 500, 100, 5_000),
            ("decision_time", 604_800, 86_400, 864_000),
            ("deposit_bps", 500, 100, 2_000),
            ("undecided_bps", 5_000, 0, 10_000),
            ("bounty", 300_000, 0, 10_000_000),
        ];
        assert_eq!(table, expected);
    }
}
