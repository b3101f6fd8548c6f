//! `io rent quote`: what a reservation would cost.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::{
    market::Market,
    pricing::{Quote, Wanted},
};
use marketplace::state::{Currency, Offer};

use super::{declined::declined, limit::price_of_io, money};
use crate::{
    context::Context,
    options::{self, Program},
    parse::{address, count, duration},
    pauses,
    refusals::unread,
    report::{Cell, Record, Report},
};

/// Name of an offer's price.
pub const PRICE: &str = "Price per GPU-hour";

/// What a renter wants.
#[derive(Args)]
pub struct QuoteArgs {
    /// The offer
    #[arg(value_parser = address)]
    pub offer: Pubkey,
    /// GPUs
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 1)]
    pub gpus: u32,
    /// For how long, such as 3h or 2d
    #[arg(long, value_name = "TIME", value_parser = duration::hours)]
    pub time: u32,
    /// What you pay with
    #[arg(long, value_enum, default_value = "usdc")]
    pub currency: options::Currency,
}

/// The offer, with the wallet of `payer`.
pub fn market(
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
    if wanted.currency == Currency::Io {
        let policy = context.market()?.oracle;
        context.seek_price(&policy, 0)?;
    }
    let market = context.priced(|network, price| Market::read(network, &quote.offer, price, payer));
    Ok((market.map_err(|error| unread(context, error))?, wanted))
}

/// The offer, and what is wanted of it costs now.
pub fn quoted(context: &mut Context, quote: &QuoteArgs) -> anyhow::Result<(Market, Quote)> {
    let (market, wanted) = market(context, quote, None)?;
    let least = market.offer.min_hours;
    let priced = market.quote(wanted);
    let priced = priced.map_err(|error| declined(context, &market, wanted, least, error))?;
    Ok((market, priced))
}

/// What is wanted of an offer, and what it costs now.
pub fn record(quote: &QuoteArgs, offer: &Offer, priced: &Quote) -> Record {
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

/// How often the offer was edited.
pub fn revision(offer: &Offer) -> (&'static str, Cell) {
    ("Offer revision", Cell::count(offer.revision))
}
