//! `io rent terminate`, `terminate-for-downtime`, `dispute`, `withdraw` and `finish`: ways to get money back.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use io_common::constants::HOUR;
use marketplace::{
    quote,
    state::{Payee, Reservation, Status},
};

use super::{
    course::{allocated, rate, reported, situation, state, Side},
    money,
    reserve::refused,
};
use crate::{
    context::Context,
    due::{due, Due},
    duration::display,
    errors::{CliError, UNSENT},
    parse::{
        address,
        amount::{self, Money},
    },
    payee,
    plan::{short, Plan, ANSWER},
    preview::Preview,
    report::{Cell, Record, Report},
};

/// Which reservation.
#[derive(Args)]
pub struct ReservationArg {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// A dispute to be.
#[derive(Args)]
pub struct Dispute {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Largest deposit, in the reservation's currency; by default what it comes to two minutes later
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max_deposit: Option<Money>,
}

/// Where to.
#[derive(Args)]
pub struct Withdraw {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Token account that receives; yours by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// A reservation with where its renter is paid.
struct Found {
    reservation: Reservation,
    mint: Pubkey,
    tokens: Pubkey,
}

fn find(context: &mut Context, address: &Pubkey) -> anyhow::Result<Found> {
    let config = context.market()?;
    let reservation: Reservation = context.read("reservation", address)?;
    let mint = config.mint(reservation.currency()?);
    Ok(Found {
        tokens: spl::wallet(&reservation.renter, &mint),
        reservation,
        mint,
    })
}

/// What comes back, and to where; and what the escrow keeps for the time that was used. `after` is the reservation after
/// its end at `now`.
fn comes_back(
    found: &Found,
    address: &Pubkey,
    after: &Reservation,
    now: i64,
) -> anyhow::Result<Record> {
    let currency = after.currency()?;
    let money = |amount| money(currency, amount);
    let refund = after.owed(Payee::Renter)?;
    let paid = [after.paid.supplier, after.paid.renter, after.paid.fees];
    let gone = paid.into_iter().fold(refund, u64::saturating_add);
    let held = after.locked.saturating_add(after.dispute.deposit);
    let mut record = vec![
        ("Reservation", (*address).into()),
        ("Refund", money(refund)),
        ("To", found.tokens.into()),
        ("Stays in escrow", money(held.saturating_sub(gone))),
    ];
    let mut paid = *after;
    paid.pay(Payee::Renter)?;
    if let Some((last, _)) = allocated(&paid, now)? {
        record.push(("Of it yours at the end", money(last.owed(Payee::Renter)?)));
    }
    record.extend([
        ("Held back until", Cell::Time(after.releases_at()?, now)),
        ("Dispute open", Cell::Flag(after.dispute.is_open())),
    ]);
    Ok(record)
}

/// What the renter is owed in spite of a payment: its token account cannot receive.
pub fn unpaid<'a>(
    address: Pubkey,
    tokens: Pubkey,
) -> impl Fn(&Preview) -> anyhow::Result<Record> + 'a {
    move |preview| {
        let Some(after) = preview.read::<Reservation>(&address) else {
            return Ok(Record::new());
        };
        let owed = after.owed(Payee::Renter)?;
        if owed == 0 {
            return Ok(Record::new());
        }
        let collect = format!(
            "{tokens} is closed or frozen, so that it stays in the escrow: withdraw it with \
             `io rent withdraw {address} --to TOKEN_ACCOUNT`, as the renter"
        );
        Ok(vec![
            ("Owed to the renter", money(after.currency()?, owed)),
            ("Not paid", Cell::Text(collect)),
        ])
    }
}

/// Refuses a signer that is not the renter, where nobody else can sign later.
pub fn is_renters(context: &mut Context, it: &Reservation) -> Result<(), CliError> {
    if context.send_options.sign_only || context.me()? == it.renter {
        return Ok(());
    }
    Err(CliError::Usage(format!(
        "only its renter {} may: give its key with -k",
        it.renter
    )))
}

