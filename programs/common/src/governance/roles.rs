//! Authority and guardian of a program.

use anchor_lang::prelude::*;

use super::Pause;
use crate::{require, require_keys_eq, CommonError};

/// Who governs a program.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Decides: proposes changes, names the guardian, confirms and ends a pause. A multisig or a DAO in production.
    pub authority: Pubkey,
    /// Who becomes the authority by accepting; nobody if zero.
    pub pending_authority: Pubkey,
    /// Stops: pauses, cancels proposals; moves nothing.
    pub guardian: Pubkey,
}

/// What authority and guardian do at once, in each of the three programs alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum Act {
    /// The authority names who may become it; the zero address for nobody.
    ProposeAuthority(Pubkey),
    /// Who was named becomes the authority.
    AcceptAuthority,
    /// The authority names the guardian.
    SetGuardian(Pubkey),
    /// Authority or guardian stop what brings new risk; the guardian for 14 days at most.
    Pause,
    /// The authority ends the pause.
    Unpause,
}

impl Roles {
    /// Roles of a new program.
    pub fn new(authority: Pubkey, guardian: Pubkey) -> Self {
        Self {
            authority,
            guardian,
            ..Self::default()
        }
    }

    /// Refuses everybody but the authority.
    ///
    /// # Errors
    /// `NotAuthority`.
    pub fn require_authority(&self, signer: &Pubkey) -> Result<()> {
        require_keys_eq!(*signer, self.authority, CommonError::NotAuthority);
        Ok(())
    }

    /// Refuses everybody but authority and guardian.
    ///
    /// # Errors
    /// `NotGuardian`.
    pub fn require_guardian(&self, signer: &Pubkey) -> Result<()> {
        let known = [self.authority, self.guardian].contains(signer);
        require!(known, CommonError::NotGuardian);
        Ok(())
    }

    /// Does `act` for `signer` at `now`. The authority's pause, also of a program that the guardian has paused, lasts
    /// until it ends it.
    ///
    /// # Errors
    /// `NotAuthority`, `NotPendingAuthority`, `NotGuardian`, `PausedLately`.
    pub fn act(&mut self, pause: &mut Pause, act: Act, signer: &Pubkey, now: i64) -> Result<()> {
        match act {
            Act::ProposeAuthority(authority) => {
                self.require_authority(signer)?;
                self.pending_authority = authority;
            }
            Act::AcceptAuthority => {
                let named = *signer == self.pending_authority;
                require!(named, CommonError::NotPendingAuthority);
                (self.authority, self.pending_authority) = (*signer, Pubkey::default());
            }
            Act::SetGuardian(guardian) => {
                self.require_authority(signer)?;
                self.guardian = guardian;
            }
            Act::Pause if *signer == self.authority => pause.by_authority(),
            Act::Pause => {
                self.require_guardian(signer)?;
                pause.by_guardian(now)?;
            }
            Act::Unpause => {
                self.require_authority(signer)?;
                *pause = Pause::default();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::DAY;

    const AUTHORITY: Pubkey = Pubkey::new_from_array([1; 32]);
    const GUARDIAN: Pubkey = Pubkey::new_from_array([2; 32]);
    const OTHER: Pubkey = Pubkey::new_from_array([3; 32]);

    fn roles() -> (Roles, Pause) {
        (Roles::new(AUTHORITY, GUARDIAN), Pause::default())
    }

    fn refused(error: CommonError) -> Result<()> {
        Err(error.into())
    }

    #[test]
    fn the_authority_is_handed_over_in_two_steps() {
        let (mut roles, mut pause) = roles();
        let mut act = |act, signer| roles.act(&mut pause, act, &signer, 0);
        let propose = Act::ProposeAuthority(OTHER);
        let nobody_yet = act(Act::AcceptAuthority, OTHER);
        assert_eq!(nobody_yet, refused(CommonError::NotPendingAuthority));
        assert_eq!(act(propose, GUARDIAN), refused(CommonError::NotAuthority));
        act(propose, AUTHORITY).unwrap();
        act(Act::ProposeAuthority(Pubkey::default()), AUTHORITY).unwrap();
        assert!(act(Act::AcceptAuthority, OTHER).is_err(), "taken back");
        act(propose, AUTHORITY).unwrap();
        assert!(act(Act::AcceptAuthority, AUTHORITY).is_err());
        act(Act::AcceptAuthority, OTHER).unwrap();
        assert_eq!(act(propose, AUTHORITY), refused(CommonError::NotAuthority));
        assert!(act(Act::AcceptAuthority, OTHER).is_err(), "once");
        assert_eq!(roles.authority, OTHER);
    }

    #[test]
    fn the_guardian_stops_and_nothing_else() {
        let (mut roles, mut pause) = roles();
        for act in [
            Act::SetGuardian(OTHER),
            Act::Unpause,
            Act::ProposeAuthority(GUARDIAN),
        ] {
            let done = roles.act(&mut pause, act, &GUARDIAN, 0);
            assert_eq!(done, refused(CommonError::NotAuthority));
        }
        let stranger = roles.act(&mut pause, Act::Pause, &OTHER, 0);
        assert_eq!(stranger, refused(CommonError::NotGuardian));
        roles.act(&mut pause, Act::Pause, &GUARDIAN, 0).unwrap();
        assert!(pause.is_on(0));
        let new = Act::SetGuardian(OTHER);
        roles.act(&mut pause, new, &AUTHORITY, 0).unwrap();
        assert!(roles.require_guardian(&OTHER).is_ok());
        assert!(roles.require_guardian(&GUARDIAN).is_err());
    }

    #[test]
    fn the_authority_confirms_a_pause_and_ends_it() {
        let (mut roles, mut pause) = roles();
        roles.act(&mut pause, Act::Pause, &GUARDIAN, 0).unwrap();
        roles.act(&mut pause, Act::Pause, &AUTHORITY, 0).unwrap();
        assert!(pause.is_on(1_000 * DAY));
        // The guardian's own pause does not shorten it.
        roles.act(&mut pause, Act::Pause, &GUARDIAN, 0).unwrap();
        assert!(pause.is_on(1_000 * DAY));
        roles.act(&mut pause, Act::Unpause, &AUTHORITY, 0).unwrap();
        assert!(!pause.is_on(0));
    }
}
