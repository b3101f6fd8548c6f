//! `io slash withdraw` and `execute`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use emissions::{
    instructions::slash_withdrawal_hash,
    state::{Delegation, Slash},
};
use io_client::{emissions as client, layout::place, reasons, Match};

use crate::{
    agreement::{Agreement, Prepared},
    amounts::several,
    context::Context,
    duration,
    errors::CliError,
    options::Program,
    parse::address,
    plan::{short, Plan},
    report::{Cell, Record, Report},
};

/// A slash to withdraw.
#[derive(Args)]
pub struct Withdraw {
    /// The slash
    #[arg(value_parser = address)]
    slash: Pubkey,
    /// As the governance authority
    #[arg(long, conflicts_with_all = ["attestors", "approve", "approved"])]
    as_authority: bool,
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

/// What a slash is.
fn shows(address: &Pubkey, slash: &Slash, now: i64) -> Record {
    vec![
        ("Slash", (*address).into()),
        ("Supplier", slash.supplier.into()),
        ("Amount", Cell::Io(slash.amount)),
        ("Reason", super::reason(slash.reason)),
        ("Due at", Cell::Time(slash.due_at, now)),
        ("Lapses at", Cell::Time(slash.lapses_at, now)),
    ]
}

fn ask(verb: &str, address: &Pubkey, slash: &Slash) -> String {
    format!(
        "{verb} slash {} of {} of supplier {}, for {}",
        short(address),
        Cell::Io(slash.amount).brief(),
        short(&slash.supplier),
        reasons::words(slash.reason)
    )
}

/// Withdraws, or approves a withdrawal.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    let (address, agreement) = (options.slash, &options.agreement);
    let is_unsigned = context.send_options.unsigned.is_some();
    if is_unsigned && agreement.is_of_council() {
        let reported = "--attestor, --approve and --approved are for the council: leave them out, or sign with --keypair";
        return Err(CliError::Usage(reported.into()).into());
    }
    if !options.as_authority && !is_unsigned {
        return agreement.carry_out(context, |context| prepare(context, address));
    }
    context.carry_out(|context, _| {
        let slash: Slash = context.read("slash", &address)?;
        let mut plan = withdrawal(&address, &slash, context.now()?);
        let me = context.me()?;
        plan.action
            .push(client::withdraw_slash_as_authority(&me, &slash));
        Ok(plan.governing([Program::Emissions]))
    })
}

/// A withdrawal by the council.
pub fn prepare(context: &mut Context, address: Pubkey) -> anyhow::Result<Prepared> {
    let slash: Slash = context.read("slash", &address)?;
    Ok(Prepared {
        plan: withdrawal(&address, &slash, context.now()?),
        suppliers: Vec::new(),
        made: None,
        hash: slash_withdrawal_hash(&address)?,
        instruction: Box::new(move |by| Ok(client::withdraw_slash(by.emissions(), &slash)?)),
    })
}

fn withdrawal(address: &Pubkey, slash: &Slash, now: i64) -> Plan<'static> {
    Plan::new(ask("Withdraw", address, slash), [])
        .shows(shows(address, slash, now))
        .shows([("Withdrawn", Cell::Io(slash.amount))])
}

/// What executes a slash that is due, or closes one that has lapsed, at the end; none before, and for one that has ended.
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
    context.carry_out(|context, _| executing(context, options))
}

fn executing<'a>(context: &mut Context, options: &Execute) -> anyhow::Result<Plan<'a>> {
    let slash: Slash = context.read("slash", &options.slash)?;
    let now = context.now()?;
    if !slash.is_open() {
        let ended = "the slash has ended; its account closes when each delegation has followed it: io slash apply";
        return Err(CliError::Refused(ended.into()).into());
    }
    let mut before = ending(context, &slash, now)?;
    let Some(action) = before.pop() else {
        let wait = duration::display(now.abs_diff(slash.due_at));
        let early = format!("the slash can still be appealed: execute it in {wait}");
        return Err(CliError::Refused(early).into());
    };
    let lapsed = now > slash.lapses_at;
    let verb = match lapsed {
        true => "End lapsed",
        false => "Execute",
    };
    let plan = Plan::new(ask(verb, &options.slash, &slash), [action])
        .after(before)
        .shows(shows(&options.slash, &slash, now))
        .terms([
            ("Burned", Cell::Io(if lapsed { 0 } else { slash.amount })),
            ("Lapsed", Cell::Flag(lapsed)),
        ]);
    Ok(plan)
}

/// Makes all delegations of the supplier that have it next follow the slash.
pub fn apply(context: &mut Context, options: &Execute) -> anyhow::Result<Report> {
    context.carry_out(|context, _| applying(context, options))
}

fn applying<'a>(context: &mut Context, options: &Execute) -> anyhow::Result<Plan<'a>> {
    let slash: Slash = context.read("slash", &options.slash)?;
    let mut instructions = Vec::new();
    let theirs = Match::new(place!(Delegation, supplier), slash.supplier);
    for (_, mut delegation) in context.all_where::<Delegation>(&[theirs])? {
        if delegation.apply(&mut { slash }).is_ok() {
            instructions.push(client::apply_slash(&slash, &delegation.staker));
        }
    }
    if instructions.is_empty() {
        return Err(CliError::Nothing("apply: no delegation has this slash to follow next").into());
    }
    let count = instructions.len() as u64;
    let now = context.now()?;
    let question = format!(
        "Make {} follow slash {} of supplier {}",
        several(count, "delegation"),
        short(&options.slash),
        short(&slash.supplier)
    );
    let plan = Plan::new(question, Vec::new())
        .after(instructions)
        .shows(shows(&options.slash, &slash, now))
        .shows([("Delegations", Cell::Count(count))]);
    Ok(plan)
}
