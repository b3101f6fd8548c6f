//! `io supplier start` and `decline`, by owner or operator, and `terminate`, by the owner.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use marketplace::state::{Leg, Reservation};

use crate::{
    context::Context,
    parse::{address, hash},
    rent::{money, refused},
    report::{Cell, Report},
};

/// A reservation to start.
#[derive(Args)]
pub struct Start {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Hash, in hexadecimal, of the connection details
    #[arg(long, value_name = "HEX", value_parser = hash::read)]
    connection_hash: [u8; 32],
}

/// A reservation to decline.
#[derive(Args)]
pub struct Decline {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// A reservation to end.
#[derive(Args)]
pub struct Terminate {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// Starts the meter.
pub fn start(context: &mut Context, options: &Start) -> anyhow::Result<Report> {
    let it: Reservation = context.read("reservation", &options.reservation)?;
    let (me, now) = (context.me()?, context.now()?);
    let start = client::start(
        &me,
        &it.supplier,
        &options.reservation,
        options.connection_hash,
    );
    let sent = context.send(Vec::new(), vec![start], &[])?;
    let ends_at = now.saturating_add(it.booked()?.into());
    Ok(sent.report(vec![
        ("Reservation", options.reservation.into()),
        ("Ends at", Cell::Time(ends_at, now)),
    ]))
}

/// Gives everything back.
pub fn decline(context: &mut Context, options: &Decline) -> anyhow::Result<Report> {
    let config = context.market()?;
    let it: Reservation = context.read("reservation", &options.reservation)?;
    let tokens = spl::wallet(&it.renter, &config.mint(it.currency()));
    let decline = client::decline(&context.me()?, &options.reservation, &it, &tokens);
    let sent = context.send(Vec::new(), vec![decline], &[])?;
    Ok(sent.report(vec![
        ("Reservation", options.reservation.into()),
        ("Refund", money(it.currency(), it.locked)),
    ]))
}

/// Ends it, and shows what the renter gets.
pub fn terminate(context: &mut Context, options: &Terminate) -> anyhow::Result<Report> {
    let config = context.market()?;
    let it: Reservation = context.read("reservation", &options.reservation)?;
    let mut after = it;
    let ended = after.terminate_by_supplier(context.now()?);
    ended.map_err(|error| refused(&error))?;
    let tokens = spl::wallet(&it.renter, &config.mint(it.currency()));
    let me = context.me()?;
    let terminate = client::terminate_by_supplier(&me, &options.reservation, &it, &tokens);
    let sent = context.send(Vec::new(), vec![terminate], &[])?;
    Ok(sent.report(vec![
        ("Reservation", options.reservation.into()),
        ("Refund", money(it.currency(), after.owed(Leg::Renter)?)),
    ]))
}
