//! A runtime that notes what a program asks it to call.

use std::sync::Mutex;

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::{entrypoint::ProgramResult, instruction::Instruction},
};
use solana_sysvar::program_stubs::{set_syscall_stubs, SyscallStubs};

/// An instruction, and the seeds of its signer.
pub type Invoked = (Instruction, Vec<Vec<Vec<u8>>>);

static INVOKED: Mutex<Vec<Invoked>> = Mutex::new(Vec::new());

struct Recorder;

impl SyscallStubs for Recorder {
    fn sol_invoke_signed(
        &self,
        instruction: &Instruction,
        _accounts: &[AccountInfo],
        signers: &[&[&[u8]]],
    ) -> ProgramResult {
        let seeds = |signer: &&[&[u8]]| signer.iter().map(|seed| seed.to_vec()).collect();
        let signers = signers.iter().map(seeds).collect();
        let mut invoked = INVOKED.lock().unwrap();
        invoked.push((instruction.clone(), signers));
        Ok(())
    }
}

/// What `calls` does with three writable accounts that hold a lamport each, whose keys are 32 times 1, 2 and 3. One test
/// of a process at a time can ask.
pub fn record(calls: impl FnOnce(&[AccountInfo; 3])) -> Vec<Invoked> {
    set_syscall_stubs(Box::new(Recorder));
    let keys = KEYS;
    let (owner, mut lamports) = (Pubkey::default(), [1_u64; 3]);
    let [one, two, three] = &mut lamports;
    let account =
        |key, lamports| AccountInfo::new(key, false, true, lamports, &mut [], &owner, false);
    calls(&[
        account(&keys[0], one),
        account(&keys[1], two),
        account(&keys[2], three),
    ]);
    std::mem::take(&mut *INVOKED.lock().unwrap())
}

/// Keys of the accounts.
pub const KEYS: [Pubkey; 3] = [
    Pubkey::new_from_array([1; 32]),
    Pubkey::new_from_array([2; 32]),
    Pubkey::new_from_array([3; 32]),
];
