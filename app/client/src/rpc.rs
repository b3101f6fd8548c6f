//! A cluster behind JSON-RPC.

mod answer;
mod ask;
mod fees;
mod hermes;
mod history;
mod meter;
mod node;
mod seen;
mod send;
mod simulate;
mod transport;
mod unknown;

use std::time::Duration;

use anchor_lang::{
    prelude::{pubkey, Pubkey},
    solana_program::instruction::Instruction,
};
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use solana_account::Account;
use solana_account_decoder_client_types::{UiAccount, UiAccountEncoding};
use solana_clock::Clock as ClockSysvar;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client_api::{
    config::{RpcAccountInfoConfig, RpcProgramAccountsConfig},
    custom_error::{
        JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE,
        JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
    },
    filter::{Memcmp, RpcFilterType},
    request::MAX_MULTIPLE_ACCOUNTS,
    response::{Response, RpcKeyedAccount},
};
use solana_sdk_ids::sysvar;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::EncodedConfirmedTransactionWithStatusMeta;

use crate::{
    confirmed, features,
    sending::{
        node::Node, Clock, Entropy, Observer, Silent, SystemClock, SystemEntropy, Timeouts,
        Variation,
    },
    transaction::{Budget, MAX_COMPUTE_UNITS},
    Executed, Match, Mention, Network, Preview, ReadError, Receipt, SendError,
};
pub(crate) use answer::plain;
pub use hermes::Hermes;

use ask::{read_error, Rpc, REPEATS};
use fees::Policy;
use seen::Seen;
pub(crate) use transport::{cause_of, is_loopback, last_cause, CONNECT};
use transport::{Http, Transport};

pub use fees::median;
pub use history::{Listed, Part};
pub use meter::{Failure, Meter};

/// Compute limit in percent of the simulated units: the accounts can change until the execution.
const HEADROOM: u64 = 120;
/// Further compute units, for the budget instructions.
const BUDGET_UNITS: u64 = 1_000;
/// For the hash of the first block.
const GENESIS: Duration = Duration::from_secs(2);
/// Micro-lamports of a lamport.
const MICRO_LAMPORTS: u64 = 1_000_000;
/// Account of the feature `enable_tx_v1`.
const TX_V1: Pubkey = pubkey!("txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL");

/// A cluster behind JSON-RPC. Calls block. A request whose answer is lost is repeated, if it may be done twice.
pub struct RpcNetwork {
    rpc: Rpc,
    commitment: CommitmentConfig,
    price: u64,
    policy: Policy,
    most: u64,
    observer: Box<dyn Observer>,
    entropy: Box<dyn Entropy>,
    /// Slot of the last transaction sent: later simulations run on top of it.
    seen: Seen,
    /// Last slot that was read: no later read or simulation uses an earlier one.
    read: Seen,
    /// Hash of its first block, once it was asked.
    genesis: Option<Hash>,
    /// Whether it is known to accept version 1. A negative answer is not kept: it can change at any epoch.
    v1: bool,
}

impl RpcNetwork {
    /// The cluster at `url`. `commitment` applies to reads and to outcomes.
    pub fn new(url: impl ToString, commitment: CommitmentConfig) -> Self {
        let transport = Http::new(url.to_string());
        Self::over(
            Box::new(transport),
            Box::new(SystemClock::default()),
            commitment,
        )
    }

    fn over(
        transport: Box<dyn Transport>,
        clock: Box<dyn Clock>,
        commitment: CommitmentConfig,
    ) -> Self {
        Self {
            rpc: Rpc::new(transport, clock),
            commitment,
            price: 0,
            policy: Policy::Fixed,
            most: u64::MAX,
            observer: Box::new(Silent),
            entropy: Box::new(SystemEntropy),
            seen: Seen::default(),
            read: Seen::default(),
            genesis: None,
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

    /// The same with an observer that is called with each transaction before it is sent.
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Box::new(observer);
        self
    }

    /// The same with a meter of its requests.
    pub fn with_meter(mut self, meter: impl Meter + 'static) -> Self {
        self.rpc.meter = Box::new(meter);
        self
    }

    /// The same with other timeouts.
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.rpc.timeouts = timeouts;
        self
    }

    /// The same with another timeout for the outcome of a transaction. No answer is waited for longer than that.
    pub fn with_timeout(mut self, outcome: Duration) -> Self {
        let timeouts = &mut self.rpc.timeouts;
        timeouts.outcome = outcome;
        timeouts.request = timeouts.request.min(outcome);
        self
    }

