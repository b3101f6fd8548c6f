//! `io gov finalize`.

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{
    emissions::{max_voter_weight_address, update_max_voter_weight_record},
    realm::{
        instruction::{finalize_vote, refund_proposal_deposit},
        state::ProposalState,
        vote::{executable_from, Outlook, Phase, Tally},
    },
};

use super::{weigh::max_record, Matter, Which};
use crate::{
    context::Context,
    errors::CliError,
    plan::Plan,
    report::{Cell, Report},
};

/// Counts the votes.
pub fn run(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    context.carry_out(|context, _| finalizing(context, which))
}

fn finalizing<'a>(context: &mut Context, which: &Which) -> anyhow::Result<Plan<'a>> {
    let matter = Matter::read(context, which.realm_proposal, None)?;
    if let Some(why) = matter.is_draft() {
        return Err(why.into());
    }
    let Some(times) = matter
        .times
        .filter(|_| matter.proposal.state == ProposalState::Voting)
    else {
        let why = matter.ended().map_or_else(String::new, |it| it.to_string());
        return Err(CliError::Refused(format!("there is nothing to count: {why}")).into());
    };
    if matter.phase() != Some(Phase::Ended) && !context.send_options.is_for_later() {
        return Err(CliError::Refused(format!(
            "its vote goes on until {}: finalize it after that",
            matter.time(times.end)
        ))
        .into());
    }
    let (governed, me) = (&matter.governed, context.payer()?);
    let rule = governed.governance.config.community_vote_threshold;
    let tally = Tally::of(&matter.proposal);
    let outlook = tally.and_then(|it| it.outlook(rule, governed.staked, Phase::Ended));
    let result = match outlook {
        Some(Outlook::Passes) => "passes",
        Some(_) => "does not pass",
        None => "not known here",
    };
    let subject = governed.subject(matter.address, &matter.proposal);
    let max = max_voter_weight_address(&governed.at.realm);
    let mut action = vec![
        update_max_voter_weight_record(&governed.at.realm),
        finalize_vote(&governed.at, &subject, &max),
    ];
    action.extend(refund(context, &matter)?);
    let contents = matter.contents(context)?;
    let mut plan = Plan::new(
        format!("Count the votes on {}: it {result}", matter.named()),
        action,
    )
    .after(max_record(governed, &me, &matter.look))
    .shows(matter.words(&contents))
    .shows(matter.tally())
    .terms([("Result", Cell::text(result))])
    .shows([("Ended at", Cell::Time(times.end, matter.now))]);
    if outlook == Some(Outlook::Passes) {
        let hold_ups = matter.look.transactions.iter().map(|it| it.hold_up_time);
        if let Some(hold_up) = hold_ups.max() {
            let from = executable_from(times.end, hold_up);
            plan = plan
                .shows([("Executed from", Cell::Time(from, matter.now))])
                .next(format!(
                    "io gov execute {}, from {} on",
                    matter.address,
                    matter.time(from)
                ));
        }
    }
    Ok(plan)
}

/// Gives its deposit back to the proposer, or to its delegate, if there is one.
///
/// # Errors
/// If the network does not answer.
pub fn refund(context: &mut Context, matter: &Matter) -> anyhow::Result<Vec<Instruction>> {
    let Some(proposer) = matter.look.proposer else {
        return Ok(Vec::new());
    };
    let at = &matter.governed.at;
    let mut payers = vec![proposer.governing_token_owner];
    payers.extend(proposer.governance_delegate);
    let deposits: Vec<_> = payers
        .iter()
        .map(|payer| at.deposit(&matter.address, payer))
        .collect();
    let found = context.accounts(&deposits)?;
    let there = payers.iter().zip(found).filter(|(_, it)| it.is_some());
    Ok(there
        .map(|(payer, _)| refund_proposal_deposit(at, &matter.address, payer))
        .collect())
}
