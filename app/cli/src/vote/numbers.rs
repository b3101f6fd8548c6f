//! Numbers of the changes that realm proposals propose. A vote fixes them days before they are executed, and a program takes rising
//! numbers only: they follow the order in which the votes end.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::ValueEnum;
use io_client::realm::{
    read::Governed,
    state::{InstructionData, ProposalState, ProposalTransactionV2, ProposalV2},
};
use io_common::governance::order::NUMBERS_AHEAD;

use crate::{
    contents::change_number,
    context::{unreachable, Context},
    options::Program,
};

/// Bytes of the discriminator, after which the number comes.
const HEAD: usize = 8;

/// Gives a `propose_change` another number, and the address of its proposal with it.
pub fn renumber(instruction: &mut Instruction, number: u32) {
    let Some((program, before)) = change_number(&instruction.program_id, &instruction.data) else {
        return;
    };
    let (before, after) = (program.proposal(before), program.proposal(number));
    for account in &mut instruction.accounts {
        if account.pubkey == before {
            account.pubkey = after;
        }
    }
    let end = HEAD.saturating_add(size_of::<u32>());
    if let Some(bytes) = instruction.data.get_mut(HEAD..end) {
        bytes.copy_from_slice(&number.to_le_bytes());
    }
}

/// The numbers that realm proposals take which may still be executed.
pub struct Numbers {
    /// Of each program, the number of its next proposal.
    next: BTreeMap<&'static str, u32>,
    /// Those that are taken, with the realm proposal.
    taken: Vec<(Program, u32, Pubkey)>,
    /// The realm proposals, by address.
    open: BTreeMap<Pubkey, ProposalV2>,
}

impl Numbers {
    /// Reads `own` and all realm proposals that are voted on or have passed, with their transactions. A draft of somebody else has
    /// cost no vote: it takes no number.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(context: &mut Context, governed: &Governed, own: &Pubkey) -> anyhow::Result<Self> {
        let all = governed.proposals(context.network).map_err(unreachable)?;
        let all = all.into_iter();
        let open: Vec<_> = all
            .filter(|(address, it)| address == own || is_open(it))
            .collect();
        let transactions = governed
            .transactions(context.network, &open)
            .map_err(unreachable)?;
        Ok(Self {
            next: next(governed),
            taken: transactions.iter().flat_map(taken).collect(),
            open: open.into_iter().collect(),
        })
    }

    /// The next number of a program, which is then taken by `proposal`. After those of open realm proposals, whose votes end
    /// before; if these leave no room, the first that is free.
    pub fn take(&mut self, program: Program, proposal: Pubkey) -> u32 {
        let range = self.range(program);
        let (next, most) = (*range.start(), *range.end());
        let taken = self.taken_but(program, None);
        let after = taken.last().map_or(next, |last| last.saturating_add(1));
        let number = match after <= most {
            true => after,
            false => self
                .range(program)
                .find(|number| !taken.contains(number))
                .unwrap_or(most),
        };
        self.taken.push((program, number, proposal));
        number
    }

    /// What is wrong with the numbers of `transactions` of `proposal`, if [`Numbers::take`] would not give them any more.
    pub fn stale(
        &self,
        proposal: &Pubkey,
        transactions: &[ProposalTransactionV2],
    ) -> Option<String> {
        let mine = transactions.iter().flat_map(taken);
        let mut stale = mine.filter_map(|(program, number, _)| {
            let range = self.range(program);
            let taken = self.taken_but(program, Some(proposal));
            let last = taken.last();
            let is_free = range.contains(&number) && !taken.contains(&number);
            let is_last = last.is_none_or(|last| *last < number || last == range.end());
            (!is_free || !is_last)
                .then(|| format!("number {number} of {} is taken or passed", program.name()))
        });
        stale.next()
    }

    /// That changes among `transactions` have lower numbers than their programs still take.
    pub fn passed(&self, transactions: &[ProposalTransactionV2]) -> Vec<String> {
        let all = transactions.iter().flat_map(taken);
        let passed = all.filter(|(program, number, _)| *number < self.next_of(*program));
        let each = passed.map(|(program, number, _)| {
            format!(
                "its change of {0} has number {number}, and {0} takes {1} and above: it can no longer be executed",
                program.name(),
                self.next_of(program)
            )
        });
        each.collect()
    }

    /// The numbers that a program takes.
    fn range(&self, program: Program) -> RangeInclusive<u32> {
        let next = self.next_of(program);
        next..=next.saturating_add(NUMBERS_AHEAD)
    }

    /// Those of the range that are taken by others than `but`.
    fn taken_but(&self, program: Program, but: Option<&Pubkey>) -> BTreeSet<u32> {
        let range = self.range(program);
        let theirs = self
            .taken
            .iter()
            .filter(|(it, _, whose)| *it == program && Some(whose) != but);
        let numbers = theirs.map(|(_, number, _)| *number);
        numbers.filter(|number| range.contains(number)).collect()
    }

    /// Open realm proposals, other than `proposal`, that propose changes with lower numbers than `transactions`: they can no longer be
    /// executed once these are.
    pub fn overtaken_by(
        &self,
        proposal: &Pubkey,
        transactions: &[ProposalTransactionV2],
    ) -> Vec<(Pubkey, &ProposalV2)> {
        let mine: Vec<_> = transactions.iter().flat_map(taken).collect();
        let is_overtaken = |program: Program, number: u32| {
            let still = number >= self.next_of(program);
            still
                && mine
                    .iter()
                    .any(|(it, above, _)| *it == program && *above > number)
        };
        let others = self.taken.iter().filter(|(program, number, whose)| {
            whose != proposal && is_overtaken(*program, *number)
        });
        let others: BTreeSet<Pubkey> = others.map(|(.., whose)| *whose).collect();
        let named = others.into_iter();
        named
            .filter_map(|address| Some((address, self.open.get(&address)?)))
            .collect()
    }

    fn next_of(&self, program: Program) -> u32 {
        self.next.get(program.name()).copied().unwrap_or_default()
    }
}

