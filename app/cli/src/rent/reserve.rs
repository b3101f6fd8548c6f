//! `io rent quote`, `reserve` and `extend`.

use std::{path::PathBuf, rc::Rc};

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_access::Secret;
use io_client::{
    actions::{
        self,
        extend::{self, Running},
        market::Market,
        pricing::{self, Quote, Wanted},
        reserve, Refusal,
    },
    marketplace as client,
};
use io_common::constants::HOUR;
use marketplace::state::{AutopayArgs, Currency, Offer, Reservation};
use solana_signer::Signer;

use crate::{
    access::Folder,
    amounts::{grouped, several},
    context::{refused_price, Context},
    duration::display,
    errors::{of_program, with_hint, CliError, UNSENT},
    free::not_free,
    hints, models,
    options::{self, Program},
    parse::{
        address,
        amount::{self, Money},
        connection, count, duration,
    },
    pauses,
    plan::{short, Plan},
    refusals::{refused, too_little, unread},
    report::{Cell, Record, Report},
};

use super::{autopay, course::Side, exit::refused_at, money, payer};

/// Name of an offer's price.
const PRICE: &str = "Price per GPU-hour";

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
    /// X25519 public key to which the supplier encrypts the connection details: 64 hex digits, age1…, or a key file of
    /// `age-keygen` or `openssl genpkey -algorithm X25519`, from which only the public key is sent. By default a new key, whose
    /// private half is kept in ~/.config/io/connections
    #[arg(long, value_name = "FILE|KEY", value_parser = connection::key)]
    connection_key: Option<[u8; 32]>,
    /// Signer that pays instead of you, as for --keypair: the cost, the account rent and the bounty. Everything that comes back
    /// goes to it, and only it extends and disputes
    #[arg(long, value_name = "SIGNER")]
    payer: Option<String>,
    /// Number of the reservation; by default the present time, or the next that is free
    #[arg(long, value_parser = count::number::<u64>)]
    number: Option<u64>,
    /// Let anyone extend it from the wallet that pays, by 12h at a time from 1h before the end, at this price of a GPU-hour at
    /// most, in dollars; `io rent autopay set` changes it
    #[arg(long, value_name = "USD", value_parser = amount::usd, requires = "autopay_limit")]
    autopay: Option<u64>,
    /// Most that autopay may spend in all, with your fee, in the currency
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money, requires = "autopay")]
    autopay_limit: Option<Money>,
}

impl Reserve {
    /// What autopay may do, if that is wanted.
    fn autopay(&self) -> Result<Option<AutopayArgs>, CliError> {
        let (Some(max_price_micro_usd), Some(limit)) = (self.autopay, &self.autopay_limit) else {
            return Ok(None);
        };
        Ok(Some(AutopayArgs {
            max_price_micro_usd,
            left: limit.of("--autopay-limit", self.quote.currency.into())?,
            lead: autopay::LEAD,
            hours: autopay::HOURS,
            bounties: autopay::BOUNTIES,
        }))
    }
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
        (None, currency) => pricing::limit(currency, total),
    };
    if most < total {
        let [total, most] = [total, most].map(|it| money(currency, it).brief());
        return Err(CliError::Refused(format!(
            "it costs {total}, and --max allows {most}: give --max {total}, or leave it out",
        )));
    }
    Ok(most)
}

/// What is paid, as a question says it: with the most, where that is more.
fn amounts(currency: Currency, most: u64, total: u64) -> String {
    let [paid, at_most] = [total, most].map(|it| money(currency, it).brief());
    match most > total {
        true => format!("{paid}, at most {at_most},"),
        false => paid,
    }
}

/// The same, where it is more than what is to be locked.
fn most_to_lock(currency: Currency, most: u64, total: u64) -> Option<(&'static str, Cell)> {
    (most > total).then(|| ("Most to lock", money(currency, most)))
}

