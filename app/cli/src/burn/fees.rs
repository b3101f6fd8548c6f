//! `io burn fees` and `sweep`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use fee_burn::state::Burn;
use io_client::actions::{
    fees::{self, IoFees},
    Refusal,
};

use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    plan::{short, Plan},
    refusals::unread,
    rent::{money, not_done, snapshot, Side},
    report::{Cell, Report},
};

/// Whose fees.
#[derive(Args)]
pub struct Sweep {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// Burns the fees in IO.
pub fn burn(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| burning(context))
}

fn burning<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let read = IoFees::read(context.network);
    let it = read.map_err(|error| unread(context, error))?;
    let prepared = fees::burn(&it).map_err(|refusal| match refusal {
        Refusal::Nothing(what) => CliError::Nothing(what),
        other => CliError::Refused(other.to_string()),
    })?;
    let Burn { amount, council } = prepared.terms;
    let burned = Cell::Io(amount);
    let question = format!("Burn fees of {} in the vault", burned.brief());
    Ok(Plan::new(question, prepared.act)
        .shows([("Burned", burned), ("For the council", Cell::Io(council))]))
}

/// Moves the fees of a reservation to the vault.
pub fn sweep(context: &mut Context, options: &Sweep) -> anyhow::Result<Report> {
    let address = options.reservation;
    context.carry_out(|context, _| sweeping(context, &address))
}

fn sweeping<'a>(context: &mut Context, address: &Pubkey) -> anyhow::Result<Plan<'a>> {
    let snapshot = snapshot(context, address)?;
    let prepared = fees::sweep(&snapshot);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Renter))?;
    let fees::Swept { amount, to } = prepared.terms;
    let swept = money(snapshot.currency, amount);
    let question = format!(
        "Move fees of {} of reservation {} to the vault",
        swept.brief(),
        short(address)
    );
    Ok(Plan::new(question, prepared.act).shows([
        ("Reservation", (*address).into()),
        ("Swept", swept),
        ("To", to.into()),
    ]))
}
