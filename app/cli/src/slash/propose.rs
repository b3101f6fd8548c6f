//! `io slash propose`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::instructions::{slash_hash, ProposeSlashArgs};
use io_client::emissions as client;
use io_common::types::Supplier;

use crate::{
    context::Context,
    council::{approve, Agreement, Mode},
    parse::{address, amount, count, hash},
    report::{Cell, Report},
};

/// A slash to be.
#[derive(Args)]
pub struct Options {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Amount of IO
    #[arg(value_parser = amount::io, required_unless_present = "breach")]
    amount: Option<u64>,
    /// Why, as the council numbers its reasons; not 0
    #[arg(long, value_parser = count::at_least_one::<u16>, required_unless_present = "breach")]
    reason: Option<u16>,
    /// Hash, in hexadecimal, of the evidence
    #[arg(long, value_name = "HEX", value_parser = hash::read, required_unless_present = "breach")]
    evidence: Option<[u8; 32]>,
    /// For breaches that the marketplace has recorded, by anyone
    #[arg(long, conflicts_with_all = ["amount", "reason", "evidence", "attestors", "approve", "approved"])]
    breach: bool,
    #[command(flatten)]
    agreement: Agreement,
}

/// Proposes, or approves a proposal.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let (me, address, now) = (context.me()?, options.supplier, context.now()?);
    let supplier: Supplier = context.read("supplier", &address)?;
    let number = supplier.slashes.count;
    let mut slash = client::slash_address(&address, number);
    let (act, keys) = match (options.amount, options.reason, options.evidence) {
        (Some(amount), Some(reason), Some(evidence)) => {
            let args = ProposeSlashArgs {
                number,
                amount,
                reason,
                evidence,
            };
            let hash = slash_hash(&args, &address)?;
            match options.agreement.mode(context, &hash)? {
                Mode::Approve => return approve(context, hash),
                Mode::Sign(keys, signers) => {
                    let agreement = client::Agreement::Signed(&signers);
                    (client::propose_slash(&me, agreement, &address, args)?, keys)
                }
                Mode::Approved(_) => {
                    let agreement = client::Agreement::Approved;
                    (
                        client::propose_slash(&me, agreement, &address, args)?,
                        Vec::new(),
                    )
                }
            }
        }
        _ => {
            let number = supplier.slashes.breach_count;
            slash = client::breach_slash_address(&address, number);
            (
                client::propose_breach_slash(&me, &address, number),
                Vec::new(),
            )
        }
    };
    let sent = context.send(Vec::new(), vec![act], &keys)?;
    let due_at = now.saturating_add(emissions::constants::SLASH_DELAY);
    Ok(sent.report(vec![
        ("Slash", slash.into()),
        ("Supplier", address.into()),
        ("Due at", Cell::Time(due_at, now)),
    ]))
}
