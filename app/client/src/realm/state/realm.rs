//! A realm.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, AnchorSerialize};

use crate::realm::config::{GoverningTokenType, MintMaxVoterWeightSource};

/// A realm.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct RealmV2 {
    /// The mint whose holders vote: IO.
    pub community_mint: Pubkey,
    /// Not used.
    pub reserved1: [u8; 8],
    /// Weight that the creator of a governance needs, in base units.
    pub min_community_weight_to_create_governance: u64,
    /// All weight, if there is no plugin for it.
    pub community_mint_max_voter_weight_source: MintMaxVoterWeightSource,
    /// The mint of a council.
    pub council_mint: Option<Pubkey>,
    /// Not used.
    pub reserved2: [u8; 8],
    /// Who changes the realm.
    pub authority: Option<Pubkey>,
    /// Name, from which its address follows.
    pub name: String,
}

/// How a token of a realm votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct GoverningTokenConfig {
    /// The program that weighs voters.
    pub voter_weight_addin: Option<Pubkey>,
    /// The program that states all weight.
    pub max_voter_weight_addin: Option<Pubkey>,
    /// What deposits are for.
    pub token_type: GoverningTokenType,
    /// Not used.
    pub reserved: [u8; 8],
}

/// Configuration of a realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct RealmConfigAccount {
    /// The realm.
    pub realm: Pubkey,
    /// How IO votes.
    pub community_token_config: GoverningTokenConfig,
    /// How the token of a council votes.
    pub council_token_config: GoverningTokenConfig,
}
