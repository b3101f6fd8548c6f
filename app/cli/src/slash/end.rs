//! `io slash withdraw` and `execute`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use emissions::{
    instructions::slash_withdrawal_hash,
    state::{Generation, Slash},
};
use io_client::emissions as client;
use io_common::types::Supplier;

use crate::{
    context::Context,
    council::{approve, Agreement, Mode},
    duration,
    errors::Failure,
    report::{Cell, Report},
};

/// A slash to withdraw.
#[derive(Args)]
pub struct Withdraw {
    /// The slash
    slash: Pubkey,
    /// As the governance authority
    #[arg(long, conflicts_with_all = ["attestors", "approve", "approved"])]
    authority: bool,
    #[command(flatten)]
    agreement: Agreement,
}

/// A slash to execute.
#[derive(Args)]
pub struct Execute {
    /// The slash
    slash: Pubkey,
}

/// Withdraws, or approves a withdrawal.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    let slash: Slash = context.read("slash", &options.slash)?;
    let (act, keys) = if options.authority {
        let me = context.me()?;
        (client::withdraw_slash_as_authority(&me, &slash), Vec::new())
    } else {
        let hash = slash_withdrawal_hash(&options.slash)?;
        match options.agreement.mode(context, &hash)? {
            Mode::Approve => return approve(context, hash),
            Mode::Sign(keys, signers) => {
                let agreement = client::Agreement::Signed(&signers);
                (client::withdraw_slash(agreement, &slash)?, keys)
            }
            Mode::Approved(_) => {
                let agreement = client::Agreement::Approved;
                (client::withdraw_slash(agreement, &slash)?, Vec::new())
            }
        }
    };
    let sent = context.send(Vec::new(), vec![act], &keys)?;
    Ok(sent.report(vec![
        ("Slash", options.slash.into()),
        ("Withdrawn", Cell::Io(slash.amount)),
    ]))
}

/// What executes a slash that is due, or closes one that has lapsed; none before.
///
/// # Errors
/// If the network does not answer.
pub fn ending(context: &mut Context, slash: &Slash, now: i64) -> anyhow::Result<Vec<Instruction>> {
    if now < slash.due_at {
        return Ok(Vec::new());
    }
    if now > slash.lapses_at {
        return Ok(vec![client::lapse_slash(slash)]);
    }
    let (me, io) = (context.me()?, context.io()?);
    let supplier: Supplier = context.read("supplier", &slash.supplier)?;
    let mut instructions = context.catch_up(&[slash.supplier])?;
    let generation = supplier.slashes.generation;
    let record = client::generation_address(&slash.supplier, generation);
    if context.find::<Generation>(&record)?.is_none() {
        instructions.push(client::create_generation(&me, &slash.supplier, generation));
    }
    instructions.push(client::execute_slash(slash, &io, Some(generation)));
    Ok(instructions)
}

/// Executes, or closes what has lapsed.
pub fn execute(context: &mut Context, options: &Execute) -> anyhow::Result<Report> {
    let slash: Slash = context.read("slash", &options.slash)?;
    let now = context.now()?;
    let instructions = ending(context, &slash, now)?;
    if instructions.is_empty() {
        let wait = duration::display(now.abs_diff(slash.due_at));
        let early = format!("the slash can still be appealed: execute it in {wait}");
        return Err(Failure::Refused(early).into());
    }
    let lapsed = now > slash.lapses_at;
    let sent = context.send(Vec::new(), instructions, &[])?;
    Ok(sent.report(vec![
        ("Slash", options.slash.into()),
        ("Burned", Cell::Io(if lapsed { 0 } else { slash.amount })),
        ("Lapsed", Cell::Flag(lapsed)),
    ]))
}
