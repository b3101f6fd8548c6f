//! Transaction history of a node.

use anchor_lang::prelude::Pubkey;
use serde_json::json;
use solana_commitment_config::CommitmentConfig;
use solana_rpc_client_api::{
    custom_error::JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE,
    response::RpcConfirmedTransactionStatusWithSignature,
};
use solana_signature::Signature;
use solana_transaction_status_client_types::{
    option_serializer::OptionSerializer, EncodedConfirmedTransactionWithStatusMeta,
    EncodedTransactionWithStatusMeta,
};

use super::{ask::read_error, RpcNetwork};
use crate::{
    confirmed::{self, Unreadable},
    sending::node::Fault,
    Executed, Held, Mention, ReadError, MAX_MENTIONS,
};

/// "Method not found", which providers answer that keep no transactions.
const UNKNOWN_METHOD: i64 = -32_601;

/// Transactions that name `address`.
pub(super) fn mentions(
    network: &RpcNetwork,
    address: &Pubkey,
    before: Option<&Signature>,
    limit: usize,
) -> Result<Vec<Mention>, ReadError> {
    let part = Part {
        before: before.copied(),
        limit,
        ..Part::default()
    };
    let listed = listed(network, address, &part)?.into_iter();
    Ok(listed.map(|it| it.mention).collect())
}

/// A page of the transactions that name an address, newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Only older ones than this.
    pub before: Option<Signature>,
    /// Only newer ones than this.
    pub until: Option<Signature>,
    /// At most so many, and at most [`MAX_MENTIONS`].
    pub limit: usize,
    /// The node must have reached this slot.
    pub least: u64,
}

/// A transaction that names an address, and its index in the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The transaction.
    pub mention: Mention,
    /// Its index in its block; none from nodes before Agave 4.
    pub index: Option<u32>,
}

/// Part of the transactions that name `address`.
pub(super) fn listed(
    network: &RpcNetwork,
    address: &Pubkey,
    part: &Part,
) -> Result<Vec<Listed>, ReadError> {
    let mut config = json!({
        "limit": part.limit.clamp(1, MAX_MENTIONS),
        "before": part.before.map(|it| it.to_string()),
        "commitment": at_least_confirmed(network.commitment).commitment,
    });
    if let Some(until) = part.until {
        config["until"] = json!(until.to_string());
    }
    if part.least > 0 {
        config["minContextSlot"] = json!(part.least);
    }
    let method = "getSignaturesForAddress";
    let found: Vec<RpcConfirmedTransactionStatusWithSignature> = network
        .rpc
        .ask(method, &json!([address.to_string(), config]))
        .map_err(|fault| without_history(method, fault))?;
    let listed = |it: RpcConfirmedTransactionStatusWithSignature| {
        let unreadable = || ReadError::Unreachable(format!("{} is no signature", it.signature));
        let signature = it.signature.parse().map_err(|_| unreadable())?;
        Ok(Listed {
            index: it.transaction_index,
            mention: Mention {
                signature,
                slot: it.slot,
                time: it.block_time,
                failed: it.err.is_some(),
                memo: it.memo,
            },
        })
    };
    found.into_iter().map(listed).collect()
}

/// A transaction with its metadata.
pub(super) fn executed(
    network: &RpcNetwork,
    signature: &Signature,
) -> Result<Option<Executed>, ReadError> {
    let Some(found) = network.transaction(signature)? else {
        return Ok(None);
    };
    let EncodedConfirmedTransactionWithStatusMeta {
        slot,
        transaction,
        block_time,
        ..
    } = found;
    let unreadable =
        |why: &dyn std::fmt::Display| ReadError::Unreachable(format!("{signature}: {why}"));
    let decoded = transaction.transaction.decode();
    let decoded = decoded.ok_or_else(|| unreadable(&Unreadable::Encoding))?;
    let meta = transaction.meta.as_ref();
    let meta = meta.ok_or_else(|| unreadable(&Unreadable::NotRecorded))?;
    let inner = match confirmed::inner(&transaction) {
        Ok(inner) => Some(inner),
        Err(Unreadable::NotRecorded) => None,
        Err(error) => return Err(unreadable(&error)),
    };
    let logs = match &meta.log_messages {
        OptionSerializer::Some(logs) => logs.clone(),
        _ => Vec::new(),
    };
    Ok(Some(Executed {
        slot,
        time: block_time,
        fee: meta.fee,
        outcome: match meta.err.clone() {
            None => Ok(()),
            Some(error) => Err(error.into()),
        },
        logs,
        transaction: decoded,
        inner,
        tokens: tokens(&transaction),
    }))
}

/// What was recorded of its token accounts, before and after; one that cannot be read is left out.
fn tokens(transaction: &EncodedTransactionWithStatusMeta) -> Vec<Held> {
    let (Ok(addresses), Some(meta)) = (confirmed::addresses(transaction), &transaction.meta) else {
        return Vec::new();
    };
    let balances = [&meta.pre_token_balances, &meta.post_token_balances];
    let balances = balances.into_iter().filter_map(|it| match it {
        OptionSerializer::Some(balances) => Some(balances),
        _ => None,
    });
    let held = balances.flatten().filter_map(|it| {
        Some(Held {
            account: *addresses.get(usize::from(it.account_index))?,
            mint: it.mint.parse().ok()?,
            decimals: it.ui_token_amount.decimals,
        })
    });
    held.collect()
}

/// The lowest commitment at which transactions are reported.
fn at_least_confirmed(commitment: CommitmentConfig) -> CommitmentConfig {
    match commitment.is_at_least_confirmed() {
        true => commitment,
        false => CommitmentConfig::confirmed(),
    }
}

/// Why history cannot be read.
pub(super) fn without_history(method: &str, fault: Fault) -> ReadError {
    match fault.code {
        Some(JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE | UNKNOWN_METHOD) => {
            ReadError::NoHistory
        }
        _ => read_error(method, fault),
    }
}
