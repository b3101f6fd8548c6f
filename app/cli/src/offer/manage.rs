//! `io offer create`, `edit`, `pause` and `close`, by owner or operator.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{
    actions::{
        create_offer::{self, Offerer},
        offer::{self, Offered},
        Refusal, Unread,
    },
    io_stay,
};
use marketplace::{
    constants::{DEFAULT_MAX_IO_HOURS, MAX_NOTICE_HOURS, REGION_LEN},
    state::OfferArgs,
};

use super::terms::{takes_io, terms, Changes};
use crate::{
    amounts::several,
    context::Context,
    errors::{of_program, with_hint, CliError, UNSENT},
    hints,
    options::{Currencies, Interconnect},
    parse::{address, amount, count, duration, text},
    plan::{short, Plan},
    refusals::unread,
    report::{Cell, Report},
    which::SupplierArg,
};

/// At which the worth of the renter's choice is shown, in % a year.
const VOLATILITY: u32 = 100;

/// An offer to be.
#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    which: SupplierArg,
    /// Price of a GPU-hour, in dollars
    #[arg(long, value_name = "USD", value_parser = amount::usd)]
    price: u64,
    /// GPUs
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>)]
    gpus: u32,
    /// Region, at most 16 bytes
    #[arg(long, value_parser = text::region)]
    region: [u8; REGION_LEN],
    /// How the GPUs are connected
    #[arg(long, value_enum, default_value = "pcie")]
    interconnect: Interconnect,
    /// What the offer takes
    #[arg(long, value_enum, default_value = "both")]
    currencies: Currencies,
    /// Shortest reservation
    #[arg(long, value_name = "TIME", value_parser = duration::hours, default_value = "1h")]
    min: u32,
    /// Longest stay: no reservation ends further ahead, extended or not
    #[arg(long, value_name = "TIME", value_parser = duration::hours, default_value = "30d")]
    max: u32,
    /// Longest stay in IO; a day by default. The price in IO is fixed for that time, and a renter may reserve again whenever IO
    /// has risen: docs/spec/economics.md says what that costs you
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    max_io: Option<u32>,
    /// Notice that you promise before you end a reservation, at most 30d; none means the market's minimum. If you end one
    /// without it, you forfeit the price of the notice that is missing, as far as it is held back
    #[arg(long, value_name = "TIME|none", value_parser = notice, default_value = "none")]
    notice: u16,
}

/// Whole hours of notice.
fn notice(text: &str) -> Result<u16, String> {
    if text == "none" {
        return Ok(0);
    }
    let hours = u16::try_from(duration::hours(text)?).ok();
    let hours = hours.filter(|hours| *hours <= MAX_NOTICE_HOURS);
    hours.ok_or_else(|| format!("at most {MAX_NOTICE_HOURS}h; write none for the market's minimum"))
}

/// An offer that is there.
#[derive(Args)]
pub struct WhichOffer {
    /// The offer; the only one of the supplier unless given
    #[arg(value_parser = address, conflicts_with_all = ["supplier", "sequence"])]
    offer: Option<Pubkey>,
    #[command(flatten)]
    supplier: SupplierArg,
}

impl WhichOffer {
    /// Its address.
    ///
    /// # Errors
    /// Those of finding the supplier; [`CliError::Usage`] unless it has one offer.
    fn found(&self, context: &mut Context) -> anyhow::Result<Pubkey> {
        if let Some(offer) = self.offer {
            return Ok(offer);
        }
        let supplier = self.supplier.found(context)?;
        let reported = match super::of_supplier(context, &supplier)?.as_slice() {
            [one] => return Ok(*one),
            [] => format!("supplier {supplier} has no offer: name another with --supplier"),
            several => {
                let named: Vec<String> = several.iter().map(ToString::to_string).collect();
                format!(
                    "supplier {supplier} has several offers: name one: {}",
                    named.join(", ")
                )
            }
        };
        Err(CliError::Usage(reported).into())
    }
}

