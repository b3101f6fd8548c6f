//! What the decisions of the council have in common.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    agreement::require_agreement,
    types::{Approval, Council},
};

use crate::error::MarketplaceError;

/// Whose agreement an act takes; if there is no approval, the attestors follow the other accounts.
#[derive(Accounts)]
pub struct Agreed<'info> {
    /// The council.
    #[account(address = addresses::COUNCIL.address @ MarketplaceError::WrongCouncil)]
    pub council: AccountLoader<'info, Council>,
    /// The approvals of the act, unless the attestors sign. They stay: no act is carried out twice.
    pub approval: Option<AccountLoader<'info, Approval>>,
}

impl Agreed<'_> {
    /// Refuses unless the council has agreed to the act of `hash`.
    pub fn require(&self, hash: [u8; 32], attestors: &[AccountInfo], now: i64) -> Result<()> {
        let council = self.council.load()?;
        let approval = match &self.approval {
            None => None,
            Some(approval) => Some(approval.load()?),
        };
        require_agreement(&council, approval.as_deref(), attestors, hash, now)
    }
}