    /// The same with another source of randomness, such as a seeded one.
    pub fn with_entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.entropy = Box::new(entropy);
        self
    }

    /// A transaction in a block, of any version up to [`confirmed::VERSION`]; none if the node does not have it.
    /// [`confirmed::events`] finds its events.
    ///
    /// # Errors
    /// If the network cannot be read.
    pub fn transaction(
        &self,
        signature: &Signature,
    ) -> Result<Option<EncodedConfirmedTransactionWithStatusMeta>, ReadError> {
        let method = "getTransaction";
        let asked = json!([signature.to_string(), confirmed::config(self.commitment)]);
        self.rpc.ask(method, &asked).map_err(|fault| {
            if fault.code == Some(JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION) {
                return ReadError::Refused {
                    method: method.into(),
                    words: format!(
                        "the transaction is of a newer version than {}, the last that this client reads: update it",
                        confirmed::VERSION
                    ),
                };
            }
            history::without_history(method, fault)
        })
    }

    /// Part of the transactions that name `address`, with their places in their blocks.
    ///
    /// # Errors
    /// As [`Network::mentions`]; [`ReadError::Behind`] if the node does not reach the slot asked for.
    pub fn listed(&self, address: &Pubkey, part: &Part) -> Result<Vec<Listed>, ReadError> {
        history::listed(self, address, part)
    }

    /// The answer to any request that may be repeated, such as those that [`Network`] has no method for.
    ///
    /// # Errors
    /// If the network cannot be read.
    pub fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        parameters: Value,
    ) -> Result<T, ReadError> {
        self.rpc.read(method, &parameters)
    }

    /// Accounts of `program` that match all filters, ordered by address.
    fn filtered(
        &mut self,
        program: &Pubkey,
        memcmps: Vec<Memcmp>,
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let filters = memcmps.into_iter().map(RpcFilterType::Memcmp).collect();
        let found: Vec<RpcKeyedAccount> = self
            .read_on("getProgramAccounts", |account_config| {
                let config = RpcProgramAccountsConfig {
                    filters: Some(filters),
                    account_config,
                    with_context: Some(true),
                    ..RpcProgramAccountsConfig::default()
                };
                json!([program.to_string(), config])
            })?
            .value;
        let mut decoded = Vec::with_capacity(found.len());
        for RpcKeyedAccount { pubkey, account } in found {
            let unreadable =
                || ReadError::Unreachable(format!("the account {pubkey} cannot be decoded"));
            let address = pubkey.parse().map_err(|_| unreadable())?;
            decoded.push((address, account.to_account().ok_or_else(unreadable)?));
        }
        decoded.sort_unstable_by_key(|(address, _)| *address);
        Ok(decoded)
    }

    fn look_up(&mut self, address: &Pubkey) -> Result<Response<Option<UiAccount>>, ReadError> {
        self.read_on("getAccountInfo", |config| {
            json!([address.to_string(), config])
        })
    }

    /// What accounts are, of a slot that is no earlier than any that was read or sent in. `parameters` holds the configuration.
    fn read_on<T: DeserializeOwned>(
        &mut self,
        method: &str,
        parameters: impl FnOnce(RpcAccountInfoConfig) -> Value,
    ) -> Result<Response<T>, ReadError> {
        let least = self.least();
        let config = RpcAccountInfoConfig {
            encoding: Some(UiAccountEncoding::Base64),
            commitment: Some(self.commitment),
            min_context_slot: (least > 0).then_some(least),
            data_slice: None,
        };
        let answer = self.rpc.ask_on(method, &parameters(config), least);
        let answer: Response<T> = answer.map_err(|fault| read_error(method, fault))?;
        self.read.see(answer.context.slot, self.rpc.clock.now());
        Ok(answer)
    }

    /// The minimum slot of reads.
    fn least(&self) -> u64 {
        let now = self.rpc.clock.now();
        self.seen.least(now).max(self.read.least(now))
    }
}

