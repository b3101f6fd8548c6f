//! How every transaction is put together and signed.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction::advance_nonce_account},
};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_message::{
    v0,
    v1::{self, TransactionConfig},
    AddressLookupTableAccount, Message, VersionedMessage,
};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::{Network, SendError, Unreachable};

/// The largest compute budget of a transaction.
pub const MAX_COMPUTE_UNITS: u32 = 1_400_000;
/// Bytes of account data that a transaction may load. In version 1, none is the limit unless one is set.
///
/// It is what the older formats have without an instruction about it, so that no transaction fails in one format and not
/// in the other. A limit as low as what was simulated would save up to 16,376 units of a block's compute, and would refuse
/// the transaction after an upgrade that lets a program grow meanwhile.
pub const MAX_LOADED_BYTES: u32 = 64 * 1_024 * 1_024;
/// Micro-lamports of a lamport.
const MICRO_LAMPORTS: u64 = 1_000_000;

/// Wire format of a transaction.
#[derive(Clone, Copy, Debug, Default)]
pub enum Format<'a> {
    /// The first one: every wallet and every signing device takes it.
    #[default]
    Legacy,
    /// Version 0: addresses may be looked up in tables.
    V0(&'a [AddressLookupTableAccount]),
    /// Version 1 (SIMD-0385): larger, with the budget in its header and without tables. At most 64 addresses, 64
    /// instructions and 12 signatures.
    V1,
}

impl Format<'_> {
    /// Bytes of the largest transaction, signatures included.
    pub const fn max_size(&self) -> usize {
        match self {
            // What is left of an IPv6 packet of 1,280 bytes after its headers.
            Self::Legacy | Self::V0(_) => 1_232,
            Self::V1 => v1::MAX_TRANSACTION_SIZE,
        }
    }
}

/// What a transaction may consume and offers for it.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Limit of compute units.
    pub limit: u32,
    /// Priority fee of a compute unit, in micro-lamports.
    pub price: u64,
}

impl Budget {
    /// Priority fee of the transaction in lamports, rounded up as the runtime does.
    pub fn priority_fee(&self) -> u64 {
        let micro_lamports = u128::from(self.price).saturating_mul(self.limit.into());
        let lamports = micro_lamports.div_ceil(MICRO_LAMPORTS.into());
        u64::try_from(lamports).unwrap_or(u64::MAX)
    }
}

/// A durable nonce, which a transaction advances before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// The nonce account.
    pub account: Pubkey,
    /// Who may advance it, and must sign.
    pub authority: Pubkey,
}

/// A transaction that is yet to be signed.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Who pays the fee, and signs first.
    pub payer: Pubkey,
    /// Without those of budget and nonce.
    pub instructions: &'a [Instruction],
    /// A recent blockhash, or the value of `nonce`.
    pub blockhash: Hash,
    /// The nonce that keeps it from expiring.
    pub nonce: Option<Nonce>,
    /// What it may consume.
    pub budget: Budget,
    /// How it is written down.
    pub format: Format<'a>,
}

