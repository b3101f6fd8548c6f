//! The parameters that governance changes, with their ranges, for reservations to come. `Config` says what each of them is.

use io_common::constants::{BPS, DAY, HOUR, LONGEST_RELEASE};

/// Seconds.
const A_DAY: u32 = DAY as u32;
/// Seconds. Above it a time would not fit the 16 bits that a reservation has for it.
const HALF_A_DAY: u32 = 12 * HOUR as u32;

io_common::parameters! {
    $ each_marketplace_parameter;
    base_fee_bps: u16, Share, 25, 0 => 1_000,
        "with the other at most a fifth of a price for each side";
    usdc_extra_fee_bps: u16, Share, 200, 0 => 1_000,
        "with the other at most a fifth of a price for each side";
    start_window: u32, Seconds, 1_800, 300 => HALF_A_DAY,
        "time to see a reservation and start a machine; the renter's money waits for it";
    hold_back: u32, Seconds, A_DAY, A_DAY => 3 * A_DAY,
        "a report of the last day always finds its money held back; the supplier's money waits for it, and a breach is recorded before stake leaves";
    forfeit: u32, Seconds, HOUR as u32, 0 => HALF_A_DAY,
        "never more than is held back";
    grace: u32, Seconds, 900, 0 => HOUR as u32,
        "time to see whether the access works; 0 for none";
    max_hours: u32, Hours, 8_760, 1 => 8_760,
        "a year. Offers made before sell no more than it either";
    min_downtime: u32, Seconds, HOUR as u32, 600 => HALF_A_DAY,
        "from a restart to half a day";
    max_downtime_bps: u16, Share, 500, 100 => 5_000,
        "from a hundredth of the time that has passed to half of it";
    decision_time: u32, Seconds, 7 * A_DAY, A_DAY => 10 * A_DAY,
        "time for attestors to look; both sides' money waits, and the record of a breach";
    deposit_bps: u16, Share, 500, 100 => 2_000,
        "a dispute is neither free nor for the rich only";
    undecided_bps: u16, Share, 5_000, 0 => BPS as u16,
        "from nothing to all of the deposit";
    bounty: u64, Sol, 300_000, 0 => 10_000_000,
        "who reserves pays it in advance";
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
