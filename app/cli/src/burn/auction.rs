//! `io burn open`, `update-anchor`, `fill` and `expire`.

use clap::Args;
use io_client::{
    actions::{
        auction::{self, Auction},
        Refusal,
    },
    spl,
};
use marketplace::state::Currency;

use crate::{
    context::{refused_price, Context},
    duration,
    errors::{of_program, CliError, UNSENT},
    jupiter,
    parse::amount::{self, Amount},
    plan::Plan,
    refusals::{too_little, unread},
    report::{Cell, Report},
};

/// A fill.
#[derive(Args)]
pub struct Fill {
    /// USDC to buy, such as 25, or ALL that is left
    #[arg(value_parser = amount::usd_or_all)]
    usdc: Amount,
    /// Most IO to pay; the quote plus 0.1 % by default
    #[arg(long, value_name = "AMOUNT", value_parser = amount::io)]
    max_io: Option<u64>,
    #[command(flatten)]
    market: jupiter::Options,
}

/// The engine with its price and its vault.
fn read(context: &mut Context) -> anyhow::Result<Auction> {
    let it = standing(context)?;
    // The program takes none that is older than the last one it took.
    match context.seek_price(&it.config.oracle, it.engine.last_publish_time)? {
        true => standing(context),
        false => Ok(it),
    }
}

/// The same, without looking for a newer price.
fn standing(context: &mut Context) -> anyhow::Result<Auction> {
    let read = context.priced(Auction::read);
    read.map_err(|error| unread(context, error))
}

/// What is refused, as the command line says it: `named` adds to the error of that name.
fn refused(
    context: &mut Context,
    it: &Auction,
    refusal: Refusal,
    named: impl FnOnce(&str) -> Option<String>,
) -> anyhow::Error {
    match refusal {
        Refusal::Early { error, until } => {
            let error = of_program(&error);
            let again = again(until, it.now);
            let more = named(&error.name).map_or_else(String::new, |more| format!(": {more}"));
            CliError::Refused(format!(
                "fee-burn would refuse: {} ({}){again}{more}",
                error.message, error.name
            ))
            .into()
        }
        Refusal::NoPrice => match context.price_account() {
            Err(error) => error,
            Ok(_) => {
                CliError::Refused("the price account has just been made: try again".into()).into()
            }
        },
        Refusal::Price(error) => refused_price(it.price_account, error).into(),
        Refusal::Nothing(what) => CliError::Nothing(what).into(),
        Refusal::Balance {
            owner,
            needed,
            held,
        } => too_little(Currency::Io, owner, needed, held).into(),
        other => CliError::Refused(other.to_string()).into(),
    }
}

/// When it may be tried again, if a time is known.
fn again(until: Option<i64>, now: i64) -> String {
    match until {
        Some(until) if until > now => {
            format!("; again in {}", duration::display(until.abs_diff(now)))
        }
        _ => String::new(),
    }
}

/// Opens an auction.
pub fn open(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| opening(context))
}

fn opening<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let it = read(context)?;
    let fees = it
        .fees()
        .map_err(|refusal| refused(context, &it, refusal, |_| None))?;
    let [least, held] = [it.config.min_lot, fees.burn].map(|it| Cell::Usdc(it).brief());
    let prepared = auction::open(&it).map_err(|refusal| {
        refused(context, &it, refusal, |name| {
            (name == "LotTooSmall").then(|| {
                format!("the smallest lot is {least}, and the vault holds {held} for the burn")
            })
        })
    })?;
    let auction::Opening {
        lot,
        factor_bps,
        ends_at,
    } = prepared.terms;
    let lot = Cell::Usdc(lot);
    let question = format!("Open an auction of {} for IO", lot.brief());
    Ok(Plan::new(question, prepared.act)
        .shows([
            ("Lot", lot),
            ("Budget factor", Cell::Bps(factor_bps)),
            ("Ends at", Cell::Time(ends_at, it.now)),
        ])
        .next("io burn fill ALL"))
}

/// Moves the anchor.
pub fn update_anchor(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| updating(context))
}

