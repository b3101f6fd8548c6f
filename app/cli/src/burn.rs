//! `io burn`: the fees' end.

use anchor_lang::prelude::Pubkey;
use clap::{Args, Subcommand};
use fee_burn::{
    quote,
    state::{daily_budget, Config, Engine},
};
use io_client::{fee_burn as client, marketplace::sweep_fees, spl};
use io_common::addresses::{ENGINE, IO_VAULT, USDC_VAULT};
use marketplace::{quote::fees_to_sweep, state::Reservation};

use crate::{
    amounts,
    context::Context,
    duration,
    errors::{of_program, CliError, UNSENT},
    options::money,
    parse::{
        address,
        amount::{self, Amount},
    },
    plan::{short, Plan},
    report::{Cell, Report},
};

/// Commands about the burn.
#[derive(Subcommand)]
pub enum Command {
    /// Show vaults, budget and auction
    Status,
    /// Open an auction
    Open,
    /// Let the slow anchor follow the price without an auction
    UpdateAnchor,
    /// Sell IO to the auction; it is burned
    Fill(Fill),
    /// Give back the lot of an auction that is over
    Expire,
    /// Burn the fees paid in IO
    Direct,
    /// Move what a running reservation has earned in fees to the vaults
    Sweep(Sweep),
}

/// Whose fees.
#[derive(Args)]
pub struct Sweep {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// A fill.
#[derive(Args)]
pub struct Fill {
    /// USDC to buy, such as 25, or ALL that is left
    #[arg(value_parser = amount::usd_or_all)]
    usdc: Amount,
    /// Most IO to give; the quote and 0.1 % by default
    #[arg(long, value_name = "AMOUNT", value_parser = amount::io)]
    max_io: Option<u64>,
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    match command {
        Command::Status => status(context),
        Command::Open => open(context),
        Command::UpdateAnchor => update_anchor(context),
        Command::Fill(options) => fill(context, options),
        Command::Expire => expire(context),
        Command::Direct => direct(context),
        Command::Sweep(options) => sweep(context, &options.reservation),
    }
}

/// Configuration and engine.
///
/// # Errors
/// [`CliError::WrongNetwork`].
pub fn engine(context: &mut Context) -> anyhow::Result<(Config, Engine)> {
    let config = context.fee_burn()?;
    Ok((config, context.read("auction engine", &ENGINE.address)?))
}

fn refused(refusal: &quote::Refusal, now: i64) -> CliError {
    let error = of_program(&refusal.error);
    CliError::Refused(format!(
        "fee-burn would refuse: {} ({}){}",
        error.message,
        error.name,
        again(refusal.until, now)
    ))
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

fn status(context: &mut Context) -> anyhow::Result<Report> {
    let (config, it) = engine(context)?;
    let now = context.now()?;
    let io = context.balance(&IO_VAULT.address)?;
    let usdc = context.balance(&USDC_VAULT.address)?;
    let auction = it.auction;
    let running = auction.left > 0 && now < auction.ends_at(&config);
    // Without a price there is neither bid nor budget, and nothing else is missing.
    let price = context.price(&config.oracle).ok();
    let (mut bid, mut budget, mut factor) = (Cell::None, Cell::None, Cell::None);
    if let Some(price) = price {
        let mut anchor = it.anchor;
        anchor.follow(price.ema, &config, now)?;
        let bps = anchor.factor_bps(price.reference(), &config)?;
        factor = Cell::Bps(bps);
        budget = Cell::Usdc(daily_budget(usdc, bps, &config)?);
        if running {
            bid = Cell::Price(it.bid(&config, &price, now)?);
        }
    }
    let at = |time| {
        if it.opened == 0 {
            Cell::None
        } else {
            Cell::Time(time, now)
        }
    };
    Ok(Report::fields(vec![
        ("IO fees waiting", Cell::Io(io)),
        ("USDC fees waiting", Cell::Usdc(usdc)),
        ("Daily budget", budget),
        ("Budget factor", factor),
        ("Auction running", Cell::Flag(running)),
        ("Lot", Cell::Usdc(auction.lot)),
        ("Left", Cell::Usdc(auction.left)),
        ("Bid for one IO", bid),
        ("Ends at", at(auction.ends_at(&config))),
        ("Next opens at", at(auction.next_opens_at(&config))),
        ("Anchor", Cell::Price(it.anchor.price)),
        (
            "Anchor moves next at",
            Cell::Time(it.anchor.next_update_at(&config), now),
        ),
        ("Fees burned", Cell::Io(it.fees_burned)),
        ("Bought and burned", Cell::Io(it.bought)),
        ("Spent", Cell::Usdc(it.spent)),
        ("Auctions opened", Cell::Count(it.opened)),
        ("Filled", Cell::Count(it.filled)),
        ("Expired", Cell::Count(it.expired)),
    ]))
}

fn open(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| opening(context))
}

fn opening<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let (config, it) = engine(context)?;
    let (price, now) = (context.price(&config.oracle)?, context.now()?);
    let vault = context.balance(&USDC_VAULT.address)?;
    let opening = quote::open(&it, &config, &price, vault, now);
    let opening = opening.map_err(|refusal| with_lot(refused(&refusal, now), &config, vault))?;
    let open = client::open_auction(&context.price);
    let ends_at = now.saturating_add(config.duration.into());
    let lot = Cell::Usdc(opening.lot);
    let question = format!("Open an auction of {} for IO", lot.brief());
    Ok(Plan::new(question, [open])
        .shows([
            ("Lot", lot),
            ("Budget factor", Cell::Bps(opening.factor_bps)),
            ("Ends at", Cell::Time(ends_at, now)),
        ])
        .next("io burn fill ALL"))
}

