//! What a voter has to know of transactions before a Yes.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use io_client::realm::state::ProposalTransactionV2;
use io_migrations::date;

use super::{change_number, Around};
use crate::report::Cell;

/// A transaction that is not executed, with the numbers of its first and its last instruction.
type Pending<'a> = (&'a ProposalTransactionV2, usize, usize);

/// What of it is not executed.
fn pending(transactions: &[ProposalTransactionV2]) -> Vec<Pending<'_>> {
    let mut last = 0_usize;
    let all = transactions.iter().map(|it| {
        let first = last.saturating_add(1);
        last = last.saturating_add(it.instructions.len());
        (it, first, last)
    });
    all.filter(|(it, ..)| it.executed_at.is_none()).collect()
}

/// Everything that is to be said of them.
pub fn of(transactions: &[ProposalTransactionV2], around: &Around) -> Vec<String> {
    let pending = pending(transactions);
    let mut all = signers(&pending, around);
    all.extend(held_up(&pending, around));
    all.extend(order(&pending));
    all
}

/// Whose signature a transaction needs beside those of the realm.
fn signers(pending: &[Pending], around: &Around) -> Vec<String> {
    let inside = [around.realm.governance, around.realm.treasury()];
    let mut all = Vec::new();
    for (transaction, first, _) in pending {
        for (number, it) in (*first..).zip(&transaction.instructions) {
            let signers = it.accounts.iter().filter(|account| account.is_signer);
            let signers = signers.map(|account| account.pubkey);
            let others: BTreeSet<Pubkey> = signers.filter(|it| !inside.contains(it)).collect();
            all.extend(others.iter().map(|it| {
                format!("{it} has to sign instruction {number}: only it can execute it, at any time or never")
            }));
        }
    }
    all
}

/// What is executed later than the rules ask for.
fn held_up(pending: &[Pending], around: &Around) -> Vec<String> {
    let rule = around.rules.min_transaction_hold_up_time;
    let longer = pending
        .iter()
        .filter(|(it, ..)| it.hold_up_time > rule && !it.instructions.is_empty());
    let all = longer.map(|(it, first, last)| {
        let from = around.executed(it).map_or_else(String::new, |from| {
            format!(", until {} at the earliest", date::utc(from))
        });
        let [its, least] = [it.hold_up_time, rule].map(|it| Cell::Seconds(it.into()).display());
        let instructions = numbered(*first, *last);
        format!("{instructions} waits {its} after the vote{from}, where the rules ask for {least}")
    });
    all.collect()
}

/// That the order is not fixed, and what cannot be executed after it.
fn order(pending: &[Pending]) -> Vec<String> {
    if pending.len() < 2 {
        return Vec::new();
    }
    let mut any = "the transactions can be executed in any order, each by itself".to_string();
    if pending.iter().any(|(it, ..)| it.instructions.len() > 1) {
        let each = pending
            .iter()
            .map(|(_, first, last)| numbered(*first, *last));
        any = format!("{any}: {}", each.collect::<Vec<_>>().join(", "));
    }
    let mut places: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for (transaction, ..) in pending {
        for it in &transaction.instructions {
            if let Some((program, _)) = change_number(&it.program_id, &it.data) {
                let of = places.entry(program.name()).or_default();
                of.insert(transaction.transaction_index);
            }
        }
    }
    let several = places.into_iter().filter(|(_, of)| of.len() > 1);
    let lost = several.map(|(program, _)| {
        format!("once a later change of {program} is executed, the earlier ones cannot be")
    });
    [any].into_iter().chain(lost).collect()
}

/// `instruction 4`, or `the group of instructions 1 to 3`, which are executed together.
fn numbered(first: usize, last: usize) -> String {
    match first < last {
        true => format!("the group of instructions {first} to {last}"),
        false => format!("instruction {first}"),
    }
}
