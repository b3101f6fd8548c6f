//! The nodes behind a URL, as sending asks them.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use base64::{prelude::BASE64_STANDARD, Engine};
use serde_json::{json, Value};
use solana_account_decoder_client_types::UiAccount;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client_api::response::Response;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_status_client_types::TransactionStatus;

use super::ask::Rpc;
use crate::{
    nonce,
    sending::node::{At, Fault, Kind, Node, Status, Statuses, Tip},
    transaction,
};

/// For an answer: another request follows anyway.
const ANSWER: Duration = Duration::from_secs(10);

/// Those behind one URL.
pub(crate) struct Nodes<'a> {
    pub(crate) rpc: &'a Rpc,
    /// Of what is waited for.
    pub(crate) commitment: CommitmentConfig,
}

impl Nodes<'_> {
    fn once<T: serde::de::DeserializeOwned>(
        &self,
        method: &str,
        parameters: &Value,
    ) -> Result<T, Fault> {
        let timeout = ANSWER.min(self.rpc.patience.request);
        self.rpc.once(method, parameters, timeout)
    }
}

impl Node for Nodes<'_> {
    fn broadcast(&self, transaction: &VersionedTransaction) -> Result<(), Fault> {
        // It was simulated here, and is sent again from here.
        let config = json!({ "encoding": "base64", "skipPreflight": true, "maxRetries": 0 });
        let sent: String = self.once("sendTransaction", &json!([wire(transaction)?, config]))?;
        let signature = transaction.signatures.first().map(ToString::to_string);
        if Some(&sent) == signature.as_ref() {
            return Ok(());
        }
        let words = "its answer names another transaction than was sent";
        Err(Fault::new(Kind::Lost, words))
    }

    fn statuses(&self, signatures: &[Signature], history: bool) -> Result<Statuses, Fault> {
        let texts: Vec<_> = signatures.iter().map(ToString::to_string).collect();
        let config = json!({ "searchTransactionHistory": history });
        let method = "getSignatureStatuses";
        let answer: Response<Vec<Option<TransactionStatus>>> =
            self.once(method, &json!([texts, config]))?;
        if answer.value.len() != signatures.len() {
            let words = "its answer has another number of statuses than was asked for";
            return Err(Fault::new(Kind::Lost, words));
        }
        let status = |status: TransactionStatus| Status {
            slot: status.slot,
            sure: status.satisfies_commitment(self.commitment),
            outcome: status.status,
        };
        Ok(At {
            slot: answer.context.slot,
            value: answer.value.into_iter().map(|it| it.map(status)).collect(),
        })
    }

    fn tip(&self) -> Result<Tip, Fault> {
        let config = json!([{ "commitment": "finalized" }]);
        let epoch: Value = self.once("getEpochInfo", &config)?;
        // Both of one bank.
        let (slot, height) = (&epoch["absoluteSlot"], &epoch["blockHeight"]);
        match (slot.as_u64(), height.as_u64()) {
            (Some(slot), Some(height)) => Ok(Tip { slot, height }),
            _ => Err(Fault::new(Kind::Lost, "it gives no slot and block height")),
        }
    }

    fn is_valid(&self, blockhash: &Hash, slot: u64) -> Result<At<bool>, Fault> {
        let config = json!({ "commitment": "finalized", "minContextSlot": slot });
        let answer: Response<bool> =
            self.once("isBlockhashValid", &json!([blockhash.to_string(), config]))?;
        Ok(At {
            slot: answer.context.slot,
            value: answer.value,
        })
    }

    fn nonce(&self, account: &Pubkey, slot: u64) -> Result<At<Option<Hash>>, Fault> {
        let finalized =
            json!({ "encoding": "base64", "commitment": "finalized", "minContextSlot": slot });
        let asked = json!([account.to_string(), finalized]);
        let answer: Response<Option<UiAccount>> = self.once("getAccountInfo", &asked)?;
        let unreadable = || Fault::new(Kind::Lost, "the nonce account cannot be decoded");
        let stored = match answer.value {
            None => None,
            Some(stored) => Some(stored.to_account().ok_or_else(unreadable)?),
        };
        let stored = stored.and_then(|stored| nonce::decode(account, &stored).ok());
        Ok(At {
            slot: answer.context.slot,
            value: stored.map(|stored| stored.value),
        })
    }
}

/// The transaction in base 64.
pub(crate) fn wire(transaction: &VersionedTransaction) -> Result<String, Fault> {
    let bytes = transaction::to_wire(transaction);
    let bytes = bytes.map_err(|error| Fault::new(Kind::Refused, error.to_string()))?;
    Ok(BASE64_STANDARD.encode(bytes))
}
