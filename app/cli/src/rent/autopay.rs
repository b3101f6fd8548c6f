//! `io rent autopay`: what the payer of a reservation allows to extend it by.

use anchor_lang::prelude::Pubkey;
use clap::{Args, Subcommand};
use io_client::{
    actions::{
        autopay::{self, Allowance, Left, Standing, State, Stopped},
        market::Market,
        Payment, Prepared, Refusal,
    },
    marketplace as client,
};
use marketplace::{
    constants::AUTOPAY_BOUNTY,
    state::{Autopay, AutopayArgs, Currency, Offer, Reservation, Status},
};

use super::{
    course::Side,
    exit::{refused_at, ReservationArg},
    money, payer,
};
use crate::{
    amounts::several,
    context::{unreachable, Context},
    duration::display,
    errors::{of_program, CliError},
    parse::{
        address,
        amount::{self, Money},
        count, duration,
    },
    plan::{short, Plan},
    refusals::{refused, unread},
    report::{Cell, Record, Report},
};

/// Commands of autopay.
#[derive(Subcommand)]
pub enum Command {
    /// Show what a reservation's payer allows, and where it stands
    Show(ReservationArg),
    /// Let anyone extend a reservation from your wallet, within what you allow
    Set(Set),
    /// End it: nothing more is taken for the reservation, and the bounties come back
    Stop(ReservationArg),
}

/// What a payer allows.
#[derive(Args)]
pub struct Set {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Highest price of a GPU-hour, in dollars
    #[arg(long, value_name = "USD", value_parser = amount::usd)]
    max_price: u64,
    /// Most to spend from now on in all, with your fee, in the currency of the reservation
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    limit: Money,
    /// By how much an extension adds, such as 12h
    #[arg(long, value_name = "TIME", value_parser = duration::hours, default_value = "12h")]
    time: u32,
    /// From how long before the end it extends
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "1h")]
    lead: u64,
    /// Extensions for whose senders you leave a bounty of 0.00001 SOL; without one only those extend who do it for nothing
    #[arg(long, value_name = "COUNT", value_parser = count::number::<u16>, default_value_t = BOUNTIES)]
    bounties: u16,
}

/// Hours of an extension by default: in IO, three of them last for a hold-back of a day with any lead of half a day or less.
pub const HOURS: u16 = 12;
/// Seconds before the end from which on it extends by default.
pub const LEAD: u32 = 3_600;
/// Bounties that are left by default.
pub const BOUNTIES: u16 = 20;
/// Least lead, in seconds: a keeper looks every minute, and may need several tries.
const LEAST_LEAD: u64 = 600;

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Show(which) => show(context, which.reservation),
        Command::Set(options) => set(context, &options),
        Command::Stop(which) => {
            context.carry_out(|context, _| stopping(context, which.reservation))
        }
    }
}

/// Reads a reservation with its autopay.
///
/// # Errors
/// Those of [`unread`].
pub fn standing(context: &mut Context, address: &Pubkey) -> anyhow::Result<Standing> {
    let price = context.price;
    let read = Standing::read(context.network, address, &price);
    read.map_err(|error| unread(context, error))
}

/// Hours and seconds as the program takes them.
///
/// # Errors
/// What to write instead.
pub fn times(time: u32, lead: u64) -> Result<(u16, u32), CliError> {
    let hours = u16::try_from(time).map_err(|_| {
        CliError::Usage("an extension adds at most 65,535 hours: ask for fewer".into())
    })?;
    if lead < LEAST_LEAD {
        return Err(CliError::Usage(format!(
            "an extension needs time to be sent: let it be at least {} before the end",
            display(LEAST_LEAD)
        )));
    }
    let lead = u32::try_from(lead)
        .map_err(|_| CliError::Usage("the lead is too long: give a shorter one".into()))?;
    Ok((hours, lead))
}

fn show(context: &mut Context, address: Pubkey) -> anyhow::Result<Report> {
    let standing = standing(context, &address)?;
    Ok(Report::fields(in_full(&standing)?))
}

