//! Slashes that are open, or that a delegation still has to follow.

use std::collections::BTreeSet;

use emissions::state::Slash as Account;
use io_client::audit::Snapshot;

use super::{Check, Difference};
use crate::{
    rows::{Slash, SlashState},
    Key, Memory,
};

pub fn compare(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    let mut seen = BTreeSet::new();
    for account in &accounts.slashes {
        let key = Key::Slash {
            supplier: account.supplier,
            breach: account.reason == Account::BREACH,
            number: account.number,
        };
        seen.insert(key);
        let mut check = Check::new(key, found);
        if let Some(row) = check.row::<Slash>(rows) {
            one(&mut check, &row, account);
        }
    }
    for row in rows.all::<Slash>() {
        let key = Key::Slash {
            supplier: row.supplier.0,
            breach: row.breach,
            number: row.number,
        };
        if row.state == SlashState::Open && !seen.contains(&key) {
            Check::new(key, found).no_account();
        }
    }
}

fn one(check: &mut Check, row: &Slash, account: &Account) {
    check.same("the reason", row.reason, account.reason);
    check.same("the amount", row.amount.0, account.amount);
    for (folded, held) in row.own.iter().zip(account.own) {
        check.same("own stake", folded.0, held);
    }
    check.same("delegated stake", row.delegated.0, account.delegated_held);
    check.same("cooling stake", row.cooling.0, account.cooling_held);
    check.same("its place", row.place, account.opened);
    let (folded, held) = (row.stake_index.0, account.stake_index.get());
    check.same("the stake index", folded, held);
    let executed = row.state == SlashState::Executed;
    check.same("whether it was executed", executed, account.executed != 0);
    let ended = row.state != SlashState::Open;
    check.same("whether it has ended", ended, account.ended > 0);
    check.same("when it falls due", row.due_at, account.due_at);
}
