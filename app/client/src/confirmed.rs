//! Reads confirmed transactions of any version and encoding: their CPIs and events.

use anchor_lang::prelude::Pubkey;
use solana_commitment_config::CommitmentConfig;
use solana_rpc_client_api::config::RpcTransactionConfig;
use solana_transaction_status_client_types::{
    option_serializer::OptionSerializer, EncodedTransaction, EncodedTransactionWithStatusMeta,
    UiInnerInstructions, UiInstruction, UiLoadedAddresses, UiMessage, UiParsedInstruction,
    UiTransactionEncoding,
};

use crate::events::{self, Event};

/// Newest transaction version that this client reads. A node refuses to return a newer one than requested, and the whole
/// block that contains it.
pub const VERSION: u8 = 1;

/// Why a transaction cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No metadata or no inner instructions: old nodes and some providers leave them out.
    #[error("the node has not recorded the transaction's inner instructions: ask another node")]
    NotRecorded,
    /// Not a transaction, or a version above [`VERSION`].
    #[error("the transaction's encoding or version is not supported")]
    Encoding,
    /// An invalid address, or a program index outside the transaction's addresses.
    #[error("the transaction calls a program that is not among its addresses")]
    Address,
}

/// An instruction that a program of a transaction called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Index of the transaction's instruction in which it was called.
    pub outer: u8,
    /// Its index among the calls of that instruction.
    pub inner: u8,
    /// The program that was called.
    pub program: Pubkey,
    /// Its data.
    pub data: Vec<u8>,
}

/// Options of `getTransaction`, whose lowest commitment is `confirmed`.
pub fn config(commitment: CommitmentConfig) -> RpcTransactionConfig {
    let commitment = if commitment.is_at_least_confirmed() {
        commitment
    } else {
        CommitmentConfig::confirmed()
    };
    RpcTransactionConfig {
        encoding: Some(UiTransactionEncoding::Base64),
        commitment: Some(commitment),
        max_supported_transaction_version: Some(VERSION),
    }
}

/// The events of a transaction from `getTransaction` or a block. A failed one has none.
///
/// # Errors
/// If it cannot be read, or the node has no inner instructions.
pub fn events(transaction: &EncodedTransactionWithStatusMeta) -> Result<Vec<Event>, Unreadable> {
    let meta = transaction.meta.as_ref().ok_or(Unreadable::NotRecorded)?;
    if meta.err.is_some() {
        return Ok(Vec::new());
    }
    let called = inner(transaction)?;
    let events = called.iter();
    Ok(events
        .filter_map(|(program, data)| events::decode(program, data))
        .collect())
}

/// Instructions that the programs of a transaction called, with their data.
///
/// # Errors
/// As [`events`].
pub fn inner(
    transaction: &EncodedTransactionWithStatusMeta,
) -> Result<Vec<(Pubkey, Vec<u8>)>, Unreadable> {
    let calls = calls(transaction)?.into_iter();
    Ok(calls.map(|call| (call.program, call.data)).collect())
}

/// The same with their places in the transaction.
///
/// # Errors
/// As [`events`].
pub fn calls(transaction: &EncodedTransactionWithStatusMeta) -> Result<Vec<Call>, Unreadable> {
    let meta = transaction.meta.as_ref().ok_or(Unreadable::NotRecorded)?;
    let OptionSerializer::Some(lists) = &meta.inner_instructions else {
        return Err(Unreadable::NotRecorded);
    };
    calls_of(lists, &addresses(transaction)?)
}

/// All addresses of a transaction in index order: static ones, then those loaded from tables.
///
/// # Errors
/// If it cannot be read.
pub fn addresses(
    transaction: &EncodedTransactionWithStatusMeta,
) -> Result<Vec<Pubkey>, Unreadable> {
    let mut keys = match &transaction.transaction {
        EncodedTransaction::Json(it) => match &it.message {
            UiMessage::Raw(message) => parsed(&message.account_keys)?,
            // Includes those loaded from tables.
            UiMessage::Parsed(message) => {
                return parsed(message.account_keys.iter().map(|key| &key.pubkey))
            }
        },
        EncodedTransaction::Accounts(it) => {
            return parsed(it.account_keys.iter().map(|key| &key.pubkey))
        }
        bytes => {
            let decoded = bytes.decode().ok_or(Unreadable::Encoding)?;
            decoded.message.static_account_keys().to_vec()
        }
    };
    let meta = transaction.meta.as_ref();
    if let Some(OptionSerializer::Some(loaded)) = meta.map(|meta| &meta.loaded_addresses) {
        keys.extend(of_tables(loaded)?);
    }
    Ok(keys)
}

/// Addresses loaded from tables, in index order.
///
/// # Errors
/// If one is not an address.
pub(crate) fn of_tables(loaded: &UiLoadedAddresses) -> Result<Vec<Pubkey>, Unreadable> {
    parsed(loaded.writable.iter().chain(&loaded.readonly))
}

/// Programs called by CPI, with the data. Omits programs that nodes parse; none of the suite's is.
///
/// # Errors
/// If a program is not among `keys`.
pub(crate) fn called(
    lists: &[UiInnerInstructions],
    keys: &[Pubkey],
) -> Result<Vec<(Pubkey, Vec<u8>)>, Unreadable> {
    let calls = calls_of(lists, keys)?.into_iter();
    Ok(calls.map(|call| (call.program, call.data)).collect())
}

fn calls_of(lists: &[UiInnerInstructions], keys: &[Pubkey]) -> Result<Vec<Call>, Unreadable> {
    let mut all = Vec::new();
    let indexed = lists.iter().flat_map(|list| {
        let calls = list.instructions.iter().enumerate();
        calls.map(|(inner, call)| (list.index, inner, call))
    });
    for (outer, inner, instruction) in indexed {
        let (program, data) = match instruction {
            UiInstruction::Compiled(called) => {
                let program = keys.get(usize::from(called.program_id_index));
                (*program.ok_or(Unreadable::Address)?, &called.data)
            }
            UiInstruction::Parsed(UiParsedInstruction::PartiallyDecoded(called)) => {
                (address(&called.program_id)?, &called.data)
            }
            UiInstruction::Parsed(UiParsedInstruction::Parsed(_)) => continue,
        };
        let data = bs58::decode(data).into_vec();
        all.push(Call {
            outer,
            // The runtime allows fewer calls than a byte counts.
            inner: u8::try_from(inner).map_err(|_| Unreadable::Encoding)?,
            program,
            data: data.map_err(|_| Unreadable::Encoding)?,
        });
    }
    Ok(all)
}

fn parsed<'a>(keys: impl IntoIterator<Item = &'a String>) -> Result<Vec<Pubkey>, Unreadable> {
    keys.into_iter().map(|key| address(key)).collect()
}

fn address(text: &str) -> Result<Pubkey, Unreadable> {
    text.parse().map_err(|_| Unreadable::Address)
}
