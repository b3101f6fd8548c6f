//! Simulations: what a transaction would do, before anything is sent.

use serde_json::json;
use solana_rpc_client_api::response::{Response, RpcSimulateTransactionResult};
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use super::{ask::read_error, node::wire, RpcNetwork};
use crate::{confirmed, sending::Backoff, Receipt, SendError};

const METHOD: &str = "simulateTransaction";

impl RpcNetwork {
    /// Simulates it on the state of `slot` or later; `fresh` with the node's own blockhash in place of its own. A node that
    /// does not know the blockhash yet is asked again.
    pub(super) fn try_out(
        &self,
        transaction: &VersionedTransaction,
        slot: u64,
        fresh: bool,
    ) -> Result<Receipt, SendError> {
        let unsent = |fault| SendError::Unsent(read_error(METHOD, fault));
        let config = json!({
            "encoding": "base64",
            "commitment": self.commitment.commitment,
            "sigVerify": false,
            "replaceRecentBlockhash": fresh,
            "innerInstructions": true,
            "minContextSlot": slot,
        });
        let asked = json!([wire(transaction).map_err(unsent)?, config]);
        let start = self.rpc.clock.now();
        let mut backoff = Backoff::new(super::REPEATS.0, super::REPEATS.1);
        loop {
            let answer: Response<RpcSimulateTransactionResult> =
                self.rpc.ask(METHOD, &asked).map_err(unsent)?;
            let simulated = answer.value;
            let error = simulated.err.clone().map(TransactionError::from);
            let wait = backoff.next();
            let waited = self.rpc.clock.now().saturating_sub(start);
            let patience = self.rpc.patience.blockhash;
            if error == Some(TransactionError::BlockhashNotFound)
                && waited.saturating_add(wait) <= patience
            {
                self.rpc.clock.wait(wait);
                continue;
            }
            return match error {
                // Sent before, perhaps by another: how it ended is still to be found out.
                Some(TransactionError::AlreadyProcessed) if !fresh => {
                    Ok(receipt(transaction, simulated))
                }
                Some(error) => Err(SendError::Refused {
                    error,
                    logs: simulated.logs.unwrap_or_default(),
                }),
                None => Ok(receipt(transaction, simulated)),
            };
        }
    }
}

fn receipt(transaction: &VersionedTransaction, simulated: RpcSimulateTransactionResult) -> Receipt {
    let mut keys = transaction.message.static_account_keys().to_vec();
    if let Some(loaded) = &simulated.loaded_addresses {
        keys.extend(confirmed::of_tables(loaded).unwrap_or_default());
    }
    let called = simulated.inner_instructions.unwrap_or_default();
    Receipt {
        signature: transaction.signatures.first().copied().unwrap_or_default(),
        compute_units: simulated.units_consumed.unwrap_or_default(),
        logs: simulated.logs.unwrap_or_default(),
        inner: confirmed::called(&called, &keys).unwrap_or_default(),
    }
}
