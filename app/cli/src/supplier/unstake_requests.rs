//! `io supplier unstake-requests` and `cancel-unstake`: own stake in its cooldown.

use clap::Args;
use io_client::actions::supplying::{cancel_own_unstake, Wallet};
use io_common::types::Supplier;

use super::{
    act::{self, declined},
    Alone, SupplierArg,
};
use crate::{
    context::Context,
    parse::count,
    plan::{short, Plan},
    report::{Cell, Column, Kind, Report},
    stake,
};

/// Which unstake request to take back.
#[derive(Args)]
pub struct Cancel {
    /// Place of the unstake request, as `io supplier unstake-requests` shows it
    #[arg(value_parser = count::number::<u8>)]
    unstake_request: u8,
    #[command(flatten)]
    which: SupplierArg,
}

/// Columns of the unstake requests.
pub const COLUMNS: &[Column] = &[
    ("Unstake request", Kind::Count),
    ("Amount", Kind::Amount),
    ("Holder", Kind::Key),
    ("Unlocks at", Kind::Time),
];

/// Lists the unstake requests.
pub fn list(context: &mut Context, which: &Alone) -> anyhow::Result<Report> {
    let address = which.found(context)?;
    let supplier: Supplier = which.read(context, &address)?;
    let now = context.now()?;
    let unstake_requests = (0_u8..).zip(&supplier.stake.own_unstake_requests);
    let all = supplier.stake.own_unstake_requests.iter();
    let held = all.filter(|unstake_request| unstake_request.amount > 0);
    let (mut is_empty, mut is_cooled) = (true, false);
    for unstake_request in held {
        is_empty = false;
        is_cooled |= unstake_request.unlocks_at <= now;
    }
    let records = unstake_requests
        .filter(|(_, unstake_request)| unstake_request.amount > 0)
        .map(|(place, unstake_request)| {
            vec![
                ("Unstake request", Cell::count(place)),
                ("Amount", Cell::Io(unstake_request.amount)),
                ("Holder", unstake_request.holder.into()),
                ("Unlocks at", Cell::Time(unstake_request.unlocks_at, now)),
            ]
        });
    let report = Report::table(COLUMNS, records.collect());
    Ok(match (is_empty, is_cooled) {
        (true, _) => report.note(format!(
            "no own stake of supplier {address} is in its cooldown: `io supplier unstake AMOUNT` begins one"
        )),
        (_, true) => report.note(format!("next: io supplier withdraw --supplier {address}")),
        _ => report,
    })
}

/// Cancels an unstake request.
pub fn cancel(context: &mut Context, options: &Cancel) -> anyhow::Result<Report> {
    context.carry_out(|context, _| cancelling(context, options))
}

fn cancelling<'a>(context: &mut Context, options: &Cancel) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let (wallet, place) = ((Wallet::Of(me), None), options.unstake_request);
    let supplying = act::supplying(context, &options.which, &address, wallet)?;
    let prepared = cancel_own_unstake::prepare(&supplying, place);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "cancel", refusal))?;
    let cancel_own_unstake::Terms {
        amount,
        unlocks_at,
        own,
    } = prepared.terms;
    let question = format!(
        "Stake {} of unstake request {place} with supplier {} again",
        Cell::Io(amount).brief(),
        short(&address)
    );
    let unlocks_at = Cell::Time(unlocks_at, supplying.clock.now);
    let plan = stake::plan(question, prepared)
        .shows([
            ("Supplier", address.into()),
            ("Unstake request", Cell::count(place)),
        ])
        .terms([("Amount", Cell::Io(amount))])
        .shows([("Would have unlocked at", unlocks_at)])
        .shows(act::own(&own))
        .terms(act::subject(&own))
        .shows(act::effect(&own));
    let plan = plan.next(format!("io supplier show {address}"));
    Ok(plan)
}
