//! Instructions of SPL Governance. Accounts are in its order.

mod proposing;
mod setup;
mod voting;

pub use self::{proposing::*, setup::*, voting::*};

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    AnchorSerialize,
};

use super::Realm;

/// Who acts for a staker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voter {
    /// The staker.
    pub owner: Pubkey,
    /// The staker or its delegate; signs.
    pub signer: Pubkey,
    /// Pays account rent; signs.
    pub payer: Pubkey,
}

impl Voter {
    /// A staker who signs and pays.
    pub const fn alone(owner: Pubkey) -> Self {
        Self {
            owner,
            signer: owner,
            payer: owner,
        }
    }
}

/// Numbers of the instructions, the first byte of their data.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Number {
    CreateRealm = 0,
    SetGovernanceDelegate = 3,
    CreateGovernance = 4,
    CreateProposal = 6,
    InsertTransaction = 9,
    CancelProposal = 11,
    SignOffProposal = 12,
    CastVote = 13,
    FinalizeVote = 14,
    RelinquishVote = 15,
    ExecuteTransaction = 16,
    SetRealmAuthority = 21,
    CreateTokenOwnerRecord = 23,
    CreateNativeTreasury = 25,
    RefundProposalDeposit = 27,
}

/// Serialising into memory fails only for texts and lists of more than 4 GiB.
#[allow(clippy::expect_used)]
fn instruction(
    at: &Realm,
    number: Number,
    arguments: impl AnchorSerialize,
    accounts: Vec<AccountMeta>,
) -> Instruction {
    let mut data = vec![number as u8];
    arguments
        .serialize(&mut data)
        .expect("the arguments fit in memory");
    Instruction {
        program_id: at.program,
        accounts,
        data,
    }
}

fn read(address: Pubkey) -> AccountMeta {
    AccountMeta::new_readonly(address, false)
}

fn write(address: Pubkey) -> AccountMeta {
    AccountMeta::new(address, false)
}

fn signs(address: Pubkey) -> AccountMeta {
    AccountMeta::new_readonly(address, true)
}

fn pays(address: Pubkey) -> AccountMeta {
    AccountMeta::new(address, true)
}

#[cfg(test)]
mod tests;
