//! What the acts of the council have in common.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    agreement::{act_hash, require_agreement},
    types::{Approval, Council},
};

/// Whose agreement an act takes; if there is no approval, the attestors follow the other accounts.
#[derive(Accounts)]
pub struct Agreed<'info> {
    /// The council.
    #[account(address = addresses::COUNCIL.address)]
    pub council: AccountLoader<'info, Council>,
    /// The approvals of the act, unless the attestors sign. They stay: no act is carried out twice.
    pub approval: Option<AccountLoader<'info, Approval>>,
}

impl Agreed<'_> {
    /// Refuses unless the council has agreed to `act` for `reservation`.
    pub fn require(
        &self,
        domain: &[u8],
        act: &impl AnchorSerialize,
        reservation: Pubkey,
        attestors: &[AccountInfo],
        now: i64,
    ) -> Result<()> {
        let hash = act_hash(domain, act, &[reservation])?;
        let council = self.council.load()?;
        let approval = match &self.approval {
            None => None,
            Some(approval) => Some(approval.load()?),
        };
        require_agreement(&council, approval.as_deref(), attestors, hash, now)
    }
}
