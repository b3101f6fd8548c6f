//! The parameters that governance changes, with their ranges and the changes that set them, for reservations to come. `Config`
//! says what each of them is.

use anchor_lang::prelude::*;
use io_common::{
    constants::{BPS, DAY, HOUR, LONGEST_RELEASE},
    oracle::OracleLimits,
};

use crate::state::Config;

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// Seconds. Above it a time would not fit the 16 bits that a reservation has for it.
const HALF_A_DAY: u32 = 12 * HOUR as u32;

io_common::changes! {
    $ each_marketplace_parameter, Config;
    /// Fees of each side, in bps.
    Fees "{} of each side, {} more in USDC" {
        /// In either currency.
        base_bps = base_fee_bps: u16, Share, 25, 0 => 1_000,
            "with the other at most a fifth of a price for each side";
        /// On top in USDC.
        usdc_extra_bps = usdc_extra_fee_bps: u16, Share, 200, 0 => 1_000,
            "with the other at most a fifth of a price for each side";
    }
    /// Times, in seconds.
    Times "{} to start, {} held back, {} forfeited, {} of grace" {
        /// To start a reservation.
        start_window = start_window: u32, Seconds, 1_800, 300 => HALF_A_DAY,
            "time to see a reservation and start a machine; the renter's money waits for it";
        /// Held back.
        hold_back = hold_back: u32, Seconds, A_DAY, A_DAY => 3 * A_DAY,
            "a report of the last day always finds its money held back; the supplier's money waits for it, and a breach is recorded before stake leaves";
        /// Forfeited by the party that terminates.
        forfeit = forfeit: u32, Seconds, HOUR as u32, 0 => HALF_A_DAY,
            "never more than is held back";
        /// After the start, within which a renter who terminates owes only what it has used.
        grace = grace: u32, Seconds, 900, 0 => HOUR as u32,
            "time to see whether the access works; 0 for none";
    }
    /// Longest stay, in hours.
    Hours = max_hours: u32, Hours, 8_760, 1 => 8_760,
        "a year. Offers made before sell no more than it either";
    /// Downtime that a renter tolerates.
    Downtime "at least {}, {} of the time that has passed" {
        /// At the least, in seconds.
        seconds = min_downtime: u32, Seconds, HOUR as u32, 600 => HALF_A_DAY,
            "from a restart to half a day";
        /// Of the time that has passed, in bps.
        bps = max_downtime_bps: u16, Share, 500, 100 => 5_000,
            "from a hundredth of the time that has passed to half of it";
    }
    /// Disputes.
    Disputes "{} to decide, a deposit of {}, of which {} is the supplier's without a decision" {
        /// Seconds for the council to decide.
        decision_time = decision_time: u32, Seconds, 7 * A_DAY, A_DAY => 10 * A_DAY,
            "time for attestors to look; both sides' money waits, and the record of a breach";
        /// Deposit, in bps of what is frozen.
        deposit_bps = deposit_bps: u16, Share, 500, 100 => 2_000,
            "a dispute is neither free nor for the rich only";
        /// The supplier's share of the deposit without a decision, in bps.
        undecided_bps = undecided_bps: u16, Share, 5_000, 0 => BPS as u16,
            "from nothing to all of the deposit";
    }
    /// Lamports for the one who closes a reservation.
    Bounty = bounty: u64, Sol, 300_000, 0 => 10_000_000,
        "who reserves pays it in advance";
    /// Which prices are accepted.
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
