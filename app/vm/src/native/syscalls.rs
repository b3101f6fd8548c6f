//! Syscalls of natively compiled programs. The default of a stub that is not here fails, or prints that it does nothing: no
//! program of the suite makes such a call.

#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]

use std::sync::Once;

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::{entrypoint::ProgramResult, instruction::Instruction},
};
use serde::de::DeserializeOwned;
use solana_instruction::error::UNSUPPORTED_SYSVAR;
use solana_program_entrypoint::SUCCESS;
use solana_program_runtime::{solana_sbpf::vm::ContextObject, stable_log};
use solana_sysvar::{
    clock::Clock,
    epoch_schedule::EpochSchedule,
    program_stubs::{set_syscall_stubs, SyscallStubs},
    rent::Rent,
    SysvarSerialize,
};

use super::{cpi, end, Context, CONTEXT};

/// Installs them, once per process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_syscall_stubs(Box::new(Stubs));
    });
}

struct Stubs;

/// Reads from the context of the running program.
fn with<T>(ask: impl FnOnce(&mut Context) -> T) -> T {
    CONTEXT.with(ask)
}

/// Writes the sysvar of the type to `to`.
fn sysvar<T: SysvarSerialize + DeserializeOwned>(to: *mut u8) -> u64 {
    let bytes = with(|context| {
        let cache = context.environment_config.sysvar_cache();
        cache.sysvar_id_to_buffer(&T::id()).clone()
    });
    let value = bytes.and_then(|bytes| bincode::deserialize::<T>(&bytes).ok());
    match value {
        Some(value) => {
            // SAFETY: only `T::get` of the same crate calls the stub of a type, with the address of a `T` of its own.
            unsafe { to.cast::<T>().write(value) };
            SUCCESS
        }
        None => UNSUPPORTED_SYSVAR,
    }
}

impl SyscallStubs for Stubs {
    fn sol_log(&self, message: &str) {
        with(|context| stable_log::program_log(&context.get_log_collector(), message));
    }

    fn sol_log_data(&self, fields: &[&[u8]]) {
        with(|context| stable_log::program_data(&context.get_log_collector(), fields));
    }

    fn sol_log_compute_units(&self) {
        let units = self.sol_remaining_compute_units();
        self.sol_log(&format!("consumption: {units} units remaining"));
    }

    fn sol_remaining_compute_units(&self) -> u64 {
        with(|context| context.get_remaining())
    }

    fn sol_invoke_signed(
        &self,
        instruction: &Instruction,
        accounts: &[AccountInfo],
        seeds: &[&[&[u8]]],
    ) -> ProgramResult {
        let called = with(|context| cpi::invoke(context, instruction, accounts, seeds));
        called.unwrap_or_else(|error| end(error));
        Ok(())
    }

    fn sol_get_clock_sysvar(&self, to: *mut u8) -> u64 {
        sysvar::<Clock>(to)
    }

    fn sol_get_rent_sysvar(&self, to: *mut u8) -> u64 {
        sysvar::<Rent>(to)
    }

    fn sol_get_epoch_schedule_sysvar(&self, to: *mut u8) -> u64 {
        sysvar::<EpochSchedule>(to)
    }

    fn sol_get_return_data(&self) -> Option<(Pubkey, Vec<u8>)> {
        with(|context| {
            let (program, data) = context.transaction_context.get_return_data();
            // As on the chain: empty data is none.
            (!data.is_empty()).then(|| (*program, data.to_vec()))
        })
    }

    fn sol_set_return_data(&self, data: &[u8]) {
        let set = with(|context| {
            let transaction = &mut context.transaction_context;
            let instruction = transaction.get_current_instruction_context()?;
            let program = *instruction.get_program_key()?;
            transaction.set_return_data(program, data.to_vec())
        });
        set.unwrap_or_else(|error| end(error));
    }

    fn sol_get_stack_height(&self) -> u64 {
        with(|context| u64::try_from(context.get_stack_height()).unwrap_or(u64::MAX))
    }
}
