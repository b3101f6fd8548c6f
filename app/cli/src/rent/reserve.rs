//! `io rent quote`, `reserve` and `extend`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::marketplace as client;
use io_common::{
    constants::HOUR,
    types::{Supplier, SupplierUsage},
};
use marketplace::{
    instructions::{ExtendArgs, ReserveArgs},
    quote::{self, Cost, Least},
    state::{meter, Config, Currency, Offer, Reservation, Segment, Terms},
};

use crate::{
    amounts::{self, grouped, several},
    context::Context,
    duration::display,
    errors::{of_program, with_hint, CliError, UNSENT},
    free::{free_gpus, not_free},
    hints, models,
    options::{self, Program},
    parse::{
        address,
        amount::{self, Money},
        connection, count, duration,
    },
    pauses,
    plan::{short, Plan},
    report::{Cell, Record, Report},
};

use super::{
    course::Side,
    exit::{is_renters, refused_at},
    money,
};

/// What a renter wants.
#[derive(Args)]
pub struct QuoteArgs {
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
    quote: QuoteArgs,
    /// Most that may be locked, in the currency; by default the quote, and 1 % more in IO
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max: Option<Money>,
    /// Key to which the supplier encrypts how to connect: the file that `openssl genpkey -algorithm X25519 -out connection.pem`
    /// makes, of which the public half is sent, or that half in hexadecimal
    #[arg(long, value_name = "FILE|HEX", value_parser = connection::key)]
    connection_key: [u8; 32],
    /// Number of the reservation; by default the present time, or the next that is free
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
    /// Most that may be locked, in the currency; by default the quote, and 1 % more in IO
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max: Option<Money>,
}

/// The most to lock: what is given, or the quote and 1 % for IO, whose price may move until then.
fn most(currency: Currency, given: Option<&Money>, total: u64) -> Result<u64, CliError> {
    let most = match (given, currency) {
        (Some(given), _) => given.of("--max", currency)?,
        (None, Currency::Usdc) => total,
        (None, Currency::Io) => total.saturating_add(total.div_ceil(100)),
    };
    if most < total {
        let [total, most] = [total, most].map(|it| money(currency, it).brief());
        return Err(CliError::Refused(format!(
            "it costs {total}, and --max allows {most}: give --max {total}, or leave it out",
        )));
    }
    Ok(most)
}

/// Refuses what costs more by a later look than may be locked.
fn within(currency: Currency, most: u64, total: u64) -> Result<(), CliError> {
    if total <= most {
        return Ok(());
    }
    let [total, most] = [total, most].map(|it| money(currency, it).brief());
    Err(CliError::Refused(format!(
        "it costs {total} by now, and at most {most} may be locked{UNSENT}. Give the command again, for a new quote"
    )))
}

/// What is paid, as a question says it: with the most, where that is more.
fn pay(currency: Currency, most: u64, total: u64) -> String {
    let [paid, at_most] = [total, most].map(|it| money(currency, it).brief());
    match most > total {
        true => format!("Pay {paid}, at most {at_most},"),
        false => format!("Pay {paid}"),
    }
}

/// The same, where it is more than what is to be locked.
fn most_to_lock(currency: Currency, most: u64, total: u64) -> Option<(&'static str, Cell)> {
    (most > total).then(|| ("Most to lock", money(currency, most)))
}

/// Time of `gpus` at the offer's present price, with the price of IO that it is converted at.
fn segment(
    context: &mut Context,
    config: &Config,
    offer: &Offer,
    (gpus, hours, currency): (u32, u32, Currency),
) -> anyhow::Result<(Segment, Option<u64>)> {
    let price = match currency {
        Currency::Io => Some(context.price(&config.oracle)?),
        Currency::Usdc => None,
    };
    let seconds = hours.saturating_mul(u32::try_from(HOUR)?);
    let rate = meter::rate(offer.price_micro_usd, gpus, price.as_ref())?;
    let price = price.map(|price| price.conservative()).transpose()?;
    Ok((Segment { rate, seconds }, price))
}

/// The price of IO, where it is paid in that.
fn price_of_io(price: Option<u64>) -> Option<(&'static str, Cell)> {
    price.map(|price| ("Price of IO", Cell::Price(price)))
}

