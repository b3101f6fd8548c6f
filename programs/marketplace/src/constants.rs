//! Limits of the program that governance does not change.

use io_common::constants::{DAY, ONE_IO, SUPPLY_CAP};

/// Default of an offer's longest stay in IO, in hours. A renter can reserve again whenever IO has risen; this choice
/// is worth more the longer a price is fixed (docs/spec/economics.md).
pub const DEFAULT_MAX_IO_HOURS: u32 = 24;
/// Unit in which a reservation stores the cost of its breach, in IO base units: a tenth of an IO.
pub const BREACH_STEP: u64 = 10_000_000;

/// Seconds for which an outage report is valid after it was made, unless it is renewed.
pub const OUTAGE_LAPSE: u32 = DAY as u32;
/// Longest notice of an offer, in hours: a month.
pub const MAX_NOTICE_HOURS: u16 = 720;
/// Seconds after the end of a notice for which its announcement still stands.
pub const ANNOUNCEMENT_LAPSE: u32 = DAY as u32;
/// Lamports for the sender of an extension by autopay: twice the fee of its signature, so that as much is left for the
/// priority of its transaction.
pub const AUTOPAY_BOUNTY: u64 = 10_000;
/// Segments of a reservation that are not folded: rates that are held back or still to come.
pub const MAX_SEGMENTS: usize = 5;
/// Bytes of an offer's region.
pub const REGION_LEN: usize = 16;

// A breach costs at most half of all IO that can exist: the number of steps fits 32 bits.
const _: () =
    assert!(10 * BREACH_STEP == ONE_IO && SUPPLY_CAP <= u32::MAX as u64 * 2 * BREACH_STEP);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_those_of_the_protocol() {
        assert_eq!((OUTAGE_LAPSE, DEFAULT_MAX_IO_HOURS), (86_400, 24));
        assert_eq!((ANNOUNCEMENT_LAPSE, MAX_NOTICE_HOURS), (86_400, 30 * 24));
    }
}
