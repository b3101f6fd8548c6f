//! `io reclaim`: returns lamports above accounts' rent-exempt minimum to the recipients of their rent (P-25).

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::rent::{self, Reclaimable};

use crate::{
    amounts::sol,
    context::{unreachable, Context},
    errors::Failure,
    parse::address,
    report::{Cell, Record, Report},
    sending::Sent,
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

/// Sends `reclaim_rent` for the accounts with excess lamports, several in a transaction.
///
/// # Errors
/// Those of sending. With `--all` a refusal is reported, and the other transactions are sent.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let mut found = find(context, options)?;
    // Grouped by recipient, since one that cannot receive fails its whole transaction.
    found.sort_by_key(|one| (one.recipient, one.account));
    let mut records = Vec::new();
    let mut total = 0_u64;
    for batch in found.chunks(BATCH) {
        let together = send(context, batch);
        // An account may be closed by now, or its recipient would stay below the rent-exempt minimum.
        let apart = options.all && together.as_ref().is_err_and(is_refusal);
        let parts = batch.chunks(if apart { 1 } else { BATCH });
        let mut together = (!apart).then_some(together);
        for part in parts {
            let sent = match together.take().unwrap_or_else(|| send(context, part)) {
                Err(error) if apart && is_refusal(&error) => None,
                sent => Some(sent?),
            };
            for one in part {
                records.push(record(one, sent.as_ref()));
                total = total.saturating_add(sent.as_ref().map_or(0, |_| one.lamports));
            }
        }
    }
    let note = format!("{} accounts, {} SOL", records.len(), sol(total));
    Ok(Report::table(records).note(note))
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

fn send(context: &mut Context, batch: &[Reclaimable]) -> anyhow::Result<Sent> {
    let instructions = batch.iter().map(|one| one.instruction.clone());
    context.send(Vec::new(), instructions.collect(), &[])
}

fn is_refusal(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Failure::Refused(_)))
}

fn record(one: &Reclaimable, sent: Option<&Sent>) -> Record {
    let (outcome, transaction) = sent.map_or(("refused", ""), Sent::outcome);
    vec![
        ("Account", one.account.into()),
        ("Type", Cell::text(one.kind)),
        ("Recipient", one.recipient.into()),
        ("Lamports", Cell::Count(one.lamports)),
        ("Outcome", Cell::text(outcome)),
        ("Transaction", Cell::text(transaction)),
    ]
}
