//! `io transaction send`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::error::EmissionsError;
use io_client::{nonce, Receipt, SendError};
use io_common::types::Supplier;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use super::{
    decode, file,
    signatures::{self, listed, Standing},
};
use crate::{
    context::{unreachable, Context},
    errors::{self, Failure},
    output::Form,
    report::Report,
    sending::{self, Sent},
    signers::Signers,
};

/// A transaction to send.
#[derive(Args)]
pub struct Options {
    /// Files, `-` for standard input, or base 64: copies of one transaction, each with some of the signatures
    #[arg(value_name = "FILE|BASE64", required = true)]
    transactions: Vec<String>,
}

/// Merges the copies and sends the transaction.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let transaction = merge(&options.transactions, &mut context.signers)?;
    let missing = signatures::those(&transaction, Standing::Missing);
    if !missing.is_empty() {
        let told = format!(
            "missing signatures of {}: run `io transaction sign` on their machines, and give all copies here",
            listed(&missing)
        );
        return Err(Failure::Usage(told).into());
    }
    if let Some(done) = done_before(context, &transaction)? {
        return Ok(done.report(Vec::new()));
    }
    if let Some(it) = nonce::of(&transaction.message) {
        let signed = *transaction.message.recent_blockhash();
        nonce::check(context.network, &it, Some(signed))
            .map_err(unreachable)?
            .map_err(Failure::from)?;
    }
    let simulated = simulate(context, &transaction)?;
    let receipt = if context.manner.dry_run {
        simulated
    } else {
        if context.manner.ask {
            let told = Report::fields(decode::describe(&transaction));
            eprintln!("{}", told.to_text(Form::Display));
        }
        sending::deliver_signed(context, &transaction, simulated)?
    };
    Ok(Sent::one(context, receipt).report(Vec::new()))
}

/// One transaction with the signatures of all copies.
fn merge(texts: &[String], signers: &mut Signers) -> anyhow::Result<VersionedTransaction> {
    let mut merged: Option<VersionedTransaction> = None;
    for text in texts {
        let copy = file::read(text, signers)?;
        signatures::check(&copy, &file::name(text))?;
        let Some(merged) = &mut merged else {
            merged = Some(copy);
            continue;
        };
        if merged.message != copy.message {
            let told = format!(
                "{} and {} are different transactions: send each separately",
                file::name(text),
                texts
                    .first()
                    .map_or_else(String::new, |first| file::name(first)),
            );
            return Err(Failure::Usage(told).into());
        }
        for (place, signature) in merged.signatures.iter_mut().zip(copy.signatures) {
            if *place == Signature::default() {
                *place = signature;
            }
        }
    }
    Ok(merged.ok_or_else(|| Failure::Usage("no transaction".into()))?)
}

/// Its outcome, if it was already executed.
fn done_before(
    context: &mut Context,
    transaction: &VersionedTransaction,
) -> anyhow::Result<Option<Sent>> {
    let signature = transaction.signatures.first().copied().unwrap_or_default();
    let outcome = context.network.outcome(&signature).map_err(unreachable)?;
    Ok(match outcome {
        None => None,
        Some(Ok(())) => Some(Sent::before(context, signature)),
        Some(Err(error)) => {
            let told = format!(
                "{signature} was already executed and failed: {error}; it will not be executed again"
            );
            return Err(Failure::Refused(told).into());
        }
    })
}

/// Simulates it. If it needs the current hour, unknown when it was signed, sends the catch-up first, paid by the key.
fn simulate(context: &mut Context, transaction: &VersionedTransaction) -> anyhow::Result<Receipt> {
    let refused = match context.network.simulate_signed(transaction) {
        Ok(receipt) => return Ok(receipt),
        Err(refused) => refused,
    };
    if context.manner.dry_run || !is_behind(&refused) {
        return Err(failure(context, transaction, refused));
    }
    let suppliers = suppliers(context, transaction)?;
    let before = context.catch_up_now(&suppliers)?;
    if before.is_empty() {
        return Err(failure(context, transaction, refused));
    }
    eprintln!("The clock or a supplier is behind: it is brought to the current hour first.");
    context.send(before, Vec::new(), &[])?;
    let again = context.network.simulate_signed(transaction);
    again.map_err(|refused| failure(context, transaction, refused))
}

fn is_behind(refused: &SendError) -> bool {
    let behind = [EmissionsError::AdvanceFirst, EmissionsError::SettleFirst].map(u32::from);
    refused.code().is_some_and(|code| behind.contains(&code))
}

/// The suppliers among its accounts.
fn suppliers(
    context: &mut Context,
    transaction: &VersionedTransaction,
) -> anyhow::Result<Vec<Pubkey>> {
    let mut found = Vec::new();
    for key in transaction.message.static_account_keys() {
        let account = context.account(key)?;
        let is_ours = account.is_some_and(|account| account.owner == emissions::ID);
        if is_ours && context.find::<Supplier>(key)?.is_some() {
            found.push(*key);
        }
    }
    Ok(found)
}

fn failure(
    context: &Context,
    transaction: &VersionedTransaction,
    error: SendError,
) -> anyhow::Error {
    let keys = transaction.message.static_account_keys();
    let payer = keys.first().copied().unwrap_or_default();
    errors::of_sending(error, &payer, context.manner.verbose).into()
}
