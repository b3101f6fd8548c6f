//! LiteSVM.

use std::collections::HashMap;

use agave_feature_set::FeatureSet;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    transaction::{self, Budget},
    Network, Preview, ReadError, Receipt, SendError,
};
use litesvm::LiteSVM;
use solana_account::{Account, ReadableAccount};
use solana_clock::Clock;
use solana_hash::Hash;
use solana_message::inner_instruction::{InnerInstruction, InnerInstructionsList};
use solana_rent::Rent;
use solana_sdk_ids::bpf_loader;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::{
    features, native,
    programs::{self, Program},
    trace::{Recorder, Trace},
    transactions::{self, Transactions},
    Vm,
};

/// Balance that LiteSVM's airdrops draw on: a million SOL.
const LAMPORTS: u64 = 1_000_000_000_000_000;

/// Loads the suite's programs into a LiteSVM, such as that inside a local cluster.
///
/// # Errors
/// If `SBF_OUT_DIR` lacks a program or holds one that does not load.
pub fn load(svm: &mut LiteSVM, upgrade_authority: &Pubkey) -> anyhow::Result<()> {
    if programs::sbf_folder().is_none() {
        native::install();
    }
    for program in programs::suite() {
        match programs::sbf_file(&program)? {
            None => svm.add_builtin(program.id, program.native),
            Some(bytes) => svm
                .add_program_with_loader(program.id, &bytes, bpf_loader::ID)
                .map_err(|error| anyhow::anyhow!("{}.so: {error:?}", program.name))?,
        }
        let (address, account) = programs::program_data(&program.id, upgrade_authority);
        svm.set_account(address, account)?;
    }
    Ok(())
}

/// Loads another program, always natively compiled.
pub fn add_native(svm: &mut LiteSVM, program: &Program) {
    native::install();
    svm.add_builtin(program.id, program.native);
}

/// Configures `svm` like mainnet, with these `features`. Programs already loaded are reloaded.
fn of_mainnet(svm: LiteSVM, features: &FeatureSet) -> LiteSVM {
    let mut svm = svm
        .with_feature_set(features.clone())
        .with_builtins()
        .with_lamports(LAMPORTS)
        .with_sysvars();
    // A program is usable from the slot in which it was loaded: the clock is set first, and never back.
    let clock = svm.get_sysvar::<Clock>();
    svm.set_sysvar(&Clock {
        slot: features::slot(),
        ..clock
    });
    // LiteSVM does not apply the features that lower the rent; it reads only the sysvar.
    svm.set_sysvar(&features::rent_of(features));
    svm.with_feature_accounts()
        .with_default_programs()
        // Signature verification is the runtime's job, and would take most of the time.
        .with_sigverify(false)
        .with_blockhash_check(true)
        .with_transaction_history(0)
}

/// A transaction that succeeded.
#[derive(Clone)]
pub struct Sent {
    /// The clock, in unix seconds.
    pub time: i64,
    /// What came of it.
    pub receipt: Receipt,
}

/// The suite in LiteSVM.
#[derive(Clone)]
pub struct LiteVm {
    svm: LiteSVM,
    transactions: Transactions,
    /// Bytes of the last transaction.
    bytes: usize,
    recorder: Option<Recorder>,
    /// What was sent since the journal was last taken; none unless it is kept.
    journal: Option<Vec<Sent>>,
}

impl LiteVm {
    /// A network at `unix_time` with the suite's programs, whose upgrade authority is `upgrade_authority`.
    ///
    /// # Errors
    /// If `SBF_OUT_DIR` lacks a program or holds one that does not load.
    pub fn new(upgrade_authority: &Pubkey, unix_time: i64) -> anyhow::Result<Self> {
        Self::with_features(upgrade_authority, unix_time, &features::mainnet())
    }

