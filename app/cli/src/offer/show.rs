//! `io offer show`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{actions::market::free_gpus, list_prices, marketplace::supplier_usage_address};
use io_common::types::{Supplier, SupplierUsage};
use marketplace::state::Offer;

use super::{
    compared,
    terms::{notice, takes_io},
};
use crate::{
    context::Context,
    free::not_free,
    models,
    options::{padded, Currencies, Interconnect, Program},
    parse::address,
    pauses,
    report::{Cell, Report},
};

/// Which offer.
#[derive(Args)]
pub struct Options {
    /// The offer
    #[arg(value_parser = address)]
    offer: Pubkey,
}

/// Shows an offer and how its supplier has served.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let offer: Offer = context.read("offer", &options.offer)?;
    let supplier: Supplier = context.read("supplier", &offer.supplier)?;
    let usage: SupplierUsage =
        context.read("usage account", &supplier_usage_address(&offer.supplier))?;
    let market = context.market()?;
    let least = market.forfeit;
    let (table, now) = (models::table(context)?, context.now()?);
    let interconnect = Interconnect::stored(offer.interconnect);
    let model = models::name(&table, offer.model);
    let compared = list_prices::compare(&market, &offer, &model, None)?;
    let service = usage.service;
    let not_free = not_free(&offer, &supplier, &usage, now)?;
    let mut record = vec![
        ("Offer", options.offer.into()),
        ("Supplier", offer.supplier.into()),
        ("Model", Cell::Text(model)),
        ("GPUs", Cell::count(offer.gpus)),
        ("Reserved", Cell::count(offer.reserved)),
        (
            "Free GPUs",
            Cell::count(free_gpus(&offer, &supplier, &usage, now)?),
        ),
    ];
    record.extend(not_free.map(|why| ("Why no more are free", Cell::Text(why))));
    record.extend([
        ("Price per GPU-hour", Cell::Usd(offer.price_micro_usd)),
        (compared::NAME, compared::with_source(compared)),
        ("Region", Cell::Text(padded(&offer.region))),
        (
            "Interconnect",
            interconnect.map_or(Cell::None, |it| Cell::text(it.name())),
        ),
        ("Currencies", Currencies::cell(offer.currencies)),
        ("Min hours", Cell::count(offer.min_hours)),
        ("Max hours", Cell::count(offer.max_hours)),
        (
            "Max hours in IO",
            match takes_io(offer.currencies) {
                true => Cell::count(offer.max_io_hours),
                false => Cell::None,
            },
        ),
        ("Notice", notice(offer.notice_hours, least)),
        ("Revision", Cell::count(offer.revision)),
        ("Paused", Cell::Flag(offer.paused != 0)),
        (
            "Attestation ends",
            Cell::Time(supplier.attestation.ends_at, now),
        ),
        (
            "GPU-hours served",
            Cell::Count(service.gpu_seconds.div_euclid(3_600)),
        ),
        ("Fees paid in IO", Cell::Io(service.fees_io)),
        ("Fees paid in USDC", Cell::Usdc(service.fees_usdc)),
        ("Completed", Cell::count(service.completed)),
        ("Ended in the first minutes", Cell::count(service.early)),
        ("Terminated by supplier", Cell::count(service.terminated)),
        // Start windows, not reservations: many at once weigh as one.
        ("Not started in time", Cell::count(service.not_started)),
        // No failing: the renter has everything back at once.
        ("Declined", Cell::count(service.declined)),
        ("Breaches", Cell::count(service.breaches)),
        ("Outage", Cell::Seconds(service.outage_seconds)),
    ]);
    pauses::noted(context, Program::Marketplace, Report::fields(record))
}
