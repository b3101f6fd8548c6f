//! `io supplier unstake-requests` and `cancel`: own stake in its cooldown.

use clap::Args;
use io_client::emissions as client;
use io_common::types::Supplier;

use super::{Alone, SupplierArg};
use crate::{
    context::Context,
    errors::CliError,
    parse::count,
    plan::{short, Plan},
    report::{Cell, Column, Kind, Report},
    stake::{cooldown, open_slashes},
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
    let supplier: Supplier = options.which.read(context, &address)?;
    let now = context.now()?;
    let unstake_requests = &supplier.stake.own_unstake_requests;
    let unstake_request = unstake_requests.get(usize::from(options.unstake_request));
    let Some(unstake_request) =
        unstake_request.filter(|unstake_request| unstake_request.amount > 0)
    else {
        let reported = format!(
            "there is no unstake request {}: `io supplier unstake-requests` shows their places",
            options.unstake_request
        );
        return Err(CliError::Usage(reported).into());
    };
    let before = context.catch_up(&[address])?;
    let cancel = client::cancel_own_unstake(&me, &address, options.unstake_request);
    let free = unstake_request.amount.saturating_sub(unstake_request.held);
    let question = format!(
        "Stake {} of unstake request {} with supplier {} again",
        Cell::Io(free).brief(),
        options.unstake_request,
        short(&address)
    );
    let plan = Plan::new(question, [cancel])
        .after(before)
        .shows([
            ("Supplier", address.into()),
            ("Unstake request", Cell::count(options.unstake_request)),
        ])
        .terms([("Amount", Cell::Io(free))])
        .shows([
            (
                "Would have unlocked at",
                Cell::Time(unstake_request.unlocks_at, now),
            ),
            (
                "Own stake after",
                Cell::Io(supplier.stake.own.saturating_add(free)),
            ),
        ])
        .terms([open_slashes(&supplier), ("Cooldown", cooldown(context)?)]);
    let plan = plan.next(format!("io supplier show {address}"));
    Ok(plan)
}