    /// The same with other features than mainnet's.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_features(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        features: &FeatureSet,
    ) -> anyhow::Result<Self> {
        let svm = of_mainnet(LiteSVM::default(), features);
        Self::on(svm, upgrade_authority, unix_time)
    }

    /// The same with traces (see [`Vm::trace`]), which take time.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn traced(upgrade_authority: &Pubkey, unix_time: i64) -> anyhow::Result<Self> {
        let mut svm = of_mainnet(LiteSVM::new_debuggable(true), &features::mainnet());
        let recorder = Recorder::default();
        svm.set_invocation_inspect_callback(recorder.clone());
        let vm = Self::on(svm, upgrade_authority, unix_time)?;
        Ok(Self {
            recorder: Some(recorder),
            ..vm
        })
    }

    fn on(mut svm: LiteSVM, upgrade_authority: &Pubkey, unix_time: i64) -> anyhow::Result<Self> {
        load(&mut svm, upgrade_authority)?;
        let mut vm = Self {
            svm,
            transactions: Transactions::default(),
            bytes: 0,
            recorder: None,
            journal: None,
        };
        vm.set_unix_time(unix_time);
        Ok(vm)
    }

    /// Transactions have no signatures from now on, since they are not checked: this is faster. Required signers must
    /// still be among the signers.
    pub fn leave_unsigned(mut self) -> Self {
        self.transactions.leave_unsigned();
        self
    }

    /// Keeps a journal of the transactions that succeed from now on.
    pub fn keep_journal(mut self) -> Self {
        self.journal = Some(Vec::new());
        self
    }

    /// The transactions that have succeeded since the journal was last taken, in their order.
    pub fn take_journal(&mut self) -> Vec<Sent> {
        self.journal
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Whether a feature is active, by its account.
    pub fn is_active(&self, feature: &Pubkey) -> bool {
        let account = self.svm.get_account(feature);
        account.is_some_and(|account| account.data.first() == Some(&1))
    }

    /// The rent that programs read.
    pub fn rent(&self) -> Rent {
        self.svm.get_sysvar()
    }

    /// The clock, in unix seconds.
    pub fn now(&self) -> i64 {
        self.svm.get_sysvar::<Clock>().unix_timestamp
    }

    /// Moves to the next blockhash: transactions with the current one are no longer accepted, and a nonce created or
    /// advanced under it can be advanced.
    pub fn expire_blockhash(&mut self) {
        self.svm.expire_blockhash();
    }

    /// Loads another program, always natively compiled.
    pub fn add_native(&mut self, program: &Program) {
        add_native(&mut self.svm, program);
    }

    /// Loads another sBPF program.
    ///
    /// # Errors
    /// If it does not load.
    pub fn add_program(&mut self, id: Pubkey, bytes: &[u8]) -> anyhow::Result<()> {
        let loaded = self.svm.add_program_with_loader(id, bytes, bpf_loader::ID);
        loaded.map_err(|error| anyhow::anyhow!("{id}: {error:?}"))
    }

    /// Gives `address` lamports.
    ///
    /// # Errors
    /// If the account cannot be written.
    pub fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> anyhow::Result<()> {
        let mut account = self.svm.get_account(address).unwrap_or_default();
        account.lamports = account.lamports.saturating_add(lamports);
        self.set_account(*address, account)
    }
}

impl LiteVm {
    fn execute(&mut self, transaction: VersionedTransaction) -> Result<Receipt, SendError> {
        let keys = transaction.message.static_account_keys().to_vec();
        self.bytes = transaction::size(&transaction);
        match self.svm.send_transaction(transaction) {
            Ok(done) => {
                let receipt = Receipt {
                    signature: done.signature,
                    compute_units: done.compute_units_consumed,
                    logs: done.logs,
                    inner: inner(done.inner_instructions, &keys),
                };
                let time = self.now();
                if let Some(journal) = &mut self.journal {
                    let receipt = receipt.clone();
                    journal.push(Sent { time, receipt });
                }
                Ok(receipt)
            }
            Err(failed) => Err(SendError::Refused {
                error: failed.err,
                logs: failed.meta.logs,
            }),
        }
    }
}

