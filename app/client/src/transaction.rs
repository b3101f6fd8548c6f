//! Builds and signs transactions.

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
use solana_sdk_ids::{compute_budget, ed25519_program, secp256k1_program, secp256r1_program};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::{Network, ReadError, SendError};

/// The largest compute budget of a transaction.
pub const MAX_COMPUTE_UNITS: u32 = 1_400_000;
/// Bytes of account data that a transaction may load. In version 1 the default is 0, so it must be set.
///
/// It is the default of the older formats, so that no transaction fails in one format and not in the other. A limit from
/// the simulation would save up to 16,376 compute units of a block, but the transaction would fail if a program grows by
/// an upgrade in the meantime.
pub const MAX_LOADED_BYTES: u32 = 64 * 1_024 * 1_024;
/// Fee of a signature, in lamports.
const LAMPORTS_PER_SIGNATURE: u64 = 5_000;
/// Micro-lamports per lamport.
const MICRO_LAMPORTS: u64 = 1_000_000;

/// Wire format of a transaction.
#[derive(Clone, Copy, Debug, Default)]
pub enum Format<'a> {
    /// Legacy: every wallet and hardware wallet accepts it.
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
            // The IPv6 minimum MTU of 1,280 bytes, less headers.
            Self::Legacy | Self::V0(_) => 1_232,
            Self::V1 => v1::MAX_TRANSACTION_SIZE,
        }
    }
}

/// Compute limits and priority fee of a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Limit of compute units.
    pub limit: u32,
    /// Priority fee per compute unit, in micro-lamports.
    pub price: u64,
    /// Limit of the account data that is loaded, in bytes; [`MAX_LOADED_BYTES`] without an instruction for it if none.
    pub loaded_bytes: Option<u32>,
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

/// An unsigned transaction.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Fee payer, the first signer.
    pub payer: Pubkey,
    /// Without the compute-budget and nonce instructions.
    pub instructions: &'a [Instruction],
    /// A recent blockhash, or the value of `nonce`.
    pub blockhash: Hash,
    /// Durable nonce, if any.
    pub nonce: Option<Nonce>,
    /// Compute budget.
    pub budget: Budget,
    /// Wire format.
    pub format: Format<'a>,
}

impl Draft<'_> {
    /// The message to sign.
    ///
    /// # Errors
    /// If it has more accounts or instructions than the format allows.
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
            all.extend(
                self.budget
                    .loaded_bytes
                    .map(ComputeBudgetInstruction::set_loaded_accounts_data_size_limit),
            );
        }
        all.extend_from_slice(self.instructions);
        let (payer, hash) = (&self.payer, self.blockhash);
        match self.format {
            Format::Legacy => legacy(payer, &all, hash).map(VersionedMessage::Legacy),
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

    /// Whether it fits its format.
    pub fn fits(&self) -> bool {
        let most = self.format.max_size();
        let message = self.message();
        message.is_ok_and(|message| size(&blank(message)) <= most)
    }

    /// Version 1 loads no account data unless the limit is set.
    fn config(&self) -> TransactionConfig {
        let config = TransactionConfig::empty()
            .with_compute_unit_limit(self.budget.limit)
            .with_loaded_accounts_data_size_limit(
                self.budget.loaded_bytes.unwrap_or(MAX_LOADED_BYTES),
            );
        match self.budget.priority_fee() {
            0 => config,
            fee => config.with_priority_fee(fee),
        }
    }

    /// Signs it with all required signers.
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

    /// With empty signatures, for machines that do not verify them: signing takes longer than most instructions. The
    /// required signers must still be among `signers`.
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

/// A legacy message of exactly these instructions, in order.
///
/// # Errors
/// If it has more accounts than an index can name.
pub fn legacy(
    payer: &Pubkey,
    instructions: &[Instruction],
    blockhash: Hash,
) -> Result<Message, SendError> {
    // Message::new panics at the 256th address; version 0 without tables compiles the same.
    let message = v0::Message::try_compile(payer, instructions, &[], blockhash);
    let message = message.map_err(too_large)?;
    Ok(Message {
        header: message.header,
        account_keys: message.account_keys,
        recent_blockhash: message.recent_blockhash,
        instructions: message.instructions,
    })
}

/// The oldest format that fits `draft`: legacy, then version 0 if the draft has tables, then version 1 if the network
/// accepts it. If none fits, the draft's own, or legacy if the network does not accept that.
///
/// # Errors
/// If the network does not answer.
pub fn format<'a>(network: &mut dyn Network, draft: &Draft<'a>) -> Result<Format<'a>, ReadError> {
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

