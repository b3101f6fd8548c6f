//! `io offer list`.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_client::{
    actions::market::free_gpus,
    layout::place,
    list_prices::{self, Compared},
    marketplace::supplier_usage_address,
    Match,
};
use io_common::types::{Supplier, SupplierUsage};
use marketplace::{
    constants::REGION_LEN,
    state::{self, Offer},
};

use super::{compared, terms::owed_notice};
use crate::{
    context::Context,
    models,
    options::{padded, Currencies, Currency, Interconnect, Program},
    parse::{address, amount, count, nearest},
    pauses,
    report::{Cell, Column, Kind, Record, Report},
};

/// Which offers, in which order.
#[derive(Args)]
pub struct Options {
    /// GPU model, such as h100-sxm, or a prefix, such as h100
    #[arg(long)]
    model: Option<String>,
    /// Highest price of a GPU-hour, in dollars
    #[arg(long, value_name = "USD", value_parser = amount::usd)]
    max_price: Option<u64>,
    /// Region, or a prefix
    #[arg(long)]
    region: Option<String>,
    /// How the GPUs are connected
    #[arg(long, value_enum)]
    interconnect: Option<Interconnect>,
    /// What you pay with; max hours and the fee in the comparison are for it
    #[arg(long, value_enum)]
    currency: Option<Currency>,
    /// GPUs that must be free
    #[arg(long, value_name = "COUNT", value_parser = count::number::<u32>, default_value_t = 1)]
    free: u32,
    /// Of this supplier only
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    supplier: Option<Pubkey>,
    /// Order of the offers
    #[arg(long, value_enum, default_value = "price")]
    sort: Sort,
    /// Most offers to show
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>)]
    limit: Option<u32>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Sort {
    /// Cheapest first
    Price,
    /// Most free GPUs first
    Free,
    /// Model and price
    Model,
    /// Region and price
    Region,
    /// Suppliers whose reservations have paid most fees first
    Fees,
}

/// An offer with what decides whether it can be taken.
struct Candidate {
    address: Pubkey,
    offer: Offer,
    model: String,
    free: u32,
    fees: u64,
    compared: Option<Compared>,
}

/// Lists offers.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let market = context.market()?;
    let table = models::table(context)?;
    let models = options.model.as_deref();
    let models = models.map(|name| models::indexes(&table, name));
    let models = models.transpose()?;
    let mut offers = context.all_where::<Offer>(&options.matches(models.as_deref()))?;
    let is_wanted = |model| models.as_ref().is_none_or(|wanted| wanted.contains(&model));
    offers.retain(|(_, offer)| options.take(offer) && is_wanted(offer.model));
    let named = || offers.iter().map(|(_, offer)| offer.supplier);
    let suppliers = context.find_all::<Supplier>(named())?;
    let of: BTreeSet<Pubkey> = named().collect();
    let usages = context.find_all::<SupplierUsage>(of.iter().map(supplier_usage_address))?;
    let usages: BTreeMap<Pubkey, SupplierUsage> = usages
        .into_values()
        .map(|usage| (usage.supplier, usage))
        .collect();
    let now = context.now()?;
    let mut candidates = Vec::new();
    for (address, offer) in offers {
        let (supplier, usage) = (suppliers.get(&offer.supplier), usages.get(&offer.supplier));
        let (Some(supplier), Some(usage)) = (supplier, usage) else {
            continue;
        };
        let free = free_gpus(&offer, supplier, usage, now)?;
        if free < options.free {
            continue;
        }
        let model = models::name(&table, offer.model);
        let currency = options.currency.map(state::Currency::from);
        candidates.push(Candidate {
            address,
            free,
            fees: usage.service.fees_usdc,
            compared: list_prices::compare(&market, &offer, &model, currency)?,
            model,
            offer,
        });
    }
    if candidates.is_empty() {
        options.check_region(context)?;
    }
    let none = candidates.is_empty();
    options.order(&mut candidates);
    let all = candidates.len();
    if let Some(limit) = options.limit {
        candidates.truncate(usize::try_from(limit)?);
    }
    let shown = candidates.len();
    let records = candidates
        .iter()
        .map(|it| record(it, options.currency, market.forfeit));
    let report = Report::table(COLUMNS, records.collect());
    let report = match shown < all {
        true => report.note(format!("{shown} of {all}: --limit {all} shows the others")),
        false if none => report.note(
            "no offer has what was asked for: `io offer list --free 0` shows those without free GPUs too, `io models` lists models",
        ),
        false => report,
    };
    let report = pauses::noted(context, Program::Marketplace, report)?;
    Ok(match candidates.iter().any(|it| it.compared.is_some()) {
        true => report.note(compared::note()),
        false => report,
    })
}

