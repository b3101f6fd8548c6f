//! How every transaction is put together and signed.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;

use crate::SendError;

/// The largest compute budget of a transaction.
pub const MAX_COMPUTE_UNITS: u32 = 1_400_000;
/// The largest transaction, in bytes: what is left of an IPv6 packet of 1,280 bytes after its headers.
pub const MAX_SIZE: usize = 1_232;

/// What a transaction may consume and offers for it.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Limit of compute units.
    pub limit: u32,
    /// Priority fee of a compute unit, in micro-lamports.
    pub price: u64,
}

/// A transaction paid by the first of `signers`, with its budget in front.
///
/// # Errors
/// If a signer is missing, or if no packet could carry it.
pub fn sign(
    instructions: &[Instruction],
    signers: &[&Keypair],
    blockhash: Hash,
    budget: Budget,
) -> Result<Transaction, SendError> {
    let mut all = vec![ComputeBudgetInstruction::set_compute_unit_limit(
        budget.limit,
    )];
    if budget.price > 0 {
        all.push(ComputeBudgetInstruction::set_compute_unit_price(
            budget.price,
        ));
    }
    all.extend_from_slice(instructions);
    let payer: Option<Pubkey> = signers.first().map(|signer| signer.pubkey());
    let mut transaction = Transaction::new_with_payer(&all, payer.as_ref());
    let signed = transaction.try_sign(signers, blockhash);
    signed.map_err(|error| refused(TransactionError::SignatureFailure, error.to_string()))?;
    check_size(&transaction)?;
    Ok(transaction)
}

/// Virtual machines do not mind a transaction that no packet could carry; the cluster does.
fn check_size(transaction: &Transaction) -> Result<(), SendError> {
    // The count of signatures is one byte below 128 of them.
    let signatures = transaction.signatures.len().saturating_mul(64);
    let message = transaction.message_data().len();
    let size = message.saturating_add(signatures).saturating_add(1);
    if size <= MAX_SIZE {
        return Ok(());
    }
    let log = format!("the transaction has {size} bytes, more than the {MAX_SIZE} of a packet");
    Err(refused(TransactionError::SanitizeFailure, log))
}

fn refused(error: TransactionError, log: String) -> SendError {
    SendError::Refused {
        error,
        logs: vec![log],
    }
}
