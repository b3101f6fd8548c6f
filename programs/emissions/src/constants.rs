//! Defaults of the parameters and limits of the program.

use io_common::constants::{DAY, HOUR, ONE_IO, ONE_UNIT};

/// Units, in fixed point, below which an hour emits nothing.
pub const MIN_ELIGIBLE_UNITS: u64 = ONE_UNIT;
/// Most of an hour's emission that the community pool gets, in bps.
pub const COMMUNITY_CAP_BPS: u16 = 500;
/// Stake required for one compute unit, in IO base units.
pub const STAKE_PER_UNIT: u64 = 200 * ONE_IO;
/// Seconds between unstaking and withdrawal.
pub const UNSTAKE_COOLDOWN: i64 = 14 * DAY;
/// Seconds from the request to move stake to the move.
pub const REDELEGATION_DELAY: i64 = DAY;
/// Seconds after which a request that could have been carried out no longer can: an old one would be no notice.
pub const REDELEGATION_LAPSE: i64 = 7 * DAY;
/// Seconds for which stake that has moved moves no further, and with it the whole position.
pub const REDELEGATION_REST: i64 = 14 * DAY;
/// Hours of notice before a rise of a commission.
pub const COMMISSION_NOTICE_HOURS: u32 = 14 * 24;
/// Highest commission, in bps.
pub const MAX_COMMISSION_BPS: u16 = 5_000;

/// GPU models in the table.
pub const MAX_MODELS: usize = 64;
/// Bytes of a model's name.
pub const MODEL_NAME_LEN: usize = 32;
/// Largest multiplier: a thousand units.
pub const MAX_MULTIPLIER: u32 = 10_000_000;
/// Oldest batch that is accepted, in seconds.
pub const MAX_BATCH_AGE: i64 = HOUR;
/// Epoch hours of a history page.
pub const PAGE_HOURS: usize = 240;
/// Pages that may be made ahead of the present one.
pub const PAGES_AHEAD: u32 = 2;
