//! `io pause` and `io unpause`.

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

/// Stops new risk, as authority or guardian; a guardian's pause ends by itself after 14 days.
pub fn pause(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    act(context, target, Act::Pause)
}

/// Ends a pause, as the authority.
pub fn unpause(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    act(context, target, Act::Unpause)
}

fn act(context: &mut Context, target: &Target, act: Act) -> anyhow::Result<Report> {
    let me = context.me()?;
    context.emissions()?;
    let acts = target.programs.iter().map(|program| match program {
        Program::Emissions => emissions::govern(&me, act),
        Program::Marketplace => marketplace::govern(&me, act),
        Program::FeeBurn => fee_burn::govern(&me, act),
    });
    let sent = context.send(Vec::new(), acts.collect(), &[])?;
    let paused = act == Act::Pause;
    Ok(sent.report(vec![
        ("Programs", Cell::Count(target.programs.len() as u64)),
        ("Paused", Cell::Flag(paused)),
    ]))
}
