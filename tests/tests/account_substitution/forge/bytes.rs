//! Accounts with other bytes in them.

use anchor_lang::prelude::Pubkey;
use solana_account::Account;

pub fn with_owner(account: &Account, owner: Pubkey) -> Account {
    Account {
        owner,
        ..account.clone()
    }
}

pub fn with_bytes(account: &Account, at: usize, bytes: &[u8]) -> Account {
    let mut account = account.clone();
    account.data[at..at + bytes.len()].copy_from_slice(bytes);
    account
}

pub fn with_mint(account: &Account, mint: &Pubkey) -> Account {
    with_bytes(account, 0, mint.as_ref())
}

pub fn with_holder(account: &Account, holder: &Pubkey) -> Account {
    with_bytes(account, 32, holder.as_ref())
}

/// Mint and owner of a token account.
pub fn tokens_of(account: &Account) -> (Pubkey, Pubkey) {
    let key = |at: usize| Pubkey::try_from(&account.data[at..at + 32]).unwrap();
    (key(0), key(32))
}

/// Bytes in which two accounts are the same, of those where accounts say whose they are.
pub fn likeness(one: &Account, other: &Account) -> usize {
    let pairs = one.data.iter().zip(&other.data).take(200);
    pairs.filter(|(one, other)| one == other).count()
}
