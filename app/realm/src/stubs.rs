//! System calls that SPL Governance makes, answered by those of version 3. `msg!` is none: version 2 prints to standard output.

#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]

use std::sync::Once;

use anchor_lang::{
    prelude::{Clock, Rent, SolanaSysvar},
    solana_program::program,
};
use solana_program_2::{
    account_info::AccountInfo,
    clock,
    entrypoint::{ProgramResult, SUCCESS},
    instruction::Instruction,
    program_stubs::{set_syscall_stubs, SyscallStubs},
    rent,
};

use crate::convert;

/// Installs them, once per process.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_syscall_stubs(Box::new(Stubs));
    });
}

struct Stubs;

/// Writes a sysvar to `to`.
fn answer<T, E: Into<u64>>(to: *mut u8, sysvar: Result<T, E>) -> u64 {
    match sysvar {
        Ok(value) => {
            // SAFETY: only `T::get` of version 2 calls the stub of a type, with the address of a `T` of its own.
            unsafe { to.cast::<T>().write(value) };
            SUCCESS
        }
        Err(error) => error.into(),
    }
}

impl SyscallStubs for Stubs {
    fn sol_invoke_signed(
        &self,
        instruction: &Instruction,
        accounts: &[AccountInfo],
        seeds: &[&[&[u8]]],
    ) -> ProgramResult {
        let instruction = convert::instruction_v3(instruction);
        let accounts: Vec<_> = accounts.iter().map(convert::to_v3).collect();
        let called = program::invoke_signed(&instruction, &accounts, seeds);
        called.map_err(convert::error_v2)
    }

    fn sol_get_clock_sysvar(&self, to: *mut u8) -> u64 {
        let clock = Clock::get().map(|now| clock::Clock {
            slot: now.slot,
            epoch_start_timestamp: now.epoch_start_timestamp,
            epoch: now.epoch,
            leader_schedule_epoch: now.leader_schedule_epoch,
            unix_timestamp: now.unix_timestamp,
        });
        answer(to, clock)
    }

    fn sol_get_rent_sysvar(&self, to: *mut u8) -> u64 {
        #[allow(deprecated)]
        let rent = Rent::get().map(|now| rent::Rent {
            lamports_per_byte_year: now.lamports_per_byte_year,
            exemption_threshold: now.exemption_threshold,
            burn_percent: now.burn_percent,
        });
        answer(to, rent)
    }
}
