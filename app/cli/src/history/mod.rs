//! `io history`: what became of an address, from the transactions that name it; also where its account is closed.

mod burn;
mod emissions;
mod governance;
mod marketplace;
mod names;
mod offers;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use ::marketplace::state::Reservation;
use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};
use clap::Args;
use io_client::{
    events::{self, Event},
    layout::place,
    Executed, Match, Mention,
};
use serde_json::{json, Value};
use solana_signature::Signature;

use self::pages::{execute, first, newest};
pub use self::{
    marketplace::{ended, reservation},
    names::Names,
    pages::{mentions, walk},
};
use crate::{
    context::Context,
    errors,
    parse::{address, count, signature},
    report::{Cell, Column, Kind, Record, Report},
    wire::{amounts, idl, summary, Addresses, Tokens},
};

/// Whose history, and which part of it.
#[derive(Args)]
pub struct Options {
    /// A wallet, or an account of the programs, also a closed one: supplier, reservation, offer, delegation, slash, proposal;
    /// yours by default
    #[arg(value_parser = address)]
    address: Option<Pubkey>,
    /// Most transactions to show, the newest first
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 20)]
    limit: u32,
    /// Only transactions older than this one
    #[arg(long, value_name = "SIGNATURE", value_parser = signature)]
    before: Option<Signature>,
}

/// Columns of the actions.
pub const COLUMNS: &[Column] = &[
    ("Time", Kind::Time),
    ("Action", Kind::Text),
    ("Outcome", Kind::Text),
    ("Signature", Kind::Signature),
];

/// Shows each action of the transactions that name an address, the newest first.
///
/// # Errors
/// If the network does not answer, or keeps no history.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let address = context.or_me(options.address)?;
    let limit = usize::try_from(options.limit)?;
    let (mut page, mut more) = mentions(context, &address, options.before, limit)?;
    let mut read = BTreeMap::new();
    execute(context, &page, &mut read)?;
    // What others do with a reservation does not name its renter.
    let own: Vec<Executed> = read.values().flatten().cloned().collect();
    let mut names = Names::of(context, &own, Some(address))?;
    let rented = rented(context, &address, &names)?;
    for reservation in &rented {
        let (theirs, older) = mentions(context, reservation, options.before, limit)?;
        page.extend(theirs);
        more |= older;
    }
    more |= newest(&mut page, limit);
    execute(context, &page, &mut read)?;
    let about: Vec<Pubkey> = std::iter::once(address)
        .chain(rented.iter().copied())
        .collect();
    let now = context.now()?;
    let found: Vec<Option<Executed>> = page
        .iter()
        .map(|it| read.remove(&it.signature).flatten())
        .collect();
    let kept: Vec<Executed> = found.iter().flatten().cloned().collect();
    if !rented.is_empty() {
        names = Names::of(context, &kept, Some(address))?;
    }
    let named: Vec<Addresses> = kept
        .iter()
        .map(|it| Addresses::named(&it.transaction.message))
        .collect();
    let tokens = Tokens::unrecorded(context, kept.iter().zip(&named))?;
    let mut records = Vec::new();
    for (mention, it) in page.iter().zip(&found) {
        let addresses = match it {
            Some(it) => {
                let tokens = tokens.recorded(context, it)?;
                Addresses::named(&it.transaction.message).with_tokens(tokens)
            }
            None => Addresses::default(),
        };
        records.extend(rows(mention, it.as_ref(), &addresses, &names, &about, now));
    }
    let report = Report::table(COLUMNS, records);
    Ok(match page.last() {
        Some(last) if more => report.note(format!(
            "there are older ones: io history {address} --limit {limit} --before {}",
            last.signature
        )),
        Some(_) => report,
        None => report.note(
            "the node remembers no transaction that names it: look at the address and the network; some nodes keep a few days \
             only, so ask another one with --url",
        ),
    })
}

/// The reservations of a renter: those whose accounts are open, and those that its own transactions have named.
fn rented(
    context: &mut Context,
    renter: &Pubkey,
    names: &Names,
) -> anyhow::Result<BTreeSet<Pubkey>> {
    let mut rented: BTreeSet<Pubkey> = names.rented_by(renter).collect();
    let theirs = Match::new(place!(Reservation, renter), renter);
    let open = context.all_where::<Reservation>(&[theirs])?;
    rented.extend(open.into_iter().map(|(address, _)| address));
    Ok(rented)
}