/// What the program would say, with what the reservation is at.
pub fn refused_at(
    error: &anchor_lang::error::Error,
    address: &Pubkey,
    it: &Reservation,
    now: i64,
    side: Side,
) -> anyhow::Error {
    match situation(address, it, now, side) {
        Ok(situation) => CliError::Refused(format!("{}: {situation}", refused(error))).into(),
        Err(error) => error,
    }
}

/// A way out, while the meter runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Terminate,
    TerminateForDowntime,
}

/// Terminates, and shows the refund.
pub fn terminate(context: &mut Context, which: &ReservationArg) -> anyhow::Result<Report> {
    let address = which.reservation;
    context.carry_out(|context, seconds| Exit::Terminate.plan(context, address, seconds))
}

/// Terminates for downtime, and shows the refund.
pub fn terminate_for_downtime(
    context: &mut Context,
    which: &ReservationArg,
) -> anyhow::Result<Report> {
    let address = which.reservation;
    context.carry_out(|context, seconds| Exit::TerminateForDowntime.plan(context, address, seconds))
}

impl Exit {
    fn end(self, it: &mut Reservation, now: i64) -> anchor_lang::Result<()> {
        match self {
            Self::Terminate => it.terminate(now),
            Self::TerminateForDowntime => it.terminate_for_downtime(now),
        }
    }

    fn plan<'a>(
        self,
        context: &mut Context,
        address: Pubkey,
        seconds: i64,
    ) -> anyhow::Result<Plan<'a>> {
        let now = context.now()?;
        let found = find(context, &address)?;
        let it = &found.reservation;
        is_renters(context, it)?;
        let mut after = *it;
        let ended = self.end(&mut after, now);
        ended.map_err(|error| refused_at(&error, &address, it, now, Side::Renter))?;
        let record = comes_back(&found, &address, &after, now)?;
        let refund = after.owed(Payee::Renter)?;
        let by = now.saturating_add(seconds);
        let least = self.least(it, refund, by)?;
        let currency = it.currency()?;
        let money = |amount| money(currency, amount);
        let back = match least < refund {
            true => format!(
                "at least {} back, if it is sent within {}",
                money(least).brief(),
                display(seconds.unsigned_abs())
            ),
            false => format!("{} back", money(refund).brief()),
        };
        let tokens = &found.tokens;
        let (verb, action) = match self {
            Self::Terminate => ("Terminate", client::terminate(&address, it, tokens)),
            Self::TerminateForDowntime => (
                "Terminate, for its downtime,",
                client::terminate_for_downtime(&address, it, tokens),
            ),
        };
        let question = format!("{verb} reservation {} and get {back}", short(&address));
        let mut plan = Plan::new(question, [action])
            .shows(record)
            .terms(reported(it, now));
        if least < refund {
            plan = plan.shows([
                ("Least refund", money(least)),
                ("It falls", Cell::Text(self.falls(it, now, by)?)),
            ]);
        }
        Ok(plan
            .gets(it.renter, found.mint, least)
            .observing(unpaid(address, found.tokens))
            .next(format!(
                "io rent finish {address}, from {} on",
                Cell::Time(after.releases_at()?, now).brief()
            )))
    }

    /// What comes back at least by an end within so many seconds: each second that is used costs something. Nothing, if it
    /// is not possible any more by then.
    fn least(self, it: &Reservation, refund: u64, by: i64) -> anyhow::Result<u64> {
        let mut after = *it;
        Ok(match self.end(&mut after, by) {
            Ok(()) => after.owed(Payee::Renter)?.min(refund),
            Err(_) => 0,
        })
    }

    /// How that falls until `by`.
    fn falls(self, it: &Reservation, now: i64, by: i64) -> anyhow::Result<String> {
        let ahead = |at: i64| now < at && at <= by;
        let [grace, least] = [u32::from(it.terms.grace), it.terms.least()?]
            .map(|seconds| it.started_at.saturating_add(seconds.into()));
        let at = |time| Cell::Time(time, now).display();
        let rate = rate(it, now)?.unwrap_or(0);
        let a_second = it.terms.cost(rate)?.div_ceil(HOUR.unsigned_abs());
        let by_meter = format!("by {} a second", money(it.currency()?, a_second).brief());
        let ends_at = it.ends_at()?;
        Ok(match () {
            () if ahead(ends_at) => {
                format!("{by_meter}, and by all of it at the end, {}", at(ends_at))
            }
            () if self == Self::Terminate && ahead(grace) => {
                format!(
                    "{by_meter}, and to what the least time leaves once the grace is over, {}",
                    at(grace)
                )
            }
            () if self == Self::Terminate && ahead(least) => {
                format!("{by_meter} once the least time is over, {}", at(least))
            }
            () => by_meter,
        })
    }
}

