//! Syscalls of natively compiled programs (docs/adr/0001-native-programs-in-program-test.md).
//!
//! Off-chain they go through stubs, a static of the crate solana-sysvar. Anchor uses version 3, but solana-program-test
//! installs its stubs only in version 4. Without the bridge, syscalls of the programs would do nothing, and a CPI would
//! even return `Ok`.

use std::sync::Once;

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::{entrypoint::ProgramResult, instruction::Instruction},
};
use solana_program_test::ProgramTest;
use solana_sysvar::program_stubs as of_the_programs;
use solana_sysvar_4::program_stubs as of_the_machine;
use tokio::runtime::Runtime;

use crate::end::End;

/// Forwards the programs' syscalls to the stubs of solana-program-test.
struct Bridge(Box<dyn of_the_machine::SyscallStubs>);

/// Placeholder left in version 4.
struct Nothing;

impl of_the_machine::SyscallStubs for Nothing {}

impl of_the_programs::SyscallStubs for Bridge {
    fn sol_log(&self, message: &str) {
        self.0.sol_log(message);
    }

    fn sol_log_compute_units(&self) {
        self.0.sol_log_compute_units();
    }

    fn sol_remaining_compute_units(&self) -> u64 {
        self.0.sol_remaining_compute_units()
    }

    fn sol_invoke_signed(
        &self,
        instruction: &Instruction,
        accounts: &[AccountInfo],
        seeds: &[&[&[u8]]],
    ) -> ProgramResult {
        self.0.sol_invoke_signed(instruction, accounts, seeds)
    }

    fn sol_get_sysvar(&self, id: *const u8, to: *mut u8, offset: u64, length: u64) -> u64 {
        self.0.sol_get_sysvar(id, to, offset, length)
    }

    fn sol_get_clock_sysvar(&self, to: *mut u8) -> u64 {
        self.0.sol_get_clock_sysvar(to)
    }

    fn sol_get_rent_sysvar(&self, to: *mut u8) -> u64 {
        self.0.sol_get_rent_sysvar(to)
    }

    fn sol_get_epoch_schedule_sysvar(&self, to: *mut u8) -> u64 {
        self.0.sol_get_epoch_schedule_sysvar(to)
    }

    fn sol_get_return_data(&self) -> Option<(Pubkey, Vec<u8>)> {
        self.0.sol_get_return_data()
    }

    fn sol_set_return_data(&self, data: &[u8]) {
        self.0.sol_set_return_data(data);
    }

    fn sol_log_data(&self, fields: &[&[u8]]) {
        self.0.sol_log_data(fields);
    }

    fn sol_get_stack_height(&self) -> u64 {
        self.0.sol_get_stack_height()
    }
}

/// Installs the bridge, once per process, before any program runs.
pub(crate) fn install(quiet: fn() -> ProgramTest) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // solana-program-test installs its stubs with its first bank.
        if let Ok(runtime) = Runtime::new() {
            let end = End::new();
            let context = runtime.block_on(quiet().start_with_context());
            end.begun();
            drop(context);
            drop(runtime);
            drop(end);
        }
        let stubs = of_the_machine::set_syscall_stubs(Box::new(Nothing));
        of_the_programs::set_syscall_stubs(Box::new(Bridge(stubs)));
    });
}