impl Draft<'_> {
    /// The message to sign.
    ///
    /// # Errors
    /// If it names more accounts or instructions than the format holds.
    pub fn message(&self) -> Result<VersionedMessage, SendError> {
        let nonce = self.nonce.iter();
        let mut all: Vec<Instruction> = nonce
            .map(|nonce| advance_nonce_account(&nonce.account, &nonce.authority))
            .collect();
        if !matches!(self.format, Format::V1) {
            all.push(ComputeBudgetInstruction::set_compute_unit_limit(
                self.budget.limit,
            ));
            if self.budget.price > 0 {
                all.push(ComputeBudgetInstruction::set_compute_unit_price(
                    self.budget.price,
                ));
            }
        }
        all.extend_from_slice(self.instructions);
        let (payer, hash) = (&self.payer, self.blockhash);
        match self.format {
            Format::Legacy => {
                // Message::new panics at the 256th address; but for its tables, version 0 is the same.
                let message = v0::Message::try_compile(payer, &all, &[], hash);
                let message = message.map_err(too_large)?;
                Ok(VersionedMessage::Legacy(Message {
                    header: message.header,
                    account_keys: message.account_keys,
                    recent_blockhash: message.recent_blockhash,
                    instructions: message.instructions,
                }))
            }
            Format::V0(tables) => {
                let message = v0::Message::try_compile(payer, &all, tables, hash);
                message.map(VersionedMessage::V0).map_err(too_large)
            }
            Format::V1 => {
                let config = self.config();
                let message = v1::Message::try_compile_with_config(payer, &all, hash, config);
                let message = message.map_err(too_large)?;
                message.validate().map_err(too_large)?;
                Ok(VersionedMessage::V1(message))
            }
        }
    }

    /// Whether its format carries it.
    pub fn fits(&self) -> bool {
        let most = self.format.max_size();
        let message = self.message();
        message.is_ok_and(|message| size(&blank(message)) <= most)
    }

    /// Without a limit of loaded bytes, version 1 loads none.
    fn config(&self) -> TransactionConfig {
        let config = TransactionConfig::empty()
            .with_compute_unit_limit(self.budget.limit)
            .with_loaded_accounts_data_size_limit(MAX_LOADED_BYTES);
        match self.budget.priority_fee() {
            0 => config,
            fee => config.with_priority_fee(fee),
        }
    }

    /// Signed by all that have to.
    ///
    /// # Errors
    /// If a signer is missing or refuses, or if the format cannot hold it.
    pub fn sign(&self, signers: &[&dyn Signer]) -> Result<VersionedTransaction, SendError> {
        let transaction = sign(self.message()?, signers)?;
        if let Some(missing) = unsigned(&transaction).next() {
            return Err(failed_to_sign(format!("{missing} has not signed")));
        }
        check_size(&transaction)?;
        Ok(transaction)
    }

    /// With empty signatures, for machines that do not check them: signing takes longer than most instructions. Who has to
    /// sign must be among `signers` all the same.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn leave_unsigned(
        &self,
        signers: &[&dyn Signer],
    ) -> Result<VersionedTransaction, SendError> {
        let transaction = blank(self.message()?);
        let missing = unsigned(&transaction)
            .find(|key| !signers.iter().any(|signer| signer.pubkey() == **key));
        if let Some(missing) = missing {
            return Err(failed_to_sign(format!("{missing} has not signed")));
        }
        check_size(&transaction)?;
        Ok(transaction)
    }
}

/// The oldest format that carries `draft`: legacy, then version 0 if the draft names tables, then version 1 if the network
/// has it. That of the draft, or legacy in place of a version that the network lacks, if none does.
///
/// # Errors
/// If the network does not answer.
pub fn format<'a>(network: &mut dyn Network, draft: &Draft<'a>) -> Result<Format<'a>, Unreachable> {
    let fits = |format| Draft { format, ..*draft }.fits();
    let old = match draft.format {
        Format::V0(tables) if !fits(Format::Legacy) => Format::V0(tables),
        _ => Format::Legacy,
    };
    if !fits(old) && fits(Format::V1) && network.has_v1()? {
        return Ok(Format::V1);
    }
    Ok(old)
}

/// Splits `instructions`, in their order, into as few parts as `fits` lets into one transaction, none of more than `most`.
/// A part of one that does not fit is left as it is.
///
/// # Errors
/// Those of `fits`.
pub fn split<E>(
    instructions: &[Instruction],
    most: usize,
    mut fits: impl FnMut(&[Instruction]) -> Result<bool, E>,
) -> Result<Vec<&[Instruction]>, E> {
    let (mut parts, mut rest) = (Vec::new(), instructions);
    while !rest.is_empty() {
        let mut count = 1_usize;
        while count < most.min(rest.len()) && fits(&rest[..count.saturating_add(1)])? {
            count = count.saturating_add(1);
        }
        let (part, others) = rest.split_at(count);
        parts.push(part);
        rest = others;
    }
    Ok(parts)
}

