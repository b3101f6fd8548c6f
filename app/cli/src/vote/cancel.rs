//! `io gov cancel-submission`.

use io_client::realm::instruction::{cancel_proposal, Voter};

use super::{Matter, Which};
use crate::{
    context::Context,
    errors::CliError,
    plan::{short, Plan},
    report::{Cell, Report},
};

/// Cancels it.
pub fn run(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    context.carry_out(|context, _| cancelling(context, which))
}

fn cancelling<'a>(context: &mut Context, which: &Which) -> anyhow::Result<Plan<'a>> {
    let matter = Matter::read(context, which.realm_proposal, None)?;
    if let Some(why) = matter.ended() {
        return Err(CliError::Refused(format!(
            "a realm proposal can be cancelled only before the end of its vote; {why}"
        ))
        .into());
    }
    let me = context.me()?;
    let proposer = matter.look.proposer.as_ref();
    let is_mine = proposer
        .is_some_and(|it| it.governing_token_owner == me || it.governance_delegate == Some(me));
    let Some(proposer) = proposer.filter(|_| is_mine) else {
        let by = proposer.map_or_else(
            || "somebody else".into(),
            |it| short(&it.governing_token_owner),
        );
        return Err(CliError::Refused(format!(
            "only its proposer, {by}, can cancel it: name that key with -k, or vote no"
        ))
        .into());
    };
    let voter = Voter {
        owner: proposer.governing_token_owner,
        signer: me,
        payer: me,
    };
    let mut action = vec![cancel_proposal(
        &matter.governed.at,
        &matter.address,
        &voter,
    )];
    action.extend(matter.refunds(context)?);
    let question = format!(
        "Cancel {}; it stays cancelled, and its rent does not come back",
        matter.named()
    );
    Ok(Plan::new(question, action)
        .shows([
            ("Realm proposal", matter.address.into()),
            ("Name", Cell::Text(matter.title())),
            ("Proposer", voter.owner.into()),
        ])
        .shows(matter.tally()))
}
