//! How both machines sign.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::SendError;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;

/// The largest compute budget of a transaction.
const MAX_COMPUTE_UNITS: u32 = 1_400_000;
/// The largest transaction: what is left of an IPv6 packet of 1,280 bytes after its headers.
const MAX_SIZE: usize = 1_232;
/// Limits in use one after the other, so that equal instructions make different transactions.
const VARIANTS: u32 = 100_000;

/// Neither machine minds a transaction that no packet could carry; the cluster does.
fn check_size(transaction: &Transaction) -> Result<(), SendError> {
    // The count of signatures is one byte below 128 of them.
    let signatures = transaction.signatures.len().saturating_mul(64);
    let message = transaction.message_data().len();
    let size = message.saturating_add(signatures).saturating_add(1);
    if size <= MAX_SIZE {
        return Ok(());
    }
    let log = format!("the transaction has {size} bytes, more than the {MAX_SIZE} of a packet");
    Err(SendError {
        error: TransactionError::SanitizeFailure,
        logs: vec![log],
    })
}

/// Makes transactions of which no two are the same, without waiting for a new blockhash.
#[derive(Clone, Default)]
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
        let limit = MAX_COMPUTE_UNITS.saturating_sub(self.made.checked_rem(VARIANTS).unwrap_or(0));
        let budget = ComputeBudgetInstruction::set_compute_unit_limit(limit);
        let instructions: Vec<Instruction> = std::iter::once(budget)
            .chain(instructions.iter().cloned())
            .collect();
        let payer: Option<Pubkey> = signers.first().map(|signer| signer.pubkey());
        let mut transaction = Transaction::new_with_payer(&instructions, payer.as_ref());
        transaction
            .try_sign(signers, blockhash)
            .map_err(|error| SendError {
                error: TransactionError::SignatureFailure,
                logs: vec![error.to_string()],
            })?;
        check_size(&transaction)?;
        Ok(transaction)
    }
}
