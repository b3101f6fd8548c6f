//! `io rent quote`, `reserve` and `extend`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::marketplace as client;
use io_common::{
    constants::HOUR,
    types::{Supplier, SupplierBook},
};
use marketplace::{
    instructions::{ExtendArgs, ReserveArgs},
    quote::{self, Cost, Least},
    state::{meter, Config, Currency, Offer, Reservation, Segment, Terms},
};

use crate::{
    amounts,
    context::Context,
    duration::{display, exact},
    errors::{of_program, Failure},
    models,
    offer::free_gpus,
    options::{self, Program},
    parse::{
        address,
        amount::{self, Money},
        count, duration, hash,
    },
    pauses,
    plan::{short, Plan},
    report::{Cell, Record, Report},
};

/// What a renter wants.
#[derive(Args)]
pub struct Wish {
    /// The offer
    #[arg(value_parser = address)]
    offer: Pubkey,
    /// GPUs
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 1)]
    gpus: u32,
    /// For how long, such as 3h or 2d
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    time: u32,
    /// What you pay with
    #[arg(long, value_enum, default_value = "usdc")]
    currency: options::Currency,
}

/// A reservation to be.
#[derive(Args)]
pub struct Reserve {
    #[command(flatten)]
    wish: Wish,
    /// Most that may be locked, in the currency; the quote and 1 % unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max: Option<Money>,
    /// Public key, in hexadecimal, to which the supplier encrypts how to connect
    #[arg(long, value_name = "HEX", value_parser = hash::read)]
    connection_key: [u8; 32],
    /// Number of the reservation; the present time, or the next that is free, unless given
    #[arg(long, value_parser = count::number::<u64>)]
    number: Option<u64>,
}

/// More time.
#[derive(Args)]
pub struct Extend {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// For how long, such as 3h or 2d
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    time: u32,
    /// Most that may be locked, in the currency; the quote and 1 % unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max: Option<Money>,
}

/// An amount of a currency.
pub fn money(currency: Currency, amount: u64) -> Cell {
    match currency {
        Currency::Io => Cell::Io(amount),
        Currency::Usdc => Cell::Usdc(amount),
    }
}

/// The most to lock: what is given, or the quote and 1 % for IO, whose price may move until then.
fn most(currency: Currency, given: Option<&Money>, total: u64) -> Result<u64, Failure> {
    match (given, currency) {
        (Some(given), _) => given.of(currency),
        (None, Currency::Usdc) => Ok(total),
        (None, Currency::Io) => Ok(total.saturating_add(total.div_ceil(100))),
    }
}

/// Time of `gpus` at the offer's present price.
fn segment(
    context: &mut Context,
    config: &Config,
    offer: &Offer,
    (gpus, hours, currency): (u32, u32, Currency),
) -> anyhow::Result<Segment> {
    let price = match currency {
        Currency::Io => Some(context.price(&config.oracle)?),
        Currency::Usdc => None,
    };
    let seconds = hours.saturating_mul(u32::try_from(HOUR)?);
    let rate = meter::rate(offer.price_micro_usd, gpus, price.as_ref())?;
    Ok(Segment { rate, seconds })
}

/// What the program would say, before anything is sent.
pub fn refused(error: &anchor_lang::error::Error) -> Failure {
    let named = of_program(error);
    Failure::Refused(format!(
        "{} would refuse: {} ({})",
        named.program, named.message, named.name
    ))
}

/// The same with the hours that the offer takes, if these are none of them.
fn with_hours(refusal: Failure, offer: &Offer, hours: u32, currency: Currency) -> Failure {
    let most = match currency {
        Currency::Io => offer.max_hours.min(offer.max_io_hours),
        Currency::Usdc => offer.max_hours,
    };
    match refusal {
        Failure::Refused(text) if !(offer.min_hours..=most).contains(&hours) => {
            let [least, most] = [offer.min_hours, most]
                .map(|hours| exact(u64::from(hours).saturating_mul(HOUR.unsigned_abs())));
            Failure::Refused(format!("{text}: in this currency {least} to {most}"))
        }
        other => other,
    }
}

struct Quoted {
    config: Config,
    offer: Offer,
    currency: Currency,
    segment: Segment,
    cost: Cost,
    /// What is due at least.
    least: Least,
    terms: Terms,
}

