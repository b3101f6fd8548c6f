//! The token movements against the token program's own instructions: what reaches the runtime is recorded here, and
//! carried out in the replays.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::sync::Mutex;

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::{entrypoint::ProgramResult, instruction::Instruction},
};
use anchor_spl::token::spl_token::{self, instruction};
use io_common::token;
use solana_sysvar::program_stubs::{set_syscall_stubs, SyscallStubs};

const AUTHORITY: Pubkey = Pubkey::new_from_array([3; 32]);
const AMOUNT: u64 = 123_456_789;

/// An instruction, and the seeds of its signer.
type Invoked = (Instruction, Vec<Vec<Vec<u8>>>);

static INVOKED: Mutex<Vec<Invoked>> = Mutex::new(Vec::new());

/// A runtime that notes what it is asked for.
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

#[test]
fn each_movement_is_the_instruction_of_the_token_program() {
    set_syscall_stubs(Box::new(Recorder));
    let keys = [[1; 32], [2; 32], [3; 32]].map(Pubkey::new_from_array);
    let (owner, mut lamports) = (spl_token::ID, [0_u64; 3]);
    let accounts: Vec<AccountInfo> = keys
        .iter()
        .zip(&mut lamports)
        .map(|(key, lamports)| AccountInfo::new(key, false, true, lamports, &mut [], &owner, false))
        .collect();
    let [first, second, authority] = &accounts[..] else {
        panic!("three accounts");
    };
    let seeds: &[&[&[u8]]] = &[&[b"ledger", &[254]]];
    token::transfer(first, second, authority, AMOUNT, &[]).unwrap();
    token::mint_to(first, second, authority, AMOUNT, seeds).unwrap();
    token::burn(first, second, authority, AMOUNT, seeds).unwrap();

    let (program, signers) = (&spl_token::ID, [&AUTHORITY; 0]);
    let (first, second) = (&keys[0], &keys[1]);
    let transfer =
        instruction::transfer(program, first, second, &AUTHORITY, &signers, AMOUNT).unwrap();
    let mint_to =
        instruction::mint_to(program, first, second, &AUTHORITY, &signers, AMOUNT).unwrap();
    // The token program takes the account before the mint.
    let burn = instruction::burn(program, second, first, &AUTHORITY, &signers, AMOUNT).unwrap();
    let seeds = vec![vec![b"ledger".to_vec(), vec![254]]];
    let expected = [(transfer, vec![]), (mint_to, seeds.clone()), (burn, seeds)];
    assert_eq!(*INVOKED.lock().unwrap(), expected);
}
