//! `io pause` and `io unpause`.

use anchor_lang::solana_program::instruction::Instruction;
use clap::Args;
use io_client::{emissions, fee_burn, marketplace};
use io_common::governance::Act;

use crate::{
    context::Context,
    options::Program,
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
    fn each(&self) -> Vec<Program> {
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
    act(context, target, Act::Pause)
}

/// Ends a pause, as the authority.
pub fn unpause(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    act(context, target, Act::Unpause)
}

/// The same act in each of the programs. Nothing is read if it is signed only.
pub fn acts(context: &mut Context, target: &Target, act: Act) -> anyhow::Result<Vec<Instruction>> {
    let me = context.me()?;
    if !context.manner.sign_only {
        context.emissions()?;
    }
    let acts = target.each().into_iter().map(|program| match program {
        Program::Emissions => emissions::govern(&me, act),
        Program::Marketplace => marketplace::govern(&me, act),
        Program::FeeBurn => fee_burn::govern(&me, act),
    });
    Ok(acts.collect())
}

fn act(context: &mut Context, target: &Target, act: Act) -> anyhow::Result<Report> {
    let acts = acts(context, target, act)?;
    let sent = context.send(Vec::new(), acts, &[])?;
    let paused = act == Act::Pause;
    Ok(sent.report(vec![
        ("Programs", Cell::Count(target.each().len() as u64)),
        ("Paused", Cell::Flag(paused)),
    ]))
}
