//! The token movements against the token program's own instructions: what reaches the runtime is recorded here, and
//! carried out in the replays.
#![allow(clippy::panic, clippy::unwrap_used)]

mod recorder;

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::{self, instruction};
use io_common::token;
use recorder::{record, KEYS};

const AMOUNT: u64 = 123_456_789;

#[test]
fn each_movement_is_the_instruction_of_the_token_program() {
    let seeds: &[&[&[u8]]] = &[&[b"ledger", &[254]]];
    let invoked = record(|[first, second, authority]| {
        token::transfer(first, second, authority, AMOUNT, &[]).unwrap();
        token::mint_to(first, second, authority, AMOUNT, seeds).unwrap();
        token::burn(first, second, authority, AMOUNT, seeds).unwrap();
        token::close(first, second, authority, seeds).unwrap();
        token::initialize(first, second, authority.key).unwrap();
    });

    let (program, signers): (_, [&Pubkey; 0]) = (&spl_token::ID, []);
    let [first, second, authority] = &KEYS;
    let transfer =
        instruction::transfer(program, first, second, authority, &signers, AMOUNT).unwrap();
    let mint_to =
        instruction::mint_to(program, first, second, authority, &signers, AMOUNT).unwrap();
    // The token program takes the account before the mint.
    let burn = instruction::burn(program, second, first, authority, &signers, AMOUNT).unwrap();
    let close = instruction::close_account(program, first, second, authority, &signers).unwrap();
    let seeds = vec![vec![b"ledger".to_vec(), vec![254]]];
    let signed = [mint_to, burn, close].map(|instruction| (instruction, seeds.clone()));
    let initialize = instruction::initialize_account3(program, first, second, authority).unwrap();
    let unsigned = [transfer, initialize].map(|instruction| (instruction, vec![]));
    let expected = [&unsigned[..1], &signed, &unsigned[1..]].concat();
    assert_eq!(invoked, expected);
}
