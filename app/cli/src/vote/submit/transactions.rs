//! The transactions of a realm proposal, one for each instruction of the file.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::realm::{
    instruction::{execute_transaction, insert_transaction, Voter},
    read::{Governed, Look},
    state::{InstructionData, ProposalTransactionV2, TransactionExecutionStatus},
};

use super::{
    super::numbers::{self, Numbers},
    file::File,
};
use crate::{
    context::Context,
    errors::CliError,
    report::{Cell, Record},
    sending,
};

/// Of a realm proposal that is to be.
pub struct Transactions {
    /// Those that the draft has.
    inserted: Vec<ProposalTransactionV2>,
    /// Those that it lacks.
    missing: Vec<ProposalTransactionV2>,
    /// The numbers of the changes that are missing.
    pub numbers: Record,
}

/// Reads what the draft at `address` has, and numbers what it lacks.
///
/// # Errors
/// [`CliError::Refused`] if it has something else; if the network does not answer.
pub fn read(
    context: &mut Context,
    governed: &Governed,
    address: &Pubkey,
    look: &Look,
    file: &File,
) -> anyhow::Result<Transactions> {
    let hold_up = governed.governance.config.min_transaction_hold_up_time;
    let numbered = |it: &Instruction| numbers::of(&it.program_id, &it.data);
    let mut numbers = match file.instructions.iter().any(|it| numbered(it).is_some()) {
        true => Some(Numbers::read(context, governed)?),
        false => None,
    };
    let (mut inserted, mut missing, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for (index, it) in (0_u16..).zip(&file.instructions) {
        let there = look.transactions.iter();
        let mut there = there.filter(|there| there.transaction_index == index);
        if let Some(there) = there.next() {
            if !is_same(it, &there.instructions) {
                return Err(CliError::Refused(format!(
                    "the draft {address} has another instruction {}: `io gov cancel-submission {address}`, then submit again",
                    index.saturating_add(1)
                ))
                .into());
            }
            inserted.push(there.clone());
            continue;
        }
        let mut instruction = it.clone();
        if let (Some((program, _)), Some(numbers)) = (numbered(it), &mut numbers) {
            let number = numbers.take(program, *address);
            numbers::renumber(&mut instruction, number);
            taken.push(Cell::Text(format!("{} {number}", program.name())));
        }
        missing.push(ProposalTransactionV2 {
            proposal: *address,
            option_index: 0,
            transaction_index: index,
            hold_up_time: hold_up,
            instructions: vec![InstructionData::from(&instruction)],
            executed_at: None,
            execution_status: TransactionExecutionStatus::None,
        });
    }
    let numbers = match taken.is_empty() {
        true => Record::new(),
        false => vec![("Proposal numbers", Cell::List(taken))],
    };
    Ok(Transactions {
        inserted,
        missing,
        numbers,
    })
}

impl Transactions {
    /// All of them.
    pub fn all(&self) -> Vec<ProposalTransactionV2> {
        [self.inserted.as_slice(), &self.missing].concat()
    }

    /// Bytes of each account that is missing.
    pub fn sizes(&self) -> Vec<usize> {
        self.missing.iter().map(size).collect()
    }

    /// Inserts what is missing.
    ///
    /// # Errors
    /// [`CliError::Usage`] for one that no transaction could insert or execute.
    pub fn inserts(
        &self,
        context: &mut Context,
        governed: &Governed,
        proposer: &Voter,
        file: &File,
    ) -> anyhow::Result<Vec<Instruction>> {
        let mut inserts = Vec::new();
        for it in &self.missing {
            let insert = insert_transaction(
                &governed.at,
                &it.proposal,
                proposer,
                it.transaction_index,
                it.hold_up_time,
                &it.instructions,
            );
            let execute = execute_transaction(&governed.at, it);
            for whole in [&insert, &execute] {
                if !sending::fits(context, std::slice::from_ref(whole))? {
                    return Err(CliError::Usage(format!(
                        "{}: instruction {} is too large for a realm proposal",
                        file.named,
                        it.transaction_index.saturating_add(1)
                    ))
                    .into());
                }
            }
            inserts.push(insert);
        }
        Ok(inserts)
    }
}

/// Whether a stored instruction is that of the file, but for its number.
fn is_same(instruction: &Instruction, stored: &[InstructionData]) -> bool {
    let [stored] = stored else {
        return false;
    };
    let mut instruction = instruction.clone();
    if let Some((_, number)) = numbers::of(&stored.program_id, &stored.data) {
        numbers::renumber(&mut instruction, number);
    }
    InstructionData::from(&instruction) == *stored
}

/// Bytes that SPL Governance takes for a transaction.
fn size(it: &ProposalTransactionV2) -> usize {
    let instructions = it.instructions.iter().map(|it| {
        let accounts = it.accounts.len().saturating_mul(34);
        accounts.saturating_add(it.data.len()).saturating_add(40)
    });
    instructions.sum::<usize>().saturating_add(62)
}
