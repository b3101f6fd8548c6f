//! Limits of the program that governance does not change.

use io_common::constants::{DAY, HOUR, LONGEST_VOTE};

/// Unstake requests that one delegation can have at a time.
pub const UNSTAKE_REQUESTS: usize = 8;
/// Seconds from the proposal of a slash to its execution. Meanwhile it can be withdrawn on appeal.
pub const SLASH_DELAY: i64 = 30 * DAY;
/// Seconds after `SLASH_DELAY` in which a slash must be executed.
pub const SLASH_LAPSE: i64 = 7 * DAY;
/// Seconds from the request to redelegate to the move.
pub const REDELEGATION_DELAY: i64 = DAY;
/// Seconds after `REDELEGATION_DELAY` in which a request can be executed. An older one would give no notice.
pub const REDELEGATION_LAPSE: i64 = 7 * DAY;
/// Seconds for which a delegation that received redelegated stake cannot redelegate.
pub const REDELEGATION_REST: i64 = 14 * DAY;
/// Seconds after a change of owner in which own stake has no votes.
pub const OWN_VOTES_DELAY: i64 = 14 * DAY;
/// Hours of notice before a rise of the commission.
pub const COMMISSION_NOTICE_HOURS: u32 = 14 * 24;

/// GPU models in the table.
pub const MAX_MODELS: usize = 64;
/// Bytes of a model's name.
pub const MODEL_NAME_LEN: usize = 32;
/// Largest multiplier: a thousand units.
pub const MAX_MULTIPLIER: u32 = 10_000_000;
/// Maximum age of a batch, in seconds.
pub const MAX_BATCH_AGE: i64 = HOUR;
/// Epoch hours of a history page.
pub const PAGE_HOURS: usize = 240;
/// History pages that can be created ahead of the current one.
pub const PAGES_AHEAD: u32 = 2;

// P-21: the previous owner's votes are over before the new owner has any.
const _: () = assert!(OWN_VOTES_DELAY >= LONGEST_VOTE + DAY);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_are_those_of_the_protocol() {
        let day = 86_400;
        assert_eq!((SLASH_DELAY, SLASH_LAPSE), (30 * day, 7 * day));
        assert_eq!((REDELEGATION_REST, OWN_VOTES_DELAY), (14 * day, 14 * day));
        assert_eq!((REDELEGATION_DELAY, REDELEGATION_LAPSE), (day, 7 * day));
        assert_eq!((COMMISSION_NOTICE_HOURS, MAX_BATCH_AGE), (336, 3_600));
    }
}
