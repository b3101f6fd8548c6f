//! Advances the emission clock, creates history pages, settles suppliers that are behind.

use anchor_lang::prelude::Pubkey;
use io_client::{emissions, keeper};
use io_common::{constants::epoch_hour, types::Supplier};

use super::{Action, Log, Work};
use crate::context::{unreachable, Context};

/// Advances the clock if it is behind, and creates the history pages that the next hours and attestations need.
pub fn advance(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    if let Some(advance) = advancing(context)? {
        return log.send(context, advance);
    }
    let (me, now) = (context.me()?, epoch_hour(context.now()?));
    let pages = keeper::pages_ahead(context.network, now).map_err(unreachable)?;
    let pages = pages.into_iter().map(|hour| {
        let address = emissions::page_address(hour);
        let action = Action::new("create", format!("history page {address}"));
        let create = emissions::create_history_page(&me, hour);
        Work::new(action, vec![create]).while_due(move |context| {
            let page = context.find::<::emissions::state::HistoryPage>(&address)?;
            Ok(page.is_none())
        })
    });
    log.send_all(context, pages.collect())
}

/// The instruction that advances the clock, if it is behind.
pub fn advancing(context: &mut Context) -> anyhow::Result<Option<Work>> {
    let advance = context.catch_up(&[])?;
    if advance.is_empty() {
        return Ok(None);
    }
    let work = Work::new(Action::new("advance", "clock"), advance);
    Ok(Some(work.while_due(|context| {
        Ok(!context.catch_up(&[])?.is_empty())
    })))
}

/// Settles suppliers that are at least `after` hours behind, after advancing the clock if needed.
pub fn settle(context: &mut Context, log: &mut Log, after: u32) -> anyhow::Result<()> {
    let hour = epoch_hour(context.now()?);
    let mut behind: Vec<(Pubkey, Supplier)> = Vec::new();
    for (address, it) in context.all::<Supplier>()? {
        let idle = it.units.running == 0 && it.units.next == 0;
        if !idle && hour.saturating_sub(it.rewards.settled_hour) >= after {
            behind.push((address, it));
        }
    }
    if behind.is_empty() {
        return Ok(());
    }
    let mut all = Vec::from_iter(advancing(context)?);
    all.extend(behind.into_iter().map(|(address, it)| {
        let settle = emissions::settle_supplier(&address, &it, hour);
        let work = Work::new(Action::new("settle", address), vec![settle]);
        work.while_due(move |context| {
            let now = context.find::<Supplier>(&address)?;
            Ok(now.is_some_and(|it| it.rewards.settled_hour < hour))
        })
    }));
    log.send_all(context, all)
}
