//! Scales and limits. Amounts of IO are base units of 10⁻⁸ IO; amounts of USDC and prices in dollars
//! are micro-USD (10⁻⁶); times are unix seconds; an epoch hour is `unix seconds / 3600`.

/// Decimals of the IO mint.
pub const IO_DECIMALS: u8 = 8;
/// Base units of one IO.
pub const ONE_IO: u64 = 100_000_000;
/// Decimals of the USDC mint.
pub const USDC_DECIMALS: u8 = 6;
/// Base units of one USDC, which are also the micro-USD of one dollar.
pub const ONE_USDC: u64 = 1_000_000;

/// Maximum supply at launch, in IO base units: 500 million IO.
pub const GENESIS_SUPPLY: u64 = 500_000_000 * ONE_IO;
/// Total of the emission schedule over its 240 months, in IO base units: 300 million IO.
pub const TOTAL_EMISSION: u64 = 300_000_000 * ONE_IO;
/// Maximum of IO that can ever exist, in base units: 800 million IO.
pub const SUPPLY_CAP: u64 = GENESIS_SUPPLY + TOTAL_EMISSION;

/// Seconds of an epoch hour.
pub const HOUR: i64 = 3_600;
/// Seconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// Basis points of the whole.
pub const BPS: u64 = 10_000;

/// One compute unit in the fixed point that the multiplier table and all unit counts use.
pub const ONE_UNIT: u64 = 10_000;

/// Maximum validity of an attestation, in seconds.
pub const MAX_ATTESTATION_TIME: i64 = 24 * HOUR;
/// Epoch hours ahead of the current one in which an attestation can end. The emission ledger has one slot for each,
/// so it is a power of two above the 24 hours of [`MAX_ATTESTATION_TIME`].
pub const EXPIRY_SLOTS: usize = 32;

/// Seconds after the end of a reservation within which, under any terms of the marketplace, it can be closed and its
/// breach recorded: the longest hold-back plus the longest decision time of a dispute opened at its end. Under any
/// terms of the emissions program, stake cools for a day longer. So stake that backed a reservation until its end
/// cannot be withdrawn before a slash for its breach can be proposed.
pub const LONGEST_RELEASE: i64 = 13 * DAY;

/// Seconds that a vote may take at most, from its start to its last vote. Stake that is unstaked, and own stake of a new
/// owner, can vote again a day later at the earliest (P-21).
pub const LONGEST_VOTE: i64 = 13 * DAY;

/// Bytes of a supplier's endpoint.
pub const ENDPOINT_LEN: usize = 96;
/// Unstake requests of own stake that a supplier can have at a time.
pub const OWN_UNSTAKE_REQUESTS: usize = 4;
/// Open slashes that may hold delegated stake of a supplier: each takes a place in every delegation.
pub const SHARED_SLASHES: usize = 4;
/// Maximum members of the council.
pub const MAX_ATTESTORS: usize = 16;

/// Seconds of the approval window: within them the threshold must approve a decision, and the decision must be sent.
pub const APPROVAL_TIME: i64 = HOUR;
/// Attestors that can sign one transaction besides its payer.
pub const MAX_DIRECT_SIGNERS: usize = 5;

/// The epoch hour of a unix time; times before 1970 count as hour 0.
///
/// ```
/// assert_eq!(io_common::constants::epoch_hour(7_199), 1);
/// ```
pub fn epoch_hour(unix_time: i64) -> u32 {
    u32::try_from(unix_time.div_euclid(HOUR)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scales_are_those_of_the_protocol() {
        assert_eq!((ONE_IO, ONE_USDC), (100_000_000, 1_000_000));
        assert_eq!(GENESIS_SUPPLY, 50_000_000_000_000_000);
        assert_eq!(TOTAL_EMISSION, 30_000_000_000_000_000);
        assert_eq!(SUPPLY_CAP, 80_000_000_000_000_000);
        assert_eq!((HOUR, DAY, MAX_ATTESTATION_TIME), (3_600, 86_400, 86_400));
        assert_eq!((APPROVAL_TIME, MAX_DIRECT_SIGNERS), (3_600, 5));
        assert_eq!((LONGEST_RELEASE, LONGEST_VOTE), (1_123_200, 1_123_200));
    }

    #[test]
    fn an_epoch_hour_is_3600_seconds_and_none_is_before_1970() {
        for (unix_time, hour) in [
            (0, 0),
            (3_599, 0),
            (3_600, 1),
            (1_800_000_000, 500_000),
            (-1, 0),
            (i64::MIN, 0),
        ] {
            assert_eq!(epoch_hour(unix_time), hour, "{unix_time}");
        }
    }
}
