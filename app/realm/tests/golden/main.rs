//! The client's addresses, instructions, readers and rules of votes are those of SPL Governance, which reads the records of
//! emissions.

#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]
#![allow(clippy::integer_division)]

mod accounts;
mod addresses;
mod instructions;
mod records;
mod theirs;
mod votes;

use anchor_lang::prelude::Pubkey;
use io_client::realm::{config::Choices, Realm, SHARED};
use io_realm::convert::{key_v2, key_v3};
use solana_program_2::pubkey::Pubkey as Key;

/// An address of version 2 of Solana's SDK, on which SPL Governance is built.
fn old(key: &Pubkey) -> Key {
    *key_v2(key)
}

fn new(key: &Key) -> Pubkey {
    *key_v3(key)
}

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn old_key(byte: u8) -> Key {
    Key::new_from_array([byte; 32])
}

fn at() -> Realm {
    Realm::named(&SHARED, "io.net", &key(1)).unwrap()
}

const CHOICES: Choices = Choices {
    yes_percent: 20,
    proposal_stake: 10_000_000_000_000,
    voting: 432_000,
    cool_off: 172_800,
    hold_up: 86_400,
};