/// `message` with the signatures of those among `signers` that it asks for; the others' places stay empty.
///
/// # Errors
/// If a signer refuses.
pub fn sign(
    message: VersionedMessage,
    signers: &[&dyn Signer],
) -> Result<VersionedTransaction, SendError> {
    let mut transaction = blank(message);
    add_signatures(&mut transaction, signers)?;
    Ok(transaction)
}

/// Adds the signatures of those among `signers` that it asks for and lacks.
///
/// # Errors
/// If a signer refuses.
pub fn add_signatures(
    transaction: &mut VersionedTransaction,
    signers: &[&dyn Signer],
) -> Result<(), SendError> {
    let bytes = transaction.message.serialize();
    let keys = transaction.message.static_account_keys();
    for (place, key) in transaction.signatures.iter_mut().zip(keys) {
        let signer = signers.iter().find(|signer| signer.pubkey() == *key);
        if let (true, Some(signer)) = (*place == Signature::default(), signer) {
            let signature = signer.try_sign_message(&bytes);
            *place = signature.map_err(|error| failed_to_sign(format!("{key}: {error}")))?;
        }
    }
    Ok(())
}

/// Who has to sign and has not.
pub fn unsigned(transaction: &VersionedTransaction) -> impl Iterator<Item = &Pubkey> {
    let keys = transaction.message.static_account_keys();
    let places = transaction.signatures.iter().zip(keys);
    places
        .filter(|(signature, _)| **signature == Signature::default())
        .map(|(_, key)| key)
}

/// Its bytes on the wire.
///
/// # Errors
/// If it has no form on the wire, such as one with a wrong number of signatures.
pub fn to_wire(transaction: &VersionedTransaction) -> Result<Vec<u8>, SendError> {
    wincode::serialize(transaction).map_err(|error| too_large(error.to_string()))
}

/// The transaction of bytes from the wire, of any version, and nothing behind it.
///
/// # Errors
/// What is wrong with them.
pub fn from_wire(bytes: &[u8]) -> Result<VersionedTransaction, String> {
    let transaction: VersionedTransaction =
        wincode::deserialize_exact(bytes).map_err(|error| error.to_string())?;
    transaction.sanitize().map_err(|error| error.to_string())?;
    check_size(&transaction).map_err(|error| error.to_string())?;
    Ok(transaction)
}

/// Bytes of a transaction on the wire, signatures included. What has no form on the wire is larger than anything.
pub fn size(transaction: &VersionedTransaction) -> usize {
    let bytes = wincode::serialized_size(transaction).ok();
    let bytes = bytes.and_then(|bytes| usize::try_from(bytes).ok());
    bytes.unwrap_or(usize::MAX)
}

fn blank(message: VersionedMessage) -> VersionedTransaction {
    let count = usize::from(message.header().num_required_signatures);
    VersionedTransaction {
        signatures: vec![Signature::default(); count],
        message,
    }
}

/// Virtual machines do not mind a transaction that no packet could carry; the cluster does.
fn check_size(transaction: &VersionedTransaction) -> Result<(), SendError> {
    let format = match transaction.message {
        VersionedMessage::Legacy(_) => Format::Legacy,
        VersionedMessage::V0(_) => Format::V0(&[]),
        VersionedMessage::V1(_) => Format::V1,
    };
    let (size, most) = (size(transaction), format.max_size());
    if size <= most {
        return Ok(());
    }
    Err(too_large(format!(
        "the transaction has {size} bytes, more than the {most} of its format"
    )))
}

fn too_large(reason: impl ToString) -> SendError {
    refused(TransactionError::SanitizeFailure, reason.to_string())
}

fn failed_to_sign(reason: String) -> SendError {
    refused(TransactionError::SignatureFailure, reason)
}

fn refused(error: TransactionError, log: String) -> SendError {
    SendError::Refused {
        error,
        logs: vec![log],
    }
}

#[cfg(test)]
mod tests;
