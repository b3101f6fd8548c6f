//! Reclaims the keeper's own excess rent: P-25.

use io_client::rent;
use io_common::constants::DAY;

use super::{autopay::SIGNATURE, Action, Log, Work};
use crate::context::{unreachable, Context};

/// Reclaims excess that is worth more than the transaction can cost. Once a day, because it reads all accounts of the programs.
/// Excess of others earns the keeper nothing; `io reclaim` is for its recipient.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let (me, now) = (context.me()?, context.now()?);
    let is_recent = |at: i64| (0..DAY).contains(&now.saturating_sub(at));
    if log.rent_at.is_some_and(is_recent) {
        return Ok(());
    }
    // With the largest compute budget.
    let fee = context.network.highest_priority_fee(0);
    let fee = fee.saturating_add(SIGNATURE);
    let found = rent::reclaimable(context.network, Some(&me)).map_err(unreachable)?;
    let worth = found.into_iter().filter(|it| it.lamports > fee);
    let all = worth.map(|it| {
        let account = it.account;
        let action = Action::new("reclaim", format!("rent of {} {account}", it.kind));
        let work = Work::new(action.for_bounty(it.lamports), vec![it.instruction]);
        work.while_due(move |context| {
            let found = rent::reclaimable_of(context.network, &account).map_err(unreachable)?;
            Ok(found.is_some_and(|it| it.lamports > fee))
        })
    });
    log.send_all(context, all.collect())?;
    log.rent_at = Some(now);
    Ok(())
}
