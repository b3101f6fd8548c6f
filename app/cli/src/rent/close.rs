//! `io rent close`: the next step of a reservation to its close, which anyone may take.

use anchor_lang::prelude::Pubkey;
use io_client::actions::{
    due::{self, Act, Due},
    snapshot::Snapshot,
};
use marketplace::state::{Payees, Reservation};

use super::{
    course::{situation, Side},
    exit::{not_done, unpaid, ReservationArg},
    money, payer,
};
use crate::{
    context::Context,
    errors::CliError,
    plan::{short, Plan},
    refusals::unread,
    report::{Cell, Record, Report},
};

/// What is due, in a word.
pub fn name(act: Act) -> &'static str {
    match act {
        Act::Cancel => "cancel",
        Act::Expire => "expire",
        Act::Complete => "complete",
        Act::Close | Act::Pay => "close",
        Act::CloseAccounts => "close accounts",
    }
}

/// Does what a keeper would, without waiting for one.
pub fn close(context: &mut Context, which: &ReservationArg) -> anyhow::Result<Report> {
    let address = which.reservation;
    context.carry_out(|context, _| closing(context, address))
}

fn closing<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let read = Due::read(context.network, &address);
    let due = read.map_err(|error| unread(context, error))?;
    let snapshot = &due.snapshot;
    let prepared = due::prepare(&due, &context.me()?).map_err(|refusal| match refusal {
        io_client::actions::Refusal::Nothing(_) => nothing(snapshot),
        other => not_done(&other, snapshot, Side::Renter),
    })?;
    let terms = prepared.terms;
    let it = &snapshot.reservation;
    let mut plan = Plan::new(question(snapshot, &terms), prepared.act)
        .shows([("Reservation", address.into())])
        .terms([("Action", Cell::text(name(terms.act)))])
        .shows([
            ("Because", Cell::Text(because(terms.act, it))),
            ("In escrow", money(snapshot.currency, it.escrowed()?)),
        ])
        .terms(paid(snapshot, &terms))
        .shows([("Renter", it.renter.into())])
        .shows(payer::apart(it));
    if terms.closed {
        plan = plan.shows([
            ("Account rent to", it.payer.into()),
            ("Bounty", Cell::Sol(terms.bounty)),
        ]);
    }
    Ok(plan.observing(unpaid(address, snapshot.payer_tokens())))
}

/// Why nothing is due of it.
fn nothing(snapshot: &Snapshot) -> anyhow::Error {
    let Snapshot {
        address,
        reservation,
        now,
        ..
    } = snapshot;
    match situation(address, reservation, *now, Side::Renter) {
        Ok(situation) => CliError::Refused(format!("nothing to close yet: {situation}")).into(),
        Err(error) => error,
    }
}

fn because(act: Act, it: &Reservation) -> String {
    let who = payer::refunded(it);
    match act {
        Act::Cancel => format!("it was not started in time: everything goes back to {who}"),
        Act::Expire => {
            "nobody decided the dispute in time: the deposit goes back as the terms say".into()
        }
        Act::Complete => format!("its time is over: what was not used goes back to {who}"),
        Act::Close => {
            format!("the hold-back is over: the supplier is paid, the rest goes back to {who}")
        }
        Act::Pay => "what could not be paid before is paid now".into(),
        Act::CloseAccounts => "everything is paid: its accounts are closed".into(),
    }
}

/// Who is paid what by it: the payer at its end, everyone once everything is allocated.
fn paid(snapshot: &Snapshot, terms: &due::Terms) -> Record {
    let money = |amount| money(snapshot.currency, amount);
    let Payees {
        supplier,
        payer,
        fees,
    } = terms.owed;
    let mut record = vec![("Paid to payer", money(payer))];
    if terms.closed {
        record.insert(0, ("Paid to supplier", money(supplier)));
        record.push(("Paid as fees", money(fees)));
    }
    record
}

fn question(snapshot: &Snapshot, terms: &due::Terms) -> String {
    let money = |amount| money(snapshot.currency, amount).brief();
    let Payees {
        supplier,
        payer: refund,
        ..
    } = terms.owed;
    let reservation = short(&snapshot.address);
    let (who, to) = (
        payer::refunded(&snapshot.reservation),
        payer::to(&snapshot.reservation),
    );
    match terms.act {
        Act::Cancel => format!(
            "Cancel reservation {reservation} and send {} back{to}",
            money(refund)
        ),
        Act::Expire => format!(
            "End the dispute of reservation {reservation} and send {} back{to}",
            money(refund)
        ),
        Act::Complete => format!(
            "Complete reservation {reservation} and send {} back{to}",
            money(refund)
        ),
        Act::CloseAccounts => format!("Close the accounts of reservation {reservation}"),
        Act::Close | Act::Pay => format!(
            "Close reservation {reservation}: {} to the supplier, {} to {who}",
            money(supplier),
            money(refund)
        ),
    }
}