impl Network for RpcNetwork {
    /// Simulates, sends with the resulting limit, and waits for the commitment. The receipt is that of the
    /// simulation.
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        self.send_one(instructions, signers)
    }

    fn submit(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Signature, SendError> {
        self.submit_one(instructions, signers)
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
        Ok(self.simulate_at(instructions, signers, &[])?.receipt)
    }

    /// The receipt holds only the signature: nothing is simulated here.
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        self.send_as_is(transaction)
    }

    fn simulate_signed(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<Receipt, SendError> {
        Ok(self.preview_signed(transaction, &[])?.receipt)
    }

    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError> {
        let ask = |history: bool| {
            let signatures = [*signature];
            self.rpc
                .patiently(|| self.nodes().statuses(&signatures, history))
        };
        let statuses = match ask(true) {
            // Without history, the node remembers only some minutes.
            Err(fault)
                if fault.code == Some(JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE) =>
            {
                ask(false)
            }
            statuses => statuses,
        };
        let statuses = statuses.map_err(|fault| read_error("getSignatureStatuses", fault))?;
        let found = statuses.value.into_iter().flatten();
        // One of a later block than the node has is none.
        let mut sure = found.filter(|it| it.sure && it.slot <= statuses.slot);
        Ok(sure.next().map(|status| status.outcome))
    }

    /// The simulation's limit, with headroom, and something random: equal instructions make different transactions. The
    /// largest, and nothing random, for a transaction that several people build alike.
    fn budget(&mut self, simulated: Option<u64>) -> Budget {
        let Some(units) = simulated else {
            return self.priced(MAX_COMPUTE_UNITS, None);
        };
        let variation = Variation::draw(self.entropy.as_mut());
        self.priced(limit(units, variation), Some(variation.loaded_bytes()))
    }

    /// With the most that the random part of the limit can be.
    fn highest_priority_fee(&mut self, simulated: u64) -> u64 {
        let limit = limit(simulated, Variation::MOST);
        let budget = Budget {
            limit,
            price: self.price,
            loaded_bytes: None,
        };
        budget.priority_fee().min(self.most)
    }

    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.simulate_at(instructions, signers, watched)
    }

    fn preview_signed(
        &mut self,
        transaction: &VersionedTransaction,
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.try_out(transaction, self.least(), false, watched)
    }

    /// Asked once, with a short timeout: only names depend on it.
    fn genesis(&mut self) -> Result<Option<Hash>, ReadError> {
        let method = "getGenesisHash";
        if self.genesis.is_none() {
            let reported: Result<String, _> = self.rpc.once(method, &json!([]), GENESIS);
            let reported = reported.map_err(|fault| read_error(method, fault))?;
            self.genesis = reported.parse().ok();
        }
        Ok(self.genesis)
    }

    fn blockhash(&mut self) -> Result<Hash, ReadError> {
        self.latest()
    }

    fn has_v1(&mut self) -> Result<bool, ReadError> {
        if !self.v1 {
            self.v1 = features::standing(self, &TX_V1)? == features::Standing::Active;
        }
        Ok(self.v1)
    }

    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let memcmp = Memcmp::new_raw_bytes(0, discriminator.to_vec());
        self.filtered(program, vec![memcmp])
    }

    fn program_accounts_where(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        matches: &[Match],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let mut memcmps = vec![Memcmp::new_raw_bytes(0, discriminator.to_vec())];
        let others = matches.iter();
        memcmps.extend(others.map(|it| Memcmp::new_raw_bytes(it.place, it.bytes.clone())));
        self.filtered(program, memcmps)
    }

    fn mentions(
        &mut self,
        address: &Pubkey,
        before: Option<&Signature>,
        limit: usize,
    ) -> Result<Vec<Mention>, ReadError> {
        history::mentions(self, address, before, limit)
    }

    fn executed(&mut self, signature: &Signature) -> Result<Option<Executed>, ReadError> {
        history::executed(self, signature)
    }

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        let answer = self.look_up(address)?;
        let unreadable =
            || ReadError::Unreachable(format!("the account {address} cannot be decoded"));
        let decoded = |account: UiAccount| account.to_account().ok_or_else(unreadable);
        answer.value.map(decoded).transpose()
    }

    fn accounts(&mut self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, ReadError> {
        let mut found = Vec::with_capacity(addresses.len());
        for part in addresses.chunks(MAX_MULTIPLE_ACCOUNTS) {
            let part: Vec<String> = part.iter().map(ToString::to_string).collect();
            let length = part.len();
            let answer: Response<Vec<Option<UiAccount>>> =
                self.read_on("getMultipleAccounts", |config| json!([part, config]))?;
            let accounts = simulate::alive(answer.value, length);
            let unreadable =
                || ReadError::Unreachable("it gives accounts that cannot be decoded".into());
            found.extend(accounts.ok_or_else(unreadable)?);
        }
        Ok(found)
    }

    fn unix_time(&mut self) -> Result<i64, ReadError> {
        let missing = || ReadError::Unreachable("it has no clock".into());
        let account = self.account(&sysvar::clock::ID)?.ok_or_else(missing)?;
        let clock: Option<ClockSysvar> = bincode::deserialize(&account.data).ok();
        Ok(clock.ok_or_else(missing)?.unix_timestamp)
    }
}

impl RpcNetwork {
    /// That many compute units at the price, lowered if the fee cap requires it.
    fn priced(&self, limit: u32, loaded_bytes: Option<u32>) -> Budget {
        let highest = self.most.saturating_mul(MICRO_LAMPORTS);
        let highest = highest.checked_div(limit.into()).unwrap_or(0);
        Budget {
            limit,
            price: self.price.min(highest),
            loaded_bytes,
        }
    }
}

/// The limit for a transaction whose simulation took so many compute units: the largest if the network does not say.
fn limit(simulated: u64, variation: Variation) -> u32 {
    match simulated {
        0 => MAX_COMPUTE_UNITS,
        units => {
            let with_headroom = units.saturating_mul(HEADROOM).div_ceil(100);
            variation.limit(with_headroom.saturating_add(BUDGET_UNITS))
        }
    }
}

#[cfg(test)]
mod tests;
