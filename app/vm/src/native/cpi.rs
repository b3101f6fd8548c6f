//! Calls of natively compiled programs. The caller works on a copy of its accounts: before a call the callee gets the caller's
//! changes, and after it the caller gets the callee's.

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::instruction::Instruction,
};
use solana_instruction::error::InstructionError;
use solana_transaction_context::instruction_accounts::BorrowedInstructionAccount;

use super::Context;

/// Calls a program, signing for the caller's addresses with these seeds.
pub(super) fn invoke(
    context: &mut Context,
    instruction: &Instruction,
    accounts: &[AccountInfo],
    seeds: &[&[&[u8]]],
) -> Result<(), InstructionError> {
    let shared = shared(instruction, accounts)?;
    for (account, _) in &shared {
        with(context, account.key, |callees| give(account, callees))?;
    }
    context.native_invoke_signed(instruction.clone(), seeds)?;
    for (account, _) in shared.iter().filter(|(_, is_writable)| *is_writable) {
        with(context, account.key, |callees| take(account, callees))?;
    }
    Ok(())
}

/// The accounts of a call as the caller has them, each once, and whether the callee may write them.
fn shared<'a, 'info>(
    instruction: &Instruction,
    accounts: &'a [AccountInfo<'info>],
) -> Result<Vec<(&'a AccountInfo<'info>, bool)>, InstructionError> {
    let mut shared: Vec<(&AccountInfo, bool)> = Vec::new();
    for meta in &instruction.accounts {
        let of_this = |(account, _): &&mut (&AccountInfo, bool)| account.key == &meta.pubkey;
        match shared.iter_mut().find(of_this) {
            Some((_, is_writable)) => *is_writable |= meta.is_writable,
            None => {
                let mut all = accounts.iter();
                let account = all.find(|account| account.key == &meta.pubkey);
                let account = account.ok_or(InstructionError::MissingAccount)?;
                shared.push((account, meta.is_writable));
            }
        }
    }
    Ok(shared)
}

/// Borrows an account of the running instruction. The call itself refuses an account that is not among them.
fn with(
    context: &Context,
    key: &Pubkey,
    then: impl FnOnce(&mut BorrowedInstructionAccount) -> Result<(), InstructionError>,
) -> Result<(), InstructionError> {
    let transaction = &context.transaction_context;
    let caller = transaction.get_current_instruction_context()?;
    let index = transaction.find_index_of_account(key);
    let place = index.and_then(|index| caller.get_index_of_account_in_instruction(index).ok());
    match place {
        Some(place) => then(&mut caller.try_borrow_instruction_account(place)?),
        None => Ok(()),
    }
}

/// Passes the caller's changes to the callee. The owner comes last: changing it ends the right to change the rest.
fn give(
    account: &AccountInfo,
    callees: &mut BorrowedInstructionAccount,
) -> Result<(), InstructionError> {
    let lamports = **account.try_borrow_lamports().map_err(borrowed)?;
    if callees.get_lamports() != lamports {
        callees.set_lamports(lamports)?;
    }
    let data = account.try_borrow_data().map_err(borrowed)?;
    if callees.get_data() != &**data {
        callees.set_data_from_slice(&data)?;
    }
    if callees.get_owner() != account.owner {
        callees.set_owner(account.owner.as_ref())?;
    }
    Ok(())
}

/// Passes the callee's changes to the caller.
fn take(
    account: &AccountInfo,
    callees: &mut BorrowedInstructionAccount,
) -> Result<(), InstructionError> {
    **account.try_borrow_mut_lamports().map_err(borrowed)? = callees.get_lamports();
    if account.owner != callees.get_owner() {
        account.assign(callees.get_owner());
    }
    let data = callees.get_data();
    let resized = account.resize(data.len());
    resized.map_err(|_| InstructionError::InvalidRealloc)?;
    let mut copy = account.try_borrow_mut_data().map_err(borrowed)?;
    copy.copy_from_slice(data);
    Ok(())
}

fn borrowed<T>(_: T) -> InstructionError {
    InstructionError::AccountBorrowFailed
}
