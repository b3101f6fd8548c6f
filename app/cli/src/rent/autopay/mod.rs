//! `io rent autopay`: what the payer of a reservation allows to extend it by.

mod refused;
mod set;
mod shown;
mod stop;

use anchor_lang::prelude::Pubkey;
use clap::Subcommand;
use io_client::actions::autopay::Standing;

use super::exit::ReservationArg;
use crate::{
    context::Context, duration::display, errors::CliError, refusals::unread, report::Report,
};

pub use self::{
    refused::not_beside,
    set::Set,
    shown::{beside, in_brief, while_disputed},
};

/// Commands of autopay.
#[derive(Subcommand)]
pub enum Command {
    /// Show what a reservation's payer allows, and where it stands
    Show(ReservationArg),
    /// Let anyone extend a reservation from your wallet, within what you allow
    Set(Set),
    /// End it: nothing more is taken for the reservation, and the bounties come back
    Stop(ReservationArg),
}

/// Hours of an extension by default: in IO, three of them last for a hold-back of a day with any lead of half a day or less.
pub const HOURS: u16 = 12;
/// Seconds before the end from which on it extends by default.
pub const LEAD: u32 = 3_600;
/// Bounties that are left by default.
pub const BOUNTIES: u16 = 20;
/// Least lead, in seconds: a keeper looks every minute, and may need several tries.
const LEAST_LEAD: u64 = 600;

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Show(which) => shown::show(context, which.reservation),
        Command::Set(options) => set::set(context, &options),
        Command::Stop(which) => {
            context.carry_out(|context, _| stop::stopping(context, which.reservation))
        }
    }
}

/// Reads a reservation with its autopay.
///
/// # Errors
/// Those of [`unread`].
pub fn standing(context: &mut Context, address: &Pubkey) -> anyhow::Result<Standing> {
    let price = context.price;
    let read = Standing::read(context.network, address, &price);
    read.map_err(|error| unread(context, error))
}

/// Hours and seconds as the program takes them.
///
/// # Errors
/// What to write instead.
pub fn times(time: u32, lead: u64) -> Result<(u16, u32), CliError> {
    let hours = u16::try_from(time).map_err(|_| {
        CliError::Usage("an extension adds at most 65,535 hours: ask for fewer".into())
    })?;
    if lead < LEAST_LEAD {
        return Err(CliError::Usage(format!(
            "an extension needs time to be sent: let it be at least {} before the end",
            display(LEAST_LEAD)
        )));
    }
    let lead = u32::try_from(lead)
        .map_err(|_| CliError::Usage("the lead is too long: give a shorter one".into()))?;
    Ok((hours, lead))
}
