//! `io decide`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use marketplace::state::{Decision, Reservation};

use super::{approve, made_at, Agreement, Mode};
use crate::{
    context::Context,
    parse::{address, share, time},
    rent::money,
    report::{Cell, Report},
};

/// A decision.
#[derive(Args)]
pub struct Options {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// The renter's share of what is disputed; with none at all the deposit goes to the supplier
    #[arg(long, value_name = "SHARE", value_parser = share::read)]
    renter: u16,
    /// When the decision was made, in the past hour, the same for all who approve it; now unless given
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    made_at: Option<i64>,
    #[command(flatten)]
    agreement: Agreement,
}

/// Decides, or approves a decision.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let (address, config) = (options.reservation, context.market()?);
    let it: Reservation = context.read("reservation", &address)?;
    let decision = Decision {
        made_at: made_at(context, options.made_at)?,
        renter_bps: options.renter,
    };
    let hash = decision.hash(&address)?;
    let tokens = spl::wallet(&it.renter, &config.mint(it.currency()));
    let disputed = it.frozen(u32::MAX)?;
    let decide = |agreement| client::decide_dispute(agreement, &address, &tokens, decision);
    let (act, keys) = match options.agreement.mode(context, &hash)? {
        Mode::Approve => return approve(context, hash),
        Mode::Sign(keys, signers) => (decide(client::Agreement::Signed(&signers)), keys),
        Mode::Approved(_) => (decide(client::Agreement::Approved(hash)), Vec::new()),
    };
    let sent = context.send(Vec::new(), vec![act], &keys)?;
    Ok(sent.report(vec![
        ("Reservation", address.into()),
        ("Disputed", money(it.currency(), disputed)),
        ("To the renter", Cell::Bps(options.renter.into())),
    ]))
}
