//! What is sent to make an account, beside the system program's own instructions.
#![allow(clippy::panic, clippy::unwrap_used)]

mod recorder;

use anchor_lang::{
    prelude::{AccountInfo, Pubkey},
    solana_program::system_instruction,
    Discriminator,
};
use bytemuck::{bytes_of_mut, Zeroable};
use io_common::{
    create::{create, write, Size},
    types::Council,
};
use recorder::{record, Invoked, KEYS};

const OWNER: Pubkey = Pubkey::new_from_array([7; 32]);
const SEEDS: &[&[u8]] = &[b"reservation", &[254]];

/// What is sent for an account of 440 bytes with 5,000 lamports of rent, where there are `present` lamports.
fn sent(present: u64, deposit: u64) -> Vec<Invoked> {
    let size = Size {
        space: 440,
        rent: 5_000,
        deposit,
    };
    record(|[payer, account, _]| {
        **account.try_borrow_mut_lamports().unwrap() = present;
        create(payer, account, size, &OWNER, SEEDS).unwrap();
    })
}

#[test]
fn an_account_is_made_by_the_instruction_of_the_system_program() {
    let [payer, account, _] = &KEYS;
    let signer = vec![SEEDS.iter().map(|seed| seed.to_vec()).collect::<Vec<_>>()];
    let create = system_instruction::create_account(payer, account, 5_300, 440, &OWNER);
    assert_eq!(sent(0, 300), [(create, signer.clone())]);

    // Lamports that are there count towards the rent, not towards the deposit.
    for (present, deposit, missing) in [
        (1, 300, 5_299),
        (4_999, 0, 1),
        (5_000, 300, 300),
        (9_000, 300, 300),
    ] {
        let from = Some((payer, missing));
        let complete = system_instruction::create_account_allow_prefund(account, from, 440, &OWNER);
        assert_eq!(sent(present, deposit), [(complete, signer.clone())]);
    }
    for present in [5_000, 9_000] {
        let complete = system_instruction::create_account_allow_prefund(account, None, 440, &OWNER);
        assert_eq!(sent(present, 0), [(complete, signer.clone())]);
    }
}

#[test]
fn the_first_state_is_written_behind_the_discriminator() {
    let mut council = Council::zeroed();
    bytes_of_mut(&mut council).fill(9);
    let (key, owner, mut lamports, mut data) = (KEYS[1], OWNER, 1, vec![0; Council::SIZE]);
    let account = AccountInfo::new(&key, false, true, &mut lamports, &mut data, &owner, false);
    write(&account, &council).unwrap();
    {
        let _held = account.try_borrow_data().unwrap();
        assert!(write(&account, &council).is_err());
    }
    assert_eq!(data[..8], *Council::DISCRIMINATOR);
    assert!(data[8..].iter().all(|byte| *byte == 9));
}

#[test]
fn lamports_beyond_64_bits_are_an_error() {
    let (key, owner, mut lamports) = (KEYS[0], OWNER, 0);
    let account = AccountInfo::new(&key, true, true, &mut lamports, &mut [], &owner, false);
    let size = Size {
        space: 0,
        rent: 1,
        deposit: u64::MAX,
    };
    let refused = create(&account, &account, size, &OWNER, SEEDS);
    assert_eq!(refused, Err(io_common::CommonError::MathOverflow.into()));
}