impl Network for LiteVm {
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let blockhash = self.svm.latest_blockhash();
        let transaction = self.transactions.sign(instructions, signers, blockhash)?;
        self.execute(transaction)
    }

    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let blockhash = self.svm.latest_blockhash();
        let transaction = self
            .transactions
            .try_out(instructions, signers, blockhash)?;
        self.simulate_signed(&transaction)
    }

    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        self.execute(transaction.clone())
    }

    fn simulate_signed(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<Receipt, SendError> {
        Ok(self.preview_signed(transaction, &[])?.receipt)
    }

    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let blockhash = self.svm.latest_blockhash();
        let transaction = self
            .transactions
            .try_out(instructions, signers, blockhash)?;
        self.preview_signed(&transaction, watched)
    }

    fn preview_signed(
        &mut self,
        transaction: &VersionedTransaction,
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        match self.svm.simulate_transaction(transaction.clone()) {
            Ok(done) => {
                let after: HashMap<Pubkey, Account> = done
                    .post_accounts
                    .into_iter()
                    .map(|(address, account)| (address, account.into()))
                    .collect();
                let accounts = watched.iter().map(|address| match after.get(address) {
                    Some(account) => Some(account.clone()),
                    None => self.svm.get_account(address),
                });
                Ok(Preview {
                    accounts: Some(accounts.map(|it| it.filter(|it| it.lamports > 0)).collect()),
                    receipt: Receipt {
                        signature: done.meta.signature,
                        compute_units: done.meta.compute_units_consumed,
                        logs: done.meta.logs,
                        inner: Vec::new(),
                    },
                })
            }
            Err(failed) => Err(SendError::Refused {
                error: failed.err,
                logs: failed.meta.logs,
            }),
        }
    }

    /// Always none: this machine keeps no transaction history.
    fn outcome(
        &mut self,
        _: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError> {
        Ok(None)
    }

    fn budget(&mut self, _: Option<u64>) -> Budget {
        transactions::LARGEST
    }

    fn blockhash(&mut self) -> Result<Hash, ReadError> {
        Ok(self.svm.latest_blockhash())
    }

    fn has_v1(&mut self) -> Result<bool, ReadError> {
        Ok(self.transactions.v1 && self.is_active(&agave_feature_set::enable_tx_v1::ID))
    }

    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let all = self.svm.accounts_db().inner.iter();
        let mut found: Vec<(Pubkey, Account)> = all
            .filter(|(_, account)| {
                let alive = account.lamports() > 0 && account.owner() == program;
                alive && account.data().starts_with(discriminator)
            })
            .map(|(address, account)| (*address, account.clone().into()))
            .collect();
        found.sort_unstable_by_key(|(address, _)| *address);
        Ok(found)
    }

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        let account = self.svm.get_account(address);
        Ok(account.filter(|account| account.lamports > 0))
    }

    fn unix_time(&mut self) -> Result<i64, ReadError> {
        Ok(self.now())
    }
}

impl Vm for LiteVm {
    fn set_unix_time(&mut self, unix_time: i64) {
        let clock = self.svm.get_sysvar::<Clock>();
        self.svm.set_sysvar(&Clock {
            unix_timestamp: unix_time,
            ..clock
        });
    }

    fn next_slot(&mut self) {
        let slot = self.svm.get_sysvar::<Clock>().slot;
        self.svm.warp_to_slot(slot.saturating_add(1));
    }

    fn set_rent(&mut self, lamports_per_byte: u64) {
        let rent = Rent::with_lamports_per_byte(lamports_per_byte);
        self.svm.set_sysvar(&rent);
    }

    fn set_account(&mut self, address: Pubkey, account: Account) -> anyhow::Result<()> {
        Ok(self.svm.set_account(address, account)?)
    }

    fn use_v1(&mut self, on: bool) {
        self.transactions.use_v1(on);
    }

    fn use_table(&mut self, addresses: &[Pubkey]) -> anyhow::Result<()> {
        let (address, table) = self.transactions.use_table(addresses);
        self.set_account(address, table)
    }

    fn trace(&self) -> Option<Trace> {
        let recorder = self.recorder.as_ref()?;
        Some(Trace {
            bytes: self.bytes,
            calls: recorder.calls(),
        })
    }
}

/// The inner instructions of programs among the static `keys`, including the self-CPIs of events.
fn inner(lists: InnerInstructionsList, keys: &[Pubkey]) -> Vec<(Pubkey, Vec<u8>)> {
    let called = |inner: InnerInstruction| {
        let program = keys.get(usize::from(inner.instruction.program_id_index));
        program.map(|program| (*program, inner.instruction.data))
    };
    lists.into_iter().flatten().filter_map(called).collect()
}
