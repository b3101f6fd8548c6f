//! Supply, fees and auctions.

use io_client::audit::Snapshot;

use super::{Check, Difference};
use crate::{
    rows::{Auction, Engine, Supply},
    Key, Memory,
};

pub fn compare(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    supply(accounts, rows, found);
    let engine = rows.0.get(&Key::Engine).cloned();
    let engine = engine.and_then(|row| Engine::try_from(row).ok());
    // The engine has no row before the first fees.
    fees(accounts, &engine.unwrap_or_default(), found);
    auction(accounts, rows, found);
}

fn supply(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    let (ledger, mut check) = (&accounts.ledger, Check::new(Key::Supply, found));
    if !ledger.is_launched() {
        return;
    }
    let Some(row) = check.row::<Supply>(rows) else {
        return;
    };
    check.same("the genesis supply", row.genesis.0, ledger.launch_supply);
    check.same("what was emitted", row.emitted.0, ledger.emitted_total);
    check.same("what was claimed", row.claimed.0, ledger.claimed_total);
    check.same("what was slashed", row.slashed.0, ledger.slashed_total);
    check.same(
        "fees burned",
        row.fees_burned.0,
        accounts.engine.fees_burned,
    );
    check.same("IO bought", row.bought.0, accounts.engine.bought);
    check.same("all stake", row.staked.0, ledger.staked);
    check.same(
        "hours of the schedule",
        row.schedule_hour,
        ledger.schedule_hour,
    );
    match row.supply() {
        Ok(supply) => check.at_most("the supply", supply, accounts.mint.supply),
        Err(error) => check.differ("the supply", error, accounts.mint.supply),
    }
}

fn fees(accounts: &Snapshot, row: &Engine, found: &mut Vec<Difference>) {
    let (engine, mut check) = (&accounts.engine, Check::new(Key::Engine, found));
    check.same("fees burned", row.fees_burned.0, engine.fees_burned);
    check.same("IO bought", row.bought.0, engine.bought);
    check.same("USDC spent", row.spent.0, engine.spent);
    check.same("auctions opened", row.opened.0, engine.opened);
    check.same("auctions sold out", row.filled.0, engine.filled);
    check.same("auctions expired", row.expired.0, engine.expired);
    check.same(
        "IO of the council",
        row.council_io.0,
        engine.io.council_paid,
    );
    check.same(
        "USDC of the council",
        row.council_usdc.0,
        engine.usdc.council_paid,
    );
    check.same("fills", row.fills.0, engine.fills.count);
    if let Some(anchor) = row.anchor {
        check.same("the anchor", anchor.0, engine.anchor.price);
    }
    // Usage accounts are never closed: together they have recorded all fees.
    let usages = accounts.usages.values();
    let (io, usdc) = usages.fold((0, 0), |(io, usdc), it| {
        let service = &it.service;
        (
            u128::from(service.fees_io).saturating_add(io),
            u128::from(service.fees_usdc).saturating_add(usdc),
        )
    });
    check.same("fees in IO", row.fees_io.0.into(), io);
    check.same("fees in USDC", row.fees_usdc.0.into(), usdc);
    let vaults = [
        (
            "the vault of IO",
            row.fees_io.0,
            row.io_out(),
            accounts.vaults.io,
        ),
        (
            "the vault of USDC",
            row.fees_usdc.0,
            row.usdc_out(),
            accounts.vaults.usdc,
        ),
    ];
    for (what, came, out, vault) in vaults {
        let held = out.ok().and_then(|out| out.checked_add(vault));
        match held {
            Some(held) => check.at_least(what, came, held),
            None => check.differ(what, came, "out of range"),
        }
    }
}

fn auction(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    let engine = &accounts.engine;
    if engine.opened == 0 {
        return;
    }
    let mut check = Check::new(Key::Auction(engine.opened), found);
    let Some(row) = check.row::<Auction>(rows) else {
        return;
    };
    let held = &engine.auction;
    check.same("the lot", row.lot.0, held.lot);
    check.same("what is left of it", row.left.0, held.left);
    check.same("the base of the bid", row.reference.0, held.reference);
    check.same("when it was opened", row.opened_at, held.opened_at);
}
