//! SPL Governance, natively compiled, as a program of the virtual machines.
//!
//! It is built on version 2 of Solana's SDK, the machines on version 3: [`convert`] passes accounts on, [`stubs`] its system calls.

#![deny(missing_docs)]

pub mod convert;
mod stubs;

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::entrypoint::ProgramResult,
};
use io_client::realm::SHARED;
use io_vm::{native, programs::Program};

pub use governance::error::GovernanceError;

/// The program, at the address of the instance that many realms share.
pub fn program() -> Program {
    Program {
        name: "spl_governance",
        id: SHARED,
        native: native!(entry),
    }
}

fn entry<'a>(
    program: &'a Pubkey,
    accounts: &'a [AccountInfo<'a>],
    data: &'a [u8],
) -> ProgramResult {
    stubs::install();
    let accounts: Vec<_> = accounts.iter().map(convert::to_v2).collect();
    // Leaked, since the slice must live as long as the accounts; the chain frees nothing either.
    let accounts = accounts.leak();
    let done = governance::processor::process_instruction(convert::key_v2(program), accounts, data);
    done.map_err(convert::error_v3)
}
