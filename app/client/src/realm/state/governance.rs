//! A governance.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, AnchorSerialize};

use crate::realm::config::GovernanceConfig;

/// A governance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct GovernanceV2 {
    /// Its realm.
    pub realm: Pubkey,
    /// Account or program from which its address follows.
    pub governed_account: Pubkey,
    /// Not used.
    pub reserved1: u32,
    /// Its rules.
    pub config: GovernanceConfig,
    /// Not used.
    pub reserved_v2: [u8; 119],
    /// Signatories that each realm proposal needs.
    pub required_signatories_count: u8,
    /// Realm proposals that are in draft or voted on.
    pub active_proposal_count: u64,
}

/// Lamports that each open realm proposal beyond the exempt ones adds to the deposit.
const DEPOSIT: u64 = 100_000_000;

impl GovernanceV2 {
    /// Lamports that the next realm proposal deposits, beside account rent. They come back after its vote.
    pub fn next_deposit(&self) -> u64 {
        let exempt = u64::from(self.config.deposit_exempt_proposal_count);
        self.active_proposal_count
            .saturating_add(1)
            .saturating_sub(exempt)
            .saturating_mul(DEPOSIT)
    }
}