impl Options {
    /// What the node can look for; of several models it gives all offers.
    fn matches(&self, models: Option<&[u16]>) -> Vec<Match> {
        let model = match models {
            Some([one]) => Some(*one),
            _ => None,
        };
        let region = self.region.as_deref();
        let region = region.filter(|it| it.len() <= REGION_LEN);
        let interconnect = self.interconnect.map(state::Interconnect::from);
        let mut matches = Vec::new();
        matches.extend(model.map(|it| Match::new(place!(Offer, model), it.to_le_bytes())));
        matches.extend(region.map(|it| Match::new(place!(Offer, region), it)));
        matches.extend(interconnect.map(|it| Match::new(place!(Offer, interconnect), [it as u8])));
        let supplier = self.supplier;
        matches.extend(supplier.map(|it| Match::new(place!(Offer, supplier), it)));
        matches
    }

    /// Refuses a region in which nobody offers anything.
    fn check_region(&self, context: &mut Context) -> anyhow::Result<()> {
        let Some(wanted) = &self.region else {
            return Ok(());
        };
        let offers = context.all::<Offer>()?.into_iter();
        let regions: BTreeSet<String> = offers.map(|(_, offer)| padded(&offer.region)).collect();
        let is_known = regions.iter().any(|region| region.starts_with(wanted));
        if is_known || regions.is_empty() {
            return Ok(());
        }
        let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
        Err(nearest::unknown("region", wanted, &regions).into())
    }

    /// Whether an offer is one of those asked for, by what it says itself.
    fn take(&self, offer: &Offer) -> bool {
        let currency = self.currency.map(state::Currency::from);
        let region = self.region.as_deref().unwrap_or_default();
        self.max_price
            .is_none_or(|most| offer.price_micro_usd <= most)
            && padded(&offer.region).starts_with(region)
            && currency.is_none_or(|wanted| wanted.bit() & offer.currencies != 0)
    }

    fn order(&self, candidates: &mut [Candidate]) {
        // Stable, so that price breaks every tie.
        candidates.sort_by_key(|it| it.offer.price_micro_usd);
        match self.sort {
            Sort::Price => {}
            Sort::Free => candidates.sort_by_key(|it| std::cmp::Reverse(it.free)),
            Sort::Model => candidates.sort_by_key(|it| it.offer.model),
            Sort::Region => candidates.sort_by_key(|it| it.offer.region),
            Sort::Fees => candidates.sort_by_key(|it| std::cmp::Reverse(it.fees)),
        }
    }
}

/// Columns of the offers.
pub const COLUMNS: &[Column] = &[
    ("Offer", Kind::Key),
    ("Model", Kind::Text),
    ("Free GPUs", Kind::Count),
    ("Price per GPU-hour", Kind::Amount),
    (compared::NAME, Kind::Text),
    ("Region", Kind::Text),
    ("Interconnect", Kind::Text),
    ("Currencies", Kind::Text),
    ("Min hours", Kind::Count),
    ("Max hours", Kind::Count),
    ("Notice", Kind::Time),
];

fn record(it: &Candidate, currency: Option<Currency>, least: u32) -> Record {
    let max_hours = match currency.map(state::Currency::from) {
        Some(state::Currency::Io) => it.offer.max_hours.min(it.offer.max_io_hours),
        _ => it.offer.max_hours,
    };
    let interconnect = Interconnect::stored(it.offer.interconnect);
    vec![
        ("Offer", it.address.into()),
        ("Model", Cell::text(&it.model)),
        ("Free GPUs", Cell::count(it.free)),
        ("Price per GPU-hour", Cell::Usd(it.offer.price_micro_usd)),
        (compared::NAME, compared::brief(it.compared)),
        ("Region", Cell::Text(padded(&it.offer.region))),
        (
            "Interconnect",
            interconnect.map_or(Cell::None, |it| Cell::text(it.name())),
        ),
        ("Currencies", Currencies::cell(it.offer.currencies)),
        ("Min hours", Cell::count(it.offer.min_hours)),
        ("Max hours", Cell::count(max_hours)),
        ("Notice", owed_notice(it.offer.notice_hours, least)),
    ]
}

/// Offers of a supplier whose accounts are there.
///
/// # Errors
/// If the network does not answer.
pub fn of_supplier(context: &mut Context, supplier: &Pubkey) -> anyhow::Result<Vec<Pubkey>> {
    let theirs = Match::new(place!(Offer, supplier), supplier);
    let all = context.all_where::<Offer>(&[theirs])?;
    Ok(all.into_iter().map(|(address, _)| address).collect())
}
