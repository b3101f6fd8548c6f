//! Simulations: what a transaction would do, before anything is sent.

use anchor_lang::prelude::Pubkey;
use serde_json::json;
use solana_account::Account;
use solana_account_decoder_client_types::UiAccount;
use solana_rpc_client_api::response::{Response, RpcSimulateTransactionResult};
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use super::{ask::read_error, node::wire, RpcNetwork};
use crate::{
    confirmed,
    rent::{short_of_rent, SHORT_OF_RENT},
    sending::Backoff,
    Preview, Receipt, SendError,
};

const METHOD: &str = "simulateTransaction";

impl RpcNetwork {
    /// Simulates it on the state of `slot` or later, and gives `watched`, accounts of it, as it would leave them; `fresh` with
    /// the node's own blockhash in place of its own. A node that does not know the blockhash yet is asked again.
    pub(super) fn try_out(
        &self,
        transaction: &VersionedTransaction,
        slot: u64,
        fresh: bool,
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let unsent = |fault| SendError::Unsent(read_error(METHOD, fault));
        let mut config = json!({
            "encoding": "base64",
            "commitment": self.commitment.commitment,
            "sigVerify": false,
            "replaceRecentBlockhash": fresh,
            "innerInstructions": true,
            "minContextSlot": slot,
        });
        if !watched.is_empty() {
            let addresses: Vec<String> = watched.iter().map(ToString::to_string).collect();
            config["accounts"] = json!({ "encoding": "base64", "addresses": addresses });
        }
        let asked = json!([wire(transaction).map_err(unsent)?, config]);
        let start = self.rpc.clock.now();
        let mut backoff = Backoff::new(super::REPEATS.0, super::REPEATS.1);
        loop {
            let answer: Response<RpcSimulateTransactionResult> =
                self.rpc.ask_on(METHOD, &asked, slot).map_err(unsent)?;
            let mut simulated = answer.value;
            let error = simulated.err.clone().map(TransactionError::from);
            let wait = backoff.next();
            let waited = self.rpc.clock.now().saturating_sub(start);
            let timeouts = self.rpc.timeouts.blockhash;
            if error == Some(TransactionError::BlockhashNotFound)
                && waited.saturating_add(wait) <= timeouts
            {
                self.rpc.clock.wait(wait);
                continue;
            }
            return match error {
                // Sent before, perhaps by another: how it ended is still to be found out.
                Some(TransactionError::AlreadyProcessed) if !fresh => {
                    Ok(receipt(transaction, simulated).into())
                }
                Some(error) => {
                    let mut logs = simulated.logs.take().unwrap_or_default();
                    let short = short_of_rent(&error, &keys(transaction, &simulated));
                    logs.extend(short.map(|it| format!("{SHORT_OF_RENT}{it}")));
                    Err(SendError::Refused { error, logs })
                }
                None => Ok(Preview {
                    accounts: simulated
                        .accounts
                        .take()
                        .and_then(|accounts| alive(accounts, watched.len())),
                    receipt: receipt(transaction, simulated),
                }),
            };
        }
    }
}

/// All accounts of a transaction, in the order of their indexes.
fn keys(
    transaction: &VersionedTransaction,
    simulated: &RpcSimulateTransactionResult,
) -> Vec<Pubkey> {
    let mut keys = transaction.message.static_account_keys().to_vec();
    if let Some(loaded) = &simulated.loaded_addresses {
        keys.extend(confirmed::of_tables(loaded).unwrap_or_default());
    }
    keys
}

fn receipt(transaction: &VersionedTransaction, simulated: RpcSimulateTransactionResult) -> Receipt {
    let keys = keys(transaction, &simulated);
    let called = simulated.inner_instructions.unwrap_or_default();
    Receipt {
        signature: transaction.signatures.first().copied().unwrap_or_default(),
        compute_units: simulated.units_consumed.unwrap_or_default(),
        logs: simulated.logs.unwrap_or_default(),
        inner: confirmed::called(&called, &keys).unwrap_or_default(),
    }
}

/// As many accounts as were asked for, those without lamports as none; nothing if one cannot be decoded.
pub(super) fn alive(
    accounts: Vec<Option<UiAccount>>,
    asked: usize,
) -> Option<Vec<Option<Account>>> {
    let decoded = accounts.into_iter().map(|account| match account {
        None => Some(None),
        Some(account) => account.to_account().map(Some),
    });
    let decoded: Vec<Option<Account>> = decoded.collect::<Option<_>>()?;
    let alive = decoded
        .into_iter()
        .map(|it| it.filter(|it| it.lamports > 0));
    (alive.len() == asked).then(|| alive.collect())
}
