//! Closes approvals after their hour.

use io_client::emissions;
use io_common::types::Approval;

use super::{unpaid::Chore, Action, Log, Work};
use crate::context::Context;

/// Rent of the keeper's own approvals comes back to it. Others cost it a fee, so their number per payer and day is limited.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let (me, now) = (context.me()?, context.now()?);
    let mut all = Vec::new();
    for (address, it) in context.all::<Approval>()? {
        if !it.is_over(now) {
            continue;
        }
        let action = Action::new("close", format!("approval {address}"));
        let of = (it.payer, Chore::Approval);
        if it.payer != me {
            if !log.has_room(context, of, &action)? {
                continue;
            }
            log.count(context, of)?;
        }
        let close = emissions::close_approval(&it.payer, &it.hash);
        let work = Work::new(action, vec![close])
            .while_due(move |context| Ok(context.find::<Approval>(&address)?.is_some()));
        all.push(work);
    }
    log.send_all(context, all)
}
