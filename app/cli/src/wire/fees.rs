//! What a transaction that is signed pays, and the most that its priority fee may come to.

use io_client::transaction::{fee, priority_fee};
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    amounts::{brief, sol, SOL_DECIMALS},
    context::Context,
    errors::CliError,
    layout::short,
    report::{amount_json, Cell, Record},
};

/// The whole fee with who pays it, and what of it is for priority: both are signed, in whatever version.
pub fn record(transaction: &VersionedTransaction) -> Record {
    let lamports = fee(transaction);
    let keys = transaction.message.static_account_keys();
    let payer = keys.first().map(ToString::to_string);
    let reported = Cell::Tree {
        text: format!(
            "at most {} SOL, paid by {}",
            brief(&sol(lamports)),
            payer.unwrap_or_default()
        ),
        json: amount_json(lamports.into(), SOL_DECIMALS, Some("SOL")),
    };
    vec![("Fee", reported), priority(transaction)]
}

/// What of the fee is for priority.
pub fn priority(transaction: &VersionedTransaction) -> (&'static str, Cell) {
    ("Priority fee", Cell::Sol(priority_fee(transaction)))
}

/// The same for a question: `fee at most 5.000005 SOL, paid by HMoM…WNth`.
pub fn words(transaction: &VersionedTransaction) -> String {
    let keys = transaction.message.static_account_keys();
    let payer = keys.first().map_or_else(String::new, short);
    let lamports = sol(fee(transaction));
    format!("fee at most {} SOL, paid by {payer}", brief(&lamports))
}

/// Refuses a priority fee above `--max-priority-fee`: nobody signs or sends it by mistake.
///
/// # Errors
/// [`CliError::Refused`].
pub fn check(
    context: &Context,
    transaction: &VersionedTransaction,
    named: &str,
) -> Result<(), CliError> {
    let (offered, most) = (
        priority_fee(transaction),
        context.send_options.max_priority_fee,
    );
    if offered <= most {
        return Ok(());
    }
    let [offered, most] = [sol(offered), sol(most)];
    let (offered, most) = (brief(&offered), brief(&most));
    Err(CliError::Refused(format!(
        "{named}: its priority fee is {offered} SOL, more than the {most} SOL of --max-priority-fee: if it is meant, give \
         --max-priority-fee {offered}"
    )))
}

/// Refuses a price of compute units where no transaction is made that could offer it.
///
/// # Errors
/// [`CliError::Usage`].
pub fn nothing_to_price(context: &Context) -> Result<(), CliError> {
    if !context.send_options.is_priced {
        return Ok(());
    }
    let reported = "what is signed keeps its priority fee, and nothing goes in front of it: leave out --with-compute-unit-price";
    Err(CliError::Usage(reported.into()))
}