/// A row for each action of a transaction.
fn rows(
    mention: &Mention,
    it: Option<&Executed>,
    addresses: &Addresses,
    names: &Names,
    about: &[Pubkey],
    now: i64,
) -> Vec<Record> {
    // A node whose clock was moved may have another in its list.
    let time = it.and_then(|it| it.time).or(mention.time);
    let time = time.map_or(Cell::None, |at| Cell::Time(at, now));
    let row = |action: Cell, outcome: String| {
        vec![
            ("Time", time.clone()),
            ("Action", action),
            ("Outcome", Cell::Text(outcome)),
            ("Signature", Cell::text(mention.signature)),
        ]
    };
    let Some(it) = it else {
        let outcome = if mention.failed { "failed" } else { "done" };
        let action = Cell::text("not kept by this node");
        return vec![row(action, outcome.into())];
    };
    if let Err(error) = &it.outcome {
        let keys = it.transaction.message.static_account_keys();
        let why = errors::why(error, &it.logs, keys);
        return vec![row(instructions(it, addresses), format!("failed: {why}"))];
    }
    let mut actions = events(it, names, about);
    if actions.is_empty() {
        actions.push(instructions(it, addresses));
    }
    actions
        .into_iter()
        .map(|action| row(action, "done".into()))
        .collect()
}

/// What a transaction without events does, or was to do.
fn instructions(it: &Executed, addresses: &Addresses) -> Cell {
    let text = summary(&it.transaction, addresses);
    let amounts = amounts(&it.transaction, addresses);
    Cell::Tree {
        json: json!({ "words": text, "amounts": amounts }),
        text,
    }
}

/// What a transaction did, in words and as data. Of the actions of many, such as a keeper's, those that name one of `about`.
pub fn events(it: &Executed, names: &Names, about: &[Pubkey]) -> Vec<Cell> {
    let inner = it.inner.iter().flatten();
    let all: Vec<(&Pubkey, &[u8])> = inner
        .filter(|(_, data)| data.starts_with(EVENT_IX_TAG_LE))
        .map(|(program, data)| (program, data.as_slice()))
        .collect();
    let named = |data: &[u8]| {
        let mut parts = data.windows(size_of::<Pubkey>());
        parts.any(|part| about.iter().any(|it| it.as_ref() == part))
    };
    let about: Vec<_> = all.iter().filter(|(_, data)| named(data)).collect();
    let shown = match about.is_empty() {
        true => all.iter().collect(),
        false => about,
    };
    let cells = shown.into_iter();
    cells
        .filter_map(|(program, data)| reported(program, data, names))
        .collect()
}

fn reported(program: &Pubkey, data: &[u8], names: &Names) -> Option<Cell> {
    let decoded = events::decode(program, data)?;
    let words = |names: &Names| match &decoded {
        Event::Emissions(event) => emissions::words(event, names),
        Event::Marketplace(event) => marketplace::words(event, names),
        Event::FeeBurn(event) => burn::words(event, names),
    };
    let (event, fields) = match idl::event(program, data) {
        Ok(Some((name, fields))) => (name.into(), fields),
        _ => (Value::Null, Value::Null),
    };
    let json = json!({
        "words": words(&names.in_full()),
        "program": program.to_string(),
        "event": event,
        "data": fields,
    });
    Some(Cell::Tree {
        text: words(names),
        json,
    })
}

/// The events of the marketplace in a transaction, in their order.
pub fn of_marketplace(it: &Executed) -> Vec<events::Marketplace> {
    let inner = it.inner.iter().flatten();
    let events = inner.filter_map(|(program, data)| match events::decode(program, data) {
        Some(Event::Marketplace(event)) => Some(event),
        _ => None,
    });
    events.collect()
}

/// The addresses without the same one twice.
fn once(addresses: impl IntoIterator<Item = Pubkey>) -> BTreeSet<Pubkey> {
    addresses.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_transaction::versioned::VersionedTransaction;

    /// A node that was moved on in time lists its transactions by one clock, and keeps them by another.
    #[test]
    fn the_time_of_an_act_is_that_of_its_transaction() {
        let mention = |time| Mention {
            signature: Signature::default(),
            slot: 1,
            time,
            failed: false,
            memo: None,
        };
        let executed = |time| Executed {
            slot: 1,
            time,
            fee: 5_000,
            outcome: Ok(()),
            logs: Vec::new(),
            transaction: VersionedTransaction::default(),
            inner: None,
            tokens: Vec::new(),
        };
        let names = Names::default();
        for (listed, kept, expected) in [
            (Some(1_800_145_903), Some(1_800_160_394), 1_800_160_394),
            (Some(1_800_145_903), None, 1_800_145_903),
            (None, Some(1_800_160_394), 1_800_160_394),
        ] {
            let rows = rows(
                &mention(listed),
                Some(&executed(kept)),
                &Addresses::default(),
                &names,
                &[],
                1_800_200_000,
            );
            let (name, time) = &rows[0][0];
            let is_right = matches!(time, Cell::Time(at, _) if *at == expected);
            assert!(*name == "Time" && is_right, "{time:?}");
        }
    }
}
