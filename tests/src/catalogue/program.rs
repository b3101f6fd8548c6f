//! The programs of the suite, where the catalogue treats them alike.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{emissions, fee_burn, marketplace};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    governance::GovernanceAction,
    ids,
};
use solana_account::Account;

/// A program of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// Emissions.
    Emissions,
    /// Marketplace.
    Marketplace,
    /// Fee burn.
    FeeBurn,
}

impl Program {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Emissions, Self::Marketplace, Self::FeeBurn];

    /// Name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Emissions => "emissions",
            Self::Marketplace => "marketplace",
            Self::FeeBurn => "fee-burn",
        }
    }

    /// Its address.
    pub fn id(self) -> Pubkey {
        match self {
            Self::Emissions => ids::emissions::ID,
            Self::Marketplace => ids::marketplace::ID,
            Self::FeeBurn => ids::fee_burn::ID,
        }
    }

    /// Its configuration, which is there once it has been initialised.
    pub fn config(self) -> Pubkey {
        match self {
            Self::Emissions => EMISSIONS_CONFIG.address,
            Self::Marketplace => MARKETPLACE_CONFIG.address,
            Self::FeeBurn => FEE_BURN_CONFIG.address,
        }
    }

    /// `govern`: who may do `action` signs.
    pub fn govern(self, signer: &Pubkey, action: GovernanceAction) -> Instruction {
        match self {
            Self::Emissions => emissions::govern(signer, action),
            Self::Marketplace => marketplace::govern(signer, action),
            Self::FeeBurn => fee_burn::govern(signer, action),
        }
    }

    /// The program of the suite at an address.
    pub fn of(id: &Pubkey) -> Self {
        let program = Self::ALL.into_iter().find(|program| program.id() == *id);
        program.expect("a program of the suite")
    }

    /// The program of the suite that owns an account.
    pub fn owning(account: &Account) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|program| program.id() == account.owner)
    }
}
