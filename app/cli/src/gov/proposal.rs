//! `io gov propose`, `apply` and `cancel`.

use std::{collections::BTreeMap, ops::Range};

use ::fee_burn::state::Change;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::{
    changes::{Emissions, Step, Words},
    emissions, fee_burn, marketplace, treasury,
};
use io_common::governance::Timelock;

use super::change::{self, help, Values};
use crate::{
    contents::of_emissions,
    context::{unreachable, Context},
    duration,
    errors::CliError,
    options::Program,
    parse::count,
    plan::Plan,
    report::{Cell, Report},
    somebody::Somebody,
};
use io_migrations::date;

/// A change to be.
#[derive(Args)]
#[command(after_help = help())]
pub struct Propose {
    /// The program
    #[arg(value_enum)]
    program: Program,
    /// The parameter, see below
    parameter: String,
    /// Its values
    #[arg(required = true, allow_negative_numbers = true)]
    values: Vec<String>,
}

/// A proposal.
#[derive(Args)]
pub struct ProposalArg {
    /// The program
    #[arg(value_enum)]
    program: Program,
    /// Number of the proposal
    #[arg(value_parser = count::number::<u32>)]
    number: u32,
}

/// A proposal of any program.
pub struct Found {
    /// Who paid for it.
    pub payer: Pubkey,
    /// When it can be applied.
    pub timelock: Timelock,
    /// What changes, from what is in force.
    pub change: String,
    /// Each value of it.
    pub steps: Vec<Step>,
    /// The attestors that it names.
    pub attestors: Vec<Pubkey>,
    /// Whether a newer decision on the same is in force, so that it cannot be applied.
    pub overtaken: bool,
}

/// Number of the next proposal.
pub fn next(context: &mut Context, program: Program) -> anyhow::Result<u32> {
    Ok(match program {
        Program::Emissions => context.emissions()?.proposals,
        Program::Marketplace => context.market()?.proposals,
        Program::FeeBurn => context.fee_burn()?.proposals,
    })
}

/// The attestors that a change names.
fn attestors(change: &::emissions::state::Change) -> Vec<Pubkey> {
    match change {
        ::emissions::state::Change::Council { attestors, .. } => attestors.clone(),
        _ => Vec::new(),
    }
}

/// The open proposals among `numbers`, read together.
pub fn find_all(
    context: &mut Context,
    program: Program,
    numbers: Range<u32>,
) -> anyhow::Result<Vec<(u32, Found)>> {
    let at = numbers.map(|number| (program.proposal(number), number));
    let at: BTreeMap<Pubkey, u32> = at.collect();
    macro_rules! found {
        ($program:ident, $now:expr, $attestors:expr, $is_overtaken:expr) => {{
            let now = $now;
            let found = context.find_all::<::$program::state::Proposal>(at.keys().copied())?;
            let numbered = found.iter().map(|(address, it)| {
                let found = Found {
                    payer: it.payer,
                    timelock: it.timelock,
                    change: it.change.against(&now),
                    steps: it.change.steps(&now),
                    attestors: $attestors(&it.change),
                    overtaken: $is_overtaken(it, &now).unwrap_or(false),
                };
                (at.get(address).copied().unwrap_or_default(), found)
            });
            numbered.collect()
        }};
    }
    let mut found: Vec<(u32, Found)> = match program {
        Program::Emissions => {
            let is_overtaken = |it: &::emissions::state::Proposal, now: &Emissions| {
                it.is_overtaken(&now.config, &now.models, &now.council)
            };
            found!(emissions, of_emissions(context)?, attestors, is_overtaken)
        }
        Program::Marketplace => found!(
            marketplace,
            context.market()?,
            |_| Vec::new(),
            ::marketplace::state::Proposal::is_overtaken
        ),
        Program::FeeBurn => found!(
            fee_burn,
            context.fee_burn()?,
            |_| Vec::new(),
            ::fee_burn::state::Proposal::is_overtaken
        ),
    };
    found.sort_by_key(|(number, _)| *number);
    Ok(found)
}

/// The proposal with a number, if it is open.
pub fn find(context: &mut Context, program: Program, number: u32) -> anyhow::Result<Option<Found>> {
    let found = find_all(context, program, number..number.saturating_add(1))?;
    Ok(found.into_iter().next().map(|(_, found)| found))
}

fn read(context: &mut Context, which: &ProposalArg) -> anyhow::Result<Found> {
    match find(context, which.program, which.number)? {
        Some(found) => Ok(found),
        None => {
            let (program, number) = (which.program.name(), which.number);
            let next = next(context, which.program)?;
            let why = match number < next {
                true => format!("proposal {number} of {program} is applied, cancelled or skipped"),
                false => format!("{program} has no proposal {number}"),
            };
            Err(CliError::Usage(format!(
                "{why}: `io gov show {program}` lists the open ones"
            ))
            .into())
        }
    }
}

/// Proposes.
pub fn propose(context: &mut Context, options: &Propose) -> anyhow::Result<Report> {
    context.carry_out(|context, _| proposing(context, options))
}