/// What changes of an offer.
#[derive(Args)]
pub struct Edit {
    #[command(flatten)]
    which: WhichOffer,
    /// Price of a GPU-hour, in dollars
    #[arg(long, value_name = "USD", value_parser = amount::usd)]
    price: Option<u64>,
    /// GPUs
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>)]
    gpus: Option<u32>,
    /// Region, at most 16 bytes
    #[arg(long, value_parser = text::region)]
    region: Option<[u8; REGION_LEN]>,
    /// How the GPUs are connected
    #[arg(long, value_enum)]
    interconnect: Option<Interconnect>,
    /// What the offer takes
    #[arg(long, value_enum)]
    currencies: Option<Currencies>,
    /// Shortest reservation
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    min: Option<u32>,
    /// Longest stay: no reservation ends further ahead, extended or not
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    max: Option<u32>,
    /// Longest stay in IO: the price in IO is fixed for that time, and a renter may reserve again whenever IO has risen
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    max_io: Option<u32>,
    /// Notice that you promise before you end a reservation made from now on, at most 30d; none means the market's minimum
    #[arg(long, value_name = "TIME|none", value_parser = notice)]
    notice: Option<u16>,
}

/// Whether an offer takes reservations.
#[derive(Args)]
pub struct Pause {
    #[command(flatten)]
    which: WhichOffer,
    /// Take reservations again
    #[arg(long)]
    resume: bool,
}

/// The end of a pause.
#[derive(Args)]
pub struct Unpause {
    #[command(flatten)]
    which: WhichOffer,
}

/// The end of an offer.
#[derive(Args)]
pub struct Close {
    #[command(flatten)]
    which: WhichOffer,
}

/// Offers GPUs, with a usage account for the supplier's first offer.
pub fn create(context: &mut Context, options: &Create) -> anyhow::Result<Report> {
    context.carry_out(|context, _| creating(context, options))
}

fn creating<'a>(context: &mut Context, options: &Create) -> anyhow::Result<Plan<'a>> {
    has_hours_in_io(options.max_io, options.currencies.set())?;
    let supplier = options.which.found(context)?;
    let it = match Offerer::read(context.network, &supplier) {
        Ok(it) => it,
        Err(error) => return Err(no_supplier(context, options, &supplier, error)),
    };
    let args = OfferArgs {
        price_micro_usd: options.price,
        gpus: options.gpus,
        min_hours: options.min,
        max_hours: options.max,
        max_io_hours: Some(options.max_io.unwrap_or(DEFAULT_MAX_IO_HOURS)),
        notice_hours: options.notice,
        region: options.region,
        interconnect: options.interconnect.into(),
        currencies: options.currencies.set(),
    };
    let request = create_offer::Request {
        authority: context.me()?,
        args,
    };
    let prepared = create_offer::prepare(&it, &request);
    let prepared =
        prepared.map_err(|error| not_possible(&error, &request.args, it.config.max_hours))?;
    let create_offer::Terms { offer, attested } = prepared.terms;
    let args = &request.args;
    let question = format!(
        "Offer {} of supplier {} for {} a GPU-hour{}",
        several(args.gpus, "GPU"),
        short(&supplier),
        Cell::Usd(args.price_micro_usd).brief(),
        beyond(args.gpus, attested)
    );
    Ok(Plan::new(question, prepared.act)
        .after(prepared.setup)
        .creates("Offer", offer)
        .shows([("Supplier", supplier.into())])
        .shows(terms(args, Some(options.interconnect), it.config.forfeit))
        .terms([("Attested GPUs", Cell::count(attested))])
        .shows(renters_choice(args))
        .next(format!("io offer show {offer}")))
}

/// Why a supplier could not be read, in the words of what has named it where it is not there.
fn no_supplier(
    context: &mut Context,
    options: &Create,
    supplier: &Pubkey,
    error: Unread,
) -> anyhow::Error {
    if let Unread::Missing {
        what: "supplier", ..
    } = error
    {
        if let Err(error) = options.which.read(context, supplier) {
            return error;
        }
    }
    unread(context, error)
}

