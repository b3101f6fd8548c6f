//! What a keeper does about realm proposals: it finalizes votes that have ended, and executes what is due. Nothing limits how
//! often: each realm proposal and each of its transactions has cost its proposer account rent, which does not come back.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use io_client::realm::{
    instruction::execute_transaction,
    read::{Absent, Governed, Wanted},
    state::{ProposalState, ProposalTransactionV2, ProposalV2},
    vote::{executable_from, Phase, Times},
};
use io_common::constants::DAY;

use super::{Action, Log, Work};
use crate::{
    contents::change_number,
    context::{unreachable, Context},
    gov,
    vote::{counting, refunds},
};

/// Seconds for which a transaction that is due is tried: one that is refused for so long is left to `io gov execute`.
const TRIED: i64 = 7 * DAY;

/// A realm proposal, with its address.
type Proposal = (Pubkey, ProposalV2);

/// Finalizes, then executes: what is finalized late may be due at once.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let Some(governed) = gov::realm(context)? else {
        return Ok(());
    };
    let now = context.now()?;
    let mut all = governed.proposals(context.network).map_err(unreachable)?;
    let ended = all.iter().filter(|(_, it)| has_ended(&governed, it, now));
    let ended: Vec<Proposal> = ended.cloned().collect();
    if !ended.is_empty() {
        finalize(context, log, &governed, &ended)?;
        all = governed.proposals(context.network).map_err(unreachable)?;
    }
    all.retain(|(_, it)| ends_passed(it).is_some());
    let transactions = governed.transactions(context.network, &all);
    let transactions = transactions.map_err(unreachable)?;
    let due = due(&all, &transactions, now);
    execute(context, log, &governed, due)
}

fn has_ended(governed: &Governed, proposal: &ProposalV2, now: i64) -> bool {
    let config = &governed.governance.config;
    let times = proposal.voting_at.map(|at| Times::of(config, at));
    let is_over = times.is_some_and(|it| it.phase(now) == Phase::Ended);
    proposal.state == ProposalState::Voting && is_over
}

/// Finalizes these votes, and gives deposits back. None in a realm in which something else than stake votes, or in which nobody
/// has voted yet: then its record of all votes may be missing.
fn finalize(
    context: &mut Context,
    log: &mut Log,
    governed: &Governed,
    ended: &[Proposal],
) -> anyhow::Result<()> {
    match governed.look(context.network, &Wanted::default()) {
        Ok(look) if look.has_max_record => {}
        Err(Absent::Read(error)) => return Err(unreachable(error).into()),
        Ok(_) | Err(_) => return Ok(()),
    }
    let records: Vec<Pubkey> = ended.iter().map(|(_, it)| it.token_owner_record).collect();
    let records = context.accounts(&records)?;
    let records = records
        .iter()
        .map(|it| it.as_ref().and_then(|it| governed.at.read(it)));
    let of: Vec<_> = ended.iter().map(|(it, _)| *it).zip(records).collect();
    let refunds = refunds(context, &governed.at, &of)?;
    for ((address, proposal), refund) in ended.iter().zip(refunds) {
        let mut instructions = counting(governed, *address, proposal).to_vec();
        instructions.extend(refund);
        let (at, address) = (governed.at, *address);
        let is_due = move |context: &mut Context| {
            let account = context.account(&address)?;
            let now: Option<ProposalV2> = account.and_then(|it| at.read(&it));
            Ok(now.is_some_and(|it| it.state == ProposalState::Voting))
        };
        let action = Action::new("finalize", subject(&address));
        log.send(context, Work::new(action, instructions).while_due(is_due))?;
    }
    Ok(())
}

/// Executes what is due. What follows in a realm proposal waits for what comes before it, and everything waits for what may
/// have been executed: a program takes rising numbers of changes only.
fn execute(
    context: &mut Context,
    log: &mut Log,
    governed: &Governed,
    due: Vec<&ProposalTransactionV2>,
) -> anyhow::Result<()> {
    let me = context.me()?;
    let mut held = BTreeSet::new();
    for transaction in due {
        let execute = execute_transaction(&governed.at, transaction);
        // The keeper's signature is for its fee: what a vote has decided is not to use it. A program that is given the address of who
        // pays the fee has the signature too, and the program of a realm may be any.
        let mut accounts = execute.accounts.iter();
        let takes_a_key = accounts.any(|it| it.is_signer || it.pubkey == me);
        if takes_a_key || held.contains(&transaction.proposal) {
            held.insert(transaction.proposal);
            continue;
        }
        let (of, number) = (&transaction.proposal, transaction.transaction_index);
        let action = Action::new(
            "execute",
            format!("transaction {number} of {}", subject(of)),
        );
        let before = log.failed.len();
        let at = governed.at;
        let address = at.transaction(of, transaction.option_index, number);
        let work = Work::new(action, vec![execute]).while_due(move |context| {
            let account = context.account(&address)?;
            let now: Option<ProposalTransactionV2> = account.and_then(|it| at.read(&it));
            Ok(now.is_some_and(|it| it.executed_at.is_none()))
        });
        let may_be_done = log.send_as(context, work, |_, _, action| action)?;
        if log.failed.len() > before {
            if may_be_done {
                return Ok(());
            }
            held.insert(transaction.proposal);
        }
    }
    Ok(())
}

/// When the vote ended by which it has passed; none if it has not, or if all of it is executed.
fn ends_passed(proposal: &ProposalV2) -> Option<i64> {
    use ProposalState::{Executing, ExecutingWithErrors, Succeeded};
    let has_passed = [Succeeded, Executing, ExecutingWithErrors].contains(&proposal.state);
    proposal.voting_completed_at.filter(|_| has_passed)
}

/// What is due at `now` of realm proposals that have passed, in the order of execution: by the numbers of the changes that they
/// propose, since a program takes none after a higher one. Those of one realm proposal stay in their order, and one that is not due
/// holds those after it back.
fn due<'a>(
    passed: &[Proposal],
    transactions: &'a [ProposalTransactionV2],
    now: i64,
) -> Vec<&'a ProposalTransactionV2> {
    let mut all = Vec::new();
    for (address, proposal) in passed {
        let Some(end) = ends_passed(proposal) else {
            continue;
        };
        let mut left: Vec<_> = transactions
            .iter()
            .filter(|it| it.proposal == *address && it.executed_at.is_none())
            .collect();
        left.sort_by_key(|it| it.transaction_index);
        let mut lowest = 0;
        for it in left {
            let from = executable_from(end, it.hold_up_time);
            if now < from || now.saturating_sub(from) > TRIED {
                break;
            }
            let instructions = it.instructions.iter();
            let numbers = instructions.filter_map(|it| change_number(&it.program_id, &it.data));
            let number = numbers.map(|(_, number)| number).min();
            lowest = lowest.max(number.unwrap_or_default());
            all.push((lowest, end, it));
        }
    }
    all.sort_by_key(|(number, end, it)| (*number, *end, it.proposal, it.transaction_index));
    all.into_iter().map(|(.., it)| it).collect()
}

fn subject(proposal: &Pubkey) -> String {
    format!("realm proposal {proposal}")
}
