//! The economy, played hour by hour in an embedded machine.
//!
//! Every figure is read from the programs' accounts. After each simulated day the conservation rules
//! are checked; the first that is broken ends the demo.

mod buyback;
mod checks;
pub mod council;
pub mod economy;
pub mod keeper;
pub mod market;
pub mod renters;
pub mod report;
pub mod stakers;
pub mod suppliers;

use anyhow::Context;
use clap::Args;
use economy::Economy;
use io_client::values::count;
use io_output::{output::OutputFormat, terminal};

/// How long is played, and with how many.
#[derive(Args, Debug)]
pub struct Options {
    /// Days to play
    #[arg(long, default_value_t = 30, value_parser = count::within(1..=3650_u32))]
    days: u32,
    /// Suppliers, each with one GPU model
    #[arg(long, default_value_t = 20, value_parser = count::within(1..=500_u32))]
    suppliers: u32,
    /// Stakers, who delegate to suppliers
    #[arg(long, default_value_t = 40, value_parser = count::within(0..=2000_u32))]
    stakers: u32,
    /// Renters, who come and go
    #[arg(long, default_value_t = 30, value_parser = count::within(0..=2000_u32))]
    renters: u32,
    /// The same seed gives the same figures
    #[arg(long, value_parser = count::number::<u64>, default_value_t = 1)]
    seed: u64,
}

/// Plays and reports.
///
/// # Errors
/// The first rule that is broken, with its day; if standard output cannot be written.
pub fn run(options: &Options, form: OutputFormat) -> anyhow::Result<()> {
    let mut economy = Economy::genesis(options)?;
    let progress = terminal::bar(
        options.days.into(),
        "day {pos} of {len}, {eta} left {wide_bar}",
    );
    for day in 1..=options.days {
        for _ in 0..24 {
            let hour = economy.hour();
            play_hour(&mut economy).with_context(|| format!("day {day}, epoch hour {hour}"))?;
        }
        checks::conservation(&mut economy).with_context(|| format!("after day {day}"))?;
        progress.inc(1);
    }
    drop(progress);
    report::print(&report::collect(&mut economy, options)?, form)
}

/// An hour, in the order of its minutes.
fn play_hour(economy: &mut Economy) -> anyhow::Result<()> {
    economy.begin_hour();
    keeper::advance(economy)?;
    council::renew_attestations(economy)?;
    economy.at_minute(2);
    stakers::act(economy)?;
    economy.at_minute(5);
    renters::arrive(economy)?;
    economy.at_minute(10);
    suppliers::answer(economy)?;
    economy.at_minute(20);
    renters::leave(economy)?;
    suppliers::leave(economy)?;
    economy.at_minute(25);
    keeper::serve_reservations(economy)?;
    economy.at_minute(30);
    buyback::run(economy)?;
    economy.end_hour();
    Ok(())
}

impl Options {
    /// A small economy, to run commands against.
    pub fn small() -> Self {
        Self {
            days: 1,
            suppliers: 3,
            stakers: 2,
            renters: 2,
            seed: 3,
        }
    }
}
