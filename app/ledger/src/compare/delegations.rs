//! Delegations.

use std::collections::BTreeSet;

use emissions::state::Delegation as Account;
use io_client::audit::Snapshot;

use super::{Check, Difference};
use crate::{
    rows::{Delegation, BACK},
    Key, Memory,
};

pub fn compare(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    let mut seen = BTreeSet::new();
    for account in &accounts.delegations {
        let (supplier, staker) = (account.supplier, account.staker);
        let key = Key::Delegation { supplier, staker };
        seen.insert(key);
        let row = rows.0.get(&key).cloned();
        let row = row.and_then(|row| Delegation::try_from(row).ok());
        // No event opens a delegation. One without a row has never had stake.
        let row = row.unwrap_or_default();
        one(&mut Check::new(key, found), &row, account);
    }
    for row in rows.all::<Delegation>() {
        let (supplier, staker) = (row.supplier.0, row.staker.0);
        let key = Key::Delegation { supplier, staker };
        if !seen.contains(&key) && !is_empty(&row) {
            Check::new(key, found).no_account();
        }
    }
}

fn is_empty(row: &Delegation) -> bool {
    let mut cooling = row.requests.iter();
    row.active.0 == 0
        && row.held.is_empty()
        && row.owed.0 == 0
        && cooling.all(|request| request.amount.0 == 0)
}

fn one(check: &mut Check, row: &Delegation, account: &Account) {
    check.same("active stake", row.active.0, account.active);
    check.same("rewards owed", row.owed.0, account.owed);
    // The row counts over all accounts that there have been at the address.
    check.at_least("rewards claimed", account.claimed, row.claimed.0);
    if row.earning().is_ok_and(|earning| earning > 0) {
        let (folded, held) = (row.stake_index.0, account.stake_index.get());
        check.same("the stake index", folded, held);
    }
    let requests = row.requests.iter().zip(&account.unstake_requests);
    for (place, (folded, held)) in requests.enumerate() {
        check.same("an unstake request", folded.amount.0, held.amount);
        // A later return keeps the time of the last one.
        if held.amount > 0 || (place == BACK && held.unlocks_at > 0) {
            check.same("its time", folded.unlocks_at, held.unlocks_at);
        }
    }
    let held = account.held.iter().filter(|held| held.slash > 0);
    check.same(
        "slashes that hold stake",
        row.held.len(),
        held.clone().count(),
    );
    for held in held {
        let mut places = row.held.iter();
        let Some(folded) = places.find(|folded| folded.place == held.slash) else {
            check.same("a slash that holds stake", 0, held.slash);
            continue;
        };
        check.same("held active stake", folded.active.0, held.active);
        check.same("held cooling stake", folded.cooling.0, held.cooling);
        check.same("its time", folded.unlocks_at, held.unlocks_at);
    }
}
