//! Reservations and their escrows.

use std::collections::BTreeSet;

use io_client::audit::{Rental, Snapshot};
use marketplace::state::{self, Currency};

use super::{Check, Difference};
use crate::{
    rows::{EndReason, Reservation, State},
    Key, Memory,
};

pub fn compare(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    let mut seen = BTreeSet::new();
    for rental in &accounts.reservations {
        seen.insert(rental.address);
        let mut check = Check::new(Key::Reservation(rental.address), found);
        let Some(row) = check.row::<Reservation>(rows) else {
            continue;
        };
        terms(&mut check, &row, &rental.reservation);
        times(&mut check, &row, &rental.reservation);
        amounts(&mut check, &row, rental);
    }
    for row in rows.all::<Reservation>() {
        if !row.account_closed && !seen.contains(&row.address.0) {
            Check::new(Key::Reservation(row.address.0), found).no_account();
        }
    }
}

fn terms(check: &mut Check, row: &Reservation, account: &state::Reservation) {
    check.same("the renter", row.renter.0, account.renter);
    check.same("the payer", row.payer.0, account.payer);
    check.same("the supplier", row.supplier.0, account.supplier);
    check.same("the offer", row.offer.0, account.offer);
    check.same("GPUs", row.gpus, account.gpus);
    let in_io = account.currency == Currency::Io as u8;
    check.same("whether it is in IO", row.in_io, in_io);
    check.same("the cost of a breach", row.breach, account.breach);
    if let Some(last) = account.segments.reserved().last() {
        check.same("the rate", row.rate.0, last.rate);
    }
    if let Ok(seconds) = account.reserved() {
        check.same("reserved seconds", row.seconds, seconds);
    }
}

fn times(check: &mut Check, row: &Reservation, account: &state::Reservation) {
    let number = match row.state {
        State::Reserved => 0,
        State::Active => 1,
        State::Ended => 2,
        State::Closed => 3,
    };
    check.same("the state", number, account.status);
    let reason = account.end_reason().ok().and_then(EndReason::of);
    if row.end_reason != reason {
        let [folded, held] = [row.end_reason, reason].map(|it| format!("{it:?}"));
        check.differ("why it ended", folded, held);
    }
    check.same("when it was made", row.created_at, account.created_at);
    let started_at = row.started_at.unwrap_or(0);
    check.same("when it started", started_at, account.started_at);
    if let (Some(folded), Ok(held)) = (row.ends_at, account.ends_at()) {
        check.same("when its time ends", folded, held);
    }
    let announced_at = account.announced.checked_sub(1).map(i64::from);
    let announced_at = announced_at.and_then(|after| account.started_at.checked_add(after));
    let (folded, held) = (row.announced_at.unwrap_or(0), announced_at.unwrap_or(0));
    check.same("when its end was announced", folded, held);
    let ended_at = row.ended_at.unwrap_or(0);
    check.same("when it ended", ended_at, account.ended_at);
    let paid = account.supplier_paid != 0;
    check.same("whether the supplier is paid", row.supplier_paid, paid);
    let downtime = account.downtime(account.ended_at);
    if let (Ok(downtime), State::Closed) = (downtime, row.state) {
        check.same("downtime", row.downtime, downtime);
    }
}

fn amounts(check: &mut Check, row: &Reservation, rental: &Rental) {
    let (totals, account) = (&row.totals, &rental.reservation);
    check.same("what was paid in", totals.locked.0, account.locked);
    check.same("the deposit", totals.deposit.0, account.dispute.deposit);
    check.same("the price", totals.payable.0, account.payable);
    check.same("what is charged", totals.charged.0, account.charged);
    check.same("paid to the supplier", totals.paid.0, account.paid.supplier);
    check.same("refunded", totals.refunded.0, account.paid.payer);
    check.same("fees sent", totals.fees.0, account.paid.fees);
    match account.all_owed() {
        Ok(owed) => {
            check.same(
                "owed to the supplier",
                totals.owed_to_supplier.0,
                owed.supplier,
            );
            check.same("owed to the payer", totals.owed_to_payer.0, owed.payer);
            check.same("fees owed", totals.owed_fees.0, owed.fees);
        }
        Err(error) => check.differ("what is owed", "a number", error),
    }
    match totals.escrow() {
        Ok(escrow) => check.at_least("the escrow", escrow, rental.escrow),
        Err(error) => check.differ("the escrow", error, rental.escrow),
    }
}