/// Where it stands, in words.
pub fn words(standing: &Standing) -> String {
    let now = standing.running.market.now;
    let money = |amount| money(standing.currency, amount).brief();
    match standing.state() {
        State::Off => "off".into(),
        State::NotStarted => "waits for the start of the reservation".into(),
        State::Waits(from) => format!("extends from {} on", Cell::Time(from, now).display()),
        State::Due => {
            "extends now: any keeper sends it, and so does `io keeper --jobs autopay`".into()
        }
        State::Short { needed, since } => {
            let funds = standing.funds();
            let since = since.map_or(String::new(), |since| {
                format!(", recorded at {}", Cell::Time(since, now).display())
            });
            format!(
                "short{since}: an extension costs {}, the wallet holds {} and has approved {}. Add funds, or approve more \
                 with `io rent autopay set`",
                money(needed),
                money(funds.held),
                money(funds.allowed)
            )
        }
        State::Refused(refusal) => {
            let price = standing.running.market.offer.price_micro_usd;
            format!("cannot extend now: {}", because(price, &refusal))
        }
    }
}

/// Why the program refuses an extension at this price of the offer, in micro-USD.
fn because(price: u64, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Offer(error)
        | Refusal::End(error)
        | Refusal::Program(error)
        | Refusal::Early { error, .. } => {
            let named = of_program(error);
            match named.name.as_str() {
                "AutopayAbovePrice" => format!(
                    "the offer asks {}, which is more than you allow ({})",
                    Cell::Usdc(price).brief(),
                    named.name
                ),
                _ => format!("{} ({})", named.message, named.name),
            }
        }
        other => other.to_string(),
    }
}

/// The state of an autopay and what it allows.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
pub fn in_full(standing: &Standing) -> anyhow::Result<Record> {
    let money = |amount| money(standing.currency, amount);
    let mut record: Record = vec![
        ("Reservation", standing.running.address.into()),
        ("Autopay", Cell::Text(words(standing))),
    ];
    if let Some(autopay) = standing.autopay() {
        let args = autopay.args();
        let lead = standing.effective_lead(&args)?;
        record.extend(limits(standing.currency, &args, lead));
        record.push((
            "Offer's price",
            Cell::Usdc(standing.running.market.offer.price_micro_usd),
        ));
    }
    let funds = standing.funds();
    record.extend([
        ("Wallet", standing.payer_tokens().into()),
        ("Wallet holds", money(funds.held)),
        ("Wallet has approved", money(funds.allowed)),
        ("Other autopays may spend", money(standing.others)),
    ]);
    Ok(record)
}

/// Its line among the fields of a reservation: none while there is no autopay.
///
/// # Errors
/// If the network does not answer.
pub fn in_brief(
    context: &mut Context,
    address: &Pubkey,
    reservation: &Reservation,
    now: i64,
) -> anyhow::Result<Option<(&'static str, Cell)>> {
    let found: Option<Autopay> = context.find(&client::autopay_address(address))?;
    let Some(it) = found.filter(|it| it.is_of(reservation) && reservation.is_open()) else {
        return Ok(None);
    };
    let left = money(reservation.currency()?, it.left).brief();
    let offer: Offer = context.read("offer", &it.offer)?;
    let obstacle = autopay::obstacle(&it, reservation, &offer, now);
    let text = match (obstacle, it.short_for(reservation)?) {
        (Some(refusal), _) => format!(
            "cannot extend: {}",
            because(offer.price_micro_usd, &refusal)
        ),
        (None, Some(since)) => format!(
            "short since {}: see `io rent autopay show {address}`",
            Cell::Time(since, now).display()
        ),
        (None, None) => format!("may spend {left}"),
    };
    Ok(Some(("Autopay", Cell::Text(text))))
}

/// What a dispute does to it, before the payer signs: nothing while there is no autopay.
///
/// # Errors
/// If the network does not answer.
pub fn while_disputed(
    context: &mut Context,
    address: &Pubkey,
    reservation: &Reservation,
    now: i64,
) -> anyhow::Result<Option<(&'static str, Cell)>> {
    let found: Option<Autopay> = context.find(&client::autopay_address(address))?;
    if !found.is_some_and(|it| it.is_of(reservation) && reservation.is(Status::Active)) {
        return Ok(None);
    }
    let text = format!(
        "waits until the dispute is over: without `io rent extend` the reservation ends at {}",
        Cell::Time(reservation.ends_at()?, now).display()
    );
    Ok(Some(("Autopay", Cell::Text(text))))
}

