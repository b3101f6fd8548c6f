//! The programs of the suite, where the catalogue treats them alike.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{emissions, fee_burn, marketplace};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    governance::GovernanceAction,
    ids,
};

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

    /// The instructions of its IDL: name, and first eight bytes of the data.
    pub(super) fn instructions(self) -> Vec<(String, [u8; 8])> {
        let file = format!("idls/{}.json", self.name().replace('-', "_"));
        let text = std::fs::read_to_string(crate::root().join(file)).unwrap();
        let idl: serde_json::Value = serde_json::from_str(&text).unwrap();
        let listed = |instruction: &serde_json::Value| {
            let name = instruction["name"].as_str().unwrap().into();
            let discriminator = instruction["discriminator"].clone();
            (name, serde_json::from_value(discriminator).unwrap())
        };
        let instructions = idl["instructions"].as_array().unwrap();
        instructions.iter().map(listed).collect()
    }

    pub(super) fn of(id: &Pubkey) -> Self {
        let program = Self::ALL.into_iter().find(|program| program.id() == *id);
        program.expect("a program of the suite")
    }
}
