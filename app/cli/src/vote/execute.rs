//! `io gov execute`.

use anchor_lang::solana_program::instruction::Instruction;
use io_client::realm::{
    instruction::execute_transaction,
    state::{ProposalState, ProposalTransactionV2},
    vote::executable_from,
};

use super::{numbers::Numbers, Matter, Which};
use crate::{
    amounts::several,
    contents::{Contents, InForce},
    context::Context,
    errors::CliError,
    plan::{short, Plan},
    report::{Cell, Report},
    strangers::title,
};

/// Executes what is due.
pub fn run(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    context.carry_out(|context, _| executing(context, which))
}

fn executing<'a>(context: &mut Context, which: &Which) -> anyhow::Result<Plan<'a>> {
    let matter = Matter::read(context, which.realm_proposal, None)?;
    let Due { due, later } = due(&matter, context.send_options.is_for_later())?;
    let governed = &matter.governed;
    let at = &governed.at;
    let execute: Vec<Instruction> = due.iter().map(|it| execute_transaction(at, it)).collect();
    // As for a keeper: the signature is for the fee, and what a vote has decided is not to use it.
    let mut accounts = execute.iter().flat_map(|it| &it.accounts);
    if let Some(other) = accounts.find(|it| it.is_signer) {
        return Err(CliError::Refused(format!(
            "{} has to sign what it executes, and this command signs for the fee only: only that key can execute it, by another \
             client of {}",
            other.pubkey, at.program
        ))
        .into());
    }

    let transactions: Vec<ProposalTransactionV2> = due.iter().copied().cloned().collect();
    let contents = Contents::of(
        (governed, &matter.proposal),
        (&transactions, 0),
        &InForce::read(context)?,
        matter.now,
    );
    let count = several(due.len() as u64, "transaction");
    let mut plan = Plan::new(format!("Execute {count} of {}", matter.named()), [])
        .after(execute)
        .shows([
            ("Realm proposal", matter.address.into()),
            ("Name", Cell::Text(matter.title())),
        ])
        .shows([("Executes", contents.cell())]);
    if later > 0 || matter.look.hidden > 0 {
        plan = plan.shows([
            ("Not due", Cell::count(later)),
            ("Not read", Cell::count(matter.look.hidden)),
        ]);
    }
    if contents.acts.iter().any(|it| it.proposed.is_some()) {
        let numbers = Numbers::read(context, governed, &matter.address)?;
        let others = numbers.overtaken_by(&matter.address, &transactions);
        let others: Vec<Cell> = others
            .iter()
            .map(|(address, it)| Cell::Text(format!("{address} {}", title(&it.name))))
            .collect();
        if !others.is_empty() {
            let apart = format!(
                "; after that, {} cannot be executed any more",
                several(others.len() as u64, "other realm proposal")
            );
            plan.question.push_str(&apart);
            plan = plan.terms([("Overtakes", Cell::List(others))]);
        }
        plan = plan.next("io gov show PROGRAM lists the changes, which can be applied in 48 hours");
    }
    Ok(plan)
}

/// Transactions of a realm proposal.
struct Due<'a> {
    /// Those that can be executed, in the order of their numbers.
    due: Vec<&'a ProposalTransactionV2>,
    /// How many are not due yet.
    later: u64,
}

fn due(matter: &Matter, is_for_later: bool) -> Result<Due<'_>, CliError> {
    use ProposalState::{Executing, ExecutingWithErrors, Succeeded};
    let refused = |text: String| Err(CliError::Refused(text));
    if let Some(why) = matter.is_draft() {
        return Err(why);
    }
    let passed = [Succeeded, Executing, ExecutingWithErrors];
    let (true, Some(end)) = (
        passed.contains(&matter.proposal.state),
        matter.proposal.voting_completed_at,
    ) else {
        return refused(match (matter.ended(), matter.times) {
            (Some(why), _) => format!("there is nothing to execute: {why}"),
            (None, Some(times)) => format!(
                "there is nothing to execute yet: its vote goes on until {}",
                matter.time(times.end)
            ),
            (None, None) => "there is nothing to execute: it is not voted on".into(),
        });
    };
    let transactions = matter.look.transactions.iter();
    let mut left: Vec<_> = transactions.filter(|it| it.executed_at.is_none()).collect();
    left.sort_by_key(|it| it.transaction_index);
    let from = |it: &ProposalTransactionV2| executable_from(end, it.hold_up_time);
    // In their order: one that is not due holds those after it back.
    let due: Vec<_> = left
        .iter()
        .copied()
        .take_while(|it| is_for_later || matter.now >= from(it))
        .collect();
    match (due.is_empty(), left.first()) {
        (false, _) => Ok(Due {
            later: left.len().saturating_sub(due.len()) as u64,
            due,
        }),
        (true, Some(first)) => refused(format!(
            "it can be executed from {} on: until then, those who disagree can prepare",
            matter.time(from(first))
        )),
        (true, None) if matter.look.hidden > 0 => refused(format!(
            "none of its transactions can be read here: execute it in Realms, or in the program of {}",
            short(&matter.governed.at.program)
        )),
        (true, None) => refused("there is nothing to execute: it has no transactions".into()),
    }
}
