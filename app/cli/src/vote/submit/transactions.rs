//! The transactions of a realm proposal, as few as hold the instructions of the file.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::realm::{
    instruction::{execute_transaction, insert_transaction, Voter},
    read::{Governed, Look},
    state::{InstructionData, ProposalTransactionV2, TransactionExecutionStatus},
    Realm,
};

use super::{
    super::numbers::{self, Numbers},
    file::File,
    groups::groups,
    place::not_the_same,
};
use crate::{
    contents::change_number,
    context::Context,
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

/// Reads what the draft at `address` has, and numbers and divides what it lacks.
///
/// # Errors
/// [`CliError::Refused`] if it has something else; [`CliError::Usage`] for a file that does not fit; if the network does not
/// answer.
pub fn read(
    context: &mut Context,
    governed: &Governed,
    address: &Pubkey,
    (look, proposer): (&Look, &Voter),
    file: &File,
) -> anyhow::Result<Transactions> {
    let inserted = look.transactions.clone();
    let rules = &governed.governance.config;
    let rest = lacking(&file.instructions, look, rules.min_transaction_hold_up_time);
    let mut rest = rest.map_err(|what| not_the_same(address, &what))?.to_vec();
    let taken = match file.instructions.iter().any(is_numbered) {
        true => {
            let mut numbers = Numbers::read(context, governed, address)?;
            if let Some(what) = numbers.stale(address, &inserted) {
                return Err(not_the_same(address, &what).into());
            }
            number(&mut rest, &mut numbers, *address)
        }
        false => Vec::new(),
    };
    let first = inserted.len();
    let transaction = |place: usize, instructions: &[Instruction]| ProposalTransactionV2 {
        proposal: *address,
        option_index: 0,
        transaction_index: u16::try_from(first.saturating_add(place)).unwrap_or(u16::MAX),
        hold_up_time: rules.min_transaction_hold_up_time,
        instructions: instructions.iter().map(InstructionData::from).collect(),
        executed_at: None,
        execution_status: TransactionExecutionStatus::None,
    };
    let fits = |group: &[Instruction]| {
        let whole = transaction(0, group);
        let execute = execute_transaction(&governed.at, &whole);
        let insert = insert(&governed.at, proposer, &whole);
        Ok::<_, anyhow::Error>(
            sending::fits(context, &[insert])? && sending::fits(context, &[execute])?,
        )
    };
    let before = file.instructions.len().saturating_sub(rest.len());
    let groups = groups(&rest, fits)?.map_err(|misfit| file.misfit(before, misfit))?;
    let missing = groups.iter().enumerate();
    let missing: Vec<_> = missing.map(|(place, it)| transaction(place, it)).collect();
    if apart(&inserted.iter().chain(&missing).collect::<Vec<_>>()) {
        let what = "it has a part of the changes of a program in a transaction of its own";
        return Err(not_the_same(address, what).into());
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

fn is_numbered(instruction: &Instruction) -> bool {
    change_number(&instruction.program_id, &instruction.data).is_some()
}

/// Numbers changes, and says how.
fn number(instructions: &mut [Instruction], numbers: &mut Numbers, of: Pubkey) -> Vec<Cell> {
    let mut taken = Vec::new();
    for it in instructions {
        if let Some((program, _)) = change_number(&it.program_id, &it.data) {
            let number = numbers.take(program, of);
            numbers::renumber(it, number);
            taken.push(Cell::Text(format!("{} {number}", program.name())));
        }
    }
    taken
}

/// The instructions of the file that a draft does not have yet; or what it has that the file does not.
fn lacking<'a>(
    file: &'a [Instruction],
    look: &Look,
    hold_up: u32,
) -> Result<&'a [Instruction], String> {
    if look.hidden > 0 {
        return Err("it has transactions that cannot be read here".into());
    }
    let mut rest = file;
    for (index, there) in (0_u16..).zip(&look.transactions) {
        if there.transaction_index != index || there.hold_up_time != hold_up {
            return Err(format!(
                "its transaction {} has another number or another hold-up",
                there.transaction_index
            ));
        }
        for stored in &there.instructions {
            let place = file.len().saturating_sub(rest.len()).saturating_add(1);
            match rest.split_first() {
                Some((it, others)) if is_same(it, stored) => rest = others,
                Some(_) => return Err(format!("its instruction {place} is another one")),
                None => return Err("it has more instructions".into()),
            }
        }
    }
    Ok(rest)
}

/// Whether changes of one program are in several transactions.
fn apart(transactions: &[&ProposalTransactionV2]) -> bool {
    let mut seen = Vec::new();
    transactions.iter().any(|it| {
        let numbered = it.instructions.iter();
        let numbered = numbered.filter_map(|it| change_number(&it.program_id, &it.data));
        let programs: Vec<_> = numbered.map(|(program, _)| program).collect();
        let is_apart = programs.iter().any(|it| seen.contains(it));
        seen.extend(programs);
        is_apart
    })
}

fn insert(at: &Realm, proposer: &Voter, it: &ProposalTransactionV2) -> Instruction {
    insert_transaction(
        at,
        &it.proposal,
        proposer,
        it.transaction_index,
        it.hold_up_time,
        &it.instructions,
    )
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
    pub fn inserts(&self, at: &Realm, proposer: &Voter) -> Vec<Instruction> {
        let missing = self.missing.iter();
        missing.map(|it| insert(at, proposer, it)).collect()
    }
}

/// Whether a stored instruction is that of the file, but for its number.
fn is_same(instruction: &Instruction, stored: &InstructionData) -> bool {
    let mut instruction = instruction.clone();
    if let Some((_, number)) = change_number(&stored.program_id, &stored.data) {
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
