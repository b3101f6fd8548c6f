//! Numbers of the changes that realm proposals propose. A vote fixes them days before they are executed, and a program takes rising
//! numbers only: they follow the order in which the votes end.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, Discriminator};
use clap::ValueEnum;
use io_client::realm::{
    read::Governed,
    state::{InstructionData, ProposalState, ProposalTransactionV2, ProposalV2},
};
use io_common::governance::order::NUMBERS_AHEAD;

use crate::{
    context::{unreachable, Context},
    options::Program,
};

/// Bytes of the discriminator, after which the number comes.
const HEAD: usize = 8;

/// The program and the number of a `propose_change`; none of another instruction.
pub fn of(program: &Pubkey, data: &[u8]) -> Option<(Program, u32)> {
    let program = Program::at(program)?;
    // The three programs have it under one name.
    let rest = data.strip_prefix(emissions::instruction::ProposeChange::DISCRIMINATOR)?;
    Some((program, u32::from_le_bytes(*rest.first_chunk()?)))
}

/// Gives a `propose_change` another number, and the address of its proposal with it.
pub fn renumber(instruction: &mut Instruction, number: u32) {
    let Some((program, before)) = of(&instruction.program_id, &instruction.data) else {
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
    /// Reads all open realm proposals with their transactions.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(context: &mut Context, governed: &Governed) -> anyhow::Result<Self> {
        let all = governed.proposals(context.network).map_err(unreachable)?;
        let open: Vec<_> = all.into_iter().filter(|(_, it)| is_open(it)).collect();
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
        let next = self.next_of(program);
        let most = next.saturating_add(NUMBERS_AHEAD);
        let theirs = self.taken.iter().filter(|(it, ..)| *it == program);
        let taken: BTreeSet<u32> = theirs
            .map(|(_, number, _)| *number)
            .filter(|number| (next..=most).contains(number))
            .collect();
        let after = taken.last().map_or(next, |last| last.saturating_add(1));
        let number = match after <= most {
            true => after,
            false => (next..=most)
                .find(|number| !taken.contains(number))
                .unwrap_or(most),
        };
        self.taken.push((program, number, proposal));
        number
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

/// Whether it may still be executed.
fn is_open(proposal: &ProposalV2) -> bool {
    use ProposalState::{Cancelled, Completed, Defeated, Vetoed};
    ![Cancelled, Completed, Defeated, Vetoed].contains(&proposal.state)
}

/// The numbers of a transaction that is not executed.
fn taken(
    transaction: &ProposalTransactionV2,
) -> impl Iterator<Item = (Program, u32, Pubkey)> + use<'_> {
    let is_due = transaction.executed_at.is_none();
    let some = transaction.instructions.iter().filter(move |_| is_due);
    some.filter_map(|it: &InstructionData| {
        let (program, number) = of(&it.program_id, &it.data)?;
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
    use io_client::{emissions as client, fee_burn};
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
        let found = of(&instruction.program_id, &instruction.data);
        assert_eq!(found, Some((Program::Emissions, 3)));
        renumber(&mut instruction, 258);
        assert_eq!(instruction, propose(258));
        // Other instructions have no number, and stay.
        let govern = fee_burn::govern(&key(1), GovernanceAction::Pause);
        let mut same = govern.clone();
        renumber(&mut same, 258);
        assert_eq!(of(&govern.program_id, &govern.data), None);
        assert_eq!(same, govern);
    }

    #[test]
    fn numbers_come_after_those_of_open_realm_proposals() {
        let mut these = numbers(4, &[2, 4, 7]);
        assert_eq!(these.take(Program::Emissions, key(2)), 8);
        assert_eq!(these.take(Program::Emissions, key(2)), 9);
        assert_eq!(these.take(Program::FeeBurn, key(2)), 9);
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