fn updating<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let it = read(context)?;
    let prepared = auction::update_anchor(&it);
    let prepared = prepared.map_err(|refusal| refused(context, &it, refusal, |_| None))?;
    let auction::Anchor {
        before,
        after,
        average,
    } = prepared.terms;
    let [before, after, average] = [before, after, average].map(Cell::Price);
    let question = format!(
        "Move the anchor from {} to {}",
        before.brief(),
        after.brief()
    );
    Ok(Plan::new(question, prepared.act).shows([
        ("Anchor before", before),
        ("Anchor", after),
        ("Average of the price", average),
    ]))
}

/// Gives IO for USDC.
pub fn fill(context: &mut Context, options: &Fill) -> anyhow::Result<Report> {
    let it = read(context)?;
    let usdc = options.usdc.or_all();
    let quoted = it.quote(usdc, u64::MAX);
    let quoted = quoted.map_err(|refusal| not_filled(context, &it, usdc, refusal))?;
    let limit = match options.max_io {
        None => auction::fill_limit(quoted.io),
        Some(most) if most < quoted.io => {
            let until = match it.quote(usdc, most) {
                Err(Refusal::Early { until, .. }) => until,
                _ => None,
            };
            let [needed, most] = [quoted.io, most].map(|it| Cell::Io(it).brief());
            return Err(CliError::Refused(format!(
                "it takes {needed}, and --max-io allows {most}: give --max-io {needed}, or leave it out{}",
                again(until, it.now)
            ))
            .into());
        }
        Some(most) => most,
    };
    let request = auction::Fill {
        filler: context.me()?,
        usdc: Some(quoted.usdc),
        limit: Some(limit),
    };
    let mints = [it.config.io_mint, it.config.usdc_mint];
    let market = jupiter::price(context, &options.market, mints, quoted.usdc);
    context.carry_out(|context, _| {
        let market = ("Market price of one IO", market.clone());
        Ok(filling(context, &request)?.shows([market]))
    })
}

/// A fill at the bid of now.
fn filling<'a>(context: &mut Context, request: &auction::Fill) -> anyhow::Result<Plan<'a>> {
    let it = read(context)?;
    let io_mint = it.config.io_mint;
    let held = context.balance(&spl::wallet(&request.filler, &io_mint))?;
    let prepared = auction::fill(&it, held, request).map_err(|refusal| match refusal {
        Refusal::Limit { total, limit } => {
            let [gives, at_most] = [total, limit].map(|it| Cell::Io(it).brief());
            CliError::Refused(format!(
                "it takes {gives} now, and at most {at_most} may be given{UNSENT}. Give the command again"
            ))
            .into()
        }
        other => not_filled(context, &it, request.usdc, other),
    })?;
    let auction::Filled {
        usdc,
        io,
        limit,
        bid,
        to,
    } = prepared.terms;
    let [gives, at_most] = [io, limit].map(|it| Cell::Io(it).brief());
    let question = format!(
        "Give {gives}, at most {at_most}, to be burned, for {}",
        Cell::Usdc(usdc).brief()
    );
    Ok(Plan::new(question, prepared.act)
        .after(prepared.setup)
        .shows([
            ("Bought", Cell::Usdc(usdc)),
            ("To", to.into()),
            ("Burned", Cell::Io(io)),
            ("Most burned", Cell::Io(limit)),
            ("Bid for one IO", Cell::Price(bid)),
        ])
        .gives(request.filler, io_mint, limit))
}

/// What is refused of a fill, with what may be bought.
fn not_filled(
    context: &mut Context,
    it: &Auction,
    usdc: Option<u64>,
    refusal: Refusal,
) -> anyhow::Error {
    let left = it.engine.auction.left;
    let [asked, least, left] =
        [usdc.unwrap_or(left), it.config.min_fill, left].map(|it| Cell::Usdc(it).brief());
    refused(context, it, refusal, |name| {
        match name {
        "FillTooSmall" => Some(format!(
            "{asked} is less than the minimum, {least}: buy more, or ALL of the {left} that are left"
        )),
        "FillTooLarge" => Some(format!("{asked} are more than the {left} that are left")),
        _ => None,
    }
    })
}

/// Ends an auction that is over.
pub fn expire(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| expiring(context))
}

fn expiring<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let it = standing(context)?;
    let prepared = auction::expire(&it);
    let prepared = prepared.map_err(|refusal| refused(context, &it, refusal, |_| None))?;
    let left = Cell::Usdc(prepared.terms.returned);
    let question = format!("End the auction and return {} to the vault", left.brief());
    Ok(Plan::new(question, prepared.act).terms([("Returned", left)]))
}
