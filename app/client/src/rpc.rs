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
        RpcSimulateTransactionAccountsConfig, RpcSimulateTransactionConfig,
    },
    custom_error::{
        JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE,
        JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
    },
    filter::{Memcmp, RpcFilterType},
    request::{RpcError, RpcRequest, MAX_MULTIPLE_ACCOUNTS},
    response::Response,
};
use solana_sdk_ids::sysvar;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::EncodedConfirmedTransactionWithStatusMeta;

use crate::{
    confirmed, features, nonce,
    transaction::{self, Budget, Draft, Format, Nonce, MAX_COMPUTE_UNITS},
    Network, Preview, Receipt, SendError, Unreachable,
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
/// Blocks after which a blockhash is no longer accepted.
const BLOCKHASH_BLOCKS: u64 = 150;
/// Account of the feature `enable_tx_v1`.
const TX_V1: Pubkey = pubkey!("txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL");

/// A cluster behind JSON-RPC. Calls block.
pub struct RpcNetwork {
    client: RpcClient,
    commitment: CommitmentConfig,
    price: u64,
    most: u64,
    sent: u32,
    /// Whether it is known to accept version 1. A negative answer is not kept: it can change at any epoch.
    v1: bool,
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
    /// Not landed within a blockhash's lifetime, but its nonce keeps it from expiring.
    Pending,
    /// Not landed, and another transaction has advanced its nonce.
    NonceAdvanced,
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
            v1: false,
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

    /// A transaction in a block, of any version up to [`confirmed::VERSION`]; none if the node does not have it.
    /// [`confirmed::events`] finds its events.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn transaction(
        &self,
        signature: &Signature,
    ) -> Result<Option<EncodedConfirmedTransactionWithStatusMeta>, Unreachable> {
        let asked = json!([signature.to_string(), confirmed::config(self.commitment)]);
        let answer = self.client.send(RpcRequest::GetTransaction, asked);
        answer.map_err(unreachable)
    }

    /// The client, for what [`Network`] has no method for.
    pub fn client(&self) -> &RpcClient {
        &self.client
    }

    /// What it consumes and logs, on the state as it is.
    fn try_out(&self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        let preview = self.try_out_and_watch(transaction, &[])?;
        Ok(preview.receipt)
    }

    /// The same, and `watched`, accounts of the transaction, as it would leave them.
    fn try_out_and_watch(
        &self,
        transaction: &VersionedTransaction,
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let accounts = RpcSimulateTransactionAccountsConfig {
            encoding: Some(UiAccountEncoding::Base64),
            addresses: watched.iter().map(ToString::to_string).collect(),
        };
        let config = RpcSimulateTransactionConfig {
            commitment: Some(self.commitment),
            inner_instructions: true,
            accounts: Some(accounts).filter(|_| !watched.is_empty()),
            ..RpcSimulateTransactionConfig::default()
        };
        let simulated = self
            .client
            .simulate_transaction_with_config(transaction, config);
        let simulated = simulated.map_err(unsent)?.value;
        let mut keys = transaction.message.static_account_keys().to_vec();
        if let Some(loaded) = &simulated.loaded_addresses {
            keys.extend(confirmed::of_tables(loaded).unwrap_or_default());
        }
        let called = simulated.inner_instructions.unwrap_or_default();
        let logs = simulated.logs.unwrap_or_default();
        match simulated.err {
            Some(error) => Err(SendError::Refused {
                error: error.into(),
                logs,
            }),
            None => Ok(Preview {
                receipt: Receipt {
                    signature: transaction.signatures.first().copied().unwrap_or_default(),
                    compute_units: simulated.units_consumed.unwrap_or_default(),
                    logs,
                    inner: confirmed::called(&called, &keys).unwrap_or_default(),
                },
                accounts: simulated
                    .accounts
                    .and_then(|accounts| watched_accounts(accounts, watched.len())),
            }),
        }
    }

    /// Accounts of `program` that match all filters, ordered by address.
    fn filtered(
        &self,
        program: &Pubkey,
        memcmps: Vec<Memcmp>,
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable> {
        let config = RpcProgramAccountsConfig {
            filters: Some(memcmps.into_iter().map(RpcFilterType::Memcmp).collect()),
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
            let unreadable = || Unreachable(format!("the account {address} cannot be decoded"));
            decoded.push((address, account.ok_or_else(unreadable)?));
        }
        decoded.sort_unstable_by_key(|(address, _)| *address);
        Ok(decoded)
    }

    /// That many compute units at the price, lowered if the fee cap requires it.
    fn priced(&self, limit: u32) -> Budget {
        let highest = self.most.saturating_mul(MICRO_LAMPORTS);
        let highest = highest.checked_div(limit.into()).unwrap_or(0);
        Budget {
            limit,
            price: self.price.min(highest),
        }
    }

    /// The transaction in the oldest format that fits, with the budget for its simulation.
    fn draft<'a>(
        &mut self,
        instructions: &'a [Instruction],
        signers: &[&dyn Signer],
        blockhash: Hash,
    ) -> Result<Draft<'a>, SendError> {
        let payer = signers.first().map(|signer| signer.pubkey());
        let full = Draft {
            payer: payer.unwrap_or_default(),
            instructions,
            blockhash,
            nonce: None,
            budget: Budget {
                limit: MAX_COMPUTE_UNITS,
                price: self.price,
            },
            format: Format::Legacy,
        };
        // At the full price: the cap may round it to zero at the simulation's limit, but not at the lower limit that is sent.
        let format = transaction::format(self, &full).map_err(SendError::Unsent)?;
        Ok(Draft {
            format,
            budget: self.priced(MAX_COMPUTE_UNITS),
            ..full
        })
    }

    /// Solana's own method reports an unreachable network as a missing account.
    fn look_up(&self, address: &Pubkey) -> client_error::Result<Response<Option<UiAccount>>> {
        let config = RpcAccountInfoConfig {
            encoding: Some(UiAccountEncoding::Base64),
            commitment: Some(self.commitment),
            ..RpcAccountInfoConfig::default()
        };
        let asked = json!([address.to_string(), config]);
        self.client.send(RpcRequest::GetAccountInfo, asked)
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
        let tip = self
            .client
            .get_epoch_info_with_commitment(self.commitment)?;
        let statuses = self
            .client
            .get_signature_statuses(&transaction.signatures[..1])?;
        Ok(match statuses.value.into_iter().flatten().next() {
            Some(status) if status.satisfies_commitment(self.commitment) => {
                Standing::Settled(status.status)
            }
            Some(_) => Standing::Seen,
            None if tip.block_height <= last_height => Standing::Missing,
            // Of a node that is behind the one that told the height, nothing follows.
            None if statuses.context.slot < tip.absolute_slot => Standing::Missing,
            None => match nonce::of(&transaction.message) {
                Some(nonce) => self.standing_of_nonce(transaction, &nonce)?,
                None => Standing::Expired,
            },
        })
    }

    /// The same with a durable nonce: only an advanced nonce ends it.
    fn standing_of_nonce(
        &self,
        transaction: &VersionedTransaction,
        nonce: &Nonce,
    ) -> client_error::Result<Standing> {
        // Nonce before status: if this transaction advanced it, the status read afterwards shows it.
        let account = self.look_up(&nonce.account)?;
        let stored = account.value.and_then(|account| account.to_account());
        let stored = stored.and_then(|account| nonce::decode(&nonce.account, &account).ok());
        if stored.is_some_and(|it| it.value == *transaction.message.recent_blockhash()) {
            return Ok(Standing::Pending);
        }
        // It may be older than the node's status cache.
        let statuses = self
            .client
            .get_signature_statuses_with_history(&transaction.signatures[..1])?;
        let found = statuses.value.into_iter().flatten().next();
        Ok(match found {
            Some(status) if status.satisfies_commitment(self.commitment) => {
                Standing::Settled(status.status)
            }
            Some(_) => Standing::Seen,
            // A node that lags proves nothing.
            None if statuses.context.slot < account.context.slot => Standing::Missing,
            None => Standing::NonceAdvanced,
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
                Ok(Standing::Pending) => {
                    return Err(SendError::Pending(transaction.signatures[0]));
                }
                Ok(Standing::NonceAdvanced) => {
                    return Err(SendError::NonceAdvanced(transaction.signatures[0]));
                }
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

impl RpcNetwork {
    /// Sends it and waits until it is in a block.
    fn conclude(
        &self,
        transaction: &VersionedTransaction,
        last_height: u64,
    ) -> Result<Signature, SendError> {
        let signature = transaction.signatures[0];
        self.deliver(transaction, last_height)?
            .map_err(|error| SendError::Refused {
                error,
                logs: vec![format!(
                    "{signature} was refused in its block, though its simulation was not"
                )],
            })?;
        Ok(signature)
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
        let draft = self.draft(instructions, signers, blockhash)?;
        // Unsigned: nodes do not verify here, and a hardware wallet would ask for a button press.
        let receipt = self.try_out(&draft.leave_unsigned(signers)?)?;
        let budget = self.budget(Some(receipt.compute_units));
        let transaction = Draft { budget, ..draft }.sign(signers)?;
        let signature = self.conclude(&transaction, last_height)?;
        Ok(Receipt {
            signature,
            ..receipt
        })
    }

    /// The receipt holds only the signature: nothing is simulated here.
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        let height = self
            .client
            .get_block_height_with_commitment(self.commitment);
        let last_height = height.map_err(unsent)?.saturating_add(BLOCKHASH_BLOCKS);
        let signature = self.conclude(transaction, last_height)?;
        Ok(Receipt {
            signature,
            compute_units: 0,
            logs: Vec::new(),
            inner: Vec::new(),
        })
    }

    fn simulate_signed(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<Receipt, SendError> {
        self.try_out(transaction)
    }

    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, Unreachable> {
        let signatures = [*signature];
        let statuses = match self.client.get_signature_statuses_with_history(&signatures) {
            // Without history, the node remembers only some minutes.
            Err(error) if has_no_history(&error) => self.client.get_signature_statuses(&signatures),
            statuses => statuses,
        };
        let found = statuses.map_err(unreachable)?.value.into_iter().flatten();
        let mut sure = found.filter(|status| status.satisfies_commitment(self.commitment));
        Ok(sure.next().map(|status| status.status))
    }

    /// The simulation's limit, with headroom.
    fn budget(&mut self, simulated: Option<u64>) -> Budget {
        let limit = match simulated {
            Some(units) => {
                self.sent = self.sent.wrapping_add(1);
                let with_headroom = units.saturating_mul(HEADROOM).div_ceil(100);
                let limit = with_headroom
                    .saturating_add(BUDGET_UNITS)
                    .saturating_add(self.sent.checked_rem(VARIANTS).unwrap_or(0).into());
                u32::try_from(limit).map_or(MAX_COMPUTE_UNITS, |limit| limit.min(MAX_COMPUTE_UNITS))
            }
            None => MAX_COMPUTE_UNITS,
        };
        self.priced(limit)
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
        let draft = self.draft(instructions, signers, blockhash)?;
        self.try_out(&draft.leave_unsigned(signers)?)
    }

    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let blockhash = self.client.get_latest_blockhash().map_err(unsent)?;
        let draft = self.draft(instructions, signers, blockhash)?;
        self.try_out_and_watch(&draft.leave_unsigned(signers)?, watched)
    }

    fn preview_signed(
        &mut self,
        transaction: &VersionedTransaction,
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.try_out_and_watch(transaction, watched)
    }

    fn has_v1(&mut self) -> Result<bool, Unreachable> {
        if !self.v1 {
            self.v1 = features::standing(self, &TX_V1)? == features::Standing::Active;
        }
        Ok(self.v1)
    }

    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable> {
        let memcmp = Memcmp::new_raw_bytes(0, discriminator.to_vec());
        self.filtered(program, vec![memcmp])
    }

    fn program_accounts_of(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        place: usize,
        address: &Pubkey,
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable> {
        let memcmps = vec![
            Memcmp::new_raw_bytes(0, discriminator.to_vec()),
            Memcmp::new_raw_bytes(place, address.to_bytes().to_vec()),
        ];
        self.filtered(program, memcmps)
    }

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, Unreachable> {
        let answer = self.look_up(address).map_err(unreachable)?;
        let unreadable = || Unreachable(format!("the account {address} cannot be decoded"));
        let decoded = |account: UiAccount| account.to_account().ok_or_else(unreadable);
        answer.value.map(decoded).transpose()
    }

    fn accounts(&mut self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, Unreachable> {
        let config = RpcAccountInfoConfig {
            encoding: Some(UiAccountEncoding::Base64),
            commitment: Some(self.commitment),
            ..RpcAccountInfoConfig::default()
        };
        let mut found = Vec::with_capacity(addresses.len());
        for part in addresses.chunks(MAX_MULTIPLE_ACCOUNTS) {
            let answer = self
                .client
                .get_multiple_ui_accounts_with_config(part, config.clone());
            let accounts = answer.map_err(unreachable)?.value;
            let accounts = watched_accounts(accounts, part.len());
            let unreadable = || Unreachable("accounts that cannot be decoded".into());
            found.extend(accounts.ok_or_else(unreadable)?);
        }
        Ok(found)
    }

    fn unix_time(&mut self) -> Result<i64, Unreachable> {
        let missing = || Unreachable("it has no clock".into());
        let account = self.account(&sysvar::clock::ID)?.ok_or_else(missing)?;
        let clock: Option<Clock> = bincode::deserialize(&account.data).ok();
        Ok(clock.ok_or_else(missing)?.unix_timestamp)
    }
}

/// As many accounts as were asked for, those without lamports as none; nothing if one cannot be decoded.
fn watched_accounts(
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

fn unreachable(error: client_error::Error) -> Unreachable {
    Unreachable(cause(&error))
}

fn unsent(error: client_error::Error) -> SendError {
    SendError::Unsent(unreachable(error))
}

/// Who was asked and what went wrong at last, such as `http://127.0.0.1:1/: Connection refused (os error 111)`.
fn cause(error: &client_error::Error) -> String {
    if is_newer(error) {
        return format!(
            "the transaction is of a newer version than {}, the last that this client reads: update it",
            confirmed::VERSION
        );
    }
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

/// Code of a JSON-RPC error.
fn code_of(error: &client_error::Error) -> Option<i64> {
    match error.kind() {
        client_error::ErrorKind::RpcError(RpcError::RpcResponseError { code, .. }) => Some(*code),
        _ => None,
    }
}

/// Whether the node keeps no history.
fn has_no_history(error: &client_error::Error) -> bool {
    code_of(error) == Some(JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE)
}

/// Whether the node refused a transaction whose version is above the requested maximum.
fn is_newer(error: &client_error::Error) -> bool {
    code_of(error) == Some(JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION)
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
mod nonce_tests;
#[cfg(test)]
mod tests;
