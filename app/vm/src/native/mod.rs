//! Natively compiled programs as builtins of the machines (docs/adr/0001-native-programs-in-program-test.md).
//!
//! A program gets its input in the layout of the loader and runs on a copy of its accounts; what it has changed is put back by the
//! runtime's own checks. Off-chain its syscalls go through stubs, a static of the crate solana-sysvar in version 3, which
//! Anchor uses: [`syscalls`] answers them from the invoke context of the program that runs.

#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]

mod cpi;
mod syscalls;

use std::{
    any::Any,
    error::Error,
    panic::{catch_unwind, resume_unwind, AssertUnwindSafe},
};

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::entrypoint::ProgramResult,
};
use solana_instruction::error::InstructionError;
use solana_program_entrypoint::deserialize;
use solana_program_runtime::serialization::{deserialize_parameters, serialize_parameters};

use crate::observed;

pub use solana_program_runtime::{
    invoke_context::{BuiltinFunctionRegisterer, InvokeContext},
    solana_sbpf::program::BuiltinFunctionDefinition,
};
pub(crate) use syscalls::install;

/// The entry point of a program: its address, its accounts, its data.
pub type Entry = for<'a> fn(&'a Pubkey, &'a [AccountInfo<'a>], &'a [u8]) -> ProgramResult;

/// The context of an instruction. The runtime, which knows no other lifetimes for a builtin, lends it for a call only.
pub type Context = InvokeContext<'static, 'static>;

/// Compute units of an instruction: natively compiled, they mean nothing, but the runtime takes none from no builtin.
const UNITS: u64 = 1;

scoped_tls_hkt::scoped_thread_local! {
    /// The context of the program that runs on this thread.
    static mut CONTEXT: Context
}

/// Makes a builtin of an [`Entry`].
#[macro_export]
macro_rules! native {
    ($entry:expr) => {{
        struct Native;
        impl $crate::native::BuiltinFunctionDefinition<$crate::native::Context> for Native {
            type Error = ::std::boxed::Box<dyn ::std::error::Error>;

            fn rust(
                context: &mut $crate::native::Context,
                _: u64,
                _: u64,
                _: u64,
                _: u64,
                _: u64,
            ) -> ::std::result::Result<u64, Self::Error> {
                $crate::native::run(context, $entry)
            }
        }
        let register: $crate::native::BuiltinFunctionRegisterer =
            <Native as $crate::native::BuiltinFunctionDefinition<_>>::register;
        register
    }};
}

/// Why a syscall ended a program: on the chain, it does not run on.
struct Ended(InstructionError);

/// Ends the program that runs.
fn end(error: InstructionError) -> ! {
    resume_unwind(Box::new(Ended(error)))
}

/// Runs an instruction.
///
/// # Errors
/// The program's own, or that of the call that has ended it; `ProgramFailedToComplete` if it panics; that of the runtime for a change
/// that it forbids.
pub fn run(context: &mut Context, entry: Entry) -> Result<u64, Box<dyn Error>> {
    context.compute_meter.consume_checked(UNITS)?;
    let pointers = context
        .get_feature_set()
        .direct_account_pointers_in_program_input;
    let instruction = context
        .transaction_context
        .get_current_instruction_context()?;
    // No part of the accounts is mapped: there is no virtual memory.
    let (mut input, _, accounts, _) = serialize_parameters(&instruction, false, false, pointers)?;
    let start = input.as_slice_mut().as_mut_ptr();
    let ended = CONTEXT.set(context, || {
        catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: the runtime has laid the input out, aligned to 16; it outlives all that is taken out of it here, and nobody
            // else uses it before that is gone.
            let (program, accounts, data) = unsafe { deserialize(start) };
            entry(program, &accounts, data)
        }))
    });
    match ended {
        Ok(Ok(())) => observed::see(context, None),
        Ok(Err(error)) => {
            let error = InstructionError::from(u64::from(error));
            if let InstructionError::Custom(code) = error {
                observed::see(context, Some(code));
            }
            return Err(Box::new(error));
        }
        Err(panic) => return Err(Box::new(why(panic.as_ref()))),
    }
    let instruction = context
        .transaction_context
        .get_current_instruction_context()?;
    deserialize_parameters(&instruction, false, false, input.as_slice(), &accounts)?;
    Ok(0)
}

fn why(panic: &(dyn Any + Send)) -> InstructionError {
    match panic.downcast_ref() {
        Some(Ended(error)) => error.clone(),
        None => InstructionError::ProgramFailedToComplete,
    }
}
