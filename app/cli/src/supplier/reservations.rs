//! `io supplier start`, `decline` and `announce-end`, by owner or operator, and `terminate`, by the owner.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::{announce_end, decline, start, terminate_by_supplier};

use crate::{
    amounts::several,
    context::Context,
    options::hexadecimal,
    parse::{address, hash},
    plan::{short, Plan},
    rent::{
        apart, money, not_done, refunded, reported, snapshot, unpaid, Announced, Side,
        NOTICE_PROTECTS,
    },
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
    let snapshot = snapshot(context, &address)?;
    let (it, now) = (&snapshot.reservation, snapshot.now);
    let request = start::Request {
        authority: context.me()?,
        connection_hash: options.connection_hash,
    };
    let prepared = start::prepare(&snapshot, &request);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Supplier))?;
    let start::Terms {
        ends_at,
        gets,
        hourly,
        pays_from,
    } = prepared.terms;
    let [gets, hourly] = [gets, hourly].map(|it| money(snapshot.currency, it));
    let question = format!(
        "Start reservation {} of {}, for {} until {}",
        short(&address),
        several(it.gpus, "GPU"),
        gets.brief(),
        Cell::Time(ends_at, now).brief()
    );
    let mut plan = Plan::new(question, prepared.act).shows([
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
    if let Some(from) = pays_from {
        let from_on = Cell::Time(from, now).brief();
        plan = plan.next(match from < ends_at {
            true => format!(
                "io supplier settle --reservation {address}, after {from_on}: it pays for what is older than {} by then, {} more \
                 each hour",
                Cell::Seconds(it.terms.hold_back.into()).display(),
                hourly.brief()
            ),
            false => format!(
                "io rent close {address}, from {from_on} on: what was used is held back until then"
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
    let address = options.reservation;
    let snapshot = snapshot(context, &address)?;
    let prepared = decline::prepare(&snapshot, &context.me()?);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Supplier))?;
    let decline::Terms { refund, to } = prepared.terms;
    let refund = money(snapshot.currency, refund.amount);
    let question = format!(
        "Decline reservation {} and send {} back to {}",
        short(&address),
        refund.brief(),
        refunded(&snapshot.reservation)
    );
    Ok(Plan::new(question, prepared.act)
        .shows([
            ("Reservation", address.into()),
            ("Refund", refund),
            ("Renter", snapshot.reservation.renter.into()),
        ])
        .shows(apart(&snapshot.reservation))
        .shows([("To", to.into())])
        .observing(unpaid(address, to))
        .next(format!(
            "io rent close {address}: it closes the accounts, and their rent goes back to {}",
            short(&snapshot.reservation.payer)
        )))
}

/// Announces the end, and shows when the notice is over.
pub fn announce_end(context: &mut Context, options: &AnnounceEnd) -> anyhow::Result<Report> {
    let address = options.reservation;
    context.carry_out(|context, _| announcing(context, address))
}

fn announcing<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let snapshot = snapshot(context, &address)?;
    let prepared = announce_end::prepare(&snapshot, &context.me()?);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Supplier))?;
    let announce_end::Terms {
        over_at,
        lapses_at,
        ends_at,
        forfeit,
        least_until,
    } = prepared.terms;
    let (it, now) = (&snapshot.reservation, snapshot.now);
    let over = Cell::Time(over_at, now);
    let least_until = least_until.map_or(Cell::None, |at| Cell::Time(at, now));
    let given_up = match least_until {
        Cell::None => String::new(),
        _ => format!(
            ", and give up its minimum time, which is over at {}",
            least_until.brief()
        ),
    };
    let at = |time| Cell::Time(time, now).brief();
    let (after, next) = match Announced::new(over_at, ends_at).until {
        Some(until) => (
            format!(
                "from then until {} the owner may terminate it without a forfeit",
                at(until)
            ),
            format!(
                "io supplier terminate {address}, by the owner, from {} until {}: it forfeits nothing",
                at(over_at),
                at(until)
            ),
        ),
        None => (
            format!("its time is over before, at {}", at(ends_at)),
            format!(
                "io rent close {address}, from {} on: its time is over before its notice",
                at(ends_at)
            ),
        ),
    };
    let question = format!(
        "Announce the end of reservation {}, with notice until {}{given_up}; {after}",
        short(&address),
        over.brief()
    );
    Ok(Plan::new(question, prepared.act)
        .shows([
            ("Reservation", address.into()),
            ("Renter", it.renter.into()),
            ("Notice", Cell::Seconds(it.terms.notice.into())),
            ("Notice is over at", over),
            ("Announcement lapses at", Cell::Time(lapses_at, now)),
            ("Ends at", Cell::Time(ends_at, now)),
            ("Notice protects", Cell::text(NOTICE_PROTECTS)),
            ("Minimum time given up, until", least_until),
            (
                "Forfeited if terminated now",
                money(snapshot.currency, forfeit),
            ),
            (
                "The renter",
                Cell::text("pays only for the time used if it terminates, from now on; while the announcement stands, it extends no further than the end of the notice"),
            ),
        ])
        .next(next))
}

/// Ends it, and shows what the payer gets back.
pub fn terminate(context: &mut Context, options: &Terminate) -> anyhow::Result<Report> {
    let address = options.reservation;
    context.carry_out(|context, _| terminating(context, address))
}

fn terminating<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let snapshot = snapshot(context, &address)?;
    let prepared = terminate_by_supplier::prepare(&snapshot, &context.me()?);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Supplier))?;
    let terminate_by_supplier::Terms {
        refund,
        to,
        gets,
        forfeited,
        forfeit,
    } = prepared.terms;
    let money = |amount| money(snapshot.currency, amount);
    let back = money(refund.amount);
    let forfeits = match forfeit {
        0 => "forfeit nothing".into(),
        seconds => format!(
            "forfeit {} for {} of notice that is missing",
            money(forfeited).brief(),
            Cell::Seconds(seconds.into()).display()
        ),
    };
    let question = format!(
        "Terminate reservation {}, send {} back to {}, and {forfeits}",
        short(&address),
        back.brief(),
        refunded(&snapshot.reservation)
    );
    let plan = Plan::new(question, prepared.act)
        .shows([
            ("Reservation", address.into()),
            ("Refund", back),
            ("Renter", snapshot.reservation.renter.into()),
        ])
        .shows(apart(&snapshot.reservation))
        .shows([("To", to.into())])
        .terms(reported(&snapshot.reservation, snapshot.now))
        .shows([
            ("Supplier still gets", money(gets)),
            ("Forfeited", money(forfeited)),
            ("Forfeited time", Cell::Seconds(forfeit.into())),
            (
                "Held back until",
                refund
                    .until
                    .map_or(Cell::None, |at| Cell::Time(at, snapshot.now)),
            ),
        ])
        .observing(unpaid(address, to));
    Ok(match refund.until {
        Some(until) => plan.next(format!(
            "io rent close {address}, from {} on",
            Cell::Time(until, snapshot.now).brief()
        )),
        None => plan,
    })
}
