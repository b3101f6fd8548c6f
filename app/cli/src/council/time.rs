//! When an act of the council is made.

use io_common::constants::{APPROVAL_TIME, HOUR};

use crate::{context::Context, errors::Failure};
use io_migrations::date;

/// The present time, or the one given: approvals are open for an hour, so it lies in the past hour. What is signed for
/// later may lie ahead.
///
/// # Errors
/// [`Failure::Usage`].
pub fn made_at(context: &mut Context, given: Option<i64>) -> anyhow::Result<i64> {
    let now = context.now()?;
    let Some(given) = given else {
        return Ok(now);
    };
    let is_past = given < now.saturating_sub(APPROVAL_TIME);
    if is_past || (given > now && !context.manner.is_for_later()) {
        return Err(Failure::Usage(format!(
            "--made-at {}: an act is approved and sent within {} h of when it is made, and it is {} now",
            date::utc(given),
            APPROVAL_TIME.div_euclid(HOUR),
            date::utc(now)
        ))
        .into());
    }
    Ok(given)
}