/// What the program would say, before anything is sent.
pub fn refused(error: &anchor_lang::error::Error) -> CliError {
    let named = of_program(error);
    CliError::Refused(format!(
        "{} would refuse: {} ({})",
        named.program, named.message, named.name
    ))
}

/// What the program would say to `hours` from `least` on, with those that the offer takes if these are none of them.
fn with_hours(
    error: &anchor_lang::error::Error,
    offer: &Offer,
    least: u32,
    (hours, currency): (u32, Currency),
) -> CliError {
    let named = of_program(error);
    if let Some(hint) = hints::of_offer(offer, &named.name) {
        let refused = CliError::Refused(format!("{} ({}){UNSENT}", named.message, named.name));
        return with_hint(refused, Some(hint));
    }
    if !matches!(named.name.as_str(), "HoursOutOfRange" | "IoHoursOutOfRange") {
        return refused(error);
    }
    let (most, currency) = match currency {
        Currency::Io => (offer.max_hours.min(offer.max_io_hours), "IO"),
        Currency::Usdc => (offer.max_hours, "USDC"),
    };
    CliError::Refused(format!(
        "this offer takes {} to {} hours in {currency}, not {} ({})",
        grouped(least.into()),
        grouped(most.into()),
        grouped(hours.into()),
        named.name
    ))
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
    /// Pico-USD for one IO, where it is paid in IO.
    price: Option<u64>,
}

/// Refuses more GPUs than the offer has free.
fn are_free(context: &mut Context, offer: &Offer, gpus: u32) -> anyhow::Result<()> {
    let supplier: Supplier = context.read("supplier", &offer.supplier)?;
    let usage: SupplierUsage = context.read(
        "usage account",
        &client::supplier_usage_address(&offer.supplier),
    )?;
    let now = context.now()?;
    let free = free_gpus(offer, &supplier, &usage, now)?;
    if gpus <= free {
        return Ok(());
    }
    let because = match not_free(offer, &supplier, &usage, now)? {
        Some(why) => format!(": {why}"),
        None => String::new(),
    };
    let reported = match free {
        0 => format!("no GPU of this offer is free{because}. See `io offer list` for others"),
        free => format!(
            "--gpus {gpus}: {free} GPUs of this offer are free, so write 1 to {free}{because}"
        ),
    };
    Err(CliError::Refused(reported).into())
}

fn quoted(context: &mut Context, quote: &QuoteArgs) -> anyhow::Result<Quoted> {
    let config = context.market()?;
    let offer: Offer = context.read("offer", &quote.offer)?;
    let currency = Currency::from(quote.currency);
    let accepted = offer.accept(quote.time, currency, offer.revision);
    accepted
        .map_err(|error| with_hours(&error, &offer, offer.min_hours, (quote.time, currency)))?;
    are_free(context, &offer, quote.gpus)?;
    let what = (quote.gpus, quote.time, currency);
    let (segment, price) = segment(context, &config, &offer, what)?;
    let terms = config.terms(currency)?;
    let terms = terms.reserved(segment.seconds, offer.min_hours)?;
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
        price,
    })
}

fn record(quote: &QuoteArgs, quoted: &Quoted) -> Record {
    let money = |amount| money(quoted.currency, amount);
    let mut record = vec![
        ("Offer", quote.offer.into()),
        ("GPUs", Cell::count(quote.gpus)),
        ("Hours", Cell::count(quote.time)),
        (
            "Price per GPU-hour",
            Cell::Usdc(quoted.offer.price_micro_usd),
        ),
    ];
    record.extend(price_of_io(quoted.price));
    record.extend([
        ("Rate per hour", money(quoted.segment.rate)),
        ("Price", money(quoted.cost.gross)),
        ("Your fee", money(quoted.cost.renter_fee)),
        ("To lock", money(quoted.cost.total)),
        ("Supplier gets", money(quoted.cost.supplier_gets)),
        ("Min time due", Cell::Seconds(quoted.least.seconds.into())),
        ("Min due", money(quoted.least.cost)),
        ("Grace", Cell::Seconds(quoted.terms.grace.into())),
    ]);
    record
}

