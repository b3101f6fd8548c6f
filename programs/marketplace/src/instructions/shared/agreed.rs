//! The agreement of the council to a decision.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    agreement::require_agreement,
    types::{Approval, Council},
};

use crate::error::MarketplaceError;

/// Accounts that prove the council's agreement. Without an approval, the attestors follow the other accounts.
#[derive(Accounts)]
pub struct Agreed<'info> {
    /// The council.
    #[account(address = addresses::COUNCIL.address @ MarketplaceError::WrongCouncil)]
    pub council: AccountLoader<'info, Council>,
    /// The approval of the decision, unless the attestors sign. It stays open: no decision is carried out twice.
    pub approval: Option<AccountLoader<'info, Approval>>,
}

impl Agreed<'_> {
    /// Refuses unless the council has agreed to the decision with this `hash`.
    pub fn require(&self, hash: [u8; 32], attestors: &[AccountInfo], now: i64) -> Result<()> {
        let council = self.council.load()?;
        let approval = match &self.approval {
            None => None,
            Some(approval) => Some(approval.load()?),
        };
        require_agreement(&council, approval.as_deref(), attestors, hash, now)
    }
}
