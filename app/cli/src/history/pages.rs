//! Transactions that name an address, as a node lists them: page by page, the newest first.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use anchor_lang::prelude::Pubkey;
use io_client::{Executed, Mention, MAX_MENTIONS};
use solana_signature::Signature;

use crate::context::{unreachable, Context};

/// At most `limit` transactions that name an address, the newest first, and whether there are older ones. A node gives
/// [`MAX_MENTIONS`] at once.
///
/// # Errors
/// If the network does not answer, or keeps no history.
pub fn mentions(
    context: &mut Context,
    address: &Pubkey,
    mut before: Option<Signature>,
    limit: usize,
) -> anyhow::Result<(Vec<Mention>, bool)> {
    let (mut all, wanted) = (Vec::new(), limit.saturating_add(1));
    while all.len() < wanted {
        let asked = wanted.saturating_sub(all.len()).min(MAX_MENTIONS);
        let page = page(context, address, &mut before, asked)?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    let more = all.len() > limit;
    all.truncate(limit);
    Ok((all, more))
}

/// The next transactions that name an address, and where the page after it begins. A node may give fewer than it is asked for:
/// only an empty page is the end. So is the same page again, of a node that knows no `before`.
fn page(
    context: &mut Context,
    address: &Pubkey,
    before: &mut Option<Signature>,
    asked: usize,
) -> anyhow::Result<Vec<Mention>> {
    let page = context.network.mentions(address, before.as_ref(), asked);
    let page = page.map_err(unreachable)?;
    let last = page.last().map(|it| it.signature);
    if last == *before {
        return Ok(Vec::new());
    }
    *before = last;
    Ok(page)
}

/// Each transaction once, the newest `limit` of them; and whether there were more. Of one slot, those of the first list come first.
pub fn newest(mentions: &mut Vec<Mention>, limit: usize) -> bool {
    let mut seen = BTreeSet::new();
    mentions.retain(|it| seen.insert(it.signature));
    mentions.sort_by_key(|it| Reverse(it.slot));
    let more = mentions.len() > limit;
    mentions.truncate(limit);
    more
}

/// Reads the transactions that have not been read yet.
///
/// # Errors
/// If the network does not answer, or keeps no history.
pub fn execute(
    context: &mut Context,
    mentions: &[Mention],
    read: &mut BTreeMap<Signature, Option<Executed>>,
) -> anyhow::Result<()> {
    for Mention { signature, .. } in mentions {
        if !read.contains_key(signature) {
            let it = context.network.executed(signature).map_err(unreachable)?;
            read.insert(*signature, it);
        }
    }
    Ok(())
}

/// Reads all that the network keeps of an address, the newest first, until `read` says that it is enough. One transaction is
/// held at a time.
///
/// # Errors
/// If the network does not answer, or keeps no history; those of `read`.
pub fn walk(
    context: &mut Context,
    address: &Pubkey,
    mut read: impl FnMut(&Mention, &Executed) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let mut before: Option<Signature> = None;
    loop {
        let mentions = page(context, address, &mut before, MAX_MENTIONS)?;
        if mentions.is_empty() {
            return Ok(());
        }
        for mention in mentions.iter().filter(|it| !it.failed) {
            let it = context.network.executed(&mention.signature);
            let Some(it) = it.map_err(unreachable)? else {
                continue;
            };
            if read(mention, &it)? {
                return Ok(());
            }
        }
    }
}

/// The first transaction that names an address and did not fail: the one that created its account.
///
/// # Errors
/// If the network does not answer, or keeps no history.
pub fn first(context: &mut Context, address: &Pubkey) -> anyhow::Result<Option<Executed>> {
    let (mut before, mut first): (Option<Signature>, Option<Signature>) = (None, None);
    loop {
        let mentions = page(context, address, &mut before, MAX_MENTIONS)?;
        if mentions.is_empty() {
            break;
        }
        let succeeded = mentions.iter().rfind(|it| !it.failed);
        first = succeeded.map(|it| it.signature).or(first);
    }
    let Some(first) = first else {
        return Ok(None);
    };
    Ok(context.network.executed(&first).map_err(unreachable)?)
}
