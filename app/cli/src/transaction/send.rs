//! `io transaction send`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::error::EmissionsError;
use io_client::{
    nonce,
    transaction::{fee, priority_fee},
    Receipt, SendError,
};
use io_common::types::Supplier;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    consent::Agreed,
    context::{unreachable, Context},
    errors::{self, CliError},
    new_accounts,
    plan::{agree_on, short, Seen},
    preview::{self, Fees, Preview},
    report::{Cell, Record, Report},
    sending::{self, failed_signed, partly, Prepared, SendSummary, Tried},
    signers::Signers,
    wire::{
        decode, fees, file,
        signatures::{self, listed, Standing},
        Addresses,
    },
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
        let reported = format!(
            "missing signatures of {}: run `io transaction sign` on their machines, and give all copies here",
            listed(&missing)
        );
        return Err(CliError::Usage(reported).into());
    }
    if let Some(done) = done_before(context, &transaction)? {
        return Ok(done.report(Vec::new()));
    }
    let named = options.transactions.first();
    let named = named.map_or_else(String::new, |it| file::name(it));
    fees::check(context, &transaction, &named)?;
    if let Some(it) = nonce::of(&transaction.message) {
        let signed = *transaction.message.recent_blockhash();
        nonce::check(context.network, &it, Some(signed))
            .map_err(unreachable)?
            .map_err(CliError::from)?;
    }
    let message = &transaction.message;
    let addresses = Addresses::read(context, message).asking(context, message);
    let seen = look(context, &transaction, &addresses)?;
    if context.send_options.dry_run {
        return Ok(SendSummary::would_succeed().report(seen.record));
    }
    let (agreed, shown, seen) = agree_on(
        context,
        seen,
        |look| Seen {
            preview: &look.preview,
            signers: look.signers.clone(),
            record: &look.record,
            bounds: &[],
            terms: &look.terms,
            action: &[],
            rest: &[],
        },
        |context, look| Ok(question(context, &transaction, &addresses, look)),
        |context, _| look(context, &transaction, &addresses),
    )?;
    let Look { way, record, .. } = seen;
    let shown = match context.consent.is_asked() {
        true => shown.record,
        false => Record::new(),
    };
    let first = match way {
        Way::Alone(simulated) => {
            let sent = send_it(context, &agreed, &transaction, simulated, record);
            return sent.map(|it| it.after(shown));
        }
        Way::After(first) => first,
    };
    let executed = first.send(context, &agreed);
    let executed =
        executed.map_err(|error| error.context("the transaction itself was not sent"))?;
    let simulated = context.network.simulate_signed(&transaction);
    let sent = match simulated {
        Ok(simulated) => send_it(context, &agreed, &transaction, simulated, record),
        Err(refused) => Err(failed_signed(context, &transaction, refused).into()),
    };
    let sent = sent.map(|it| it.after(shown));
    sent.map_err(|error| partly(error, executed.signatures(), ""))
}

/// How it is sent.
enum Way {
    /// As it is, by this simulation.
    Alone(Receipt),
    /// After what brings clock and suppliers to the current hour. Only once that is executed can it be tried out: what it may do
    /// is bounded by what its signers have signed, which is shown.
    After(Prepared),
}

/// What a simulation shows.
struct Look {
    way: Way,
    preview: Preview,
    /// Whose wallets are looked at; the first pays.
    signers: Vec<Pubkey>,
    record: Record,
    /// The hour may end, or somebody else catch up, before the answer.
    terms: Record,
}

fn look(
    context: &mut Context,
    transaction: &VersionedTransaction,
    addresses: &Addresses,
) -> anyhow::Result<Look> {
    let refused = match try_out(context, transaction, addresses)? {
        Ok((simulated, preview)) => {
            fees::nothing_to_price(context)?;
            let signers = signatures::signers(transaction);
            return Ok(Look {
                record: record_of(context, transaction, addresses, &preview, &signers)?,
                way: Way::Alone(simulated),
                preview,
                signers,
                terms: Record::new(),
            });
        }
        Err(refused) => refused,
    };
    let first = match is_behind(&refused) {
        true => catch_up(context, addresses)?,
        false => None,
    };
    let Some(first) = first else {
        return Err(failed_signed(context, transaction, refused).into());
    };
    let Tried {
        preview, signers, ..
    } = first.try_out(context)?;
    let mut record = record_of(context, transaction, addresses, &preview, &signers)?;
    let reported = "the clock or a supplier is brought to the current hour, paid by the key; what follows could not be tried out";
    let terms = vec![("Before it", Cell::text(reported))];
    record.extend(terms.iter().cloned());
    Ok(Look {
        way: Way::After(first),
        preview,
        signers,
        record,
        terms,
    })
}

fn question(
    context: &mut Context,
    transaction: &VersionedTransaction,
    addresses: &Addresses,
    look: &Look,
) -> String {
    let network = context.place().name();
    let keys = transaction.message.static_account_keys();
    let payer = keys.first().map_or_else(String::new, short);
    let doubt = look.preview.doubt(&look.signers);
    let does = decode::question(transaction, addresses);
    format!("Send on {network}, paid by {payer}: {does}{doubt}?")
}

