//! `io pause` and `io unpause`.

use anchor_lang::solana_program::instruction::Instruction;
use clap::Args;
use io_client::{emissions, fee_burn, marketplace};
use io_common::governance::GovernanceAction;

use crate::{
    context::Context,
    options::Program,
    plan::Plan,
    report::{Cell, Report},
};

/// Which programs.
#[derive(Args)]
pub struct Target {
    /// The programs
    #[arg(value_enum, required = true)]
    programs: Vec<Program>,
}

impl Target {
    /// Each program once.
    pub fn each(&self) -> Vec<Program> {
        let mut each = Vec::new();
        for program in &self.programs {
            if !each.contains(program) {
                each.push(*program);
            }
        }
        each
    }
}

/// Stops new risk, as authority or guardian; a guardian's pause ends by itself after 14 days.
pub fn pause(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    action(context, target, GovernanceAction::Pause)
}

/// Ends a pause, as the authority.
pub fn unpause(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    action(context, target, GovernanceAction::Unpause)
}

/// The same action in each of the programs. Nothing is read if it is signed only.
pub fn actions(
    context: &mut Context,
    target: &Target,
    action: GovernanceAction,
) -> anyhow::Result<Vec<Instruction>> {
    let me = context.me()?;
    if !context.send_options.sign_only {
        context.emissions()?;
    }
    let actions = target.each().into_iter().map(|program| match program {
        Program::Emissions => emissions::govern(&me, action),
        Program::Marketplace => marketplace::govern(&me, action),
        Program::FeeBurn => fee_burn::govern(&me, action),
    });
    Ok(actions.collect())
}

fn action(
    context: &mut Context,
    target: &Target,
    action: GovernanceAction,
) -> anyhow::Result<Report> {
    context.carry_out(|context, _| acting(context, target, action))
}

fn acting<'a>(
    context: &mut Context,
    target: &Target,
    action: GovernanceAction,
) -> anyhow::Result<Plan<'a>> {
    let actions = actions(context, target, action)?;
    let paused = action == GovernanceAction::Pause;
    let (verb, what) = match paused {
        true => ("Pause", "no new risk until the authority ends it, or for 14 days by the guardian; every way out stays open"),
        false => ("Unpause", "everything goes on"),
    };
    let question = format!("{verb} {}", target.names().join(", "));
    Ok(Plan::new(question, actions)
        .governing(target.each())
        .shows([
            ("Programs", target.cell()),
            ("Paused", Cell::Flag(paused)),
            ("Means", Cell::text(what)),
        ]))
}

impl Target {
    /// Names of the programs.
    pub fn names(&self) -> Vec<&'static str> {
        let names = self.each().into_iter().map(|program| program.name());
        names.collect()
    }

    /// The same in a report.
    pub fn cell(&self) -> Cell {
        Cell::List(self.names().into_iter().map(Cell::text).collect())
    }
}
