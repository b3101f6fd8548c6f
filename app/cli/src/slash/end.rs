//! `io slash withdraw` and `execute`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use emissions::{
    instructions::slash_withdrawal_hash,
    state::{Delegation, Slash},
};
use io_client::emissions as client;

use crate::{
    context::Context,
    council::{approve, Agreement, Mode},
    duration,
    errors::Failure,
    parse::address,
    report::{Cell, Report},
};

/// A slash to withdraw.
#[derive(Args)]
pub struct Withdraw {
    /// The slash
    #[arg(value_parser = address)]
    slash: Pubkey,
    /// As the governance authority
    #[arg(long, conflicts_with_all = ["attestors", "approve", "approved"])]
    authority: bool,
    #[command(flatten)]
    agreement: Agreement,
}

/// A slash to execute, or to apply.
#[derive(Args)]
pub struct Execute {
    /// The slash
    #[arg(value_parser = address)]
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

/// What executes a slash that is due, or closes one that has lapsed; none before, and for one that has ended.
///
/// # Errors
/// If the network does not answer.
pub fn ending(context: &mut Context, slash: &Slash, now: i64) -> anyhow::Result<Vec<Instruction>> {
    if now < slash.due_at || !slash.is_open() {
        return Ok(Vec::new());
    }
    if now > slash.lapses_at {
        return Ok(vec![client::lapse_slash(slash)]);
    }
    let io = context.io()?;
    let mut instructions = context.catch_up(&[slash.supplier])?;
    instructions.push(client::execute_slash(slash, &io));
    Ok(instructions)
}

/// Executes, or closes what has lapsed.
pub fn execute(context: &mut Context, options: &Execute) -> anyhow::Result<Report> {
    let slash: Slash = context.read("slash", &options.slash)?;
    let now = context.now()?;
    if !slash.is_open() {
        let ended = "the slash has ended; its account closes when each delegation has followed it: io slash apply";
        return Err(Failure::Refused(ended.into()).into());
    }
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

/// Makes all delegations of the supplier that have it next follow the slash.
pub fn apply(context: &mut Context, options: &Execute) -> anyhow::Result<Report> {
    let slash: Slash = context.read("slash", &options.slash)?;
    let mut instructions = Vec::new();
    for (_, mut delegation) in context.all::<Delegation>()? {
        let theirs = delegation.supplier == slash.supplier;
        if theirs && delegation.apply(&mut { slash }).is_ok() {
            instructions.push(client::apply_slash(&slash, &delegation.staker));
        }
    }
    if instructions.is_empty() {
        return Err(Failure::Nothing("apply: no delegation has this slash to follow next").into());
    }
    let count = instructions.len() as u64;
    let sent = context.send(instructions, Vec::new(), &[])?;
    Ok(sent.report(vec![
        ("Slash", options.slash.into()),
        ("Delegations", Cell::Count(count)),
    ]))
}
