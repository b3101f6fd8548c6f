//! How both machines sign.

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{
    transaction::{self, Budget, MAX_COMPUTE_UNITS},
    SendError,
};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_transaction::Transaction;

/// Limits in use one after the other, so that equal instructions make different transactions.
const VARIANTS: u32 = 100_000;

/// Makes transactions of which no two are the same, without waiting for a new blockhash.
#[derive(Default)]
pub(crate) struct Transactions {
    made: u32,
}

impl Transactions {
    pub(crate) fn sign(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        blockhash: Hash,
    ) -> Result<Transaction, SendError> {
        self.made = self.made.wrapping_add(1);
        let variant = self.made.checked_rem(VARIANTS).unwrap_or(0);
        let budget = Budget {
            limit: MAX_COMPUTE_UNITS.saturating_sub(variant),
            price: 0,
        };
        transaction::sign(instructions, signers, blockhash, budget)
    }
}
