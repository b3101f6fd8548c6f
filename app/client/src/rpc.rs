//! A cluster behind JSON-RPC.

mod many;

use std::{error::Error, thread::sleep, time::Duration};

use anchor_lang::{
    prelude::{pubkey, Pubkey},
    solana_program::instruction::Instruction,
};
use serde_json::json;
use solana_account::Account;
use solana_account_decoder_client_types::{UiAccount, UiAccountEncoding};
use solana_clock::Clock;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::{
    client_error,
    config::{
        RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcSendTransactionConfig,
        RpcSimulateTransactionConfig,
    },
    filter::{Memcmp, RpcFilterType},
    request::RpcRequest,
    response::Response,
};
use solana_sdk_ids::sysvar;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::{
    UiInnerInstructions, UiInstruction, UiParsedInstruction,
};

use crate::{
    transaction::{self, Budget, Draft, Format, MAX_COMPUTE_UNITS},
    Network, Receipt, SendError, Unreachable,
};

/// Before the second look at a transaction that is under way; each wait is twice the one before, until [`MAX_WAIT`].
const MIN_WAIT: Duration = Duration::from_millis(50);
/// Between two looks at most.
const MAX_WAIT: Duration = Duration::from_millis(500);
/// Looks from one broadcast to the next.
const REBROADCAST: u32 = 4;
/// Looks that may fail one after the other before the network counts as unreachable.
const PATIENCE: u32 = 20;
/// Percent of the simulated compute units that a transaction may consume: what it reads can change until then.
const HEADROOM: u64 = 120;
/// Compute units beyond that, for the two instructions of the budget.
const BUDGET_UNITS: u64 = 1_000;
/// Micro-lamports of a lamport.
const MICRO_LAMPORTS: u64 = 1_000_000;
/// Limits in use one after the other, so that equal instructions make different transactions.
const VARIANTS: u32 = 1_000;
/// Account of the feature `enable_tx_v1`.
const TX_V1: Pubkey = pubkey!("txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL");

/// A cluster behind JSON-RPC. Calls block.
pub struct RpcNetwork {
    client: RpcClient,
    commitment: CommitmentConfig,
    price: u64,
    most: u64,
    sent: u32,
    /// Whether it takes version 1, once that is known.
    v1: Option<bool>,
}

/// How a transaction stands.
enum Standing {
    /// In no block that anybody knows of.
    Missing,
    /// In a block that is not as sure as asked for.
    Seen,
    /// In a block that is.
    Settled(Result<(), TransactionError>),
    /// In no block, and too late for one.
    Expired,
}

impl RpcNetwork {
    /// The cluster at `url`. What it reads, and what it sends, is as sure as `commitment` says.
    pub fn new(url: impl ToString, commitment: CommitmentConfig) -> Self {
        Self::over(RpcClient::new_with_commitment(url, commitment))
    }

    fn over(client: RpcClient) -> Self {
        Self {
            commitment: client.commitment(),
            client,
            price: 0,
            most: u64::MAX,
            sent: 0,
            v1: None,
        }
    }

    /// The same with a priority fee for each compute unit, in micro-lamports.
    pub fn with_priority_fee(mut self, price: u64) -> Self {
        self.price = price;
        self
    }

    /// The same with a limit of the priority fee of a transaction, in lamports: above it the price is lowered.
    pub fn with_highest_fee(mut self, lamports: u64) -> Self {
        self.most = lamports;
        self
    }

