//! What can be claimed, and what stake yields, by the emissions program's own quotes.

use std::collections::BTreeSet;

use emissions::{
    quote::{self, Claimable, History},
    state::{page_of, settlement::history_hours, Delegation, HistoryPage, Ledger},
};
use io_client::emissions::page_address;
use io_common::{addresses::LEDGER, constants::epoch_hour, types::Supplier};

use crate::{context::Context, errors::CliError, report::Cell};

/// The emission ledger.
///
/// # Errors
/// [`CliError::WrongNetwork`].
pub fn ledger(context: &mut Context) -> anyhow::Result<Ledger> {
    let found = context.recall(&LEDGER.address)?;
    found.ok_or_else(|| CliError::WrongNetwork(context.url.clone()).into())
}

/// When the attestation of a supplier that has none now ended, in words; nothing if it never had one.
pub fn lapsed(supplier: &Supplier, now: i64) -> String {
    match supplier.attestation.ends_at {
        0 => String::new(),
        ended => format!(
            ": the attestation ended {}",
            Cell::Time(ended, now).display()
        ),
    }
}

/// The indexes of the pages of `hours`, as far as they are there.
fn history(context: &mut Context, hours: impl Iterator<Item = u32>) -> anyhow::Result<History> {
    let pages: BTreeSet<u32> = hours.map(|hour| page_of(hour).0).collect();
    let mut history = History::new();
    for page in pages {
        let first = page.saturating_mul(emissions::constants::PAGE_HOURS as u32);
        let found: Option<HistoryPage> = context.recall(&page_address(first))?;
        if let Some(found) = found {
            history.extend((first..).zip(found.indexes));
        }
    }
    Ok(history)
}

/// What a supplier and one of its stakers could claim now, after `advance_clock` and `settle_supplier`.
///
/// # Errors
/// If the delegation has a slash to follow.
pub fn claimable(
    context: &mut Context,
    supplier: &Supplier,
    delegation: Option<&Delegation>,
) -> anyhow::Result<Claimable> {
    let (config, ledger) = (context.emissions()?, ledger(context)?);
    let hour = epoch_hour(context.now()?).max(ledger.hour);
    let hours = history_hours(supplier, hour).into_iter().flatten();
    let history = history(context, hours)?;
    Ok(quote::claimable(
        &config, &ledger, supplier, delegation, history, hour,
    )?)
}

/// Yearly yield of stake with a supplier, in bps, if the next year is like the past `hours`, or those that there are. None
/// without an hour to go by, or without stake.
///
/// # Errors
/// If the network does not answer.
pub fn apr_bps(
    context: &mut Context,
    supplier: &Supplier,
    hours: u32,
) -> anyhow::Result<Option<u64>> {
    let ledger = ledger(context)?;
    let page = emissions::constants::PAGE_HOURS as u32;
    let from = ledger.hour.saturating_sub(hours);
    let asked = [from.saturating_sub(page), from, ledger.hour];
    let history = history(context, asked.into_iter())?;
    let now = context.now()?;
    Ok(quote::past_apr_bps(
        supplier, &ledger, &history, hours, now,
    )?)
}
