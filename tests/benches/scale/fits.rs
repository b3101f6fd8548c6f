//! How many of a kind fit into one transaction.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{error::InstructionError, Instruction},
};
use io_client::SendError;
use io_tests::World;
use solana_keypair::Keypair;
use solana_transaction_error::TransactionError;

/// The most that fit, and what stops one more.
pub struct Fits {
    /// How many.
    pub count: usize,
    /// What is full.
    pub full: &'static str,
}

/// Puts all addresses of the instructions that do not sign into a lookup table.
pub fn use_table(world: &mut World, instructions: &[Instruction]) {
    let metas = instructions.iter().flat_map(|one| &one.accounts);
    let others = metas.filter(|meta| !meta.is_signer);
    let mut keys: Vec<Pubkey> = others.map(|meta| meta.pubkey).collect();
    keys.sort_unstable();
    keys.dedup();
    world.vm.use_table(&keys).unwrap();
}

/// Simulates more and more of a kind in one transaction, until one is refused for its size.
pub fn most(
    world: &mut World,
    table: bool,
    signers: &[&Keypair],
    make: impl Fn(usize) -> Vec<Instruction>,
) -> Fits {
    let mut count = 0;
    loop {
        let instructions = make(count + 1);
        let keys = if table { &instructions[..] } else { &[] };
        use_table(world, keys);
        let refusal = world.vm.simulate(&instructions, signers).err();
        use_table(world, &[]);
        match refusal {
            None => count += 1,
            Some(refusal) => {
                let full = full(&refusal);
                return Fits { count, full };
            }
        }
    }
}

fn full(refusal: &SendError) -> &'static str {
    match refusal {
        SendError::Refused { error, logs } => match error {
            TransactionError::SanitizeFailure if logs[0].contains("of a packet") => "bytes",
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
