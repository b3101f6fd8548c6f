//! Two instructions of the lock program, for the classic token program.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use solana_sdk_ids::system_program;

use super::{escrow_address, event_authority, Terms, PROGRAM};
use crate::spl;

const CREATE_VESTING_ESCROW: [u8; 8] = [23, 100, 197, 94, 222, 153, 38, 90];
const CLAIM: [u8; 8] = [62, 198, 214, 193, 213, 159, 108, 210];
/// Neither creator nor recipient.
const NOBODY: u8 = 0;

/// Creates an escrow that nobody can cancel or redirect, and pays its total from the associated token account of
/// `sender`, who signs and pays the account's rent; `terms.base` signs too. The escrow's own token account must exist:
/// [`Terms::tokens`].
pub fn create(terms: &Terms, sender: &Pubkey) -> Instruction {
    let accounts = vec![
        AccountMeta::new(terms.base, true),
        AccountMeta::new(terms.escrow(), false),
        AccountMeta::new(terms.tokens(), false),
        AccountMeta::new(*sender, true),
        AccountMeta::new(spl::wallet(sender, &terms.mint), false),
        AccountMeta::new_readonly(terms.recipient, false),
        AccountMeta::new_readonly(token::ID, false),
        AccountMeta::new_readonly(system_program::ID, false),
        AccountMeta::new_readonly(event_authority(), false),
        AccountMeta::new_readonly(PROGRAM, false),
    ];
    let schedule = terms.schedule;
    let numbers = [
        schedule.start,
        schedule.cliff,
        schedule.period,
        schedule.at_cliff,
        schedule.each,
        schedule.periods,
    ];
    let mut data = CREATE_VESTING_ESCROW.to_vec();
    data.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    // Who may name another recipient; who may cancel.
    data.extend([NOBODY, NOBODY]);
    Instruction::new_with_bytes(PROGRAM, &data, accounts)
}

/// A claim of what is unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The escrow's base.
    pub base: Pubkey,
    /// The mint.
    pub mint: Pubkey,
    /// Signs.
    pub recipient: Pubkey,
    /// Token account that is paid.
    pub destination: Pubkey,
}

/// Pays what is unlocked and not claimed, at most `most` base units.
pub fn claim(claim: &Claim, most: u64) -> Instruction {
    let escrow = escrow_address(&claim.base);
    let accounts = vec![
        AccountMeta::new(escrow, false),
        AccountMeta::new(spl::wallet(&escrow, &claim.mint), false),
        AccountMeta::new(claim.recipient, true),
        AccountMeta::new(claim.destination, false),
        AccountMeta::new_readonly(token::ID, false),
        AccountMeta::new_readonly(event_authority(), false),
        AccountMeta::new_readonly(PROGRAM, false),
    ];
    let data = [CLAIM, most.to_le_bytes()].concat();
    Instruction::new_with_bytes(PROGRAM, &data, accounts)
}
