//! What an account is, by the word of the chain.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::{bpf_loader_upgradeable, system_program},
};
use anchor_spl::token;
use io_common::ids::pyth;
use io_tests::{catalogue::Program, idl::Slot, World};
use solana_account::Account;
use solana_sdk_ids::sysvar;

/// What is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing, in the place of an optional account.
    Absent,
    /// A program.
    Program,
    /// A sysvar.
    Sysvar,
    /// The address that signs a program's events.
    EventAuthority,
    /// An account of a program of the suite.
    State(Program),
    /// A token account.
    Tokens,
    /// A mint.
    Mint,
    /// A price.
    Price,
    /// ProgramData of an upgradeable program.
    ProgramData,
    /// An address with a key, or with lamports only.
    Wallet,
    /// An address at which nothing is: an account to be made.
    Nothing,
}

/// The address that signs the events of a program.
pub fn event_authority(program: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[b"__event_authority"], program).0
}

impl Role {
    pub fn of(world: &mut World, program: Program, slot: &Slot, meta: &AccountMeta) -> Self {
        let address = &meta.pubkey;
        if slot.optional && *address == program.id() {
            return Self::Absent;
        }
        if *address == event_authority(&program.id()) {
            return Self::EventAuthority;
        }
        if *address == sysvar::instructions::ID {
            return Self::Sysvar;
        }
        match world.account(address) {
            None if slot.signer => Self::Wallet,
            None => Self::Nothing,
            Some(account) => Self::of_account(&account),
        }
    }

    fn of_account(account: &Account) -> Self {
        if account.executable {
            return Self::Program;
        }
        if let Some(program) = Program::owning(account) {
            return Self::State(program);
        }
        match (account.owner, account.data.len()) {
            (system_program::ID, 0) => Self::Wallet,
            (token::ID, token::Mint::LEN) => Self::Mint,
            (token::ID, token::TokenAccount::LEN) => Self::Tokens,
            (pyth::RECEIVER, _) => Self::Price,
            (bpf_loader_upgradeable::ID, _) => Self::ProgramData,
            other => panic!("no role for an account of {other:?}"),
        }
    }
}