    /// Micro-lamports of a compute unit that recent transactions which write `accounts` have paid.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn recent_priority_fees(&self, accounts: &[Pubkey]) -> Result<Vec<u64>, Unreachable> {
        let recent = self.client.get_recent_prioritization_fees(accounts);
        let recent = recent.map_err(unreachable)?.into_iter();
        Ok(recent.map(|slot| slot.prioritization_fee).collect())
    }

    /// The client, for what [`Network`] has no method for.
    pub fn client(&self) -> &RpcClient {
        &self.client
    }

    /// What it consumes and logs, on the state as it is.
    fn try_out(&self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        let config = RpcSimulateTransactionConfig {
            commitment: Some(self.commitment),
            inner_instructions: true,
            ..RpcSimulateTransactionConfig::default()
        };
        let simulated = self
            .client
            .simulate_transaction_with_config(transaction, config);
        let simulated = simulated.map_err(unsent)?.value;
        let logs = simulated.logs.unwrap_or_default();
        match simulated.err {
            Some(error) => Err(SendError::Refused {
                error: error.into(),
                logs,
            }),
            None => Ok(Receipt {
                signature: transaction.signatures.first().copied().unwrap_or_default(),
                compute_units: simulated.units_consumed.unwrap_or_default(),
                logs,
                inner: inner(
                    simulated.inner_instructions.unwrap_or_default(),
                    transaction.message.static_account_keys(),
                ),
            }),
        }
    }

    /// The simulation's limit, with headroom.
    fn budget(&mut self, simulated: u64) -> Budget {
        self.sent = self.sent.wrapping_add(1);
        let with_headroom = simulated.saturating_mul(HEADROOM).div_ceil(100);
        let limit = with_headroom
            .saturating_add(BUDGET_UNITS)
            .saturating_add(self.sent.checked_rem(VARIANTS).unwrap_or(0).into());
        let limit =
            u32::try_from(limit).map_or(MAX_COMPUTE_UNITS, |limit| limit.min(MAX_COMPUTE_UNITS));
        let highest = self.most.saturating_mul(MICRO_LAMPORTS);
        let highest = highest.checked_div(limit.into()).unwrap_or(0);
        Budget {
            limit,
            price: self.price.min(highest),
        }
    }

    /// The transaction in the oldest format that carries it.
    fn draft<'a>(
        &mut self,
        instructions: &'a [Instruction],
        signers: &[&dyn Signer],
        blockhash: Hash,
        budget: Budget,
    ) -> Result<Draft<'a>, SendError> {
        let payer = signers.first().map(|signer| signer.pubkey());
        let draft = Draft {
            payer: payer.unwrap_or_default(),
            instructions,
            blockhash,
            nonce: None,
            budget,
            format: Format::Legacy,
        };
        let format = transaction::format(self, &draft).map_err(SendError::Unsent)?;
        Ok(Draft { format, ..draft })
    }

    fn broadcast(&self, transaction: &VersionedTransaction) -> client_error::Result<()> {
        // It was simulated here, and is sent again from here.
        let config = RpcSendTransactionConfig {
            skip_preflight: true,
            max_retries: Some(0),
            ..RpcSendTransactionConfig::default()
        };
        self.client
            .send_transaction_with_config(transaction, config)?;
        Ok(())
    }

    fn standing(
        &self,
        transaction: &VersionedTransaction,
        last_height: u64,
    ) -> client_error::Result<Standing> {
        // The height first: what is in no block after it was in none before it.
        let height = self
            .client
            .get_block_height_with_commitment(self.commitment)?;
        let statuses = self
            .client
            .get_signature_statuses(&transaction.signatures[..1])?;
        Ok(match statuses.value.into_iter().flatten().next() {
            Some(status) if status.satisfies_commitment(self.commitment) => {
                Standing::Settled(status.status)
            }
            Some(_) => Standing::Seen,
            None if height > last_height => Standing::Expired,
            None => Standing::Missing,
        })
    }

    /// Sends it, again and again, until it is in a block or too late for one.
    fn deliver(
        &self,
        transaction: &VersionedTransaction,
        last_height: u64,
    ) -> Result<Result<(), TransactionError>, SendError> {
        self.broadcast(transaction).map_err(refusal)?;
        let (mut looks, mut misses, mut wait) = (0_u32, 0_u32, MIN_WAIT);
        loop {
            let standing = match self.standing(transaction, last_height) {
                Ok(Standing::Settled(outcome)) => return Ok(outcome),
                Ok(Standing::Expired) => return Err(SendError::Expired),
                Err(error) if misses >= PATIENCE => return Err(unreachable(error).into()),
                standing => standing,
            };
            looks = looks.saturating_add(1);
            misses = if standing.is_err() {
                misses.saturating_add(1)
            } else {
                0
            };
            let due = looks.checked_rem(REBROADCAST) == Some(0);
            if due && matches!(standing, Ok(Standing::Missing)) {
                // If this one is lost, the next may not be.
                let _ = self.broadcast(transaction);
            }
            sleep(wait);
            wait = wait.saturating_mul(2).min(MAX_WAIT);
        }
    }
}