/// Refuses more GPUs than the offer has free.
fn are_free(context: &mut Context, offer: &Offer, gpus: u32) -> anyhow::Result<()> {
    let supplier: Supplier = context.read("supplier", &offer.supplier)?;
    let book: SupplierBook = context.read("book", &client::book_address(&offer.supplier))?;
    let now = context.now()?;
    match free_gpus(offer, &supplier, &book, now)? {
        free if gpus <= free => Ok(()),
        0 => {
            Err(Failure::Refused("no GPU of this offer is free: see `io offer list`".into()).into())
        }
        free => {
            let told =
                format!("--gpus {gpus}: {free} GPUs of this offer are free, so write 1 to {free}");
            Err(Failure::Refused(told).into())
        }
    }
}

fn quoted(context: &mut Context, wish: &Wish) -> anyhow::Result<Quoted> {
    let config = context.market()?;
    let offer: Offer = context.read("offer", &wish.offer)?;
    let currency = Currency::from(wish.currency);
    let accepted = offer.accept(wish.time, currency, offer.revision);
    accepted.map_err(|error| with_hours(refused(&error), &offer, wish.time, currency))?;
    are_free(context, &offer, wish.gpus)?;
    let what = (wish.gpus, wish.time, currency);
    let segment = segment(context, &config, &offer, what)?;
    let terms = config.terms(currency)?;
    let terms = terms.booked(segment.seconds, offer.min_hours)?;
    let cost = quote::cost(segment, &terms)?;
    let least = quote::least_due(segment, &terms)?;
    Ok(Quoted {
        config,
        offer,
        currency,
        segment,
        cost,
        least,
        terms,
    })
}

fn record(wish: &Wish, quoted: &Quoted) -> Record {
    let money = |amount| money(quoted.currency, amount);
    vec![
        ("Offer", wish.offer.into()),
        ("GPUs", Cell::count(wish.gpus)),
        ("Hours", Cell::count(wish.time)),
        (
            "Price per GPU-hour",
            Cell::Usdc(quoted.offer.price_micro_usd),
        ),
        ("Rate per hour", money(quoted.segment.rate)),
        ("Price", money(quoted.cost.gross)),
        ("Your fee", money(quoted.cost.renter_fee)),
        ("To lock", money(quoted.cost.total)),
        ("Supplier gets", money(quoted.cost.supplier_gets)),
        ("Least time due", Cell::Seconds(quoted.least.seconds.into())),
        ("Least due", money(quoted.least.cost)),
        ("Grace", Cell::Seconds(quoted.terms.grace.into())),
    ]
}

/// Shows what a reservation would cost.
pub fn quote(context: &mut Context, wish: &Wish) -> anyhow::Result<Report> {
    let quoted = quoted(context, wish)?;
    let report = Report::fields(record(wish, &quoted));
    pauses::noted(context, Program::Marketplace, report)
}

/// Reserves at the quote.
pub fn reserve(context: &mut Context, options: &Reserve) -> anyhow::Result<Report> {
    let wish = &options.wish;
    let quoted = quoted(context, wish)?;
    let Quoted {
        config,
        ref offer,
        currency,
        cost,
        ..
    } = quoted;
    let (me, mint) = (context.me()?, config.mint(currency));
    let max_amount = most(currency, options.max.as_ref(), cost.total)?;
    let renter_tokens = wallet(context, me, currency, mint, cost.total)?;
    let number = match options.number {
        Some(number) => number,
        None => free_number(context, &me)?,
    };
    let args = ReserveArgs {
        number,
        gpus: wish.gpus,
        hours: wish.time,
        currency,
        offer_revision: offer.revision,
        max_amount,
        connection_key: options.connection_key,
    };
    let booking = client::Booking {
        renter: me,
        rent_payer: me,
        supplier: offer.supplier,
        offer: wish.offer,
        mint,
        renter_tokens,
        price: Some(context.price),
    };
    let reserve = client::reserve(&booking, args);
    let model = models::name(&models::table(context)?, offer.model);
    let question = format!(
        "Pay {} for {} × {model} for {} h",
        money(currency, cost.total).brief(),
        wish.gpus,
        wish.time
    );
    let reservation = client::reservation_address(&me, number);
    let plan = Plan::new(question, [reserve])
        .creates("Reservation", reservation)
        .shows([("Model", Cell::Text(model))])
        .shows(record(wish, &quoted))
        .shows([
            ("Most to lock", money(currency, max_amount)),
            ("Fees", money(currency, fees(&quoted)?)),
            ("Bounty lamports", Cell::Count(config.bounty)),
            ("Comes back", Cell::Text(refund_rule(&quoted))),
        ])
        .next(format!("io rent status {reservation}"));
    context.carry_out(plan)
}