/// Splits `instructions`, in order, into as few transactions as `fits` allows, each of at most `most` instructions. A single
/// instruction that does not fit is kept as its own part.
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

/// Signs `message` with the required signers among `signers`; other signatures stay empty.
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

/// Adds the missing signatures of the required signers among `signers`.
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

/// Required signers whose signature is missing.
pub fn unsigned(transaction: &VersionedTransaction) -> impl Iterator<Item = &Pubkey> {
    let keys = transaction.message.static_account_keys();
    let places = transaction.signatures.iter().zip(keys);
    places
        .filter(|(signature, _)| **signature == Signature::default())
        .map(|(_, key)| key)
}

/// Serializes it.
///
/// # Errors
/// If it cannot be serialized, such as with a wrong number of signatures.
pub fn to_wire(transaction: &VersionedTransaction) -> Result<Vec<u8>, SendError> {
    wincode::serialize(transaction).map_err(|error| too_large(error.to_string()))
}

/// Deserializes a transaction of any version; trailing bytes are an error.
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

/// Programs that verify signatures, each of which costs as much as one of the transaction itself.
const VERIFIERS: [Pubkey; 3] = [
    ed25519_program::ID,
    secp256k1_program::ID,
    secp256r1_program::ID,
];

/// Fee in lamports: for signatures, including those that instructions verify, and the priority fee of its budget.
pub fn fee(transaction: &VersionedTransaction) -> u64 {
    let message = &transaction.message;
    let keys = message.static_account_keys();
    let verified = message.instructions().iter().filter_map(|it| {
        let program = keys.get(usize::from(it.program_id_index))?;
        // The first byte says how many.
        let count = it.data.first().filter(|_| VERIFIERS.contains(program))?;
        Some(u64::from(*count))
    });
    let signed = u64::from(message.header().num_required_signatures);
    let count = verified.fold(signed, u64::saturating_add);
    let signatures = count.saturating_mul(LAMPORTS_PER_SIGNATURE);
    signatures.saturating_add(priority_fee(transaction))
}

/// The priority fee that its budget offers, in lamports.
pub fn priority_fee(transaction: &VersionedTransaction) -> u64 {
    match &transaction.message {
        VersionedMessage::V1(message) => message.config.priority_fee.unwrap_or_default(),
        message => budget(message).priority_fee(),
    }
}

/// The budget that the instructions of an older version set.
fn budget(message: &VersionedMessage) -> Budget {
    let keys = message.static_account_keys();
    let mut budget = Budget {
        limit: MAX_COMPUTE_UNITS,
        price: 0,
        loaded_bytes: None,
    };
    for instruction in message.instructions() {
        let program = keys.get(usize::from(instruction.program_id_index));
        if program != Some(&compute_budget::ID) {
            continue;
        }
        // One byte for the kind, then the number in little-endian.
        match instruction.data.split_first() {
            Some((2, limit)) => {
                budget.limit = limit
                    .try_into()
                    .map_or(budget.limit, u32::from_le_bytes)
                    .min(MAX_COMPUTE_UNITS);
            }
            Some((3, price)) => {
                budget.price = price.try_into().map_or(budget.price, u64::from_le_bytes);
            }
            _ => {}
        }
    }
    budget
}

/// Serialized size in bytes, signatures included. `usize::MAX` if it cannot be serialized.
pub fn size(transaction: &VersionedTransaction) -> usize {
    let bytes = wincode::serialized_size(transaction).ok();
    let bytes = bytes.and_then(|bytes| usize::try_from(bytes).ok());
    bytes.unwrap_or(usize::MAX)
}

/// A transaction without signatures.
pub fn blank(message: VersionedMessage) -> VersionedTransaction {
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
