//! Drafts for programs that hold no key: terms, the result of a simulation, and the transaction, to be signed elsewhere.

use super::{changes, look, question, unsent, Look, Plan, Seen, ANSWER};
use crate::{
    acting::Draft,
    context::{Context, SendOptions},
    errors::CliError,
    report::{Cell, Record, Report},
    sending::SendSummary,
};

/// The draft of the act of `make`. Nothing is signed, kept or sent.
///
/// # Errors
/// Those of `make`, of the simulation, and [`CliError::Refused`] if the transaction would not be what was simulated.
pub fn report<'a>(
    context: &mut Context,
    draft: Draft,
    make: impl Fn(&mut Context, i64) -> anyhow::Result<Plan<'a>>,
) -> anyhow::Result<Report> {
    if draft == Draft::Terms {
        let plan = make(context, ANSWER)?;
        let mut record = asks(context, &plan.question, 0)?;
        record.extend(plan.fields());
        return Ok(with_next(Report::fields(record), &plan));
    }
    let first = simulated(context, &make)?;
    let question = first.plan.asks(&first.tried);
    let mut record = asks(context, &question, first.tried.parts)?;
    record.extend(first.record.iter().cloned());
    let report = match draft {
        Draft::Transaction => {
            let plan = make(context, ANSWER)?;
            is_the_same(&first, &plan)?;
            plan.prepare(context)?.sign(context)?.report(record)
        }
        Draft::Terms | Draft::Simulation => SendSummary::tried(context, first.tried).report(record),
    };
    Ok(with_next(report, &first.plan))
}

/// The question to the person, with network and wallet.
fn asks(context: &mut Context, action: &str, transactions: usize) -> anyhow::Result<Record> {
    let question = question(context, action, transactions)?;
    Ok(vec![("Question", Cell::Text(question))])
}

fn with_next(report: Report, plan: &Plan) -> Report {
    match &plan.next {
        Some(next) => report.note(format!("once it is executed: {next}")),
        None => report,
    }
}

/// The result of a simulation at the current hour. It includes what a transaction with a nonce leaves to `io transaction send`.
fn simulated<'a>(
    context: &mut Context,
    make: impl Fn(&mut Context, i64) -> anyhow::Result<Plan<'a>>,
) -> anyhow::Result<Look<'a>> {
    let given = context.send_options.clone();
    context.send_options = SendOptions {
        dry_run: true,
        sign_only: false,
        blockhash: None,
        nonce: None,
        nonce_authority: None,
        ..given.clone()
    };
    let seen = unsent(|| {
        let plan = make(context, ANSWER)?;
        let prepared = plan.prepare(context)?;
        look(context, prepared, plan)
    });
    context.send_options = given;
    seen
}

/// Refuses a transaction whose terms are not those simulated.
fn is_the_same(first: &Look, plan: &Plan) -> Result<(), CliError> {
    let then = Seen {
        preview: &first.tried.preview,
        signers: Vec::new(),
        record: &first.record,
        bounds: &first.plan.bounds,
        terms: &first.plan.terms,
        action: &first.plan.action,
        rest: &first.plan.rest,
    };
    let now = Seen {
        signers: Vec::new(),
        bounds: &plan.bounds,
        terms: &plan.terms,
        action: &plan.action,
        rest: &plan.rest,
        ..then
    };
    let changed = changes(&then, &now);
    match changed.is_empty() {
        true => Ok(()),
        false => Err(CliError::Refused(format!(
            "the terms have changed since the simulation: {changed}. Build the transaction again"
        ))),
    }
}
