//! `io reclaim`: returns lamports above accounts' rent-exempt minimum to the recipients of their rent (P-25).

use std::collections::BTreeSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::rent::{self, Reclaimable};

use crate::{
    amounts::{self, several, sol},
    consent::Agreed,
    context::{unreachable, Context},
    errors::CliError,
    parse::address,
    plan::question,
    report::{Cell, Column, Kind, Record, Report},
    sending::{partly, send_or_try, SendSummary},
};

/// Accounts per transaction: as many as fit into a legacy transaction.
const BATCH: usize = 6;

/// Accounts to reclaim from.
#[derive(Args)]
pub struct Options {
    /// Accounts of the programs; by default all whose rent recipient is the signer
    #[arg(value_name = "ACCOUNT", value_parser = address)]
    accounts: Vec<Pubkey>,
    /// All accounts of the programs, of all recipients
    #[arg(long, conflicts_with = "accounts")]
    all: bool,
}

/// Columns of the accounts.
pub const COLUMNS: &[Column] = &[
    ("Account", Kind::Key),
    ("Type", Kind::Text),
    ("Recipient", Kind::Key),
    ("Amount", Kind::Amount),
    ("Outcome", Kind::Text),
    ("Transaction", Kind::Signature),
];

/// Sends `reclaim_rent` for the accounts with excess lamports, several in a transaction. After the answer it looks no second time:
/// it sends for the accounts that were shown, and each instruction can only move what its account holds above the minimum to the
/// recipient that was shown. An account that is closed by then is refused.
///
/// # Errors
/// Those of sending. With `--all` a refusal is reported, and the other transactions are sent.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let mut found = find(context, options)?;
    // Grouped by recipient, since one that cannot receive fails its whole transaction.
    found.sort_by_key(|one| (one.recipient, one.account));
    if found.is_empty() && context.send_options.sign_only {
        return Err(CliError::Nothing("reclaim").into());
    }
    let mut report = carry_out(context, None, &found, options.all)?;
    if context.send_options.dry_run || context.send_options.sign_only || found.is_empty() {
        return Ok(report);
    }
    let lamports = found
        .iter()
        .fold(0_u64, |sum, one| sum.saturating_add(one.lamports));
    let action = format!(
        "Return {} SOL of {} to the recipients of their rent",
        amounts::brief(&sol(lamports)),
        amounts::several(found.len() as u64, "account")
    );
    let transactions = found.len().div_ceil(BATCH);
    let question = question(context, &action, transactions)?;
    let agreed = context.consent.to(&report.shown(), &question)?;
    report = carry_out(context, Some(&agreed), &found, options.all)?;
    Ok(report)
}

/// Tries it out, or sends it if somebody has agreed.
fn carry_out(
    context: &mut Context,
    agreed: Option<&Agreed>,
    found: &[Reclaimable],
    all: bool,
) -> anyhow::Result<Report> {
    let (mut records, mut total, mut done) = (Vec::new(), 0_u64, Vec::new());
    let mut fees = BTreeSet::new();
    for batch in found.chunks(BATCH) {
        let together = send(context, agreed, batch);
        // An account may be closed by now, or its recipient would stay below the rent-exempt minimum.
        let apart = all && together.as_ref().is_err_and(is_refusal);
        let parts = batch.chunks(if apart { 1 } else { BATCH });
        let mut together = (!apart).then_some(together);
        for part in parts {
            let sent = together
                .take()
                .unwrap_or_else(|| send(context, agreed, part));
            let sent = match sent {
                Err(error) if apart && is_refusal(&error) => None,
                Err(error) => {
                    let left = found.len().saturating_sub(records.len());
                    let left = match left.saturating_sub(part.len()) {
                        0 => String::new(),
                        left => format!("what is for {} after it", several(left as u64, "account")),
                    };
                    return Err(partly(error, &done, &left));
                }
                Ok(sent) => Some(sent),
            };
            for one in part {
                records.push(record(one, sent.as_ref()));
                total = total.saturating_add(sent.as_ref().map_or(0, |_| one.lamports));
            }
            fees.extend(sent.as_ref().and_then(SendSummary::fee));
            done.extend(sent.map(|sent| sent.outcome().1.to_string()));
        }
    }
    let note = format!(
        "{}, {} SOL",
        amounts::several(records.len() as u64, "account"),
        amounts::brief(&sol(total))
    );
    let report = Report::table(COLUMNS, records).note(note);
    let reported = fees
        .into_iter()
        .map(|fee| format!("fee of a transaction: {fee}"));
    Ok(reported.fold(report, Report::note))
}

fn find(context: &mut Context, options: &Options) -> anyhow::Result<Vec<Reclaimable>> {
    if options.accounts.is_empty() {
        let recipient = match options.all {
            true => None,
            false => Some(context.me()?),
        };
        return Ok(rent::reclaimable(context.network, recipient.as_ref()).map_err(unreachable)?);
    }
    let mut found = Vec::new();
    for account in &options.accounts {
        let one = rent::reclaimable_of(context.network, account).map_err(unreachable)?;
        found.extend(one);
    }
    Ok(found)
}

fn send(
    context: &mut Context,
    agreed: Option<&Agreed>,
    batch: &[Reclaimable],
) -> anyhow::Result<SendSummary> {
    let instructions: Vec<Instruction> = batch.iter().map(|one| one.instruction.clone()).collect();
    send_or_try(context, agreed, &instructions)
}

fn is_refusal(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(CliError::Refused(_)))
}

fn record(one: &Reclaimable, sent: Option<&SendSummary>) -> Record {
    let (outcome, transaction) = sent.map_or(("refused", ""), SendSummary::outcome);
    vec![
        ("Account", one.account.into()),
        ("Type", Cell::text(one.kind)),
        ("Recipient", one.recipient.into()),
        ("Amount", Cell::Sol(one.lamports)),
        ("Outcome", Cell::text(outcome)),
        ("Transaction", Cell::text(transaction)),
    ]
}
