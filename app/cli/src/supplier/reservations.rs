//! `io supplier start`, `decline` and `announce-end`, by owner or operator, and `terminate`, by the owner.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use marketplace::{
    constants::ANNOUNCEMENT_LAPSE,
    quote,
    state::{Payee, Reservation},
};

use crate::{
    amounts::several,
    context::Context,
    options::hexadecimal,
    parse::{address, hash},
    plan::{short, Plan},
    rent::{hourly, money, refused_at, unpaid, Side},
    report::{Cell, Report},
};

/// A reservation to start.
#[derive(Args)]
pub struct Start {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Hash, in hexadecimal, of the connection details, such as `sha256sum` prints it
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

/// A reservation to end once its notice is over.
#[derive(Args)]
pub struct AnnounceEnd {
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
    context.carry_out(|context, _| starting(context, options))
}

fn starting<'a>(context: &mut Context, options: &Start) -> anyhow::Result<Plan<'a>> {
    let address = options.reservation;
    let it: Reservation = context.read("reservation", &address)?;
    let (me, now) = (context.me()?, context.now()?);
    let start = client::start(&me, &it.supplier, &address, options.connection_hash);
    let ends_at = now.saturating_add(it.reserved()?.into());
    let gross = it.gross(u32::MAX)?;
    let gets = money(it.currency()?, it.terms.net(gross)?);
    let mut started = it;
    // The program says what is wrong.
    let _ = started.start(options.connection_hash, now);
    let first_paid = quote::next_settlement(&started, now)?.from;
    let question = format!(
        "Start reservation {} of {}, for {} until {}",
        short(&address),
        several(it.gpus, "GPU"),
        gets.brief(),
        Cell::Time(ends_at, now).brief()
    );
    let mut plan = Plan::new(question, [start]).shows([
        ("Reservation", address.into()),
        ("Renter", it.renter.into()),
        ("GPUs", Cell::count(it.gpus)),
        ("Supplier gets", gets),
        ("Ends at", Cell::Time(ends_at, now)),
        (
            "Connection hash",
            Cell::Text(hexadecimal(&options.connection_hash)),
        ),
    ]);
    if let Some(from) = first_paid {
        let from_on = Cell::Time(from, now).brief();
        plan = plan.next(match from < ends_at {
            true => format!(
                "io supplier settle --reservation {address}, later than {from_on}: it pays what is older than {} by then, {} more \
                 each hour",
                Cell::Seconds(it.terms.hold_back.into()).display(),
                money(it.currency()?, hourly(&started, now)?.unwrap_or(0)).brief()
            ),
            false => format!(
                "io rent finish {address}, from {from_on} on: what was used is held back until then"
            ),
        });
    }
    Ok(plan)
}

/// Gives everything back.
pub fn decline(context: &mut Context, options: &Decline) -> anyhow::Result<Report> {
    context.carry_out(|context, _| declining(context, options))
}

fn declining<'a>(context: &mut Context, options: &Decline) -> anyhow::Result<Plan<'a>> {
    let config = context.market()?;
    let address = options.reservation;
    let (it, now): (Reservation, _) = (context.read("reservation", &address)?, context.now()?);
    let mut after = it;
    let declined = after.decline(now);
    declined.map_err(|error| refused_at(&error, &address, &it, now, Side::Supplier))?;
    let tokens = spl::wallet(&it.renter, &config.mint(it.currency()?));
    let decline = client::decline(&context.me()?, &address, &it, &tokens);
    let refund = money(it.currency()?, it.locked);
    let question = format!(
        "Decline reservation {} and send {} back to its renter",
        short(&address),
        refund.brief()
    );
    let plan = Plan::new(question, [decline])
        .shows([
            ("Reservation", address.into()),
            ("Refund", refund),
            ("Renter", it.renter.into()),
            ("To", tokens.into()),
        ])
        .observing(unpaid(address, tokens))
        .next(format!("io rent finish {address}"));
    Ok(plan)
}

/// Announces the end, and shows when the notice is over.
pub fn announce_end(context: &mut Context, options: &AnnounceEnd) -> anyhow::Result<Report> {
    let address = options.reservation;
    context.carry_out(|context, _| announcing(context, address))
}

fn announcing<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let (it, now): (Reservation, _) = (context.read("reservation", &address)?, context.now()?);
    let over_at = { it }.announce_end(now);
    let over_at =
        over_at.map_err(|error| refused_at(&error, &address, &it, now, Side::Supplier))?;
    let lapses_at = over_at.saturating_add(ANNOUNCEMENT_LAPSE.into());
    let announce = client::announce_end(&context.me()?, &address, &it);
    let forfeit = quote::forfeit_if_terminated_by_supplier(&it, now);
    let over = Cell::Time(over_at, now);
    let question = format!(
        "Announce the end of reservation {}, with notice until {}",
        short(&address),
        over.brief()
    );
    let next = format!(
        "io supplier terminate {address}, from {} on: it forfeits nothing until {}",
        over.brief(),
        Cell::Time(lapses_at, now).brief()
    );
    Ok(Plan::new(question, [announce])
        .shows([
            ("Reservation", address.into()),
            ("Renter", it.renter.into()),
            ("Notice", Cell::Seconds(it.terms.notice.into())),
            ("Notice is over at", over),
            ("Announcement lapses at", Cell::Time(lapses_at, now)),
            ("Ends at", Cell::Time(it.ends_at()?, now)),
            (
                "Forfeited if terminated now",
                money(it.currency()?, forfeit),
            ),
            (
                "Meanwhile the renter",
                Cell::text("may terminate for the time used alone, and extends to the end of the notice at most"),
            ),
        ])
        .next(next))
}

/// Ends it, and shows what the renter gets.
pub fn terminate(context: &mut Context, options: &Terminate) -> anyhow::Result<Report> {
    let address = options.reservation;
    context.carry_out(|context, _| terminating(context, address))
}

fn terminating<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let config = context.market()?;
    let (it, now): (Reservation, _) = (context.read("reservation", &address)?, context.now()?);
    let mut after = it;
    let ended = after.terminate_by_supplier(now);
    ended.map_err(|error| refused_at(&error, &address, &it, now, Side::Supplier))?;
    let gets = it.terms.net(after.payable)?;
    let forfeited = quote::forfeit_if_terminated_by_supplier(&it, now);
    let tokens = spl::wallet(&it.renter, &config.mint(it.currency()?));
    let me = context.me()?;
    let terminate = client::terminate_by_supplier(&me, &address, &it, &tokens);
    let currency = it.currency()?;
    let money = |amount| money(currency, amount);
    let refund = money(after.owed(Payee::Renter)?);
    let question = format!(
        "Terminate reservation {} and send {} back to its renter",
        short(&address),
        refund.brief()
    );
    Ok(Plan::new(question, [terminate])
        .shows([
            ("Reservation", address.into()),
            ("Refund", refund),
            ("Renter", it.renter.into()),
            ("To", tokens.into()),
            (
                "Supplier still gets",
                money(gets.saturating_sub(it.paid.supplier)),
            ),
            ("Forfeited", money(forfeited)),
            ("Forfeited time", Cell::Seconds(it.forfeited(now)?.into())),
        ])
        .observing(unpaid(address, tokens))
        .next(format!(
            "io rent finish {address}, from {} on",
            Cell::Time(after.releases_at()?, now).brief()
        )))
}
