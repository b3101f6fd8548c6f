//! How many of a kind fit into one transaction.

use anchor_lang::solana_program::instruction::{error::InstructionError, Instruction};
use io_client::SendError;
use io_tests::{wire::unsigned, Wire, World};
use solana_keypair::Keypair;
use solana_transaction_error::TransactionError;

/// The most that fit, and what stops one more.
pub struct Fits {
    /// How many.
    pub count: usize,
    /// What is full.
    pub full: &'static str,
}

/// The same in every format.
pub type InEach = [Fits; Wire::ALL.len()];

/// Simulates more and more of a kind in one transaction, until one is refused for its size, in every format.
pub fn most(
    world: &mut World,
    signers: &[&Keypair],
    mut make: impl FnMut(&mut World, usize) -> Vec<Instruction>,
) -> InEach {
    let keys = io_client::signers(signers.iter().copied());
    Wire::ALL.map(|wire| {
        let mut count = 0;
        loop {
            Wire::Legacy.set(world, &[]);
            let instructions = make(world, count + 1);
            wire.set(world, &unsigned(&instructions));
            let refusal = world.vm.simulate(&instructions, &keys).err();
            Wire::Legacy.set(world, &[]);
            match refusal {
                None => count += 1,
                Some(refusal) => {
                    let full = full(&refusal);
                    return Fits { count, full };
                }
            }
        }
    })
}

fn full(refusal: &SendError) -> &'static str {
    match refusal {
        SendError::Refused { error, logs } => match error {
            TransactionError::SanitizeFailure if logs[0].contains("of its format") => "bytes",
            TransactionError::SanitizeFailure if logs[0].contains("addresses") => "addresses",
            TransactionError::TooManyAccountLocks => "accounts",
            TransactionError::InstructionError(
                _,
                InstructionError::MaxInstructionTraceLengthExceeded,
            ) => "calls",
            TransactionError::InstructionError(_, _)
                if logs
                    .iter()
                    .any(|line| line.contains("memory allocation failed")) =>
            {
                "heap"
            }
            _ => panic!("{refusal}"),
        },
        _ => panic!("{refusal}"),
    }
}
