//! `io rent dispute`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::{
    dispute::{self, Disputable},
    Refusal,
};

use super::{
    autopay,
    course::{state, Side},
    exit::not_done,
    money, payer,
};
use crate::{
    context::Context,
    errors::{CliError, UNSENT},
    parse::{
        address,
        amount::{self, Money},
    },
    plan::{short, Plan, ANSWER},
    refusals::{too_little, unread},
    report::{Cell, Report},
};

/// A dispute to be.
#[derive(Args)]
pub struct Dispute {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Largest deposit, in the reservation's currency; by default the deposit two minutes from now
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max_deposit: Option<Money>,
}

fn disputable(context: &mut Context, address: &Pubkey) -> anyhow::Result<Disputable> {
    let read = Disputable::read(context.network, address);
    read.map_err(|error| unread(context, error))
}

/// Opens a dispute, with its deposit.
pub fn dispute(context: &mut Context, options: &Dispute) -> anyhow::Result<Report> {
    let address = options.reservation;
    let it = disputable(context, &address)?;
    let currency = it.snapshot.currency;
    payer::require(context, &it.snapshot.reservation)?;
    // What is disputed grows with the meter until somebody has answered.
    let limit = it.limit(ANSWER);
    let limit = limit.map_err(|error| not_done(&error, &it.snapshot, Side::Renter))?;
    let limit = match &options.max_deposit {
        Some(given) => given.of("--max-deposit", currency)?,
        None => limit,
    };
    context.carry_out(|context, within| {
        let request = dispute::Request {
            limit: Some(limit),
            within,
        };
        disputing(context, address, &request)
    })
}

fn disputing<'a>(
    context: &mut Context,
    address: Pubkey,
    request: &dispute::Request,
) -> anyhow::Result<Plan<'a>> {
    let it = disputable(context, &address)?;
    let snapshot = &it.snapshot;
    let money = |amount| money(snapshot.currency, amount);
    let prepared = dispute::prepare(&it, request).map_err(|refusal| match refusal {
        Refusal::Limit { total, limit } => {
            let [deposit, most] = [total, limit].map(|it| money(it).brief());
            CliError::Refused(format!(
                "the deposit is {deposit} now, and may be at most {most}{UNSENT}. Give the command again, or more by \
                 --max-deposit"
            ))
            .into()
        }
        Refusal::Balance {
            owner,
            needed,
            held,
        } => too_little(snapshot.currency, owner, needed, held).into(),
        other => not_done(&other, snapshot, Side::Renter),
    })?;
    let dispute::Terms {
        deposit,
        limit,
        disputed,
        decides_until,
        undecided_bps,
    } = prepared.terms;
    let [deposits, at_most] = [deposit, limit].map(|it| money(it).brief());
    let deposits = match limit > deposit {
        true => format!("{deposits}, at most {at_most}"),
        false => deposits,
    };
    let question = format!(
        "Dispute what is held back of reservation {}, for a deposit of {deposits}; it comes back if the council gives you a share \
         by {}",
        short(&address),
        Cell::Time(decides_until, snapshot.now).brief()
    );
    let undecided = match undecided_bps {
        5_000 => "half of it".into(),
        bps => format!("all but {}", Cell::Bps(bps.into()).brief()),
    };
    let rule = format!(
        "all of it, if the council gives you any share of what is disputed; none of it, if it gives you none; {undecided}, if the \
         council does not decide in time"
    );
    let autopay = autopay::while_disputed(context, &address, &snapshot.reservation, snapshot.now)?;
    Ok(Plan::new(question, prepared.act)
        .shows([("Reservation", address.into())])
        .shows(payer::renter_apart(&snapshot.reservation))
        .terms([("State", Cell::text(state(&snapshot.reservation)))])
        .shows([
            ("Deposit", money(deposit)),
            ("Largest deposit", money(limit)),
            ("From", snapshot.payer_tokens().into()),
            ("Disputed", money(disputed)),
            ("Decision due by", Cell::Time(decides_until, snapshot.now)),
            ("Deposit comes back", Cell::Text(rule)),
        ])
        .shows(autopay)
        .gives(snapshot.reservation.payer, snapshot.mint, limit)
        .next(format!("io rent status {address}")))
}
