//! How both machines sign.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::Transaction;

/// The largest compute budget of a transaction.
const MAX_COMPUTE_UNITS: u32 = 1_400_000;
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
    ) -> Transaction {
        self.made = self.made.wrapping_add(1);
        let limit = MAX_COMPUTE_UNITS.saturating_sub(self.made.checked_rem(VARIANTS).unwrap_or(0));
        let budget = ComputeBudgetInstruction::set_compute_unit_limit(limit);
        let instructions: Vec<Instruction> = std::iter::once(budget)
            .chain(instructions.iter().cloned())
            .collect();
        let payer: Option<Pubkey> = signers.first().map(|signer| signer.pubkey());
        Transaction::new_signed_with_payer(&instructions, payer.as_ref(), signers, blockhash)
    }
}