/// The price of IO, where it is paid in that.
fn price_of_io(price: Option<u64>) -> Option<(&'static str, Cell)> {
    price.map(|price| ("Price of IO", Cell::Price(price)))
}

/// What the program would say to `hours` from `least` on, with those that the offer takes if these are none of them.
fn with_hours(
    error: &anchor_lang::error::Error,
    offer: &Offer,
    least: u32,
    wanted: Wanted,
) -> CliError {
    let Wanted {
        hours, currency, ..
    } = wanted;
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

/// What is refused of `wanted`, as the command line says it.
fn declined(
    context: &mut Context,
    market: &Market,
    wanted: Wanted,
    least: u32,
    refusal: Refusal,
) -> anyhow::Error {
    let Wanted { gpus, currency, .. } = wanted;
    match refusal {
        Refusal::Offer(error) => with_hours(&error, &market.offer, least, wanted).into(),
        Refusal::NotFree { free } => not_so_many(market, gpus, free),
        Refusal::NoPrice => match context.price_account() {
            Err(error) => error,
            Ok(_) => {
                CliError::Refused("the price account has just been made: try again".into()).into()
            }
        },
        Refusal::Price(error) => refused_price(market.price_account, error).into(),
        Refusal::Limit { total, limit } => beyond(currency, limit, total).into(),
        Refusal::Balance {
            owner,
            needed,
            held,
        } => too_little(currency, owner, needed, held).into(),
        Refusal::Nothing(what) => CliError::Nothing(what).into(),
        Refusal::Payee(refusal) => CliError::Usage(refusal.to_string()).into(),
        Refusal::End(error) | Refusal::Program(error) | Refusal::Early { error, .. } => {
            refused(&error).into()
        }
    }
}

/// What costs more by a later look than may be locked.
fn beyond(currency: Currency, most: u64, total: u64) -> CliError {
    let [total, most] = [total, most].map(|it| money(currency, it).brief());
    CliError::Refused(format!(
        "it costs {total} now, and at most {most} may be locked{UNSENT}. Give the command again, for a new quote"
    ))
}

/// More GPUs than the offer has free, and why it has not more.
fn not_so_many(market: &Market, gpus: u32, free: u32) -> anyhow::Error {
    let because = match not_free(&market.offer, &market.supplier, &market.usage, market.now) {
        Ok(Some(why)) => format!(": {why}"),
        Ok(None) => String::new(),
        Err(error) => return error,
    };
    CliError::Refused(match free {
        0 => format!("no GPU of this offer is free{because}. See `io offer list` for others"),
        free => format!(
            "--gpus {gpus}: {free} GPUs of this offer are free, so write 1 to {free}{because}"
        ),
    })
    .into()
}

/// The offer, with the wallet of `payer`.
fn market(
    context: &mut Context,
    quote: &QuoteArgs,
    payer: Option<Pubkey>,
) -> anyhow::Result<(Market, Wanted)> {
    let wanted = Wanted {
        gpus: quote.gpus,
        hours: quote.time,
        currency: Currency::from(quote.currency),
    };
    let payer = payer.map(|payer| (payer, wanted.currency));
    let price = context.price;
    let market = Market::read(context.network, &quote.offer, &price, payer);
    Ok((market.map_err(|error| unread(context, error))?, wanted))
}

/// The offer, and what is wanted of it costs now.
fn quoted(context: &mut Context, quote: &QuoteArgs) -> anyhow::Result<(Market, Quote)> {
    let (market, wanted) = market(context, quote, None)?;
    let least = market.offer.min_hours;
    let priced = market.quote(wanted);
    let priced = priced.map_err(|error| declined(context, &market, wanted, least, error))?;
    Ok((market, priced))
}

fn record(quote: &QuoteArgs, offer: &Offer, priced: &Quote) -> Record {
    let money = |amount| money(quote.currency.into(), amount);
    let mut record = vec![
        ("Offer", quote.offer.into()),
        ("GPUs", Cell::count(quote.gpus)),
        ("Hours", Cell::count(quote.time)),
        (PRICE, Cell::Usd(offer.price_micro_usd)),
    ];
    record.extend(price_of_io(priced.time.io_price));
    record.extend([
        ("Rate per hour", money(priced.time.segment.rate)),
        ("Price", money(priced.cost.gross)),
        ("Your fee", money(priced.cost.renter_fee)),
        ("To lock", money(priced.cost.total)),
        ("Supplier gets", money(priced.cost.supplier_gets)),
        ("Min time due", Cell::Seconds(priced.least.seconds.into())),
        ("Min due", money(priced.least.cost)),
        ("Grace", Cell::Seconds(priced.terms.grace.into())),
        ("Notice", Cell::Seconds(priced.terms.notice.into())),
    ]);
    record
}

/// Shows what a reservation would cost.
pub fn quote(context: &mut Context, quote: &QuoteArgs) -> anyhow::Result<Report> {
    let (market, priced) = quoted(context, quote)?;
    let report = Report::fields(record(quote, &market.offer, &priced));
    pauses::noted(context, Program::Marketplace, report)
}

/// Reserves at the quote.
pub fn reserve(context: &mut Context, options: &Reserve) -> anyhow::Result<Report> {
    let quote = &options.quote;
    let (_, priced) = quoted(context, quote)?;
    let (me, currency) = (context.me()?, quote.currency.into());
    let limit = most(currency, options.max.as_ref(), priced.cost.total)?;
    let autopay = options.autopay()?;
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
    let paying = match &options.payer {
        Some(named) => context.signers.load(named, "--payer")?,
        None => context.signer()?,
    };
    let kept = match options.connection_key {
        Some(_) => None,
        None => Some(Kept::new(
            context,
            client::reservation_address(&me, number),
        )?),
    };
    let connection_key = options.connection_key.or(kept.as_ref().map(Kept::public));
    let connection_key = connection_key.unwrap_or_default();
    let make = |context: &mut Context| {
        let (market, wanted) = self::market(context, quote, Some(paying.pubkey()))?;
        let request = reserve::Request {
            renter: me,
            payer: paying.pubkey(),
            wanted,
            number,
            limit: Some(limit),
            // Of each look: the offer is asked about again where it was edited.
            revision: None,
            connection_key,
        };
        let plan = reserving(context, quote, &market, &request, autopay)?;
        let plan = match request.payer == me {
            true => plan,
            false => plan.signed_by(vec![paying.clone()]),
        };
        Ok(match &kept {
            Some(kept) => kept.with(plan),
            None => plan,
        })
    };
    context.carry_out(|context, _| make(context))
}

/// The connection key of a reservation to be, kept in its file.
struct Kept {
    reservation: Pubkey,
    secret: Rc<Secret>,
    folder: Folder,
    path: PathBuf,
}

impl Kept {
    /// A new key; that of the file, if an earlier try has made it.
    fn new(context: &Context, reservation: Pubkey) -> anyhow::Result<Self> {
        let folder = context.connections.clone();
        let secret = folder.find(&reservation)?;
        Ok(Self {
            reservation,
            secret: Rc::new(secret.unwrap_or_else(Secret::generate)),
            path: folder.path(&reservation)?,
            folder,
        })
    }

    fn public(&self) -> [u8; 32] {
        self.secret.public().to_bytes()
    }

    /// The plan, which keeps the key before anything is signed.
    fn with<'a>(&self, plan: Plan<'a>) -> Plan<'a> {
        let (folder, reservation) = (self.folder.clone(), self.reservation);
        let secret = Rc::clone(&self.secret);
        let path = self.path.display().to_string();
        plan.shows([("Connection key kept in", Cell::Text(path))])
            .keeping(move || folder.keep(&reservation, &secret))
    }
}

