//! solana-program-test.

use std::collections::BTreeSet;

use agave_feature_set::FeatureSet;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{transaction::Budget, Network, ReadError, Receipt, SendError};
use solana_account::Account;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_program_test::{BanksClientError, ProgramTest, ProgramTestContext, ProgramTestError};
use solana_rent::Rent;
use solana_sdk_ids::{bpf_loader, feature};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use tokio::runtime::Runtime;

use crate::{
    end::End,
    features, native,
    programs::{self, Program},
    transactions::{self, Transactions},
    Vm,
};

/// Bytes of a feature's account: an `Option<u64>`.
const FEATURE_BYTES: usize = 9;

/// The suite in the cluster's runtime, with its real SPL token program.
pub struct BankVm {
    context: ProgramTestContext,
    runtime: Runtime,
    transactions: Transactions,
    /// Every address that a transaction or a test has named: the bank lists no accounts.
    known: BTreeSet<Pubkey>,
    /// After all of it.
    _end: End,
}

impl BankVm {
    /// A network at `unix_time` with the suite's programs, whose upgrade authority is
    /// `upgrade_authority`; the wallets of `funded` hold 1,000 SOL each.
    ///
    /// # Errors
    /// If `SBF_OUT_DIR` lacks a program, or no runtime can be started.
    pub fn new(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        funded: &[Pubkey],
    ) -> anyhow::Result<Self> {
        Self::with_others(upgrade_authority, unix_time, funded, &[])
    }

    /// The same with `others`, programs of a test, always natively compiled.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_others(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        funded: &[Pubkey],
        others: &[Program],
    ) -> anyhow::Result<Self> {
        let features = features::mainnet();
        let others = Others::Native(others);
        Self::build(upgrade_authority, unix_time, funded, others, &features)
    }

    /// The same as [`new`](Self::new) with another sBPF program, of `bytes`.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_program(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        funded: &[Pubkey],
        id: Pubkey,
        bytes: &[u8],
    ) -> anyhow::Result<Self> {
        let features = features::mainnet();
        let others = Others::Sbf(id, bytes);
        Self::build(upgrade_authority, unix_time, funded, others, &features)
    }

    /// The same as [`new`](Self::new) with other features than mainnet's.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_features(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        funded: &[Pubkey],
        features: &FeatureSet,
    ) -> anyhow::Result<Self> {
        let others = Others::Native(&[]);
        Self::build(upgrade_authority, unix_time, funded, others, features)
    }

    fn build(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        funded: &[Pubkey],
        others: Others,
        features: &FeatureSet,
    ) -> anyhow::Result<Self> {
        native::install();
        let mut test = quiet();
        switch(&mut test, features);
        others.add_to(&mut test);
        for program in programs::suite() {
            let sbf = programs::sbf_file(&program)?.is_some();
            test.prefer_bpf(sbf);
            test.add_program(program.name, program.id, Some(program.native));
            let (address, account) = programs::program_data(&program.id, upgrade_authority);
            test.add_account(address, account);
        }
        for wallet in funded {
            let account = Account {
                lamports: 1_000_000_000_000,
                ..Account::default()
            };
            test.add_account(*wallet, account);
        }
        let end = End::new();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        // On the runtime's only worker: on another thread, its ticks would hit a bank that the warp has frozen.
        let started = runtime.spawn(async move {
            let mut context = test.start_with_context().await;
            let epochs = &context.genesis_config().epoch_schedule;
            let second_slot = epochs.get_first_slot_in_epoch(1).saturating_add(1);
            context.warp_to_slot(second_slot)?;
            Ok::<_, ProgramTestError>(context)
        });
        let context = runtime.block_on(started)??;
        end.begun();
        let mut vm = Self {
            context,
            runtime,
            transactions: Transactions::default(),
            known: BTreeSet::new(),
            _end: end,
        };
        vm.set_unix_time(unix_time);
        Ok(vm)
    }

    /// Whether a feature is active.
    pub fn is_active(&self, feature: &Pubkey) -> bool {
        self.context.is_active(feature)
    }

    fn set_clock(&mut self, set: impl FnOnce(&mut Clock)) {
        let clock = self
            .runtime
            .block_on(self.context.banks_client.get_sysvar::<Clock>());
        let mut clock = clock.unwrap_or_default();
        set(&mut clock);
        self.context.set_sysvar(&clock);
    }

    /// The bank's rent.
    ///
    /// # Errors
    /// If the bank does not answer.
    pub fn rent(&self) -> Result<Rent, ReadError> {
        let rent = self.context.banks_client.get_sysvar::<Rent>();
        self.runtime.block_on(rent).map_err(unreachable)
    }
}

/// Programs beside the suite.
enum Others<'a> {
    Native(&'a [Program]),
    Sbf(Pubkey, &'a [u8]),
}

impl Others<'_> {
    fn add_to(self, test: &mut ProgramTest) {
        match self {
            Self::Native(programs) => {
                test.prefer_bpf(false);
                for program in programs {
                    test.add_program(program.name, program.id, Some(program.native));
                }
            }
            // Of the loader whose programs are in one account.
            Self::Sbf(id, bytes) => {
                let account = Account {
                    lamports: Rent::default().minimum_balance(bytes.len()),
                    data: bytes.to_vec(),
                    owner: bpf_loader::ID,
                    executable: true,
                    ..Account::default()
                };
                test.add_account(id, account);
            }
        }
    }
}