fn proposing<'a>(context: &mut Context, options: &Propose) -> anyhow::Result<Plan<'a>> {
    let program = options.program;
    let (me, payer) = (context.me()?, context.payer()?);
    let number = next(context, program)?;
    let values = Values::new(&options.parameter, &options.values);
    let mut council = Vec::new();
    let (propose, change) = match program {
        Program::Emissions => {
            let change = change::emissions(context, values)?;
            council = attestors(&change);
            let reported = change.against(&of_emissions(context)?);
            (
                emissions::propose_change(&me, &payer, number, change),
                reported,
            )
        }
        Program::Marketplace => {
            let change = change::marketplace(values)?;
            let reported = change.against(&context.market()?);
            (
                marketplace::propose_change(&me, &payer, number, change),
                reported,
            )
        }
        Program::FeeBurn => {
            let change = change::fee_burn(values)?;
            if let Change::CouncilTreasury(treasury) = &change {
                require_wallet(context, treasury)?;
            }
            let reported = change.against(&context.fee_burn()?);
            (
                fee_burn::propose_change(&me, &payer, number, change),
                reported,
            )
        }
    };
    let timelock = Timelock::new(context.now()?)?;
    let now = context.now()?;
    let question = format!("Propose to {} in 48 hours: {change}", program.name());
    let plan = Plan::new(question, [propose])
        .governing([program])
        .creates("Proposal", program.proposal(number))
        .shows([("Program", Cell::text(program.name()))])
        .terms([("Number", Cell::count(number))])
        .shows([
            ("Change", Cell::Text(change)),
            ("Ready at", Cell::Time(timelock.ready_at, now)),
            ("Lapses at", Cell::Time(timelock.lapses_at, now)),
        ])
        .shows(Somebody::keyless(&council))
        .next(format!(
            "io gov apply {} {number}, between these two times",
            program.name()
        ));
    Ok(plan)
}

/// Refuses a treasury for which nobody signs.
fn require_wallet(context: &mut Context, treasury: &Pubkey) -> anyhow::Result<()> {
    match treasury::objection(context.network, treasury).map_err(unreachable)? {
        None => Ok(()),
        Some(what) => Err(CliError::Usage(format!(
            "{treasury} is {what}; nobody could move what is paid to it: give a wallet"
        ))
        .into()),
    }
}

/// Applies.
pub fn apply(context: &mut Context, which: &ProposalArg) -> anyhow::Result<Report> {
    context.carry_out(|context, _| applying(context, which))
}

fn applying<'a>(context: &mut Context, which: &ProposalArg) -> anyhow::Result<Plan<'a>> {
    let (found, number, now) = (read(context, which)?, which.number, context.now()?);
    let ready_at = found.timelock.ready_at;
    if now < ready_at && !context.send_options.is_for_later() {
        let wait = duration::display(now.abs_diff(ready_at));
        return Err(CliError::Refused(format!(
            "a proposal is applied 48 hours after it was made: this one from {} on, in {wait}",
            date::utc(ready_at)
        ))
        .into());
    }
    let apply = match which.program {
        Program::Emissions => emissions::apply_change(number, &found.payer),
        Program::Marketplace => marketplace::apply_change(number, &found.payer),
        Program::FeeBurn => fee_burn::apply_change(number, &found.payer),
    };
    // Hours up to now are emitted under the old parameters.
    let before = match which.program {
        Program::Emissions => context.catch_up(&[])?,
        _ => Vec::new(),
    };
    finish(context, which, "Apply", before, apply, found)
}

/// Cancels.
pub fn cancel(context: &mut Context, which: &ProposalArg) -> anyhow::Result<Report> {
    context.carry_out(|context, _| cancelling(context, which))
}

fn cancelling<'a>(context: &mut Context, which: &ProposalArg) -> anyhow::Result<Plan<'a>> {
    let (found, number, me) = (read(context, which)?, which.number, context.me()?);
    let cancel = match which.program {
        Program::Emissions => emissions::cancel_change(&me, number, &found.payer),
        Program::Marketplace => marketplace::cancel_change(&me, number, &found.payer),
        Program::FeeBurn => fee_burn::cancel_change(&me, number, &found.payer),
    };
    finish(context, which, "Cancel", Vec::new(), cancel, found)
}

fn finish<'a>(
    context: &mut Context,
    which: &ProposalArg,
    verb: &str,
    before: Vec<Instruction>,
    action: Instruction,
    found: Found,
) -> anyhow::Result<Plan<'a>> {
    let now = context.now()?;
    let (program, number) = (which.program.name(), which.number);
    let question = format!("{verb} proposal {number} of {program}: {}", found.change);
    let plan = Plan::new(question, [action])
        .after(before)
        .governing([which.program])
        .shows([
            ("Program", Cell::text(program)),
            ("Number", Cell::count(number)),
        ])
        .terms([("Change", Cell::Text(found.change))])
        .shows([
            ("Ready at", Cell::Time(found.timelock.ready_at, now)),
            ("Lapses at", Cell::Time(found.timelock.lapses_at, now)),
            ("Account rent to", found.payer.into()),
        ]);
    let plan = plan.shows(Somebody::keyless(&found.attestors));
    Ok(plan)
}
