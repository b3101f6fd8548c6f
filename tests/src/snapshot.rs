//! The accounts of a transaction at one time.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_account::Account;

use crate::World;

/// Accounts by address; the default where there is none.
#[derive(Clone, PartialEq)]
pub struct Snapshot(pub BTreeMap<Pubkey, Account>);

impl Snapshot {
    /// Of all accounts that `instructions` name, and `others`.
    pub fn of(world: &mut World, instructions: &[Instruction], others: &[Pubkey]) -> Self {
        let metas = instructions.iter().flat_map(|one| &one.accounts);
        let keys = metas.map(|meta| meta.pubkey).chain(others.iter().copied());
        let accounts = keys.map(|key| (key, world.account(&key).unwrap_or_default()));
        Self(accounts.collect())
    }

    /// The account at an address, if there is one.
    pub fn get(&self, key: &Pubkey) -> Option<&Account> {
        self.0.get(key).filter(|it| **it != Account::default())
    }

    /// Makes the chain what it was.
    pub fn restore(&self, world: &mut World) {
        for (key, account) in &self.0 {
            if world.account(key).unwrap_or_default() != *account {
                world.vm.set_account(*key, account.clone()).unwrap();
            }
        }
    }
}
