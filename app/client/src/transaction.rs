//! How every transaction is put together and signed.

use anchor_lang::solana_program::instruction::Instruction;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, Message, VersionedMessage};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
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

/// A transaction paid by the first of `signers`, with its budget in front. It looks addresses up in `tables`, if
/// there are any.
///
/// # Errors
/// If a signer is missing, or if no packet could carry it.
pub fn sign(
    instructions: &[Instruction],
    signers: &[&Keypair],
    blockhash: Hash,
    budget: Budget,
    tables: &[AddressLookupTableAccount],
) -> Result<VersionedTransaction, SendError> {
    let message = message(instructions, signers, blockhash, budget, tables)?;
    let bytes = message.serialize();
    put_together(message, signers, |signer| signer.sign_message(&bytes))
}

/// The same with signatures that are none, for machines that do not check them: signing takes longer than most
/// instructions.
///
/// # Errors
/// As [`sign`].
pub fn leave_unsigned(
    instructions: &[Instruction],
    signers: &[&Keypair],
    blockhash: Hash,
    budget: Budget,
    tables: &[AddressLookupTableAccount],
) -> Result<VersionedTransaction, SendError> {
    let message = message(instructions, signers, blockhash, budget, tables)?;
    put_together(message, signers, |_| Signature::default())
}

fn message(
    instructions: &[Instruction],
    signers: &[&Keypair],
    blockhash: Hash,
    budget: Budget,
    tables: &[AddressLookupTableAccount],
) -> Result<VersionedMessage, SendError> {
    let limit = ComputeBudgetInstruction::set_compute_unit_limit(budget.limit);
    let mut all = vec![limit];
    if budget.price > 0 {
        let price = ComputeBudgetInstruction::set_compute_unit_price(budget.price);
        all.push(price);
    }
    all.extend_from_slice(instructions);
    let payer = signers.first().map(|signer| signer.pubkey());
    let payer = payer.ok_or_else(|| unsigned("nobody signs".into()))?;
    if tables.is_empty() {
        let message = Message::new_with_blockhash(&all, Some(&payer), &blockhash);
        return Ok(VersionedMessage::Legacy(message));
    }
    let message = v0::Message::try_compile(&payer, &all, tables, blockhash);
    let message = message.map_err(|error| unsigned(error.to_string()))?;
    Ok(VersionedMessage::V0(message))
}

fn put_together(
    message: VersionedMessage,
    signers: &[&Keypair],
    sign: impl Fn(&Keypair) -> Signature,
) -> Result<VersionedTransaction, SendError> {
    // Some of `signers` may be the same, or not be needed.
    let needed = usize::from(message.header().num_required_signatures);
    let keys = message.static_account_keys().iter().take(needed);
    let signatures = keys.map(|key| {
        let signer = signers.iter().find(|signer| signer.pubkey() == *key);
        let signature = signer.map(|signer| sign(signer));
        signature.ok_or_else(|| unsigned(format!("{key} has not signed")))
    });
    let transaction = VersionedTransaction {
        signatures: signatures.collect::<Result<_, _>>()?,
        message,
    };
    check_size(&transaction)?;
    Ok(transaction)
}

fn unsigned(log: String) -> SendError {
    refused(TransactionError::SignatureFailure, log)
}

/// Bytes of a transaction in a packet.
pub fn size(transaction: &VersionedTransaction) -> usize {
    // The count of signatures is one byte below 128 of them.
    let signatures = transaction.signatures.len().saturating_mul(64);
    let message = transaction.message.serialize().len();
    message.saturating_add(signatures).saturating_add(1)
}

/// Virtual machines do not mind a transaction that no packet could carry; the cluster does.
fn check_size(transaction: &VersionedTransaction) -> Result<(), SendError> {
    let size = size(transaction);
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
