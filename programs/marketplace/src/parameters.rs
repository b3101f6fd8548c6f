//! The parameters that governance changes, with their ranges, for future reservations.
//! [`Config`](crate::state::Config) documents each field.

use io_common::constants::{BPS, DAY, HOUR, LONGEST_RELEASE};

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// Seconds. A longer time would not fit the 16 bits that a reservation stores it in.
const HALF_A_DAY: u32 = 12 * HOUR as u32;

io_common::parameters! {
    $ each_marketplace_parameter;
    base_fee_bps: u16, Share, 25, 0 => 1_000,
        "both fee rates together are at most a fifth of the price, for each side";
    usdc_extra_fee_bps: u16, Share, 200, 0 => 1_000,
        "both fee rates together are at most a fifth of the price, for each side";
    start_window: u32, Seconds, 1_800, 300 => HALF_A_DAY,
        "time to see a reservation and start a machine, while the renter's money is locked";
    hold_back: u32, Seconds, A_DAY, A_DAY => 3 * A_DAY,
        "the money of the last day is always held back when a report about it arrives; the supplier is paid later, and a breach is recorded before stake can leave";
    forfeit: u32, Seconds, HOUR as u32, 0 => HALF_A_DAY,
        "never more than the hold-back";
    grace: u32, Seconds, 900, 0 => HOUR as u32,
        "time to check the access; 0 for none";
    max_hours: u32, Hours, 8_760, 1 => 8_760,
        "one year. It limits existing offers too";
    min_downtime: u32, Seconds, HOUR as u32, 600 => HALF_A_DAY,
        "between a restart and half a day";
    max_downtime_bps: u16, Share, 500, 100 => 5_000,
        "between a hundredth and half of the elapsed time";
    decision_time: u32, Seconds, 7 * A_DAY, A_DAY => 10 * A_DAY,
        "time for attestors to examine the case, while the money of both sides and the record of a breach wait";
    deposit_bps: u16, Share, 500, 100 => 2_000,
        "a dispute must not be free, nor affordable only for the rich";
    undecided_bps: u16, Share, 5_000, 0 => BPS as u16,
        "from none to all of the deposit";
    bounty: u64, Sol, 300_000, 0 => 10_000_000,
        "the renter pays it in advance";
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

    #[test]
    fn the_defaults_are_those_of_the_protocol() {
        let defaults: Vec<i128> = rows().iter().map(|row| row.parameter.default).collect();
        let (hour, day) = (3_600, 86_400);
        let expected = [
            25,
            200,
            1_800,
            day,
            hour,
            900,
            8_760,
            hour,
            500,
            7 * day,
            500,
            5_000,
            300_000,
        ];
        assert_eq!(defaults, expected);
    }
}