/// A reservation at the quote of now.
fn reserving<'a>(
    context: &mut Context,
    quote: &QuoteArgs,
    market: &Market,
    request: &reserve::Request,
    autopay: Option<AutopayArgs>,
) -> anyhow::Result<Plan<'a>> {
    let currency = request.wanted.currency;
    let least = market.offer.min_hours;
    let refused =
        |context: &mut Context, error| declined(context, market, request.wanted, least, error);
    let prepared = reserve::prepare(market, request);
    let mut prepared = prepared.map_err(|error| refused(context, error))?;
    let mut allowed = (String::new(), Record::new());
    if let (Some(args), Some(payment)) = (autopay, prepared.gives.first().copied()) {
        let at = prepared.terms.reservation;
        let (others, record) = autopay::beside(context, (&at, &payment), currency, &args)?;
        let with = actions::autopay::with_reserve(prepared, market, request.wanted, &args, others);
        prepared = with.map_err(|error| refused(context, error))?;
        let most = money(currency, args.left).brief();
        allowed = (
            format!(", and let anyone extend it for {most} in all at most"),
            record,
        );
    }
    let reserve::Terms {
        reservation,
        quote: priced,
        limit,
    } = prepared.terms;
    let total = priced.cost.total;
    let model = models::name(&models::table(context)?, market.offer.model);
    let pays = match request.payer == request.renter {
        true => "Pay".into(),
        false => format!("Have {}, who is refunded, pay", short(&request.payer)),
    };
    let (allowed, shown) = allowed;
    let question = format!(
        "{pays} {} for {} × {model} for {} h; all of it comes back if it is not started within {}, and what is not used if you terminate{allowed}",
        amounts(currency, limit, total),
        quote.gpus,
        quote.time,
        display(priced.terms.start_window.into())
    );
    let payer = (request.payer != request.renter).then(|| ("Payer", request.payer.into()));
    let autopays = prepared.creates.iter().filter(|it| it.kind == "autopay");
    let autopays: Vec<Pubkey> = autopays.map(|it| it.address).collect();
    let mut plan = Plan::new(question, prepared.act).creates("Reservation", reservation);
    for autopay in autopays {
        plan = plan.creates("Autopay", autopay);
    }
    Ok(plan
        .shows(payer)
        .shows([("Model", Cell::Text(model))])
        .shows(record(quote, &market.offer, &priced))
        .shows(most_to_lock(currency, limit, total))
        .shows([
            ("Fees of both sides", money(currency, priced.fees())),
            ("Bounty", Cell::Sol(priced.bounty)),
            ("Comes back", Cell::Text(refund_rule(&priced))),
        ])
        .shows(shown)
        .terms([revision(&market.offer)])
        .terms_named(&[PRICE, "Min time due", "Grace", "Bounty", "Comes back"])
        .gives(request.payer, market.config.mint(currency), limit)
        .next(format!("io rent workload {reservation}")))
}

/// How often the offer was edited.
fn revision(offer: &Offer) -> (&'static str, Cell) {
    ("Offer revision", Cell::count(offer.revision))
}

fn refund_rule(priced: &Quote) -> String {
    let of = |seconds: u64| display(seconds);
    let Quote { terms, least, .. } = priced;
    format!(
        "everything, if it is declined or not started within {}\n\
         what is not used, if you terminate; once {} have passed, at least {} is due, unless the supplier has announced its end\n\
         what is not used, if you terminate after more than {} of downtime (or {} % of the time used, if that is longer)\n\
         what is not used, if the supplier terminates, with the price of what is missing of its {} of notice (at most of the last {} used)",
        of(terms.start_window.into()),
        of(terms.grace.into()),
        of(least.seconds.into()),
        of(terms.min_downtime.into()),
        trimmed(terms.max_downtime_bps),
        of(terms.notice.into()),
        of(terms.hold_back.into()),
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

/// The reservation with its offer.
fn running(context: &mut Context, options: &Extend) -> anyhow::Result<Running> {
    let price = context.price;
    let running = Running::read(context.network, &options.reservation, &price);
    running.map_err(|error| unread(context, error))
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