/// What is allowed, field by field. It extends from `lead` seconds before the end; the lead that was set is shown where the
/// offer's longest stay leaves less of it.
pub fn limits(currency: Currency, args: &AutopayArgs, lead: u32) -> Record {
    let mut record = vec![
        ("Highest price", Cell::Usdc(args.max_price_micro_usd)),
        ("May spend", money(currency, args.left)),
        ("Adds", Cell::Text(several(args.hours, "hour"))),
        ("Extends before the end", Cell::Seconds(lead.into())),
    ];
    if lead < args.lead {
        record.push(("Lead that was set", Cell::Seconds(args.lead.into())));
    }
    record.push(("Bounties", Cell::count(args.bounties)));
    record
}

/// What is approved beside the limit, and what that replaces.
pub fn approval(currency: Currency, approved: u64, replaces: Option<(Pubkey, u64)>) -> Record {
    let mut record = vec![("Wallet approves", money(currency, approved))];
    record.extend(replaces.map(|(delegate, amount)| {
        let text = format!(
            "the approval of {} for {delegate}: a wallet has one delegate",
            money(currency, amount).brief()
        );
        ("Replaces", Cell::Text(text))
    }));
    record
}

/// Autopay beside a reservation that is made at `address` and paid from `payment`: what the payer's other autopays in the
/// currency may spend, and what it shows.
///
/// # Errors
/// If the network does not answer.
pub fn beside(
    context: &mut Context,
    (address, payment): (&Pubkey, &Payment),
    currency: Currency,
    args: &AutopayArgs,
) -> anyhow::Result<(u64, Record)> {
    let Payment { owner, from, .. } = payment;
    let others = autopay::others(context.network, owner, currency, None).map_err(unreachable)?;
    let replaced = autopay::replaced(context.network, owner, from).map_err(unreachable)?;
    let mut record = limits(currency, args, args.lead);
    let approved = others.saturating_add(args.left);
    record.extend(approval(currency, approved, replaced));
    let bounties = u64::from(args.bounties).saturating_mul(AUTOPAY_BOUNTY);
    record.extend([
        ("Bounties taken", Cell::Sol(bounties)),
        ("Autopay ends", Cell::Text(ends(address))),
    ]);
    Ok((others, record))
}

fn set(context: &mut Context, options: &Set) -> anyhow::Result<Report> {
    let standing = standing(context, &options.reservation)?;
    payer::require(context, &standing.running.reservation)?;
    let (hours, lead) = times(options.time, options.lead)?;
    let request = AutopayArgs {
        max_price_micro_usd: options.max_price,
        left: options.limit.of("--limit", standing.currency)?,
        lead,
        hours,
        bounties: options.bounties,
    };
    context.carry_out(|context, _| setting(context, options.reservation, &request))
}

fn setting<'a>(
    context: &mut Context,
    address: Pubkey,
    request: &AutopayArgs,
) -> anyhow::Result<Plan<'a>> {
    let standing = standing(context, &address)?;
    let prepared = autopay::set(&standing, request);
    let prepared = prepared.map_err(|refusal| not_set(&standing, refusal))?;
    let Allowance {
        currency,
        approved,
        replaced,
        replaces,
        deposit,
        returned,
        cost,
        ..
    } = prepared.terms;
    let offer = &standing.running.market.offer;
    let question = format!(
        "Let anyone extend reservation {} by {} at a time, for {} in all at most",
        short(&address),
        several(request.hours, "hour"),
        money(currency, request.left).brief()
    );
    let mut plan = Plan::new(question, prepared.act)
        .after(prepared.setup)
        .shows([("Reservation", address.into())])
        .terms(replaced.map(|left| ("Left now", money(currency, left))))
        .shows(limits(currency, request, request.lead))
        .shows([
            ("Offer's price", Cell::Usdc(offer.price_micro_usd)),
            (
                "An extension costs now",
                cost.map_or(Cell::None, |cost| money(currency, cost)),
            ),
        ])
        .shows(approval(currency, approved, replaces))
        .shows([
            ("Bounties taken", Cell::Sol(deposit)),
            ("Bounties back", Cell::Sol(returned)),
            ("Autopay ends", Cell::Text(ends(&address))),
        ])
        .next(format!("io rent autopay show {address}"));
    for creation in prepared.creates {
        plan = plan.creates("Autopay", creation.address);
    }
    Ok(plan)
}

/// How it ends.
pub fn ends(address: &Pubkey) -> String {
    format!(
        "with the reservation, with `io rent autopay stop {address}`, or when the wallet revokes its approval; what it holds \
         for bounties comes back"
    )
}