/// Refuses a longest stay in IO of an offer that does not take IO.
fn has_hours_in_io(max_io: Option<u32>, currencies: u8) -> Result<(), CliError> {
    if max_io.is_none() || takes_io(currencies) {
        return Ok(());
    }
    Err(CliError::Usage(
        "--max-io is for an offer that takes IO: leave it out, or give --currencies both".into(),
    ))
}

/// What is refused of an offer that would say `args`, where the market's limit is `longest` hours.
fn not_possible(refusal: &Refusal, args: &OfferArgs, longest: u32) -> CliError {
    not_done(refusal, |name| {
        (name == "OfferHours").then(|| {
            format!(
                "--min is {}h and --max {}h, and {}",
                args.min_hours,
                args.max_hours,
                hints::longest(longest)
            )
        })
    })
}

/// What is refused, with the numbers behind it by the name of the error.
fn not_done(refusal: &Refusal, hint: impl FnOnce(&str) -> Option<String>) -> CliError {
    let Refusal::Program(error) = refusal else {
        return CliError::Refused(refusal.to_string());
    };
    let named = of_program(error);
    let refused = CliError::Refused(format!("{} ({}){UNSENT}", named.message, named.name));
    with_hint(refused, hint(&named.name))
}

/// What a question says of more GPUs than are attested.
fn beyond(gpus: u32, attested: u32) -> String {
    match gpus > attested {
        true => format!(", of which {attested} are attested: the others cannot be reserved"),
        false => String::new(),
    }
}

/// What the longest stay in IO gives a renter, who may reserve again whenever IO has risen.
fn renters_choice(args: &OfferArgs) -> Option<(&'static str, Cell)> {
    let hours = args.max_io_hours.unwrap_or(DEFAULT_MAX_IO_HOURS);
    let hours = hours.min(args.max_hours);
    takes_io(args.currencies).then(|| {
        let worth = io_stay::most(hours, VOLATILITY) * 100.0;
        let text = format!(
            "costs you up to {worth:.1} % of the price over {hours} h, at {VOLATILITY} % volatility a year (--max-io limits it; \
             docs/spec/economics.md)"
        );
        ("Price risk of IO", Cell::Text(text))
    })
}

impl Edit {
    /// Whether nothing is to change.
    fn is_empty(&self) -> bool {
        let Self {
            which: _,
            price,
            gpus,
            region,
            interconnect,
            currencies,
            min,
            max,
            max_io,
            notice,
        } = self;
        let times = [min, max, max_io, gpus];
        price.is_none()
            && region.is_none()
            && interconnect.is_none()
            && currencies.is_none()
            && notice.is_none()
            && times.into_iter().all(Option::is_none)
    }
}

/// Changes what is given, and leaves the rest as it is.
pub fn edit(context: &mut Context, options: &Edit) -> anyhow::Result<Report> {
    context.carry_out(|context, _| editing(context, options))
}

fn editing<'a>(context: &mut Context, options: &Edit) -> anyhow::Result<Plan<'a>> {
    if options.is_empty() {
        let reported = "nothing to change: name it with --price, --gpus, --region, --interconnect, --currencies, --min, --max, \
                    --max-io or --notice";
        return Err(CliError::Usage(reported.into()).into());
    }
    let it = offered(context, &options.which)?;
    let was = Interconnect::stored(it.offer.interconnect);
    let interconnect = options.interconnect.or(was);
    let interconnect = interconnect.ok_or(CliError::Usage("pass --interconnect".into()))?;
    let (address, before) = (it.address, it.args_by(interconnect.into()));
    let args = OfferArgs {
        price_micro_usd: options.price.unwrap_or(before.price_micro_usd),
        gpus: options.gpus.unwrap_or(before.gpus),
        min_hours: options.min.unwrap_or(before.min_hours),
        max_hours: options.max.unwrap_or(before.max_hours),
        max_io_hours: options.max_io.or(before.max_io_hours),
        notice_hours: options.notice.unwrap_or(before.notice_hours),
        region: options.region.unwrap_or(before.region),
        interconnect: before.interconnect,
        currencies: options
            .currencies
            .map_or(before.currencies, Currencies::set),
    };
    has_hours_in_io(options.max_io, args.currencies)?;
    let least = it.config.forfeit;
    let after = terms(&args, Some(interconnect), least);
    let changes = Changes::new(&terms(&before, was, least), &after);
    if changes.words.is_empty() {
        return Err(unchanged("the offer says that already").into());
    }
    let prepared = offer::edit(&it, &context.me()?, args.clone());
    let prepared = prepared.map_err(|error| not_possible(&error, &args, it.config.max_hours))?;
    let offer::Changed {
        revision, attested, ..
    } = prepared.terms;
    let question = format!(
        "Change offer {}: {}{}",
        short(&address),
        changes.words.join(", "),
        beyond(args.gpus, attested)
    );
    let mut plan = Plan::new(question, prepared.act)
        .shows([("Offer", address.into())])
        .terms([("Revision", Cell::count(revision))])
        .shows(changes.changed)
        .shows(after)
        .terms([("Attested GPUs", Cell::count(attested))])
        .shows([("Existing reservations", Cell::text("keep their terms"))])
        .shows(renters_choice(&args));
    plan.terms.extend(changes.before);
    Ok(plan)
}