/// Activates `features`, and deactivates all others.
///
/// They are active from genesis, except those that lower the rent: a bank applies these only when they activate, in the
/// first slot of an epoch.
fn switch(test: &mut ProgramTest, features: &FeatureSet) {
    let lowers = |id: &Pubkey| features::RENTS.iter().any(|(gate, _)| gate == id);
    for id in features::known() {
        let is_on = features.is_active(&id);
        if is_on && !lowers(&id) {
            continue;
        }
        test.deactivate_feature(id);
        if is_on {
            // Feature { activated_at: None }: pending.
            let to_come = Account {
                lamports: Rent::default().minimum_balance(FEATURE_BYTES),
                data: vec![0; FEATURE_BYTES],
                owner: feature::ID,
                ..Account::default()
            };
            test.add_account(id, to_come);
        }
    }
}

/// A `ProgramTest` that logs errors only, unless `RUST_LOG` asks for more.
fn quiet() -> ProgramTest {
    let test = ProgramTest::default();
    agave_logger::setup_with_default("error");
    test
}

fn unreachable(error: BanksClientError) -> ReadError {
    ReadError::Unreachable(error.to_string())
}

fn unsent(error: BanksClientError) -> SendError {
    SendError::Unsent(unreachable(error))
}

fn refused(error: BanksClientError) -> Option<SendError> {
    match error {
        BanksClientError::TransactionError(error) => Some(SendError::Refused {
            error,
            logs: Vec::new(),
        }),
        _ => None,
    }
}

impl Network for BankVm {
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        for instruction in instructions {
            let accounts = instruction.accounts.iter();
            self.known.extend(accounts.map(|account| account.pubkey));
        }
        let blockhash = self
            .runtime
            .block_on(self.context.banks_client.get_latest_blockhash());
        let blockhash = blockhash.map_err(unsent)?;
        let transaction = self.transactions.sign(instructions, signers, blockhash)?;
        self.send_signed(&transaction)
    }

    fn blockhash(&mut self) -> Result<Hash, ReadError> {
        let latest = self
            .runtime
            .block_on(self.context.banks_client.get_latest_blockhash());
        latest.map_err(unreachable)
    }

    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        let banks = &self.context.banks_client;
        let outcome = self
            .runtime
            .block_on(banks.process_transaction_with_metadata(transaction.clone()));
        let outcome = outcome.map_err(|error| {
            let reason = error.to_string();
            refused(error).unwrap_or(SendError::Unknown { signature, reason })
        })?;
        let (logs, compute_units) = outcome
            .metadata
            .map(|metadata| (metadata.log_messages, metadata.compute_units_consumed))
            .unwrap_or_default();
        match outcome.result {
            Ok(()) => Ok(Receipt {
                signature,
                compute_units,
                logs,
                inner: Vec::new(),
            }),
            Err(error) => Err(SendError::Refused { error, logs }),
        }
    }

    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let blockhash = self
            .runtime
            .block_on(self.context.banks_client.get_latest_blockhash());
        let blockhash = blockhash.map_err(unsent)?;
        let transaction = self.transactions.sign(instructions, signers, blockhash)?;
        self.simulate_signed(&transaction)
    }

    fn simulate_signed(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<Receipt, SendError> {
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        let banks = &self.context.banks_client;
        let simulated = self
            .runtime
            .block_on(banks.simulate_transaction(transaction.clone()));
        let simulated = simulated.map_err(unsent)?;
        let (logs, compute_units) = simulated
            .simulation_details
            .map(|details| (details.logs, details.units_consumed))
            .unwrap_or_default();
        match simulated.result {
            Some(Err(error)) => Err(SendError::Refused { error, logs }),
            _ => Ok(Receipt {
                signature,
                compute_units,
                logs,
                inner: Vec::new(),
            }),
        }
    }

    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError> {
        let banks = &self.context.banks_client;
        let status = self
            .runtime
            .block_on(banks.get_transaction_status(*signature));
        let status = status.map_err(unreachable)?;
        Ok(status.map(|status| status.err.map_or(Ok(()), Err)))
    }

    fn budget(&mut self, _: Option<u64>) -> Budget {
        transactions::LARGEST
    }

    fn has_v1(&mut self) -> Result<bool, ReadError> {
        Ok(self.transactions.v1 && self.is_active(&agave_feature_set::enable_tx_v1::ID))
    }

    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let mut found = Vec::new();
        for address in self.known.clone() {
            let account = self.account(&address)?;
            found.extend(account.map(|account| (address, account)));
        }
        found.retain(|(_, account)| {
            account.owner == *program && account.data.starts_with(discriminator)
        });
        Ok(found)
    }

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        self.runtime
            .block_on(self.context.banks_client.get_account(*address))
            .map_err(unreachable)
    }

    fn unix_time(&mut self) -> Result<i64, ReadError> {
        let clock = self
            .runtime
            .block_on(self.context.banks_client.get_sysvar::<Clock>());
        Ok(clock.map_err(unreachable)?.unix_timestamp)
    }
}

impl Vm for BankVm {
    fn set_unix_time(&mut self, unix_time: i64) {
        self.set_clock(|clock| clock.unix_timestamp = unix_time);
    }

    fn next_slot(&mut self) {
        self.set_clock(|clock| clock.slot = clock.slot.saturating_add(1));
    }

    fn set_rent(&mut self, lamports_per_byte: u64) {
        let rent = Rent::with_lamports_per_byte(lamports_per_byte);
        self.context.set_sysvar(&rent);
    }

    fn set_account(&mut self, address: Pubkey, account: Account) -> anyhow::Result<()> {
        self.known.insert(address);
        self.context.set_account(&address, &account.into());
        Ok(())
    }

    fn use_v1(&mut self, on: bool) {
        self.transactions.use_v1(on);
    }

    fn use_table(&mut self, addresses: &[Pubkey]) -> anyhow::Result<()> {
        let (address, table) = self.transactions.use_table(addresses);
        self.set_account(address, table)
    }
}
