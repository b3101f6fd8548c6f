//! Approvals of attestors, each in its own transaction.

use anchor_lang::prelude::*;

use super::Council;
use crate::{constants::APPROVAL_TIME, ids, require, CommonError};

/// Account of the emissions program: the approvals of one council decision, by its hash. `[APPROVAL, hash]`. It is
/// valid for an hour.
#[account(zero_copy, "account")]
#[derive(Debug, PartialEq, Eq)]
pub struct Approval {
    /// Hash of the decision, part of the address.
    pub hash: [u8; 32],
    /// Paid the rent; gets it back.
    pub payer: Pubkey,
    /// When it was opened, in unix seconds. It is valid for an hour.
    pub opened_at: i64,
    /// Revision of the council at the opening.
    pub revision: u32,
    /// Bit n is set if the attestor at place n has approved.
    pub approvals: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: u8,
}

impl Approval {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Whether its window is over.
    pub fn is_over(&self, now: i64) -> bool {
        now > self.opened_at.saturating_add(APPROVAL_TIME)
    }

    /// Records the approval of `attestor`. A second one by the same attestor changes nothing.
    ///
    /// # Errors
    /// `ApprovalExpired`, `CouncilChanged`, `NotAnAttestor`.
    pub fn approve(&mut self, council: &Council, attestor: &Pubkey, now: i64) -> Result<()> {
        self.require_open(council, now)?;
        let place = council.place(attestor);
        let place = place.ok_or(CommonError::NotAnAttestor)?;
        self.approvals |= 1 << place;
        Ok(())
    }

    /// Refuses unless the threshold of attestors has approved.
    ///
    /// # Errors
    /// `ApprovalExpired`, `CouncilChanged`, `NotAgreed`.
    pub fn require_agreement(&self, council: &Council, now: i64) -> Result<()> {
        self.require_open(council, now)?;
        let counted = self.approvals & !council.suspended;
        let approved = counted.count_ones() >= u32::from(council.threshold);
        require!(council.threshold > 0 && approved, CommonError::NotAgreed);
        Ok(())
    }

    fn require_open(&self, council: &Council, now: i64) -> Result<()> {
        require!(!self.is_over(now), CommonError::ApprovalExpired);
        require!(
            self.revision == council.revision,
            CommonError::CouncilChanged
        );
        Ok(())
    }
}

impl Owner for Approval {
    fn owner() -> Pubkey {
        ids::emissions::ID
    }
}

const _: () = assert!(
    Approval::SIZE == 8 + 80,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    #[test]
    fn each_attestor_counts_once_and_for_an_hour() {
        let keys: Vec<Pubkey> = (1..=16)
            .map(|byte| Pubkey::new_from_array([byte; 32]))
            .collect();
        let mut council = Council::zeroed();
        council.set(&keys, 16).unwrap();
        let mut approval = Approval::zeroed();
        approval.revision = council.revision;
        let refused = |error: CommonError| Err(error.into());
        for key in &keys {
            let short = approval.require_agreement(&council, 3_600);
            assert_eq!(short, refused(CommonError::NotAgreed));
            approval.approve(&council, key, 3_600).unwrap();
            approval.approve(&council, key, 3_600).unwrap();
        }
        approval.require_agreement(&council, 3_600).unwrap();
        council.suspend(&keys[3], 0).unwrap();
        let suspended = approval.require_agreement(&council, 3_600);
        assert_eq!(suspended, refused(CommonError::NotAgreed));
        let again = approval.approve(&council, &keys[3], 3_600);
        assert_eq!(again, refused(CommonError::NotAnAttestor));
        let stranger = approval.approve(&council, &Pubkey::default(), 0);
        assert_eq!(stranger, refused(CommonError::NotAnAttestor));
        let late = approval.require_agreement(&council, 3_601);
        assert_eq!(late, refused(CommonError::ApprovalExpired));
        council.set(&keys[..3], 2).unwrap();
        let changed = approval.require_agreement(&council, 0);
        assert_eq!(changed, refused(CommonError::CouncilChanged));
        // Without a council and without approvals, nothing is agreed.
        let unnamed = Approval::zeroed().require_agreement(&Council::zeroed(), 0);
        assert_eq!(unnamed, refused(CommonError::NotAgreed));
    }
}
