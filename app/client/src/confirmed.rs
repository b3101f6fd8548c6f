//! Transactions as a node gives them back, of any version and in any encoding: what they have called, and its events.

use anchor_lang::prelude::Pubkey;
use solana_commitment_config::CommitmentConfig;
use solana_rpc_client_api::config::RpcTransactionConfig;
use solana_transaction_status_client_types::{
    option_serializer::OptionSerializer, EncodedTransaction, EncodedTransactionWithStatusMeta,
    UiInnerInstructions, UiInstruction, UiLoadedAddresses, UiMessage, UiParsedInstruction,
    UiTransactionEncoding,
};

use crate::events::{self, Event};

/// The newest version of transactions that is read here. A node refuses to give a newer one than was asked for, and the
/// whole block with it.
pub const VERSION: u8 = 1;

/// What cannot be read of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no metadata, or they have no inner instructions: old nodes and some providers leave them out.
    #[error("the node has not recorded what the transaction has called: ask another")]
    NotRecorded,
    /// Bytes that are no transaction, or of a version above [`VERSION`].
    #[error("the transaction is in no encoding or version that is known")]
    Encoding,
    /// An address that is none, or an instruction of a program that is not among the addresses.
    #[error("the transaction names a program that it does not list")]
    Address,
}

/// The options of `getTransaction`, which knows of nothing below `confirmed`.
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

/// The events of a transaction, of `getTransaction` or of a block. One that failed has none.
///
/// # Errors
/// If it cannot be read, or the node has not kept what it has called.
pub fn events(transaction: &EncodedTransactionWithStatusMeta) -> Result<Vec<Event>, Unreadable> {
    let meta = transaction.meta.as_ref().ok_or(Unreadable::NotRecorded)?;
    if meta.err.is_some() {
        return Ok(Vec::new());
    }
    let OptionSerializer::Some(lists) = &meta.inner_instructions else {
        return Err(Unreadable::NotRecorded);
    };
    let called = called(lists, &addresses(transaction)?)?;
    let events = called.iter();
    Ok(events
        .filter_map(|(program, data)| events::decode(program, data))
        .collect())
}

/// All addresses of a transaction in the order of its indexes: its own ones, then those loaded from tables.
///
/// # Errors
/// If it cannot be read.
pub fn addresses(
    transaction: &EncodedTransactionWithStatusMeta,
) -> Result<Vec<Pubkey>, Unreadable> {
    let mut keys = match &transaction.transaction {
        EncodedTransaction::Json(it) => match &it.message {
            UiMessage::Raw(message) => parsed(&message.account_keys)?,
            // Those of tables are among them.
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

/// Addresses that were loaded from tables, in the order of their indexes.
///
/// # Errors
/// If one is none.
pub(crate) fn of_tables(loaded: &UiLoadedAddresses) -> Result<Vec<Pubkey>, Unreadable> {
    parsed(loaded.writable.iter().chain(&loaded.readonly))
}

/// What programs have called, with the data; but for the programs that a node parses, which those of the suite are not.
///
/// # Errors
/// If a program is not among `keys`.
pub(crate) fn called(
    lists: &[UiInnerInstructions],
    keys: &[Pubkey],
) -> Result<Vec<(Pubkey, Vec<u8>)>, Unreadable> {
    let mut all = Vec::new();
    for instruction in lists.iter().flat_map(|list| &list.instructions) {
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
        all.push((program, data.map_err(|_| Unreadable::Encoding)?));
    }
    Ok(all)
}

fn parsed<'a>(keys: impl IntoIterator<Item = &'a String>) -> Result<Vec<Pubkey>, Unreadable> {
    keys.into_iter().map(|key| address(key)).collect()
}

fn address(text: &str) -> Result<Pubkey, Unreadable> {
    text.parse().map_err(|_| Unreadable::Address)
}
