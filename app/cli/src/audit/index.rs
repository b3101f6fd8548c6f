//! Compares an indexer's rows with the accounts (P-22).
//!
//! The accounts are read first, then the rows of an index that has reached at least their slot. A row that has changed since is
//! read again, with its account.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread::sleep,
    time::{Duration, Instant},
};

use io_client::{
    audit::{Finding, Snapshot, Verdict},
    values::figures::several,
};
use io_ledger::{
    compare::{compare, Difference},
    Key, Kind, Memory,
};
use io_output::terminal;
use solana_sdk_ids::sysvar;

use self::server::Server;
use crate::{
    context::{unreachable, Context},
    errors::CliError,
};

mod server;

/// How often everything is read while rows keep changing.
const ROUNDS: u32 = 4;
/// How long to wait for the index to reach the slot of the accounts. Blocks are final after about 13 seconds.
const LONGEST: Duration = Duration::from_secs(if cfg!(test) { 0 } else { 90 });
const LOOK: Duration = Duration::from_secs(2);

/// Rows with the slots of their last changes.
#[derive(Default)]
struct Rows {
    memory: Memory,
    slots: BTreeMap<Key, u64>,
}

/// The accounts, and a slot read before them.
pub struct Accounts {
    pub slot: u64,
    pub snapshot: Snapshot,
}

/// The slot of the cluster's clock, whose account begins with it.
pub fn slot(context: &mut Context) -> anyhow::Result<u64> {
    let clock = context.account(&sysvar::clock::ID)?;
    let slot = clock.as_ref().and_then(|clock| clock.data.first_chunk());
    let missing = || CliError::WrongNetwork(context.url.clone());
    Ok(u64::from_le_bytes(*slot.ok_or_else(missing)?))
}

/// A finding for each kind of row, or for each difference. The second value says what could not be compared.
pub fn findings(
    context: &mut Context,
    url: &str,
    accounts: &Accounts,
) -> anyhow::Result<(Vec<Finding>, Option<String>)> {
    let server = Server::new(url)?;
    let mut rows = read(context, &server)?;
    let (mut broken, mut moved) = differences(accounts, &rows);
    let mut round = 1;
    while !moved.is_empty() && round < ROUNDS {
        let accounts = accounts_now(context)?;
        rows = read(context, &server)?;
        (broken, moved) = differences(&accounts, &rows);
        round = round.saturating_add(1);
    }
    let left = moved.len() as u64;
    let note = (left > 0).then(|| {
        let rows = several(left, "rows");
        format!("{rows} changed each time they were read: run `io audit` again.")
    });
    Ok((by_kind(&rows, &broken), note))
}

fn accounts_now(context: &mut Context) -> anyhow::Result<Accounts> {
    context.forget();
    let slot = slot(context)?;
    let snapshot = Snapshot::read(context.network).map_err(unreachable)?;
    let snapshot = snapshot.ok_or_else(|| CliError::WrongNetwork(context.url.clone()))?;
    Ok(Accounts { slot, snapshot })
}

/// The rows of all kinds with accounts, once the index has reached the current slot.
fn read(context: &mut Context, server: &Server) -> anyhow::Result<Rows> {
    let wanted = slot(context)?;
    let reading = terminal::spinner("waiting for the index");
    let began = Instant::now();
    loop {
        let reached = server.slot()?;
        if reached.is_some_and(|slot| slot >= wanted) {
            break;
        }
        if began.elapsed() > LONGEST {
            let Some(reached) = reached else {
                let why = "it is still reading the history: try again once `complete` is true in its /v1/status";
                return Err(server.failure(why.into()).into());
            };
            let behind = wanted.saturating_sub(reached);
            return Err(server
                .failure(format!("it is {behind} slots behind: try again later"))
                .into());
        }
        sleep(LOOK);
    }
    drop(reading);
    let mut rows = Rows::default();
    for kind in Kind::WITH_ACCOUNT {
        for (row, slot) in server.rows(*kind)? {
            let Some(key) = row.key() else { continue };
            rows.memory.0.insert(key, row);
            rows.slots.insert(key, slot);
        }
    }
    Ok(rows)
}

/// Differences, and the rows that have changed since the accounts were read.
fn differences(accounts: &Accounts, rows: &Rows) -> (Vec<Difference>, BTreeSet<Key>) {
    let changed = |it: &Difference| {
        let slot = rows.slots.get(&it.key);
        slot.is_some_and(|slot| *slot > accounts.slot)
    };
    let found = compare(&accounts.snapshot, &rows.memory).into_iter();
    let (moved, broken): (Vec<_>, Vec<_>) = found.partition(changed);
    (broken, moved.into_iter().map(|it| it.key).collect())
}

/// A finding for each difference, and one for each kind without any.
fn by_kind(rows: &Rows, broken: &[Difference]) -> Vec<Finding> {
    let mut all = Vec::new();
    for kind in Kind::WITH_ACCOUNT {
        let theirs = broken.iter().filter(|it| it.key.kind() == *kind);
        let before = all.len();
        all.extend(theirs.map(|it| finding(*kind, Verdict::Broken, it.to_string())));
        if all.len() == before {
            let keys = rows.memory.0.keys();
            let count = keys.filter(|key| key.kind() == *kind).count() as u64;
            all.push(finding(*kind, Verdict::Exact, several(count, "rows")));
        }
    }
    all
}

fn finding(kind: Kind, verdict: Verdict, figures: String) -> Finding {
    let what = match kind {
        Kind::Supplier => "suppliers match their events",
        Kind::Delegation => "delegations match their events",
        Kind::Slash => "slashes match their events",
        Kind::Offer => "offers match their events",
        Kind::Reservation => "reservations match their events",
        Kind::Supply => "the supply matches the events",
        Kind::Engine => "fees match the events",
        _ => "auctions match their events",
    };
    Finding {
        rule: "P-22",
        what,
        verdict,
        figures,
    }
}