impl Network for RpcNetwork {
    /// Simulates, sends with the limit that this gives, and waits until it is as sure as the commitment says. The
    /// receipt is that of the simulation.
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let latest = self
            .client
            .get_latest_blockhash_with_commitment(self.commitment);
        let (blockhash, last_height) = latest.map_err(unsent)?;
        let most = Budget {
            limit: MAX_COMPUTE_UNITS,
            price: self.price,
        };
        let draft = self.draft(instructions, signers, blockhash, most)?;
        let receipt = self.try_out(&draft.sign(signers)?)?;
        let budget = self.budget(receipt.compute_units);
        let transaction = Draft { budget, ..draft }.sign(signers)?;
        let signature = transaction.signatures[0];
        match self.deliver(&transaction, last_height)? {
            Ok(()) => Ok(Receipt {
                signature,
                ..receipt
            }),
            Err(error) => Err(SendError::Refused {
                error,
                logs: vec![format!(
                    "{} was refused in its block, though its simulation was not",
                    transaction.signatures[0]
                )],
            }),
        }
    }

    fn send_all(
        &mut self,
        transactions: &[Vec<Instruction>],
        signers: &[&dyn Signer],
    ) -> Result<(), SendError> {
        self.send_many(transactions, signers)
    }

    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let blockhash = self.client.get_latest_blockhash().map_err(unsent)?;
        let most = Budget {
            limit: MAX_COMPUTE_UNITS,
            price: 0,
        };
        let draft = self.draft(instructions, signers, blockhash, most)?;
        self.try_out(&draft.sign(signers)?)
    }

    fn has_v1(&mut self) -> Result<bool, Unreachable> {
        if let Some(known) = self.v1 {
            return Ok(known);
        }
        let account = self.account(&TX_V1)?;
        let found = account.is_some_and(|account| is_activated(&account.data));
        self.v1 = Some(found);
        Ok(found)
    }

    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable> {
        let memcmp = Memcmp::new_raw_bytes(0, discriminator.to_vec());
        let config = RpcProgramAccountsConfig {
            filters: Some(vec![RpcFilterType::Memcmp(memcmp)]),
            account_config: RpcAccountInfoConfig {
                encoding: Some(UiAccountEncoding::Base64),
                commitment: Some(self.commitment),
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let found = self
            .client
            .get_program_ui_accounts_with_config(program, config);
        let mut decoded = Vec::new();
        for (address, account) in found.map_err(unreachable)? {
            let account = account.to_account();
            let unreadable = || Unreachable(format!("{address} is not what was asked for"));
            decoded.push((address, account.ok_or_else(unreadable)?));
        }
        decoded.sort_unstable_by_key(|(address, _)| *address);
        Ok(decoded)
    }

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, Unreachable> {
        // The client's own method tells of a network that does not answer as of an account that is missing.
        let config = RpcAccountInfoConfig {
            encoding: Some(UiAccountEncoding::Base64),
            commitment: Some(self.commitment),
            ..RpcAccountInfoConfig::default()
        };
        let asked = json!([address.to_string(), config]);
        let answer = self.client.send(RpcRequest::GetAccountInfo, asked);
        let answer: Response<Option<UiAccount>> = answer.map_err(unreachable)?;
        let unreadable = || Unreachable(format!("{address} is not what was asked for"));
        let decoded = |account: UiAccount| account.to_account().ok_or_else(unreadable);
        answer.value.map(decoded).transpose()
    }

    fn unix_time(&mut self) -> Result<i64, Unreachable> {
        let missing = || Unreachable("it has no clock".into());
        let account = self.account(&sysvar::clock::ID)?.ok_or_else(missing)?;
        let clock: Option<Clock> = bincode::deserialize(&account.data).ok();
        Ok(clock.ok_or_else(missing)?.unix_timestamp)
    }
}

/// Whether the data of a feature's account have the slot of its activation: `Option<u64>`.
fn is_activated(data: &[u8]) -> bool {
    data.first() == Some(&1)
}

/// What programs have called, with the data: of the programs that a node does not parse, which those of the suite are.
fn inner(lists: Vec<UiInnerInstructions>, keys: &[Pubkey]) -> Vec<(Pubkey, Vec<u8>)> {
    let called = |instruction: UiInstruction| {
        let (program, data) = match instruction {
            UiInstruction::Compiled(called) => {
                let program = keys.get(usize::from(called.program_id_index))?;
                (*program, called.data)
            }
            UiInstruction::Parsed(UiParsedInstruction::PartiallyDecoded(called)) => {
                (called.program_id.parse().ok()?, called.data)
            }
            UiInstruction::Parsed(_) => return None,
        };
        Some((program, bs58::decode(data).into_vec().ok()?))
    };
    let all = lists.into_iter().flat_map(|list| list.instructions);
    all.filter_map(called).collect()
}

fn unreachable(error: client_error::Error) -> Unreachable {
    Unreachable(cause(&error))
}

fn unsent(error: client_error::Error) -> SendError {
    SendError::Unsent(unreachable(error))
}

/// Who was asked and what went wrong at last, such as `http://127.0.0.1:1/: Connection refused (os error 111)`.
fn cause(error: &client_error::Error) -> String {
    let client_error::ErrorKind::Reqwest(request) = error.kind() else {
        return error.to_string();
    };
    let mut last = request.source();
    while let Some(deeper) = last.and_then(Error::source) {
        last = Some(deeper);
    }
    match (request.url(), last) {
        (Some(url), Some(last)) => format!("{url}: {last}"),
        _ => request.to_string(),
    }
}

/// Some nodes execute a transaction as they take it, and answer with its error.
fn refusal(error: client_error::Error) -> SendError {
    match error.get_transaction_error() {
        Some(error) => SendError::Refused {
            error,
            logs: Vec::new(),
        },
        None if is_unconnected(&error) => unsent(error),
        None => unreachable(error).into(),
    }
}

/// Whether the request never left for want of a connection.
fn is_unconnected(error: &client_error::Error) -> bool {
    matches!(error.kind(), client_error::ErrorKind::Reqwest(request) if request.is_connect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_keypair::Keypair;

    #[test]
    fn a_network_that_fails_is_not_an_account_that_is_missing() {
        let mut failing = RpcNetwork::over(RpcClient::new_mock("fails"));
        let address = Pubkey::new_unique();
        assert!(failing.account(&address).is_err() && failing.unix_time().is_err());
        let outcome = failing.send(&[], &[&Keypair::new()]);
        assert!(matches!(outcome, Err(SendError::Unsent(_))));
    }

    #[test]
    fn who_does_not_answer_is_told_with_the_cause() {
        let mut nobody = RpcNetwork::new("http://127.0.0.1:1", CommitmentConfig::processed());
        let Unreachable(told) = nobody.account(&Pubkey::new_unique()).unwrap_err();
        let (who, why) = told.split_once(": ").unwrap();
        assert_eq!(who, "http://127.0.0.1:1/");
        assert!(why.starts_with("Connection refused"), "{why}");
    }

    #[test]
    fn the_limit_is_the_simulations_with_headroom_and_never_twice_the_same() {
        let mut network = RpcNetwork::over(RpcClient::new_mock("succeeds"));
        let limits = [10_000, 10_000, u64::MAX].map(|units| network.budget(units).limit);
        assert_eq!(limits, [13_001, 13_002, MAX_COMPUTE_UNITS]);
    }

    #[test]
    fn the_priority_fee_stays_below_its_limit() {
        let network = RpcNetwork::over(RpcClient::new_mock("succeeds"));
        let mut network = network.with_priority_fee(5_000_000).with_highest_fee(13);
        // 13 lamports for 13,001 units are 999.9 micro-lamports each.
        assert_eq!(network.budget(10_000).price, 999);
        let mut network = network.with_highest_fee(1_000_000);
        assert_eq!(network.budget(10_000).price, 5_000_000);
    }
}
