//! When a decision of the council is made, and until when it is carried out.

use emissions::constants::MAX_BATCH_AGE;
use io_client::emissions as client;
use io_common::{
    constants::{APPROVAL_TIME, HOUR},
    types::Approval,
};

use crate::{context::Context, errors::CliError};
use io_migrations::date;

/// When a decision was made.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// Unix seconds.
    pub at: i64,
    /// Until when it can be sent.
    pub lasts: Lasts,
}

/// Until when a decision can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// A batch of attestations: so long after it was made that the emissions program still takes it.
    Batch,
    /// Any other: as long as its approval is open. It is opened within the same time after the decision was made.
    Approval,
}

/// The present time, or the one given.
///
/// # Errors
/// If the network does not answer.
pub fn made_at(context: &mut Context, given: Option<i64>) -> anyhow::Result<i64> {
    given.map_or_else(|| context.now(), Ok)
}

/// Refuses what was made too long ago, and what is of the future, unless it is signed for later.
///
/// # Errors
/// [`CliError::Usage`].
pub fn check(context: &mut Context, made: &Made, hash: &[u8; 32]) -> anyhow::Result<()> {
    let now = context.now()?;
    let age = now.saturating_sub(made.at);
    let is_ahead = age < 0 && !context.send_options.is_for_later();
    let is_over = match made.lasts {
        Lasts::Batch => age > MAX_BATCH_AGE,
        Lasts::Approval => age > APPROVAL_TIME && !is_open(context, hash, now)?,
    };
    if !is_ahead && !is_over {
        return Ok(());
    }
    let hours = |time: i64| time.div_euclid(HOUR);
    let rule = match made.lasts {
        Lasts::Batch => format!(
            "a batch is approved and sent within {} h of when it is made",
            hours(MAX_BATCH_AGE)
        ),
        Lasts::Approval => format!(
            "a decision is first approved within {0} h of when it is made, and sent within {0} h of that",
            hours(APPROVAL_TIME)
        ),
    };
    let [made, now] = [made.at, now].map(date::utc);
    Err(CliError::Usage(format!("made at {made}: {rule}, and it is {now} now")).into())
}

/// Whether attestors may still approve it, and send it then.
fn is_open(context: &mut Context, hash: &[u8; 32], now: i64) -> anyhow::Result<bool> {
    let approval: Option<Approval> = context.find(&client::approval_address(hash))?;
    Ok(approval.is_some_and(|it| !it.is_over(now)))
}