/// A refusal of a lot that is too small, with what there is and what is needed.
fn with_lot(refusal: CliError, config: &Config, vault: u64) -> CliError {
    match refusal {
        CliError::Refused(text) if text.contains("(LotTooSmall)") => {
            let [least, held] = [config.min_lot, vault].map(|it| Cell::Usdc(it).brief());
            CliError::Refused(format!(
                "{text}: the smallest lot is {least}, and the vault holds {held}"
            ))
        }
        other => other,
    }
}

fn update_anchor(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| updating(context))
}

fn updating<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let (config, it) = engine(context)?;
    let (price, now) = (context.price(&config.oracle)?, context.now()?);
    let updated = quote::update_anchor(&it, &config, &price, now);
    let updated = updated.map_err(|refusal| refused(&refusal, now))?;
    let update = client::update_anchor(&context.price);
    let [before, after] = [it.anchor.price, updated].map(Cell::Price);
    let question = format!(
        "Move the anchor from {} to {}",
        before.brief(),
        after.brief()
    );
    Ok(Plan::new(question, [update]).shows([
        ("Anchor before", before),
        ("Anchor", after),
        ("Average of the price", Cell::Price(price.ema)),
    ]))
}

fn fill(context: &mut Context, options: &Fill) -> anyhow::Result<Report> {
    let (config, it) = engine(context)?;
    let (price, now) = (context.price(&config.oracle)?, context.now()?);
    let usdc = options.usdc.or_all().unwrap_or(it.auction.left);
    let quoted = quote::fill(&it, &config, &price, usdc, u64::MAX, now);
    let needed = quoted
        .map_err(|refusal| with_limits(refused(&refusal, now), &config, &it, usdc))?
        .io;
    let max_io = match options.max_io {
        None => needed.saturating_add(needed.div_ceil(1_000)),
        Some(most) if most < needed => {
            let limited = quote::fill(&it, &config, &price, usdc, most, now);
            let until = limited.err().and_then(|refusal| refusal.until);
            let [needed, most] = [needed, most].map(|it| Cell::Io(it).brief());
            return Err(CliError::Refused(format!(
                "it takes {needed}, and --max-io allows {most}: give --max-io {needed}, or leave it out{}",
                again(until, now)
            ))
            .into());
        }
        Some(most) => most,
    };
    context.carry_out(|context, _| filling(context, usdc, max_io))
}