/// Does what a keeper would, without waiting for one.
pub fn finish(context: &mut Context, which: &ReservationArg) -> anyhow::Result<Report> {
    let address = which.reservation;
    context.carry_out(|context, _| finishing(context, address))
}

fn finishing<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let found = find(context, &address)?;
    let (it, tokens) = (&found.reservation, found.tokens);
    let now = context.now()?;
    let Some(due) = due(context, &address, it)? else {
        let situation = situation(&address, it, now, Side::Renter)?;
        return Err(CliError::Refused(format!("nothing to finish: {situation}")).into());
    };
    let meaning = match due.action {
        "cancel" => "it was not started in time: everything goes back to the renter",
        "expire" => "nobody decided the dispute in time: the deposit goes back as the terms say",
        "complete" => "its time is over: what was not used goes back to the renter",
        "close accounts" => "everything is paid: its accounts are closed",
        _ if it.is(Status::Closed) => "what could not be paid before is paid now",
        _ => "the hold-back is over: the supplier is paid, the rest goes back to the renter",
    };
    let question = question(&address, it, &due)?;
    let mut plan = Plan::new(question, due.instructions)
        .shows([("Reservation", address.into())])
        .terms([("Action", Cell::text(due.action))])
        .shows([
            ("Because", Cell::text(meaning)),
            ("In escrow", money(it.currency()?, it.escrowed()?)),
        ])
        .terms(paid(&due.after)?)
        .shows([("Renter", it.renter.into())]);
    if due.after.is(Status::Closed) {
        plan = plan.shows([
            ("Account rent to", it.payer.into()),
            ("Bounty", Cell::Sol(due.after.bounty.into())),
        ]);
    }
    Ok(plan.observing(unpaid(address, tokens)))
}

/// Who is paid what by it: the renter at its end, everybody once everything is allocated.
fn paid(after: &Reservation) -> anyhow::Result<Record> {
    let owed = |payee| Ok::<_, anyhow::Error>(money(after.currency()?, after.owed(payee)?));
    let mut record = Record::new();
    if after.is(Status::Closed) {
        record.push(("Paid to supplier", owed(Payee::Supplier)?));
    }
    record.push(("Paid to renter", owed(Payee::Renter)?));
    if after.is(Status::Closed) {
        record.push(("Paid as fees", owed(Payee::Fees)?));
    }
    Ok(record)
}

fn question(address: &Pubkey, it: &Reservation, due: &Due) -> anyhow::Result<String> {
    let money =
        |payee| Ok::<_, anyhow::Error>(money(it.currency()?, due.after.owed(payee)?).brief());
    let reservation = short(address);
    Ok(match due.action {
        "cancel" => format!(
            "Cancel reservation {reservation} and send {} back",
            money(Payee::Renter)?
        ),
        "expire" => format!(
            "End the dispute of reservation {reservation} and send {} back",
            money(Payee::Renter)?
        ),
        "complete" => format!(
            "Complete reservation {reservation} and send {} back",
            money(Payee::Renter)?
        ),
        "close accounts" => format!("Close the accounts of reservation {reservation}"),
        _ => format!(
            "Close reservation {reservation}: {} to the supplier, {} to the renter",
            money(Payee::Supplier)?,
            money(Payee::Renter)?
        ),
    })
}

