//! Priority fees, by what others pay.

use std::{collections::BTreeSet, time::Duration};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use serde_json::{json, Value};
use solana_rpc_client_api::response::RpcPrioritizationFee;
use solana_signer::Signer;

use super::RpcNetwork;
use crate::ReadError;

const METHOD: &str = "getRecentPrioritizationFees";
/// Timeout of a request. The transaction is sent even without an answer.
const ANSWER: Duration = Duration::from_secs(2);

/// Most accounts of a request for recent fees.
const MOST: usize = 128;

/// The price per compute unit, in micro-lamports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// Fixed.
    Fixed,
    /// The median of recent transactions that wrote the same accounts, looked up before each transaction.
    Recent,
}

impl RpcNetwork {
    /// The same, with the median of recent priority fees for the accounts that a transaction writes, looked up before each. Without an
    /// answer the last median applies.
    pub fn with_recent_fees(mut self) -> Self {
        self.policy = Policy::Recent;
        self
    }

    /// Prices per compute unit, in micro-lamports, that recent transactions writing `accounts` have paid.
    ///
    /// # Errors
    /// If the network cannot be read.
    pub fn recent_priority_fees(&self, accounts: &[Pubkey]) -> Result<Vec<u64>, ReadError> {
        let paid = self.rpc.read(METHOD, &asked(accounts))?;
        Ok(prices(paid))
    }

    /// Sets the price for what writes these accounts.
    pub(super) fn set_price(&mut self, all: &[&[Instruction]], signers: &[&dyn Signer]) {
        if self.policy == Policy::Fixed {
            return;
        }
        let payer = signers.first().map(|it| it.pubkey());
        let metas = all
            .iter()
            .flat_map(|it| it.iter())
            .flat_map(|it| &it.accounts);
        let written = metas.filter(|it| it.is_writable).map(|it| it.pubkey);
        // Nobody else writes the payer's account.
        let written: BTreeSet<Pubkey> = written.filter(|it| Some(*it) != payer).collect();
        let written: Vec<Pubkey> = written.into_iter().take(MOST).collect();
        let paid = self.rpc.once(METHOD, &asked(&written), ANSWER);
        if let Ok(paid) = paid {
            self.price = median(prices(paid));
        }
    }
}

fn asked(accounts: &[Pubkey]) -> Value {
    let accounts: Vec<_> = accounts.iter().map(ToString::to_string).collect();
    json!([accounts])
}

fn prices(slots: Vec<RpcPrioritizationFee>) -> Vec<u64> {
    slots.into_iter().map(|it| it.prioritization_fee).collect()
}

/// The median of prices, the upper one of an even number; 0 of none.
pub fn median(mut paid: Vec<u64>) -> u64 {
    paid.sort_unstable();
    let middle = paid.len().div_euclid(2);
    paid.get(middle).copied().unwrap_or(0)
}