/// Whether it is voted on, or may still be executed.
fn is_open(proposal: &ProposalV2) -> bool {
    use ProposalState::{Executing, ExecutingWithErrors, Succeeded, Voting};
    [Voting, Succeeded, Executing, ExecutingWithErrors].contains(&proposal.state)
}

/// The numbers of a transaction that is not executed.
fn taken(
    transaction: &ProposalTransactionV2,
) -> impl Iterator<Item = (Program, u32, Pubkey)> + use<'_> {
    let is_due = transaction.executed_at.is_none();
    let some = transaction.instructions.iter().filter(move |_| is_due);
    some.filter_map(|it: &InstructionData| {
        let (program, number) = change_number(&it.program_id, &it.data)?;
        Some((program, number, transaction.proposal))
    })
}

fn next(governed: &Governed) -> BTreeMap<&'static str, u32> {
    let of = |program: &Program| match program {
        Program::Emissions => governed.emissions.proposals,
        Program::Marketplace => governed.marketplace.as_ref().map_or(0, |it| it.proposals),
        Program::FeeBurn => governed.fee_burn.as_ref().map_or(0, |it| it.proposals),
    };
    let all = Program::value_variants().iter();
    all.map(|program| (program.name(), of(program))).collect()
}

#[cfg(test)]
mod tests {
    use emissions::state::Change;
    use io_client::{emissions as client, fee_burn, realm::state::TransactionExecutionStatus};
    use io_common::governance::GovernanceAction;

    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn numbers(next: u32, taken: &[u32]) -> Numbers {
        let taken = taken.iter().map(|it| (Program::Emissions, *it, key(1)));
        Numbers {
            next: [("emissions", next), ("fee-burn", 9)].into(),
            taken: taken.collect(),
            open: BTreeMap::new(),
        }
    }

    #[test]
    fn a_change_is_numbered_again_with_the_address_of_its_proposal() {
        let propose = |number| {
            client::propose_change(&key(1), &key(2), number, Change::UnstakeCooldown(1_814_400))
        };
        let mut instruction = propose(3);
        let found = change_number(&instruction.program_id, &instruction.data);
        assert_eq!(found, Some((Program::Emissions, 3)));
        renumber(&mut instruction, 258);
        assert_eq!(instruction, propose(258));
        // Other instructions have no number, and stay.
        let govern = fee_burn::govern(&key(1), GovernanceAction::Pause);
        let mut same = govern.clone();
        renumber(&mut same, 258);
        assert_eq!(change_number(&govern.program_id, &govern.data), None);
        assert_eq!(same, govern);
    }

    #[test]
    fn numbers_come_after_those_of_open_realm_proposals() {
        let mut these = numbers(4, &[2, 4, 7]);
        assert_eq!(these.take(Program::Emissions, key(2)), 8);
        assert_eq!(these.take(Program::Emissions, key(2)), 9);
        assert_eq!(these.take(Program::FeeBurn, key(2)), 9);
    }

    #[test]
    fn a_number_is_stale_once_it_is_passed_or_another_one_comes_after_it() {
        let draft = |number| ProposalTransactionV2 {
            proposal: key(2),
            option_index: 0,
            transaction_index: 0,
            hold_up_time: 0,
            instructions: vec![InstructionData::from(&client::propose_change(
                &key(1),
                &key(2),
                number,
                Change::UnstakeCooldown(1_814_400),
            ))],
            executed_at: None,
            execution_status: TransactionExecutionStatus::None,
        };
        let last = 4 + NUMBERS_AHEAD;
        for (taken, number, is_stale) in [
            (&[][..], 3, true),
            (&[], 4, false),
            (&[], last, false),
            (&[], last + 1, true),
            (&[4], 4, true),
            (&[5], 4, true),
            (&[4, 5], 6, false),
            (&[last], 4, false),
            (&[last], last, true),
        ] {
            let these = numbers(4, taken);
            let stale = these.stale(&key(2), &[draft(number)]);
            assert_eq!(
                stale.is_some(),
                is_stale,
                "{number} where {taken:?} are taken"
            );
            let own = these.stale(&key(1), &[draft(number)]);
            assert_eq!(own.is_some(), !(4..=last).contains(&number));
            let passed = these.passed(&[draft(number)]);
            assert_eq!(passed.is_empty(), number >= 4, "{passed:?}");
        }
    }

    /// A number far ahead leaves the others their room.
    #[test]
    fn where_the_last_number_is_taken_the_first_free_one_is() {
        let last = 4 + NUMBERS_AHEAD;
        let mut these = numbers(4, &[4, last, last + 1]);
        assert_eq!(these.take(Program::Emissions, key(2)), 5);
        assert_eq!(these.take(Program::Emissions, key(2)), 6);
    }
}
