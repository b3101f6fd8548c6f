//! The accounts of a transaction at one time.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_tests::World;
use solana_account::Account;

/// Accounts by address.
#[derive(Clone, PartialEq)]
pub struct Snapshot(BTreeMap<Pubkey, Option<Account>>);

impl Snapshot {
    pub fn take(world: &mut World, keys: impl IntoIterator<Item = Pubkey>) -> Self {
        let accounts = keys.into_iter().map(|key| (key, world.account(&key)));
        Self(accounts.collect())
    }

    /// Of all accounts that `instructions` name, and `others`.
    pub fn of(world: &mut World, instructions: &[Instruction], others: &[Pubkey]) -> Self {
        let metas = instructions.iter().flat_map(|one| &one.accounts);
        let keys: Vec<Pubkey> = metas.map(|meta| meta.pubkey).collect();
        Self::take(world, keys.into_iter().chain(others.iter().copied()))
    }

    pub fn get(&self, key: &Pubkey) -> Option<&Account> {
        self.0.get(key).and_then(Option::as_ref)
    }

    /// Makes the chain what it was.
    pub fn restore(&self, world: &mut World) {
        for (key, account) in &self.0 {
            if world.account(key) != *account {
                let account = account.clone().unwrap_or_default();
                world.vm.set_account(*key, account).unwrap();
            }
        }
    }
}
