//! The council.

use anchor_lang::prelude::*;

use crate::{constants::MAX_ATTESTORS, ids, math::Checked, require, CommonError};

/// Account of the emissions program: the attestors and their threshold. `[COUNCIL]`.
#[account(zero_copy, "account")]
#[derive(Debug)]
pub struct Council {
    /// Attestors, the first `count` of them.
    pub attestors: [Pubkey; MAX_ATTESTORS],
    /// Number of attestors.
    pub count: u8,
    /// Number of attestors that must agree to a decision. 0 until the council is named.
    pub threshold: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub gap: u8,
    /// How often it has been named. Approvals are valid only for the revision in which they were opened.
    pub revision: u32,
    /// Number below which proposals of a council are overtaken, by another council or by a suspension.
    pub overtaken: u32,
    /// Bit n is set if the attestor at place n is suspended: its signatures and approvals do not count.
    pub suspended: u16,
    /// Zero.
    pub padding: [u8; 2],
}

impl Council {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Refuses a council without attestors, with more than 16, with a repeated or zero address, or with a threshold
    /// that cannot be reached.
    ///
    /// # Errors
    /// `BadCouncil`.
    pub fn validate(attestors: &[Pubkey], threshold: u8) -> Result<()> {
        let distinct = attestors
            .iter()
            .enumerate()
            .all(|(i, key)| *key != Pubkey::default() && !attestors[..i].contains(key));
        let reachable = (1..=attestors.len()).contains(&threshold.into());
        require!(
            distinct && reachable && attestors.len() <= MAX_ATTESTORS,
            CommonError::BadCouncil
        );
        Ok(())
    }

    /// Replaces the attestors.
    ///
    /// # Errors
    /// As [`validate`](Self::validate).
    pub fn set(&mut self, attestors: &[Pubkey], threshold: u8) -> Result<()> {
        Self::validate(attestors, threshold)?;
        self.attestors = [Pubkey::default(); MAX_ATTESTORS];
        self.attestors[..attestors.len()].copy_from_slice(attestors);
        self.count = u8::try_from(attestors.len()).map_err(|_| CommonError::BadCouncil)?;
        self.threshold = threshold;
        self.revision = self.revision.plus(1)?;
        self.suspended = 0;
        Ok(())
    }

    /// Suspends an attestor until another council is named. Proposals of a council with numbers below `proposals` are
    /// overtaken: they would reinstate the attestor. Suspending an attestor again overtakes nothing; otherwise the
    /// guardian could overtake every council.
    ///
    /// # Errors
    /// `NotAnAttestor`.
    pub fn suspend(&mut self, attestor: &Pubkey, proposals: u32) -> Result<()> {
        let place = self.members().iter().position(|member| member == attestor);
        let bit = 1 << place.ok_or(CommonError::NotAnAttestor)?;
        if self.suspended & bit == 0 {
            self.suspended |= bit;
            self.overtaken = proposals;
        }
        Ok(())
    }

    /// The place of an attestor that is not suspended.
    pub fn place(&self, attestor: &Pubkey) -> Option<usize> {
        let place = self.members().iter().position(|member| member == attestor);
        place.filter(|place| self.suspended & (1 << place) == 0)
    }

    /// The attestors.
    pub fn members(&self) -> &[Pubkey] {
        &self.attestors[..usize::from(self.count)]
    }

    /// Refuses unless each of `signers` is an attestor, none is repeated, and the threshold is reached.
    ///
    /// # Errors
    /// `NotAnAttestor`, `NotAgreed`.
    pub fn require_agreement(&self, signers: &[&Pubkey]) -> Result<()> {
        for (i, signer) in signers.iter().enumerate() {
            let known = self.place(signer).is_some() && !signers[..i].contains(signer);
            require!(known, CommonError::NotAnAttestor);
        }
        let threshold = usize::from(self.threshold);
        require!(
            threshold > 0 && signers.len() >= threshold,
            CommonError::NotAgreed
        );
        Ok(())
    }
}

impl Owner for Council {
    fn owner() -> Pubkey {
        ids::emissions::ID
    }
}

const _: () = assert!(
    Council::SIZE == 8 + 528,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: u8) -> Vec<Pubkey> {
        (1..=count)
            .map(|byte| Pubkey::new_from_array([byte; 32]))
            .collect()
    }

    fn council(count: u8, threshold: u8) -> Result<Council> {
        let mut council: Council = bytemuck::Zeroable::zeroed();
        council.set(&keys(count), threshold).map(|()| council)
    }

    #[test]
    fn a_council_has_members_and_a_threshold_that_they_can_meet() {
        assert!(council(0, 0).is_err());
        assert!(council(3, 0).is_err());
        assert!(council(3, 4).is_err());
        assert!(council(16, 17).is_err());
        assert!(council(17, 3).is_err());
        assert!(council(1, 1).is_ok() && council(16, 16).is_ok());
        let mut twice = keys(3);
        twice[2] = twice[0];
        assert!(council(3, 2).unwrap().set(&twice, 1).is_err());
        assert!(council(3, 2).unwrap().set(&[Pubkey::default()], 1).is_err());
    }

    #[test]
    fn agreement_takes_distinct_attestors() {
        let (council, keys) = (council(3, 2).unwrap(), keys(4));
        assert!(council.require_agreement(&[&keys[0], &keys[2]]).is_ok());
        assert!(council.require_agreement(&[&keys[0]]).is_err());
        assert!(council.require_agreement(&[&keys[0], &keys[0]]).is_err());
        assert!(council.require_agreement(&[&keys[0], &keys[3]]).is_err());
    }

    #[test]
    fn who_is_suspended_does_not_count_until_the_council_is_named_again() {
        let (mut council, keys) = (council(3, 2).unwrap(), keys(4));
        assert!(council.suspend(&keys[3], 0).is_err());
        council.suspend(&keys[1], 0).unwrap();
        council.suspend(&keys[1], 0).unwrap();
        assert!(council.require_agreement(&[&keys[0], &keys[1]]).is_err());
        assert!(council.require_agreement(&[&keys[0], &keys[2]]).is_ok());
        council.set(&keys[..3], 2).unwrap();
        assert!(council.require_agreement(&[&keys[0], &keys[1]]).is_ok());
    }

    /// Otherwise the guardian could overtake every council that the authority proposes.
    #[test]
    fn who_is_suspended_already_is_suspended_no_second_time() {
        let (mut council, keys) = (council(3, 2).unwrap(), keys(3));
        council.suspend(&keys[1], 4).unwrap();
        let once = bytemuck::bytes_of(&council).to_vec();
        council.suspend(&keys[1], 5).unwrap();
        assert_eq!(bytemuck::bytes_of(&council), once);
        council.suspend(&keys[0], 6).unwrap();
        assert_eq!((council.suspended, council.overtaken), (0b11, 6));
        // After the council is named again, an attestor can be suspended again.
        council.set(&keys, 2).unwrap();
        council.suspend(&keys[1], 8).unwrap();
        assert_eq!((council.suspended, council.overtaken), (0b10, 8));
    }

    #[test]
    fn an_unnamed_council_attests_nothing() {
        let council: Council = bytemuck::Zeroable::zeroed();
        assert!(council.require_agreement(&[]).is_err());
    }
}
