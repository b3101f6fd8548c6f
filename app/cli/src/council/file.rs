//! `io council approve` and `send`: a decision in a file, in words.

use clap::Args;
use io_client::nonce;
use serde_json::Value;
use solana_sdk_ids::compute_budget;
use solana_transaction::versioned::VersionedTransaction;

use super::{decision::Decision, Agreement, Prepared};
use crate::{
    context::Context,
    errors::CliError,
    instruction,
    report::Report,
    transaction::{self, Words},
    wire::{decode, fees, file, Addresses},
};

/// A decision to approve.
#[derive(Args)]
pub struct Approve {
    /// File, or `-` for standard input: the report of --approve or of --sign-only, written with --output json. A transaction of
    /// --sign-only is signed; the network is asked only for the accounts that it is about
    #[arg(value_name = "FILE")]
    file: String,
}

/// A decision to send.
#[derive(Args)]
pub struct Send {
    /// File, or `-` for standard input: the report of --approve, written with --output json
    #[arg(value_name = "FILE")]
    file: String,
}

/// What the file holds.
enum Held {
    /// A decision that attestors approve one by one.
    Decision(Decision),
    /// A transaction that they sign together.
    Transaction(VersionedTransaction),
}

/// Shows the decision, asks, and approves it, or signs the transaction that carries it out.
pub fn approve(context: &mut Context, options: &Approve) -> anyhow::Result<Report> {
    match read(context, &options.file)? {
        Held::Decision(decision) => {
            let make = |context: &mut Context| decision.clone().prepare(context);
            Agreement::approving().carry_out(context, make)
        }
        Held::Transaction(transaction) => {
            let named = file::name(&options.file);
            let message = &transaction.message;
            let addresses = Addresses::read(context, message).asking(context, message);
            let words = words(context, &transaction, &addresses, &named)?;
            transaction::add_signature(context, transaction, &addresses, &named, words)
        }
    }
}

/// Sends a decision that enough attestors have approved.
pub fn send(context: &mut Context, options: &Send) -> anyhow::Result<Report> {
    match read(context, &options.file)? {
        Held::Decision(decision) => {
            let make = |context: &mut Context| decision.clone().prepare(context);
            Agreement::sending().carry_out(context, make)
        }
        Held::Transaction(_) => {
            let reported =
                "attestors sign this transaction together: send it with `io transaction send`";
            Err(CliError::Usage(reported.into()).into())
        }
    }
}

/// Only what the decision itself says is believed: the rest of the report was written by somebody else.
fn read(context: &mut Context, file: &str) -> anyhow::Result<Held> {
    let content = file::content(file, &mut context.signers)?;
    let report: Option<Value> = serde_json::from_str(&content.text).ok();
    let Some(described) = report.as_ref().and_then(|report| report.get("decision")) else {
        return Ok(Held::Transaction(file::decode(&content)?));
    };
    let read = instruction::read(described).map(|it| Decision::of(&it));
    match read {
        Some(Ok(Some(decision))) => Ok(Held::Decision(decision)),
        Some(Err(error)) => Err(error.context(content.named)),
        _ => Err(none(&content.named)),
    }
}

fn none(named: &str) -> anyhow::Error {
    CliError::Usage(format!("{named}: it holds no decision of the council")).into()
}

/// The decision of a transaction in words, and what it does beside it.
fn words(
    context: &mut Context,
    transaction: &VersionedTransaction,
    addresses: &Addresses,
    named: &str,
) -> anyhow::Result<Words> {
    let message = &transaction.message;
    let keys = message.static_account_keys();
    let (mut found, mut others): (Option<Decision>, Vec<String>) = (None, Vec::new());
    for (place, it) in message.instructions().iter().enumerate() {
        let program = keys.get(usize::from(it.program_id_index));
        let is_nonce = place == 0 && nonce::of(message).is_some();
        if is_nonce || program == Some(&compute_budget::ID) {
            continue;
        }
        let whole = instruction::of_message(message, it);
        let decision = whole.map_or(Ok(None), |it| Decision::of(&it));
        match decision.ok().flatten() {
            Some(decision) if found.is_none() => found = Some(decision),
            _ => others.push(decode::asks(addresses, it)),
        }
    }
    let decision = found.ok_or_else(|| none(named))?;
    let Prepared { plan, .. } = decision.prepare(context)?;
    let mut question = plan.question;
    if !others.is_empty() {
        question.push_str(&format!("; and beside it: {}", others.join("; ")));
    }
    question.push_str(&format!("; {}", fees::words(transaction)));
    Ok(Words {
        question,
        shows: plan.shows,
    })
}
