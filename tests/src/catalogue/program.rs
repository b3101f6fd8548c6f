//! The programs of the suite, where the catalogue treats them alike.

use ::emissions::state::Change as EmissionsChange;
use ::fee_burn::state::Change as FeeBurnChange;
use ::marketplace::state::Change as MarketplaceChange;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{emissions, fee_burn, marketplace};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    constants::{HOUR, ONE_USDC},
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

    /// `propose_change`, always of the same parameter to the same value.
    pub fn propose(self, authority: &Pubkey, payer: &Pubkey, number: u32) -> Instruction {
        match self {
            Self::Emissions => {
                let change = EmissionsChange::UnstakeCooldown(400 * HOUR);
                emissions::propose_change(authority, payer, number, change)
            }
            Self::Marketplace => {
                let change = MarketplaceChange::Hours(100);
                marketplace::propose_change(authority, payer, number, change)
            }
            Self::FeeBurn => {
                let change = FeeBurnChange::Spending {
                    daily_max: 500 * ONE_USDC,
                    vault_days: 7,
                };
                fee_burn::propose_change(authority, payer, number, change)
            }
        }
    }

    /// `apply_change`, of a proposal that `payer` paid for.
    pub fn apply(self, number: u32, payer: &Pubkey) -> Instruction {
        match self {
            Self::Emissions => emissions::apply_change(number, payer),
            Self::Marketplace => marketplace::apply_change(number, payer),
            Self::FeeBurn => fee_burn::apply_change(number, payer),
        }
    }

    /// `cancel_change`, of a proposal that `payer` paid for.
    pub fn cancel(self, signer: &Pubkey, number: u32, payer: &Pubkey) -> Instruction {
        match self {
            Self::Emissions => emissions::cancel_change(signer, number, payer),
            Self::Marketplace => marketplace::cancel_change(signer, number, payer),
            Self::FeeBurn => fee_burn::cancel_change(signer, number, payer),
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