/// A fill of `usdc` for `max_io` at most, at the bid of now.
fn filling<'a>(context: &mut Context, usdc: u64, max_io: u64) -> anyhow::Result<Plan<'a>> {
    let (config, it) = engine(context)?;
    let (price, now) = (context.price(&config.oracle)?, context.now()?);
    let quoted = quote::fill(&it, &config, &price, usdc, u64::MAX, now);
    let quoted =
        quoted.map_err(|refusal| with_limits(refused(&refusal, now), &config, &it, usdc))?;
    let [gives, at_most] = [quoted.io, max_io].map(|it| Cell::Io(it).brief());
    if quoted.io > max_io {
        return Err(CliError::Refused(format!(
            "it takes {gives} by now, and at most {at_most} may be given{UNSENT}. Give the command again"
        ))
        .into());
    }
    let me = context.me()?;
    let tokens = context.tokens_for(me, config.io_mint, "IO", quoted.io, amounts::io)?;
    let filler = client::Filler {
        owner: me,
        io: tokens,
        usdc: spl::wallet(&me, &config.usdc_mint),
    };
    let create = spl::create_wallet(&me, &me, &config.usdc_mint);
    let fill = client::fill_auction(&filler, &config.io_mint, &context.price, usdc, max_io);
    let question = format!(
        "Give {gives}, at most {at_most}, to be burned, for {}",
        Cell::Usdc(usdc).brief()
    );
    Ok(Plan::new(question, [fill])
        .after([create])
        .shows([
            ("Bought", Cell::Usdc(usdc)),
            ("To", filler.usdc.into()),
            ("Burned", Cell::Io(quoted.io)),
            ("Most burned", Cell::Io(max_io)),
            ("Bid for one IO", Cell::Price(quoted.bid)),
        ])
        .gives(me, config.io_mint, max_io))
}

/// A refusal of a fill that is too small or too large, with what may be bought.
fn with_limits(refusal: CliError, config: &Config, engine: &Engine, usdc: u64) -> CliError {
    let CliError::Refused(text) = refusal else {
        return refusal;
    };
    let [asked, least, left] =
        [usdc, config.min_fill, engine.auction.left].map(|it| Cell::Usdc(it).brief());
    let limits = match () {
        () if text.contains("(FillTooSmall)") => {
            format!(
                ": {asked} are less than the least, {least}; or ALL of the {left} that are left"
            )
        }
        () if text.contains("(FillTooLarge)") => {
            format!(": {asked} are more than the {left} that are left")
        }
        () => String::new(),
    };
    CliError::Refused(format!("{text}{limits}"))
}

fn expire(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| expiring(context))
}

fn expiring<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let (_, it) = engine(context)?;
    if it.auction.left == 0 {
        return Err(CliError::Nothing("expire: no lot is up").into());
    }
    let left = Cell::Usdc(it.auction.left);
    let question = format!("End the auction and return {} to the vault", left.brief());
    Ok(Plan::new(question, [client::expire_auction()]).terms([("Returned", left)]))
}

fn direct(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| burning(context))
}

fn burning<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let config = context.fee_burn()?;
    let waiting = context.balance(&IO_VAULT.address)?;
    if waiting == 0 {
        return Err(CliError::Nothing("burn: no fees wait in IO").into());
    }
    let burn = client::burn_fees(&config.io_mint);
    let burned = Cell::Io(waiting);
    let question = format!("Burn fees of {} in the vault", burned.brief());
    Ok(Plan::new(question, [burn]).shows([("Burned", burned)]))
}

fn sweep(context: &mut Context, address: &Pubkey) -> anyhow::Result<Report> {
    context.carry_out(|context, _| sweeping(context, address))
}

fn sweeping<'a>(context: &mut Context, address: &Pubkey) -> anyhow::Result<Plan<'a>> {
    let it: Reservation = context.read("reservation", address)?;
    let fees = fees_to_sweep(&it, context.now()?)?;
    if fees == 0 {
        return Err(CliError::Nothing("sweep: the reservation has earned no fees").into());
    }
    let swept = money(it.currency()?, fees);
    let question = format!(
        "Move fees of {} of reservation {} to the vault",
        swept.brief(),
        short(address)
    );
    Ok(Plan::new(question, [sweep_fees(address, &it)?]).shows([
        ("Reservation", (*address).into()),
        ("Swept", swept),
        ("To", it.currency()?.fee_vault().into()),
    ]))
}