/// Shows what a reservation would cost.
pub fn quote(context: &mut Context, quote: &QuoteArgs) -> anyhow::Result<Report> {
    let quoted = quoted(context, quote)?;
    let report = Report::fields(record(quote, &quoted));
    pauses::noted(context, Program::Marketplace, report)
}

/// Reserves at the quote.
pub fn reserve(context: &mut Context, options: &Reserve) -> anyhow::Result<Report> {
    let quote = &options.quote;
    let quoted = quoted(context, quote)?;
    let (me, currency) = (context.me()?, quoted.currency);
    let max_amount = most(currency, options.max.as_ref(), quoted.cost.total)?;
    let number = match options.number {
        None => free_number(context, &me)?,
        Some(number) => {
            let taken = client::reservation_address(&me, number);
            if context.find::<Reservation>(&taken)?.is_some() {
                return Err(CliError::Usage(format!(
                    "you have reservation {number} already ({taken}): choose another --number, or leave it out"
                ))
                .into());
            }
            number
        }
    };
    let args = ReserveArgs {
        number,
        gpus: quote.gpus,
        hours: quote.time,
        currency,
        offer_revision: quoted.offer.revision,
        max_amount,
        connection_key: options.connection_key,
    };
    context.carry_out_by(|context, _| reserving(context, quote, &args))
}

/// A reservation at the quote of now, of which `args` say the rest.
fn reserving<'a>(
    context: &mut Context,
    quote: &QuoteArgs,
    args: &ReserveArgs,
) -> anyhow::Result<Plan<'a>> {
    let quoted = quoted(context, quote)?;
    let Quoted {
        config,
        ref offer,
        currency,
        cost,
        ..
    } = quoted;
    let max_amount = args.max_amount;
    within(currency, max_amount, cost.total)?;
    let (me, mint) = (context.me()?, config.mint(currency));
    let renter_tokens = wallet(context, me, currency, mint, cost.total)?;
    let accounts = client::ReserveAccounts {
        renter: me,
        payer: me,
        supplier: offer.supplier,
        offer: quote.offer,
        mint,
        renter_tokens,
        price: Some(context.price),
    };
    let reserve = client::reserve(&accounts, args.clone());
    let model = models::name(&models::table(context)?, offer.model);
    let question = format!(
        "{} for {} × {model} for {} h",
        pay(currency, max_amount, cost.total),
        quote.gpus,
        quote.time
    );
    let reservation = client::reservation_address(&me, args.number);
    Ok(Plan::new(question, [reserve])
        .creates("Reservation", reservation)
        .shows([("Model", Cell::Text(model))])
        .shows(record(quote, &quoted))
        .shows(most_to_lock(currency, max_amount, cost.total))
        .shows([
            ("Fees of both sides", money(currency, fees(&quoted)?)),
            ("Bounty", Cell::Sol(config.bounty)),
            ("Comes back", Cell::Text(refund_rule(&quoted))),
        ])
        .gives(me, mint, max_amount)
        .next(format!("io rent status {reservation}")))
}

/// Fees of both sides, which buy IO and burn it: what is locked and the supplier does not get.
fn fees(quoted: &Quoted) -> Result<u64, CliError> {
    let fees = quoted.cost.total.checked_sub(quoted.cost.supplier_gets);
    fees.ok_or_else(|| CliError::Refused("the supplier would get more than is locked".into()))
}

