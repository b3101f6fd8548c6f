//! Suppliers, and what the marketplace has recorded of them.

use io_client::audit::Snapshot;
use io_common::types::{Supplier as Account, SupplierUsage};

use super::{Check, Difference};
use crate::{
    rows::{Supplier, Usage},
    Key, Memory,
};

pub fn compare(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    for (address, account) in &accounts.suppliers {
        let mut check = Check::new(Key::Supplier(*address), found);
        let Some(row) = check.row::<Supplier>(rows) else {
            continue;
        };
        terms(&mut check, &row, account);
        stake(&mut check, &row, account);
        slashes(&mut check, &row, account);
        rewards(&mut check, &row, account);
        if let Some(account) = accounts.usages.get(address) {
            usage(&mut check, &row.usage, account);
        } else if row.usage != Usage::default() {
            check.no_account();
        }
    }
    for row in rows.all::<Supplier>() {
        let address = row.address.0;
        if !row.closed && !accounts.suppliers.contains_key(&address) {
            Check::new(Key::Supplier(address), found).no_account();
        }
    }
}

fn terms(check: &mut Check, row: &Supplier, account: &Account) {
    check.same("the owner", row.owner.0, account.owner);
    check.same("the model", row.model, account.model);
    let (folded, held) = (&row.commission, &account.commission);
    check.same("the commission", folded.bps, held.bps);
    check.same("the announced commission", folded.next_bps, held.next_bps);
    check.same("its hour", folded.next_from, held.next_from);
    let (folded, held) = (&row.attestation, &account.attestation);
    check.same("attested GPUs", folded.gpus, held.gpus);
    check.same("the end of the attestation", folded.ends_at, held.ends_at);
}

fn stake(check: &mut Check, row: &Supplier, account: &Account) {
    let (folded, held) = (&row.stake, &account.stake);
    check.same("own stake", folded.own.0, held.own);
    check.same("held own stake", folded.own_held.0, held.own_held);
    check.same("own cooling stake", folded.own_cooling.0, held.own_cooling);
    check.same("delegated stake", folded.delegated.0, held.delegated);
    check.same(
        "held delegated stake",
        folded.delegated_held.0,
        held.delegated_held,
    );
    check.same("cooling stake", folded.cooling.0, held.cooling);
    check.same(
        "held cooling stake",
        folded.cooling_held.0,
        held.cooling_held,
    );
    let requests = folded.own_requests.iter().zip(&held.own_unstake_requests);
    for (folded, held) in requests {
        check.same("an unstake request", folded.amount.0, held.amount);
        check.same("its held part", folded.held.0, held.held);
        if held.amount > 0 {
            check.same("its holder", folded.holder.0, held.holder);
            check.same("its time", folded.unlocks_at, held.unlocks_at);
        }
    }
}

fn slashes(check: &mut Check, row: &Supplier, account: &Account) {
    let (folded, held) = (&row.slashes, &account.slashes);
    check.same("what slashes hold", folded.open.0, held.open);
    check.same("what slashes have taken", folded.taken.0, held.taken);
    check.same("breaches slashed", folded.breached.0, held.breached);
    check.same("slashes", folded.count, held.count);
    check.same(
        "slashes for breaches",
        folded.breach_count,
        held.breach_count,
    );
    check.same("open slashes", folded.open_count, held.open_count);
    check.same("slashes of delegated stake", folded.shared, held.shared);
}

fn rewards(check: &mut Check, row: &Supplier, account: &Account) {
    let (folded, held) = (&row.rewards, &account.rewards);
    check.same(
        "the stake index",
        folded.stake_index.0,
        held.stake_index.get(),
    );
    check.same("rewards owed", folded.owed.0, held.owed);
    check.same("rewards claimed", folded.claimed.0, held.claimed);
    check.same("rewards earned", folded.earned.0, held.earned);
    if folded.settled_hour > 0 {
        check.same("the settled hour", folded.settled_hour, held.settled_hour);
    }
}

fn usage(check: &mut Check, row: &Usage, account: &SupplierUsage) {
    check.same("reserved GPUs", row.reserved_gpus, account.reserved_gpus);
    check.same(
        "open reservations",
        row.open_reservations,
        account.open_reservations,
    );
    check.same("cost of breaches", row.breached.0, account.breached);
    let (hour, hours) = (row.not_started_hour, row.not_started_hours);
    check.same(
        "the hour of what was not started",
        hour,
        account.not_started_hour,
    );
    check.same(
        "hours of what was not started",
        hours,
        account.not_started_hours,
    );
    let (folded, held) = (&row.service, &account.service);
    check.same("GPU-seconds", folded.gpu_seconds.0, held.gpu_seconds);
    check.same("fees in IO", folded.fees_io.0, held.fees_io);
    check.same("fees in USDC", folded.fees_usdc.0, held.fees_usdc);
    check.same("downtime", folded.outage_seconds.0, held.outage_seconds);
    check.same("completed", folded.completed, held.completed);
    check.same("terminated", folded.terminated, held.terminated);
    check.same("not started", folded.not_started, held.not_started);
    check.same("declined", folded.declined, held.declined);
    check.same("breaches", folded.breaches, held.breaches);
    check.same("ended early", folded.early, held.early);
}