/// What is refused of it, as the command line says it.
fn not_set(standing: &Standing, refusal: Refusal) -> anyhow::Error {
    let (running, currency) = (&standing.running, standing.currency);
    match refusal {
        Refusal::Limit { total, limit } => below(currency, "--limit", total, limit).into(),
        Refusal::Program(error) => {
            let (at, it) = (&running.address, &running.reservation);
            match of_program(&error).name.as_str() {
                "AutopayTimes" => refused(&error).into(),
                "AutopayTooLong" => {
                    let remedy = "--time and --lead together must not be more";
                    too_long(&running.market, currency, remedy).into()
                }
                _ => refused_at(&error, at, it, running.market.now, Side::Renter),
            }
        }
        other => CliError::Refused(other.to_string()).into(),
    }
}

/// A limit, given by `option`, that an extension exceeds.
fn below(currency: Currency, option: &str, total: u64, limit: u64) -> CliError {
    let [total, limit] = [total, limit].map(|it| money(currency, it).brief());
    CliError::Refused(format!(
        "an extension costs {total} now, and {option} allows {limit}: give at least {option} {total}"
    ))
}

/// Hours and lead that the offer's longest stay does not hold, and what to do.
fn too_long(market: &Market, currency: Currency, remedy: &str) -> CliError {
    let longest = market.longest_stay(currency);
    let longest = longest.map_or(0, i64::unsigned_abs);
    CliError::Refused(format!(
        "the offer's longest stay is {}: {remedy} (AutopayTooLong)",
        display(longest)
    ))
}

/// What is refused of an autopay beside a reservation that is made, as the command line says it.
pub fn not_beside(market: &Market, currency: Currency, refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Program(error) if of_program(&error).name == "AutopayTooLong" => {
            let remedy = format!(
                "--autopay adds {HOURS}h from {} before the end. Leave it out, and give shorter times with `io rent autopay set` \
                 afterwards",
                display(LEAD.into())
            );
            too_long(market, currency, &remedy).into()
        }
        Refusal::Limit { total, limit } => below(currency, "--autopay-limit", total, limit).into(),
        Refusal::Program(error) => refused(&error).into(),
        other => CliError::Refused(other.to_string()).into(),
    }
}

fn stopping<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let found: Option<Reservation> = context.find(&address)?;
    if found.is_none() {
        return stopping_left(context, address);
    }
    let standing = standing(context, &address)?;
    payer::require(context, &standing.running.reservation)?;
    let prepared = autopay::stop(&standing).map_err(|refusal| match refusal {
        Refusal::Nothing(_) => {
            let mut none = format!("reservation {address} has no autopay of this payer");
            if standing.funds().allowed > 0 {
                let approved = money(standing.currency, standing.funds().allowed).brief();
                none.push_str(&format!(
                    "; its wallet still approves {approved}: {}",
                    revokes(Some(&standing.payer_tokens()))
                ));
            }
            anyhow::Error::from(CliError::Refused(none))
        }
        other => not_set(&standing, other),
    })?;
    Ok(stop_plan(address, standing.currency, prepared))
}

/// After the reservation is closed. The keeper may have ended the autopay then, for the payer.
fn stopping_left<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let left = Left::read(context.network, &address).map_err(|error| unread(context, error))?;
    let Some(left) = left else {
        return Err(CliError::Refused(format!(
            "there is neither a reservation at {address} nor an autopay: rent and bounties of one that has ended are back with its \
             payer. What a wallet still approves is another matter: {}",
            revokes(None)
        ))
        .into());
    };
    let payer = left.autopay.payer;
    if !context.send_options.sign_only && context.me()? != payer {
        return Err(
            CliError::Usage(format!("only its payer {payer} may: give its key with -k")).into(),
        );
    }
    Ok(stop_plan(address, left.currency, autopay::stop_left(&left)))
}

fn stop_plan<'a>(address: Pubkey, currency: Currency, prepared: Prepared<Stopped>) -> Plan<'a> {
    let Stopped { lamports, approved } = prepared.terms;
    let question = format!("Stop the autopay of reservation {}", short(&address));
    Plan::new(question, prepared.act).shows([
        ("Reservation", address.into()),
        ("Autopay", client::autopay_address(&address).into()),
        ("Comes back", Cell::Sol(lamports)),
        ("Wallet still approves", money(currency, approved)),
    ])
}

/// How the payer ends what a token account approves.
fn revokes(account: Option<&Pubkey>) -> String {
    let account = account.map_or("TOKEN_ACCOUNT".into(), ToString::to_string);
    format!("`spl-token revoke {account}` ends that")
}
