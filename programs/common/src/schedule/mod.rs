//! The emission schedule: 300M IO over 240 months of 730 hours, 40M in the first year. Each month is the one before
//! times q = 0.98904112694145279…, where (1 − q²⁴⁰) / (1 − q¹²) = 7.5.
//!
//! A table holds the amount emitted by the end of each month, rounded half-even from the exact value; within a month
//! the hours are equal, up to rounding. The amount of hours `[a, b)` is `cumulative(b) − cumulative(a)`. It
//! telescopes: any number of hours costs the same, and any split of them gives the same sum.

mod table;

pub use table::CUMULATIVE;

/// Months in which IO is emitted.
pub const MONTHS: u32 = 240;
/// Hours of a month of the schedule: 365 · 24 / 12.
pub const HOURS_PER_MONTH: u32 = 730;
/// Hours in which IO is emitted: 20 years of 365 days.
pub const TOTAL_HOURS: u32 = MONTHS * HOURS_PER_MONTH;

/// IO base units emitted in the first `hours` hours of the schedule, rounded down within a month.
/// After the last hour it stays at 300M IO.
///
/// ```
/// use io_common::schedule::{cumulative, TOTAL_HOURS};
/// assert_eq!(cumulative(0), 0);
/// assert_eq!(cumulative(12 * 730), 40_000_000 * 100_000_000);
/// assert_eq!(cumulative(TOTAL_HOURS), 300_000_000 * 100_000_000);
/// ```
#[allow(clippy::integer_division, clippy::arithmetic_side_effects)]
pub const fn cumulative(hours: u32) -> u64 {
    if hours >= TOTAL_HOURS {
        return CUMULATIVE[MONTHS as usize];
    }
    let month = (hours / HOURS_PER_MONTH) as usize;
    let within = (hours % HOURS_PER_MONTH) as u64;
    let start = CUMULATIVE[month];
    // A month is below 3.6 · 10¹⁴ base units: the product fits.
    start + (CUMULATIVE[month + 1] - start) * within / HOURS_PER_MONTH as u64
}

/// IO base units of hour `hour` of the schedule, the first being 0; nothing after the last.
pub const fn hourly(hour: u32) -> u64 {
    cumulative(hour.saturating_add(1)).saturating_sub(cumulative(hour))
}