/// Opens a dispute, with its deposit.
pub fn dispute(context: &mut Context, options: &Dispute) -> anyhow::Result<Report> {
    let address = options.reservation;
    let now = context.now()?;
    let it: Reservation = context.read("reservation", &address)?;
    is_renters(context, &it)?;
    let deposit = quote::deposit_of_dispute(&it, now);
    let deposit = deposit.map_err(|error| refused_at(&error, &address, &it, now, Side::Renter))?;
    let most = match &options.max_deposit {
        Some(given) => given.of("--max-deposit", it.currency()?)?,
        // What is disputed grows with the meter until somebody has answered.
        None => {
            let later = quote::deposit_of_dispute(&it, now.saturating_add(ANSWER));
            later.map_or(deposit, |later| later.max(deposit))
        }
    };
    context.carry_out(|context, _| disputing(context, address, most))
}

fn disputing<'a>(context: &mut Context, address: Pubkey, most: u64) -> anyhow::Result<Plan<'a>> {
    let Found {
        reservation: it,
        tokens,
        mint,
    } = find(context, &address)?;
    let now = context.now()?;
    let mut after = it;
    let deposit = after.open_dispute(now);
    let deposit = deposit.map_err(|error| refused_at(&error, &address, &it, now, Side::Renter))?;
    let currency = it.currency()?;
    let money = |amount| money(currency, amount);
    let [deposits, at_most] = [deposit, most].map(|it| money(it).brief());
    if deposit > most {
        return Err(CliError::Refused(format!(
            "the deposit is {deposits} by now, and it may be at most {at_most}{UNSENT}. Give the command again, or more by \
             --max-deposit"
        ))
        .into());
    }
    let dispute = client::open_dispute(&address, &it, &tokens, most);
    let deposits = match most > deposit {
        true => format!("{deposits}, at most {at_most}"),
        false => deposits,
    };
    let question = format!(
        "Dispute what is held back of reservation {}, for a deposit of {deposits}",
        short(&address)
    );
    let undecided = match it.terms.undecided_bps {
        5_000 => "half of it".into(),
        bps => format!("all but {}", Cell::Bps(bps.into()).brief()),
    };
    let rule = format!(
        "all of it, if the council gives you any share of what is disputed; none, if it gives you none; {undecided}, if the \
         council does not decide in time"
    );
    Ok(Plan::new(question, [dispute])
        .shows([("Reservation", address.into())])
        .terms([("State", Cell::text(state(&it)))])
        .shows([
            ("Deposit", money(deposit)),
            ("Largest deposit", money(most)),
            ("From", tokens.into()),
            ("Disputed", money(after.frozen(u32::MAX)?)),
            ("Decision due by", Cell::Time(after.decides_until()?, now)),
            ("Deposit comes back", Cell::Text(rule)),
        ])
        .gives(it.renter, mint, most)
        .next(format!("io rent status {address}")))
}

/// Pays what is owed to the signer, as renter or as the supplier's payout wallet.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Withdraw) -> anyhow::Result<Plan<'a>> {
    let address = options.reservation;
    let Found {
        reservation, mint, ..
    } = find(context, &address)?;
    let me = context.me()?;
    let payee = if me == reservation.renter {
        Payee::Renter
    } else {
        Payee::Supplier
    };
    let owed = reservation.owed(payee)?;
    if owed == 0 {
        return Err(CliError::Nothing("withdraw").into());
    }
    let paid = payee::of_anybody(context, &me, &mint, options.to)?;
    let collect = client::withdraw_owed(&me, &address, &reservation, &paid.tokens);
    let amount = money(reservation.currency()?, owed);
    let question = format!(
        "Withdraw {} of reservation {} to {}",
        amount.brief(),
        short(&address),
        short(&paid.tokens)
    );
    let plan = Plan::new(question, [collect])
        .after(paid.create)
        .shows([("Reservation", address.into())])
        .terms([("Withdrawn", amount)])
        .shows([("To", paid.tokens.into())])
        .terms([("Its owner", paid.owner.into())]);
    Ok(plan)
}
