//! `io gov vote`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::{Args, ValueEnum};
use io_client::{
    emissions::update_max_voter_weight_record,
    realm::{
        instruction::{cast_vote, Voter},
        stake::Part,
        state::Vote,
        vote::{Phase, Tally, Times},
    },
};

use super::{
    realm::does,
    weigh::{max_record, voter, weigh, weights, Weight},
    Matter,
};
use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    plan::{short, Plan},
    report::{Cell, Report},
    sending,
};

/// For or against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// For it
    Yes,
    /// Against it
    No,
}

/// A vote.
#[derive(Args)]
pub struct Options {
    /// The realm proposal
    #[arg(value_parser = address)]
    realm_proposal: Pubkey,
    /// For or against it
    #[arg(value_enum)]
    choice: Choice,
    /// Vote as the delegate of this staker
    #[arg(long = "for", value_name = "OWNER", value_parser = address)]
    owner: Option<Pubkey>,
    /// Vote yes although some of what it executes cannot be read here
    #[arg(long)]
    blind: bool,
}

/// Votes.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.carry_out(|context, _| voting(context, options))
}

fn voting<'a>(context: &mut Context, options: &Options) -> anyhow::Result<Plan<'a>> {
    let owner = match options.owner {
        Some(owner) => owner,
        None => context.me()?,
    };
    let matter = Matter::read(context, options.realm_proposal, Some(owner))?;
    let times = open(&matter, options)?;
    let voter = voter(context, options.owner, &matter.look)?;
    let (governed, now) = (&matter.governed, matter.now);

    let choice = || match options.choice {
        Choice::Yes => Vote::yes(),
        Choice::No => Vote::Deny,
    };
    let (subject, weights) = (
        governed.subject(matter.address, &matter.proposal),
        weights(governed, owner),
    );
    let whole = |parts: &[Part]| {
        vec![
            Weight::update(governed, owner, parts),
            update_max_voter_weight_record(&governed.at.realm),
            cast_vote(&governed.at, &subject, &voter, &weights, choice()),
        ]
    };
    let weight = weigh(context, &owner, whole)?;
    let mut before = weight.before(governed, &voter, &matter.look);
    before.extend(max_record(governed, &voter.payer, &matter.look));
    let action = whole(weight.parts());
    if context.send_options.sign_only && !before.is_empty() {
        let all: Vec<Instruction> = before.iter().chain(&action).cloned().collect();
        if !sending::fits(context, &all)? {
            return Err(first_online(&voter));
        }
    }

    let contents = matter.contents(context)?;
    let yes_or_no = match options.choice {
        Choice::Yes => "yes",
        Choice::No => "no",
    };
    let for_owner = match options.owner {
        Some(owner) if owner != voter.signer => format!(" for {}", short(&owner)),
        _ => String::new(),
    };
    let question = format!(
        "Vote {yes_or_no}{for_owner} on {} with {}; you can withdraw it until {}; {}",
        matter.named(),
        Cell::Io(weight.votes).brief(),
        matter.time(times.end),
        does(&contents)
    );
    let mut plan = Plan::new(question, action)
        .after(before)
        .shows(matter.words(&contents))
        .shows([("Vote", Cell::text(yes_or_no))]);
    if options.owner.is_some() {
        plan = plan.shows([("Voter", owner.into())]);
    }
    let plan = plan
        .shows(weight.shows(now))
        .terms_named(&["Weight"])
        .shows(matter.tally())
        .shows([
            ("Yes counts until", Cell::Time(times.all_until, now)),
            ("Ends at", Cell::Time(times.end, now)),
        ])
        .next(format!(
            "io gov withdraw-vote {}, until its end, to change your mind",
            matter.address
        ));
    Ok(plan)
}

/// When its vote ends, if this vote is taken now.
fn open(matter: &Matter, options: &Options) -> anyhow::Result<Times> {
    let refused = |text: String| Err(CliError::Refused(text).into());
    if let Some(why) = matter.is_draft().or_else(|| matter.ended()) {
        return Err(why.into());
    }
    let Some(times) = matter.times else {
        return refused("it is not voted on".into());
    };
    match (options.choice, matter.proposal.deny_vote_weight) {
        (_, None) => {
            return refused(
                "it asks for an opinion: it has no No to vote, and it can execute nothing".into(),
            )
        }
        (Choice::Yes, Some(_)) if Tally::of(&matter.proposal).is_none() => {
            return refused(
                "it has several options, and only no can be voted here: no rejects all of them"
                    .into(),
            )
        }
        _ => {}
    }
    if let Some(vote) = &matter.look.voter.vote {
        let how = match vote.vote {
            Vote::Deny => "no",
            _ => "yes",
        };
        return refused(format!(
            "{} has voted {how} with {}: `io gov withdraw-vote {}` withdraws that, then vote again",
            short(&vote.governing_token_owner),
            Cell::Io(vote.voter_weight).brief(),
            matter.address
        ));
    }
    if options.choice == Choice::Yes {
        if matter.phase() == Some(Phase::OnlyNo) {
            return refused(format!(
                "yes counted until {}; only no counts until {}, so that nobody passes it in the last second",
                matter.time(times.all_until),
                matter.time(times.end)
            ));
        }
        if matter.look.hidden > 0 && !options.blind {
            return refused(format!(
                "{} of its transactions cannot be read here, so nobody can say what a yes does: vote no, or give --blind",
                matter.look.hidden
            ));
        }
    }
    Ok(times)
}

/// That a transaction signed for later has no room for what comes before it.
fn first_online(voter: &Voter) -> anyhow::Error {
    CliError::Refused(format!(
        "records of {} are not there yet, or slashes are to be followed: vote once without --sign-only",
        short(&voter.owner)
    ))
    .into()
}
