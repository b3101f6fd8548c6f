//! SPL Governance, by which staked IO votes: the addresses, accounts and instructions of a realm whose governance is the
//! authority of the programs. The emissions program weighs the votes.
//!
//! Names and layouts are those of SPL Governance 3.1.

pub mod address;
pub mod config;
pub mod instruction;
pub mod read;
pub mod stake;
pub mod state;
pub mod vote;

use anchor_lang::prelude::{pubkey, Pubkey};
use solana_account::Account;

use state::{decode, GovernanceV2, Typed};

/// The instance of SPL Governance that many realms share. By an upgrade, its upgrade authority could sign as any governance.
pub const SHARED: Pubkey = pubkey!("GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw");

/// A realm in which staked IO votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Realm {
    /// The program, an instance of SPL Governance.
    pub program: Pubkey,
    /// The realm's account.
    pub realm: Pubkey,
    /// The governance; signs what a vote has decided.
    pub governance: Pubkey,
    /// The IO mint.
    pub mint: Pubkey,
}

impl Realm {
    /// The realm of a name, with the governance of the emissions program; none for a name of more than 32 bytes.
    pub fn named(program: &Pubkey, name: &str, mint: &Pubkey) -> Option<Self> {
        let realm = address::realm(program, name)?;
        Some(Self {
            program: *program,
            realm,
            governance: address::governance(program, &realm, &emissions::ID),
            mint: *mint,
        })
    }

    /// The realm that has `authority`, whose `account` was read, as a governance; none if that is something else.
    pub fn governing(authority: &Pubkey, account: &Account, mint: &Pubkey) -> Option<Self> {
        let program = account.owner;
        let GovernanceV2 {
            realm,
            governed_account,
            ..
        } = decode(&account.data)?;
        let governance = address::governance(&program, &realm, &governed_account);
        (governance == *authority).then_some(Self {
            program,
            realm,
            governance,
            mint: *mint,
        })
    }

    /// Decodes an account of this realm's program; none for another owner or type.
    pub fn read<T: Typed>(&self, account: &Account) -> Option<T> {
        (account.owner == self.program).then(|| decode(&account.data))?
    }
}

#[cfg(test)]
mod tests;
