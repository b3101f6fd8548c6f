//! `io gov withdraw-vote`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::realm::instruction::relinquish_vote;

use super::{cast::named, weigh::voter, Matter};
use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    plan::{short, Plan},
    report::{Cell, Report},
};

/// A vote to withdraw.
#[derive(Args)]
pub struct Options {
    /// The realm proposal
    #[arg(value_parser = address)]
    realm_proposal: Pubkey,
    /// Withdraw the vote of this staker, as its delegate
    #[arg(long = "for", value_name = "OWNER", value_parser = address)]
    owner: Option<Pubkey>,
}

/// Withdraws it.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Options) -> anyhow::Result<Plan<'a>> {
    let owner = match options.owner {
        Some(owner) => owner,
        None => context.me()?,
    };
    let matter = Matter::read(context, options.realm_proposal, Some(owner))?;
    let Some(vote) = &matter.look.voter.vote else {
        return Err(CliError::Refused(format!(
            "{} has not voted on it, or has withdrawn its vote",
            short(&owner)
        ))
        .into());
    };
    if let Some(why) = matter.ended() {
        return Err(CliError::Refused(format!(
            "a vote can be withdrawn only before the end; {why}"
        ))
        .into());
    }
    let voter = voter(context, options.owner, &matter.look)?;
    let how = named(&vote.vote);
    let question = format!(
        "Withdraw the {how} of {} on {}, with {}",
        short(&owner),
        matter.named(),
        Cell::Io(vote.voter_weight).brief()
    );
    let action = relinquish_vote(&matter.governed.at, &matter.address, &voter);
    let ends = matter
        .times
        .map_or(Cell::None, |it| Cell::Time(it.end, matter.now));
    Ok(Plan::new(question, [action]).shows([
        ("Realm proposal", matter.address.into()),
        ("Name", Cell::Text(matter.title())),
        ("Voter", owner.into()),
        ("Vote", Cell::text(how)),
        ("Weight", Cell::Io(vote.voter_weight)),
        ("Account rent to", voter.payer.into()),
        ("Ends at", ends),
    ]))
}
