//! solana-program-test.

use std::collections::BTreeSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{Network, Receipt, SendError, Unreachable};
use solana_account::Account;
use solana_clock::Clock;
use solana_program_test::{BanksClientError, ProgramTest, ProgramTestContext};
use solana_signer::Signer;
use solana_sysvar_4::rent::Rent;
use tokio::runtime::Runtime;

use crate::{
    programs::{self, Program},
    transactions::Transactions,
    Vm,
};

/// The suite in the cluster's runtime, with its real SPL token program.
pub struct BankVm {
    context: ProgramTestContext,
    runtime: Runtime,
    transactions: Transactions,
    /// Every address that a transaction or a test has named: the bank lists no accounts.
    known: BTreeSet<Pubkey>,
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

    /// The same with `others` beside the suite: programs of a test, always natively compiled.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_others(
        upgrade_authority: &Pubkey,
        unix_time: i64,
        funded: &[Pubkey],
        others: &[Program],
    ) -> anyhow::Result<Self> {
        install_syscall_stubs();
        let mut test = quiet();
        test.prefer_bpf(false);
        for program in others {
            test.add_program(program.name, program.id, Some(program.native));
        }
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
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let context = runtime.block_on(test.start_with_context());
        let mut vm = Self {
            context,
            runtime,
            transactions: Transactions::default(),
            known: BTreeSet::new(),
        };
        vm.set_unix_time(unix_time);
        Ok(vm)
    }
}

/// A `ProgramTest` that logs errors only, unless `RUST_LOG` asks for more.
fn quiet() -> ProgramTest {
    let test = ProgramTest::default();
    agave_logger::setup_with_default("error");
    test
}

/// Native programs make system calls through stubs.
pub(crate) fn install_syscall_stubs() {
    crate::stubs::install(quiet);
}

fn unreachable(error: BanksClientError) -> Unreachable {
    Unreachable(error.to_string())
}

fn refused(error: BanksClientError) -> SendError {
    match error {
        BanksClientError::TransactionError(error) => SendError::Refused {
            error,
            logs: Vec::new(),
        },
        error => SendError::Unreachable(unreachable(error)),
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
        let blockhash = blockhash.map_err(refused)?;
        let transaction = self.transactions.sign(instructions, signers, blockhash)?;
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        let banks = &self.context.banks_client;
        let outcome = self
            .runtime
            .block_on(banks.process_transaction_with_metadata(transaction));
        let outcome = outcome.map_err(refused)?;
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
        let blockhash = blockhash.map_err(refused)?;
        let transaction = self.transactions.sign(instructions, signers, blockhash)?;
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        let banks = &self.context.banks_client;
        let simulated = self
            .runtime
            .block_on(banks.simulate_transaction(transaction));
        let simulated = simulated.map_err(refused)?;
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

    fn has_v1(&mut self) -> Result<bool, Unreachable> {
        Ok(true)
    }

    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable> {
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

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, Unreachable> {
        self.runtime
            .block_on(self.context.banks_client.get_account(*address))
            .map_err(unreachable)
    }

    fn unix_time(&mut self) -> Result<i64, Unreachable> {
        let clock = self
            .runtime
            .block_on(self.context.banks_client.get_sysvar::<Clock>());
        Ok(clock.map_err(unreachable)?.unix_timestamp)
    }
}

impl Vm for BankVm {
    fn set_unix_time(&mut self, unix_time: i64) {
        let clock = self
            .runtime
            .block_on(self.context.banks_client.get_sysvar::<Clock>());
        let clock = clock.unwrap_or_default();
        self.context.set_sysvar(&Clock {
            unix_timestamp: unix_time,
            ..clock
        });
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
