//! `io transaction show SIGNATURE`: what became of a transaction that was sent.

use solana_signature::Signature;

use crate::{
    context::{unreachable, Context},
    errors::{self, CliError},
    history::{self, Names},
    report::{Cell, Report},
    wire::{decode, Addresses, Tokens},
};

/// Outcome, block, fee, instructions and events.
///
/// # Errors
/// [`CliError::Usage`] if the network does not have it; if it cannot be read.
pub fn show(context: &mut Context, signature: &Signature) -> anyhow::Result<Report> {
    let found = context.network.executed(signature).map_err(unreachable)?;
    let Some(it) = found else {
        let reported = format!(
            "{signature} is in no block that this node remembers: for a minute after it was sent it may still come into one, \
             later it may be older than what the node keeps"
        );
        return Err(CliError::Usage(reported).into());
    };
    let now = context.now()?;
    let message = &it.transaction.message;
    let outcome = match &it.outcome {
        Ok(()) => "done".into(),
        Err(error) => {
            let why = errors::why(error, &it.logs, message.static_account_keys());
            format!("failed: {why}; its fee is paid and nothing else has changed")
        }
    };
    let mut record = vec![
        ("Signature", Cell::text(signature)),
        ("Outcome", Cell::Text(outcome)),
        ("Slot", Cell::Count(it.slot)),
        ("Time", it.time.map_or(Cell::None, |at| Cell::Time(at, now))),
        ("Fee", Cell::Sol(it.fee)),
    ];
    let names = Names::of(context, std::slice::from_ref(&it), None)?;
    record.push(("Events", Cell::List(history::events(&it, &names, &[]))));
    if it.inner.is_none() {
        let reported = "the node has not recorded them: ask another one";
        record.push(("Events unknown", Cell::text(reported)));
    }
    let addresses = Addresses::read(context, message);
    let tokens = Tokens::unrecorded(context, std::iter::once((&it, &addresses)))?;
    let tokens = tokens.recorded(context, &it)?;
    let addresses = addresses.with_tokens(tokens);
    record.extend(decode::describe_executed(&it.transaction, &addresses));
    let report = Report::fields(record);
    Ok(match context.send_options.verbose {
        true => it.logs.iter().fold(report, Report::note),
        false => report,
    })
}