/// That a change would change nothing.
fn unchanged(why: &str) -> CliError {
    CliError::Refused(format!("nothing to change: {why}"))
}

/// The offer with its supplier.
fn offered(context: &mut Context, which: &WhichOffer) -> anyhow::Result<Offered> {
    let address = which.found(context)?;
    let read = Offered::read(context.network, &address);
    read.map_err(|error| unread(context, error))
}

/// What is refused of an offer as it is.
fn refused(refusal: &Refusal, it: &Offered) -> CliError {
    not_done(refusal, |name| {
        (name == "OfferInUse").then(|| hints::in_use(it.offer.reserved))
    })
}

/// Pauses or resumes.
pub fn pause(context: &mut Context, options: &Pause) -> anyhow::Result<Report> {
    set_paused(context, &options.which, !options.resume)
}

/// Resumes.
pub fn unpause(context: &mut Context, options: &Unpause) -> anyhow::Result<Report> {
    set_paused(context, &options.which, false)
}

fn set_paused(context: &mut Context, which: &WhichOffer, paused: bool) -> anyhow::Result<Report> {
    context.carry_out(|context, _| pausing(context, which, paused))
}

fn pausing<'a>(
    context: &mut Context,
    which: &WhichOffer,
    paused: bool,
) -> anyhow::Result<Plan<'a>> {
    let it = offered(context, which)?;
    let address = it.address;
    if paused == (it.offer.paused != 0) {
        return Err(unchanged(match paused {
            true => "the offer is paused already",
            false => "the offer is not paused",
        })
        .into());
    }
    let prepared = offer::set_paused(&it, &context.me()?, paused);
    let prepared = prepared.map_err(|error| refused(&error, &it))?;
    let question = match paused {
        true => format!("Pause offer {}", short(&address)),
        false => format!("Take reservations at offer {} again", short(&address)),
    };
    let mut plan = Plan::new(question, prepared.act).shows([
        ("Offer", address.into()),
        ("Paused", Cell::Flag(paused)),
        ("Reserved GPUs", Cell::count(prepared.terms.reserved)),
    ]);
    if paused {
        plan = plan.next(format!(
            "io offer unpause {address}, to take reservations again"
        ));
    }
    Ok(plan)
}

/// Closes; the rent goes to the supplier's owner.
pub fn close(context: &mut Context, options: &Close) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context, options))
}

fn closing<'a>(context: &mut Context, options: &Close) -> anyhow::Result<Plan<'a>> {
    let it = offered(context, &options.which)?;
    let prepared = offer::close(&it, &context.me()?);
    let prepared = prepared.map_err(|error| refused(&error, &it))?;
    let question = format!("Close offer {}", short(&it.address));
    Ok(Plan::new(question, prepared.act)
        .shows([
            ("Offer", it.address.into()),
            ("Supplier", it.offer.supplier.into()),
        ])
        .terms([("Account rent to", prepared.terms.returns_to.into())]))
}