fn send_it(
    context: &mut Context,
    agreed: &Agreed,
    transaction: &VersionedTransaction,
    simulated: Receipt,
    record: Record,
) -> anyhow::Result<Report> {
    let Receipt { signature, .. } = sending::deliver_signed(context, agreed, transaction)?;
    let receipt = Receipt {
        signature,
        ..simulated
    };
    Ok(SendSummary::one(context, receipt).report(record))
}

/// What it says and does, and what the simulation shows.
fn record_of(
    context: &mut Context,
    transaction: &VersionedTransaction,
    addresses: &Addresses,
    preview: &Preview,
    signers: &[Pubkey],
) -> anyhow::Result<Record> {
    let mut record = decode::describe(transaction, addresses);
    let created: Vec<Cell> = preview
        .new_accounts()
        .map(|(address, account)| new_accounts::cell(address, account))
        .collect();
    if !created.is_empty() {
        record.push(("New accounts", Cell::List(created)));
    }
    record.extend(preview.wallets(context, signers)?);
    Ok(record)
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
            let reported = format!(
                "{} and {} are different transactions: send each separately",
                file::name(text),
                texts
                    .first()
                    .map_or_else(String::new, |first| file::name(first)),
            );
            return Err(CliError::Usage(reported).into());
        }
        for (place, signature) in merged.signatures.iter_mut().zip(copy.signatures) {
            if *place == Signature::default() {
                *place = signature;
            }
        }
    }
    Ok(merged.ok_or_else(|| CliError::Usage("no transaction".into()))?)
}

/// Its outcome, if it was already executed.
fn done_before(
    context: &mut Context,
    transaction: &VersionedTransaction,
) -> anyhow::Result<Option<SendSummary>> {
    let signature = transaction.signatures.first().copied().unwrap_or_default();
    let outcome = context.network.outcome(&signature).map_err(unreachable)?;
    Ok(match outcome {
        None => None,
        Some(Ok(())) => Some(SendSummary::before(context, signature)),
        Some(Err(error)) => {
            let keys = transaction.message.static_account_keys();
            // Its log says more, where the node has kept it.
            let kept = context.network.executed(&signature).ok().flatten();
            let logs = kept.map_or_else(Vec::new, |kept| kept.logs);
            let why = errors::why(&error, &logs, keys);
            let reason = format!("{why}; it was executed before, and will not be again");
            return Err(CliError::Failed { signature, reason }.into());
        }
    })
}

/// Its fees, which are signed.
fn fees(transaction: &VersionedTransaction) -> Fees {
    let (whole, priority) = (fee(transaction), priority_fee(transaction));
    Fees {
        network: whole.saturating_sub(priority),
        priority,
        charged: priority,
    }
}

fn try_out(
    context: &mut Context,
    transaction: &VersionedTransaction,
    addresses: &Addresses,
) -> anyhow::Result<Result<(Receipt, Preview), SendError>> {
    let written = addresses.written(&transaction.message);
    let keys = transaction.message.static_account_keys();
    let signers = keys.get(..transaction.signatures.len()).unwrap_or(keys);
    let (before, seen) = preview::around(context, signers, &written, |context| {
        Ok(context.network.preview_signed(transaction, &written))
    })?;
    Ok(seen.map(|seen| {
        let mut preview = Preview::default();
        preview.pays(fees(transaction));
        let payer = signers.first().copied().unwrap_or_default();
        preview.add(&payer, &written, before, seen.accounts);
        (seen.receipt, preview)
    }))
}

/// What brings clock and suppliers to the current hour, unknown when it was signed; paid by the key.
fn catch_up(context: &mut Context, addresses: &Addresses) -> anyhow::Result<Option<Prepared>> {
    let suppliers = suppliers(context, addresses)?;
    let before = context.catch_up_now(&suppliers)?;
    if before.is_empty() {
        return Ok(None);
    }
    Prepared::new(context, &before, &[], &[]).map(Some)
}

fn is_behind(refused: &SendError) -> bool {
    let behind = [
        EmissionsError::AdvanceClockFirst,
        EmissionsError::SettleSupplierFirst,
    ]
    .map(u32::from);
    refused.code().is_some_and(|code| behind.contains(&code))
}

/// The suppliers among its accounts.
fn suppliers(context: &mut Context, addresses: &Addresses) -> anyhow::Result<Vec<Pubkey>> {
    let known: Vec<Pubkey> = addresses.known().copied().collect();
    let accounts = context.accounts(&known)?;
    let ours = known.into_iter().zip(accounts);
    let ours = ours.filter(|(_, it)| it.as_ref().is_some_and(|it| it.owner == emissions::ID));
    let ours: Vec<Pubkey> = ours.map(|(key, _)| key).collect();
    Ok(context.find_all::<Supplier>(ours)?.into_keys().collect())
}
