//! `io gov finalize`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    emissions::{max_voter_weight_address, update_max_voter_weight_record},
    realm::{
        instruction::finalize_vote,
        read::Governed,
        state::{ProposalState, ProposalV2},
        vote::{executable_from, is_tied, Outlook, Phase, Tally},
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
    let tally = Tally::leading(&matter.proposal);
    let outlook = tally.and_then(|it| it.outlook(rule, governed.staked, Phase::Ended));
    let result = match outlook {
        Some(Outlook::Passes) if !is_tied(&matter.proposal) => "passes",
        Some(_) => "does not pass",
        None => "not known here",
    };
    let mut action = counting(governed, matter.address, &matter.proposal).to_vec();
    action.extend(matter.refunds(context)?);
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
    if result == "passes" {
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

/// Counts the votes on a realm proposal, with all weight as it is now.
pub fn counting(governed: &Governed, address: Pubkey, proposal: &ProposalV2) -> [Instruction; 2] {
    let at = &governed.at;
    let max = max_voter_weight_address(&at.realm);
    let subject = governed.subject(address, proposal);
    [
        update_max_voter_weight_record(&at.realm),
        finalize_vote(at, &subject, &max),
    ]
}