/// Fees of both sides, which buy IO and burn it: what is locked and the supplier does not get.
fn fees(quoted: &Quoted) -> Result<u64, Failure> {
    let fees = quoted.cost.total.checked_sub(quoted.cost.supplier_gets);
    fees.ok_or_else(|| Failure::Refused("the supplier would get more than is locked".into()))
}

fn refund_rule(quoted: &Quoted) -> String {
    let of = |seconds: u64| display(seconds);
    let Quoted { terms, least, .. } = quoted;
    format!(
        "everything, if it is declined or not started within {}\n\
         what is not used, if you terminate within {} of the start; later at least {} is due\n\
         what is not used, if you leave after more than {} of downtime; of longer use {} % of it",
        of(terms.start_window.into()),
        of(terms.grace.into()),
        of(least.seconds.into()),
        of(terms.min_downtime.into()),
        trimmed(terms.max_downtime_bps),
    )
}

fn trimmed(bps: u16) -> String {
    let text = Cell::Bps(bps.into()).brief();
    text.trim_end_matches(" %").into()
}

/// The present time, or the first second after it that has no reservation yet.
fn free_number(context: &mut Context, renter: &Pubkey) -> anyhow::Result<u64> {
    let mut number = u64::try_from(context.now()?)?;
    while context
        .account(&client::reservation_address(renter, number))?
        .is_some()
    {
        number = number.saturating_add(1);
    }
    Ok(number)
}

fn wallet(
    context: &mut Context,
    owner: Pubkey,
    currency: Currency,
    mint: Pubkey,
    amount: u64,
) -> anyhow::Result<Pubkey> {
    match currency {
        Currency::Io => context.tokens_for(owner, mint, "IO", amount, amounts::io),
        Currency::Usdc => context.tokens_for(owner, mint, "USDC", amount, amounts::usdc),
    }
}

/// Books more time at the offer's present price.
pub fn extend(context: &mut Context, options: &Extend) -> anyhow::Result<Report> {
    let config = context.market()?;
    let reservation: Reservation = context.read("reservation", &options.reservation)?;
    let offer: Offer = context.read("offer", &reservation.offer)?;
    let currency = reservation.currency();
    let terms = &reservation.terms;
    let accepted = offer.accept_more(options.time, currency, offer.revision, terms);
    accepted.map_err(|error| with_hours(refused(&error), &offer, options.time, currency))?;
    let what = (reservation.gpus, options.time, currency);
    let segment = segment(context, &config, &offer, what)?;
    let now = context.now()?;
    let total = quote::extension_cost(&reservation, segment, now);
    let total = total.map_err(|error| refused(&error))?;
    let mint = config.mint(currency);
    let tokens = wallet(context, reservation.renter, currency, mint, total)?;
    let max_amount = most(currency, options.max.as_ref(), total)?;
    let args = ExtendArgs {
        hours: options.time,
        offer_revision: offer.revision,
        max_amount,
    };
    let price = Some(context.price);
    let extend = client::extend(&options.reservation, &reservation, &tokens, price, args);
    let ends_at = reservation
        .ends_at()?
        .saturating_add(segment.seconds.into());
    let question = format!(
        "Pay {} for {} h more of reservation {}",
        money(currency, total).brief(),
        options.time,
        short(&options.reservation)
    );
    let plan = Plan::new(question, [extend])
        .shows([
            ("Reservation", options.reservation.into()),
            ("GPUs", Cell::count(reservation.gpus)),
            ("Hours", Cell::count(options.time)),
            ("To lock", money(currency, total)),
            ("Most to lock", money(currency, max_amount)),
            ("Ends at", Cell::Time(ends_at, now)),
        ])
        .next(format!("io rent status {}", options.reservation));
    context.carry_out(plan)
}
