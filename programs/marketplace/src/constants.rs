//! Terms of a new market. A reservation keeps those under which it was made.

use io_common::constants::{DAY, HOUR, ONE_IO, SUPPLY_CAP};

/// Fee of each side, in bps.
pub const BASE_FEE_BPS: u16 = 25;
/// What each side pays on top in USDC, in bps.
pub const USDC_EXTRA_FEE_BPS: u16 = 200;

/// Seconds that the supplier has to start a reservation.
pub const START_WINDOW: u32 = 1_800;
/// Seconds of metered time that are paid out only after the end, and seconds for which they stay then.
pub const HOLD_BACK: u32 = DAY as u32;
/// Seconds that the side which terminates forfeits: a renter pays for as many at least, a supplier gives the last of them
/// away, as far as they are held back.
pub const FORFEIT: u32 = HOUR as u32;
/// Seconds after the start within which a renter who terminates owes only what it has used: time to see whether the access
/// works.
pub const GRACE: u32 = 900;
/// Downtime that a renter tolerates, in bps of the time that has passed.
pub const MAX_DOWNTIME_BPS: u16 = 500;
/// Seconds of downtime that a renter tolerates in any case, but at most half of the time first reserved.
pub const MIN_DOWNTIME: u32 = HOUR as u32;
/// Deposit of a dispute, in bps of what it freezes.
pub const DEPOSIT_BPS: u16 = 500;
/// The supplier's share of the deposit if the council does not decide, in bps: it was paid late.
pub const UNDECIDED_BPS: u16 = 5_000;
/// Seconds that the council has to decide a dispute.
pub const DECISION_TIME: u32 = 7 * DAY as u32;
/// Lamports that the rent payer deposits for the one who closes the reservation.
pub const BOUNTY: u64 = 300_000;
/// Longest reservation, in hours: a year.
pub const MAX_HOURS: u32 = 8_760;
/// Longest stay in IO, in hours, unless the offer says otherwise: a renter may reserve again whenever IO has risen, and the
/// longer the price stands the more that choice is worth (docs/spec/economics.md).
pub const DEFAULT_MAX_IO_HOURS: u32 = 24;
/// Base units of IO in which a reservation keeps what its breach costs: a tenth of an IO.
pub const BREACH_STEP: u64 = 10_000_000;

/// Seconds for which a report of an outage counts from when it was made, unless it is renewed.
pub const OUTAGE_LAPSE: u32 = DAY as u32;
/// Segments of a reservation: the first and four extensions.
pub const MAX_SEGMENTS: usize = 5;
/// Bytes of an offer's region.
pub const REGION_LEN: usize = 16;

// Of all IO there can be, a breach costs half at most: as many steps fit the 32 bits of a reservation.
const _: () =
    assert!(10 * BREACH_STEP == ONE_IO && SUPPLY_CAP <= u32::MAX as u64 * 2 * BREACH_STEP);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_those_of_the_protocol() {
        let (hour, day) = (3_600, 86_400);
        assert_eq!((BASE_FEE_BPS, USDC_EXTRA_FEE_BPS), (25, 200));
        assert_eq!((START_WINDOW, HOLD_BACK, FORFEIT), (1_800, day, hour));
        assert_eq!((MAX_DOWNTIME_BPS, MIN_DOWNTIME), (500, hour));
        assert_eq!((DEPOSIT_BPS, UNDECIDED_BPS), (500, 5_000));
        assert_eq!((GRACE, DECISION_TIME, OUTAGE_LAPSE), (900, 7 * day, day));
        assert_eq!(
            (BOUNTY, MAX_HOURS, DEFAULT_MAX_IO_HOURS),
            (300_000, 8_760, 24)
        );
    }
}
