//! `io rent extend`: more time for a running reservation.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::{
    extend::{self, Running},
    market::Market,
    pricing::Wanted,
    Refusal,
};
use io_common::constants::HOUR;
use marketplace::state::Currency;

use super::{
    course::Side,
    declined::declined,
    exit::refused_at,
    limit::{amounts, most, most_to_lock, price_of_io},
    money, payer,
    quote::{revision, PRICE},
};
use crate::{
    amounts::several,
    context::Context,
    errors::{of_program, CliError},
    parse::{
        address,
        amount::{self, Money},
        duration,
    },
    plan::{short, Plan},
    refusals::{refused, unread},
    report::{Cell, Report},
};

/// More time.
#[derive(Args)]
pub struct Extend {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// For how long, such as 3h or 2d
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    time: u32,
    /// Most that may be locked, in the currency; by default the quote, and 1 % more in IO
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max: Option<Money>,
}

/// The reservation with its offer.
fn running(context: &mut Context, options: &Extend) -> anyhow::Result<Running> {
    let read = |context: &mut Context| {
        let at = &options.reservation;
        let running = context.priced(|network, price| Running::read(network, at, price));
        running.map_err(|error| unread(context, error))
    };
    let running = read(context)?;
    if !running
        .reservation
        .currency()
        .is_ok_and(|it| it == Currency::Io)
    {
        return Ok(running);
    }
    match context.seek_price(&running.market.config.oracle, 0)? {
        true => read(context),
        false => Ok(running),
    }
}

/// Reserves more time at the offer's present price.
pub fn extend(context: &mut Context, options: &Extend) -> anyhow::Result<Report> {
    let running = running(context, options)?;
    let terms = running.quote(options.time);
    let terms = terms.map_err(|error| not_extended(context, &running, options.time, error))?;
    payer::require(context, &running.reservation)?;
    let request = extend::Request {
        hours: options.time,
        limit: Some(most(terms.currency, options.max.as_ref(), terms.total)?),
        revision: None,
    };
    context.carry_out(|context, _| {
        let running = self::running(context, options)?;
        extending(context, &running, &request)
    })
}

fn extending<'a>(
    context: &mut Context,
    running: &Running,
    request: &extend::Request,
) -> anyhow::Result<Plan<'a>> {
    let prepared = extend::prepare(running, request);
    let prepared =
        prepared.map_err(|error| not_extended(context, running, request.hours, error))?;
    let extend::Terms {
        currency,
        time,
        total,
        limit,
        ends_at,
    } = prepared.terms;
    let (address, it, now) = (running.address, &running.reservation, context.now()?);
    let offer = &running.market.offer;
    let question = format!(
        "Pay {} for {} h more of reservation {}; what is not used comes back if you terminate",
        amounts(currency, limit, total),
        request.hours,
        short(&address)
    );
    Ok(Plan::new(question, prepared.act)
        .shows([("Reservation", address.into())])
        .shows(payer::renter_apart(it))
        .shows([
            ("GPUs", Cell::count(it.gpus)),
            ("Hours", Cell::count(request.hours)),
        ])
        .terms([revision(offer), (PRICE, Cell::Usd(offer.price_micro_usd))])
        .shows(price_of_io(time.io_price))
        .shows([("To lock", money(currency, total))])
        .shows(most_to_lock(currency, limit, total))
        .terms([("Ends at", Cell::Time(ends_at, now))])
        .gives(it.payer, running.market.config.mint(currency), limit)
        .next(format!("io rent status {address}")))
}

/// What is refused of more time, as the command line says it.
fn not_extended(
    context: &mut Context,
    running: &Running,
    hours: u32,
    refusal: Refusal,
) -> anyhow::Error {
    let (it, market) = (&running.reservation, &running.market);
    let currency = match it.currency() {
        Ok(currency) => currency,
        Err(error) => return refused(&error.into()).into(),
    };
    match refusal {
        Refusal::Program(error) => {
            refused_at(&error, &running.address, it, market.now, Side::Renter)
        }
        Refusal::End(error) => too_far(running, currency, &error),
        refusal => {
            let wanted = Wanted {
                gpus: it.gpus,
                hours,
                currency,
            };
            declined(context, market, wanted, 1, refusal)
        }
    }
}

/// An end that is further ahead than the offer, or the market, takes.
fn too_far(
    running: &Running,
    currency: Currency,
    error: &anchor_lang::error::Error,
) -> anyhow::Error {
    let Market {
        config, offer, now, ..
    } = &running.market;
    let most = match currency {
        Currency::Io => offer.max_hours.min(offer.max_io_hours),
        Currency::Usdc => offer.max_hours,
    };
    let most = most.min(config.max_hours);
    let ahead = match running.reservation.ends_at() {
        Ok(ends_at) => ends_at.saturating_sub(*now),
        Err(error) => return refused(&error.into()).into(),
    };
    let room = i64::from(most).saturating_mul(HOUR).saturating_sub(ahead);
    let room = match room.div_euclid(HOUR) {
        ..=0 => "it cannot be extended now".into(),
        hours => format!(
            "extend by at most {}",
            several(hours.unsigned_abs(), "hour")
        ),
    };
    CliError::Refused(format!(
        "it may end at most {} from now: {room} ({})",
        several(most, "hour"),
        of_program(error).name
    ))
    .into()
}
