//! `io rent terminate`, `leave`, `dispute`, `collect` and `finish`: ways to get money back.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use marketplace::{
    quote,
    state::{Leg, Reservation},
};

use super::book::{money, refused};
use crate::{
    context::Context,
    errors::Failure,
    keeper,
    parse::{
        address,
        amount::{self, Money},
    },
    report::{Cell, Report},
};

/// Which reservation.
#[derive(Args)]
pub struct Which {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// A dispute to be.
#[derive(Args)]
pub struct Dispute {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Largest deposit, in the reservation's currency; the quote unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max_deposit: Option<Money>,
}

/// Where to.
#[derive(Args)]
pub struct Collect {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Token account that receives; yours unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// A reservation with where its renter is paid.
struct Found {
    reservation: Reservation,
    mint: Pubkey,
    tokens: Pubkey,
}

fn find(context: &mut Context, address: &Pubkey) -> anyhow::Result<Found> {
    let config = context.market()?;
    let reservation: Reservation = context.read("reservation", address)?;
    let mint = config.mint(reservation.currency());
    Ok(Found {
        tokens: spl::wallet(&reservation.renter, &mint),
        reservation,
        mint,
    })
}

/// Terminates, and shows the refund.
pub fn terminate(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    let Found {
        reservation,
        tokens,
        ..
    } = find(context, &which.reservation)?;
    let refund = quote::refund_if_terminated(&reservation, context.now()?);
    let terminate = client::terminate(&which.reservation, &reservation, &tokens);
    let sent = context.send(Vec::new(), vec![terminate], &[])?;
    Ok(sent.report(vec![
        ("Reservation", which.reservation.into()),
        ("Refund", money(reservation.currency(), refund)),
    ]))
}

/// Leaves, and shows the refund.
pub fn leave(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    let Found {
        reservation,
        tokens,
        ..
    } = find(context, &which.reservation)?;
    let refund = quote::refund_if_left(&reservation, context.now()?);
    let leave = client::leave(&which.reservation, &reservation, &tokens);
    let sent = context.send(Vec::new(), vec![leave], &[])?;
    Ok(sent.report(vec![
        ("Reservation", which.reservation.into()),
        ("Refund", money(reservation.currency(), refund)),
    ]))
}

/// Does what a keeper would, without waiting for one.
pub fn finish(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    let address = which.reservation;
    let reservation: Reservation = context.read("reservation", &address)?;
    let now = context.now()?;
    let Some((what, acts)) = keeper::due(context, &address, &reservation, now)? else {
        let nothing = "finish: the reservation runs, waits for its start, or is held back";
        return Err(Failure::Nothing(nothing).into());
    };
    let sent = context.send(Vec::new(), acts, &[])?;
    Ok(sent.report(vec![
        ("Reservation", address.into()),
        ("Act", Cell::text(what)),
    ]))
}

/// Opens a dispute, with its deposit.
pub fn dispute(context: &mut Context, options: &Dispute) -> anyhow::Result<Report> {
    let Found {
        reservation,
        tokens,
        ..
    } = find(context, &options.reservation)?;
    let deposit = quote::deposit_of_dispute(&reservation, context.now()?);
    let deposit = deposit.map_err(|error| refused(&error))?;
    let currency = reservation.currency();
    let most = match &options.max_deposit {
        None => deposit,
        Some(given) => given.of(currency)?,
    };
    let dispute = client::open_dispute(&options.reservation, &reservation, &tokens, most);
    let sent = context.send(Vec::new(), vec![dispute], &[])?;
    Ok(sent.report(vec![
        ("Reservation", options.reservation.into()),
        ("Deposit", money(currency, deposit)),
    ]))
}

/// Pays what is owed to the signer, as renter or as the supplier's payout wallet.
pub fn collect(context: &mut Context, options: &Collect) -> anyhow::Result<Report> {
    let Found {
        reservation, mint, ..
    } = find(context, &options.reservation)?;
    let me = context.me()?;
    let leg = if me == reservation.renter {
        Leg::Renter
    } else {
        Leg::Supplier
    };
    let owed = reservation.owed(leg)?;
    if owed == 0 {
        return Err(Failure::Nothing("collect").into());
    }
    let to = options.to.unwrap_or_else(|| spl::wallet(&me, &mint));
    let before = match options.to {
        Some(_) => Vec::new(),
        None => vec![spl::create_wallet(&me, &me, &mint)],
    };
    let collect = client::collect(&me, &options.reservation, &reservation, &to);
    let sent = context.send(before, vec![collect], &[])?;
    Ok(sent.report(vec![
        ("Reservation", options.reservation.into()),
        ("Collected", money(reservation.currency(), owed)),
        ("To", to.into()),
    ]))
}
