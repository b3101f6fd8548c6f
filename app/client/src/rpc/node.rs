//! The nodes behind a URL, as sending asks them.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use base64::{prelude::BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{json, Value};
use solana_account_decoder_client_types::UiAccount;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client_api::response::Response;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::{
    TransactionConfirmationStatus, TransactionStatus, UiTransactionError,
};

use super::ask::Rpc;
use crate::{
    nonce,
    sending::node::{At, Fault, Kind, Node, Status, Statuses, Tip},
    transaction,
};

/// For an answer: another request follows anyway.
const ANSWER: Duration = Duration::from_secs(10);
/// Milliseconds for an answer of the last look, once time is up.
const LAST_ANSWER: Duration = Duration::from_millis(500);

/// Those behind one URL.
pub(crate) struct Nodes<'a> {
    pub(crate) rpc: &'a Rpc,
    /// Of what is waited for.
    pub(crate) commitment: CommitmentConfig,
    /// When time is up, by the clock of `rpc`: no answer is waited for longer than a last look takes.
    pub(crate) until: Duration,
}

/// A status as nodes write it. Their field `status`, which says the same as `err`, is deprecated, and not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    slot: u64,
    confirmations: Option<usize>,
    #[serde(deserialize_with = "Option::deserialize")]
    err: Option<UiTransactionError>,
    confirmation_status: Option<TransactionConfirmationStatus>,
}

impl Written {
    fn read(self, commitment: CommitmentConfig) -> Status {
        let error = self.err.map(TransactionError::from);
        let status = TransactionStatus {
            slot: self.slot,
            confirmations: self.confirmations,
            status: Ok(()),
            err: None,
            confirmation_status: self.confirmation_status,
        };
        Status {
            slot: self.slot,
            sure: status.satisfies_commitment(commitment),
            outcome: error.map_or(Ok(()), Err),
        }
    }
}

impl Nodes<'_> {
    fn once<T: serde::de::DeserializeOwned>(
        &self,
        method: &str,
        parameters: &Value,
    ) -> Result<T, Fault> {
        let left = self.until.saturating_sub(self.rpc.clock.now());
        let timeout = ANSWER.min(left).max(LAST_ANSWER);
        let timeout = timeout.min(self.rpc.timeouts.request);
        self.rpc.once(method, parameters, timeout)
    }

    /// Sends it once; the node repeats that until its blockhash is over.
    pub(crate) fn leave(&self, transaction: &VersionedTransaction) -> Result<(), Fault> {
        let config = json!({ "encoding": "base64", "skipPreflight": true });
        self.hand_on(transaction, &config)
    }

    fn hand_on(&self, transaction: &VersionedTransaction, config: &Value) -> Result<(), Fault> {
        let sent = self.once("sendTransaction", &json!([wire(transaction)?, config]));
        let sent: String = sent.map_err(of_broadcast)?;
        let signature = transaction.signatures.first().map(ToString::to_string);
        if Some(&sent) == signature.as_ref() {
            return Ok(());
        }
        let words = "its answer names another transaction than was sent";
        Err(Fault::new(Kind::Lost, words))
    }
}

impl Node for Nodes<'_> {
    fn broadcast(&self, transaction: &VersionedTransaction) -> Result<(), Fault> {
        // It was simulated here, and broadcasts are repeated here.
        let config = json!({ "encoding": "base64", "skipPreflight": true, "maxRetries": 0 });
        self.hand_on(transaction, &config)
    }

    fn statuses(&self, signatures: &[Signature], history: bool) -> Result<Statuses, Fault> {
        let texts: Vec<_> = signatures.iter().map(ToString::to_string).collect();
        let config = json!({ "searchTransactionHistory": history });
        let method = "getSignatureStatuses";
        let answer: Response<Vec<Option<Written>>> = self.once(method, &json!([texts, config]))?;
        if answer.value.len() != signatures.len() {
            let words = "its answer has another number of statuses than was asked for";
            return Err(Fault::new(Kind::Lost, words));
        }
        let statuses = answer.value.into_iter();
        let status = |it: Option<Written>| it.map(|it| it.read(self.commitment));
        Ok(At {
            slot: answer.context.slot,
            value: statuses.map(status).collect(),
        })
    }

    fn tip(&self) -> Result<Tip, Fault> {
        let config = json!([{ "commitment": "finalized" }]);
        let epoch: Value = self.once("getEpochInfo", &config)?;
        // Both from one bank.
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

/// What a fault says of a transaction that was to be handed on. Only where the node itself says that it has not begun, it
/// was not; all else may come from what stands between.
fn of_broadcast(fault: Fault) -> Fault {
    let kind = match fault.kind {
        Kind::Unconnected => Kind::Unconnected,
        Kind::Refused if fault.never_began => Kind::Refused,
        Kind::Refused | Kind::Busy | Kind::Lost => Kind::Lost,
    };
    Fault { kind, ..fault }
}

/// The transaction in base 64.
pub(crate) fn wire(transaction: &VersionedTransaction) -> Result<String, Fault> {
    let bytes = transaction::to_wire(transaction);
    let bytes = bytes.map_err(|error| Fault::new(Kind::Refused, error.to_string()))?;
    Ok(BASE64_STANDARD.encode(bytes))
}