fn refund_rule(quoted: &Quoted) -> String {
    let of = |seconds: u64| display(seconds);
    let Quoted { terms, least, .. } = quoted;
    format!(
        "everything, if it is declined or not started within {}\n\
         what is not used, if you terminate within {} of the start; later at least {} is due\n\
         what is not used, if you terminate after more than {} of downtime (or {} % of the time used, if that is longer)",
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

/// Refuses an end that is further ahead than the offer, or the market, takes.
fn ends_in_time(
    (config, offer): (&Config, &Offer),
    it: &Reservation,
    segment: Segment,
    now: i64,
) -> anyhow::Result<()> {
    let mut after = *it;
    after.extend(segment, now)?;
    let ahead = |it: &Reservation| Ok::<_, anyhow::Error>(it.ends_at()?.saturating_sub(now));
    let error = match offer.accept_end(ahead(&after)?, it.currency()?, config.max_hours) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let most = match it.currency()? {
        Currency::Io => offer.max_hours.min(offer.max_io_hours),
        Currency::Usdc => offer.max_hours,
    };
    let most = most.min(config.max_hours);
    let room = i64::from(most)
        .saturating_mul(HOUR)
        .saturating_sub(ahead(it)?);
    let room = match room.div_euclid(HOUR) {
        ..=0 => "it cannot be extended now".into(),
        hours => format!(
            "extend by at most {}",
            several(hours.unsigned_abs(), "hour")
        ),
    };
    Err(CliError::Refused(format!(
        "it may end at most {} from now: {room} ({})",
        several(most, "hour"),
        of_program(&error).name
    ))
    .into())
}

/// Reserves more time at the offer's present price.
pub fn extend(context: &mut Context, options: &Extend) -> anyhow::Result<Report> {
    let more = more(context, options)?;
    let currency = more.reservation.currency()?;
    let args = ExtendArgs {
        hours: options.time,
        offer_revision: more.offer.revision,
        max_amount: most(currency, options.max.as_ref(), more.total)?,
    };
    context.carry_out_by(|context, _| extending(context, options, &args))
}

/// More time, at the offer's present price.
struct More {
    config: Config,
    reservation: Reservation,
    offer: Offer,
    segment: Segment,
    price: Option<u64>,
    total: u64,
}

fn more(context: &mut Context, options: &Extend) -> anyhow::Result<More> {
    let config = context.market()?;
    let reservation: Reservation = context.read("reservation", &options.reservation)?;
    let offer: Offer = context.read("offer", &reservation.offer)?;
    let currency = reservation.currency()?;
    let terms = &reservation.terms;
    let accepted = offer.accept_more(options.time, currency, offer.revision, terms);
    accepted.map_err(|error| with_hours(&error, &offer, 1, (options.time, currency)))?;
    let what = (reservation.gpus, options.time, currency);
    let (segment, price) = segment(context, &config, &offer, what)?;
    let now = context.now()?;
    is_renters(context, &reservation)?;
    let total = quote::extension_cost(&reservation, segment, now);
    let total = total.map_err(|error| {
        refused_at(
            &error,
            &options.reservation,
            &reservation,
            now,
            Side::Renter,
        )
    })?;
    ends_in_time((&config, &offer), &reservation, segment, now)?;
    Ok(More {
        config,
        reservation,
        offer,
        segment,
        price,
        total,
    })
}

fn extending<'a>(
    context: &mut Context,
    options: &Extend,
    args: &ExtendArgs,
) -> anyhow::Result<Plan<'a>> {
    let More {
        config,
        reservation,
        segment,
        price,
        total,
        ..
    } = more(context, options)?;
    let (currency, max_amount, now) = (reservation.currency()?, args.max_amount, context.now()?);
    within(currency, max_amount, total)?;
    let mint = config.mint(currency);
    let tokens = wallet(context, reservation.renter, currency, mint, total)?;
    let account = Some(context.price);
    let extend = client::extend(
        &options.reservation,
        &reservation,
        &tokens,
        account,
        args.clone(),
    )?;
    let ends_at = reservation
        .ends_at()?
        .saturating_add(segment.seconds.into());
    let question = format!(
        "{} for {} h more of reservation {}",
        pay(currency, max_amount, total),
        options.time,
        short(&options.reservation)
    );
    Ok(Plan::new(question, [extend])
        .shows([
            ("Reservation", options.reservation.into()),
            ("GPUs", Cell::count(reservation.gpus)),
            ("Hours", Cell::count(options.time)),
        ])
        .shows(price_of_io(price))
        .shows([("To lock", money(currency, total))])
        .shows(most_to_lock(currency, max_amount, total))
        .shows([("Ends at", Cell::Time(ends_at, now))])
        .gives(reservation.renter, mint, max_amount)
        .next(format!("io rent status {}", options.reservation)))
}
