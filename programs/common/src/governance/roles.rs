//! Authority and guardian of a program.

use anchor_lang::prelude::*;

use super::Pause;
use crate::{require, require_keys_eq, CommonError};

/// Roles of a program.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The authority: proposes changes, names the guardian, pauses, and ends a pause. A multisig or a DAO in
    /// production.
    pub authority: Pubkey,
    /// The proposed authority, who may accept; zero for none.
    pub pending_authority: Pubkey,
    /// The guardian: pauses and cancels proposals. It cannot move anything.
    pub guardian: Pubkey,
}

/// Immediate actions of authority and guardian, the same in the three programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum GovernanceAction {
    /// The authority proposes the next authority; the zero address for none.
    ProposeAuthority(Pubkey),
    /// The proposed authority becomes the authority.
    AcceptAuthority,
    /// The authority names the guardian.
    SetGuardian(Pubkey),
    /// Authority or guardian stop new risk; the guardian for at most 14 days.
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

    /// Refuses anyone but the authority.
    ///
    /// # Errors
    /// `NotAuthority`.
    pub fn require_authority(&self, signer: &Pubkey) -> Result<()> {
        require_keys_eq!(*signer, self.authority, CommonError::NotAuthority);
        Ok(())
    }

    /// Refuses anyone but authority and guardian.
    ///
    /// # Errors
    /// `NotGuardian`.
    pub fn require_guardian(&self, signer: &Pubkey) -> Result<()> {
        let known = [self.authority, self.guardian].contains(signer);
        require!(known, CommonError::NotGuardian);
        Ok(())
    }

    /// Takes `action` for `signer` at `now`. A pause by the authority, also of a program that the guardian has
    /// paused, lasts until the authority ends it.
    ///
    /// # Errors
    /// `NotAuthority`, `NotPendingAuthority`, `NotGuardian`, `PauseCooldown`.
    pub fn action(
        &mut self,
        pause: &mut Pause,
        action: GovernanceAction,
        signer: &Pubkey,
        now: i64,
    ) -> Result<()> {
        match action {
            GovernanceAction::ProposeAuthority(authority) => {
                self.require_authority(signer)?;
                self.pending_authority = authority;
            }
            GovernanceAction::AcceptAuthority => {
                let named = *signer == self.pending_authority;
                require!(named, CommonError::NotPendingAuthority);
                (self.authority, self.pending_authority) = (*signer, Pubkey::default());
            }
            GovernanceAction::SetGuardian(guardian) => {
                self.require_authority(signer)?;
                self.guardian = guardian;
            }
            GovernanceAction::Pause if *signer == self.authority => pause.by_authority(),
            GovernanceAction::Pause => {
                self.require_guardian(signer)?;
                pause.by_guardian(now)?;
            }
            GovernanceAction::Unpause => {
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
        let mut action = |action, signer| roles.action(&mut pause, action, &signer, 0);
        let propose = GovernanceAction::ProposeAuthority(OTHER);
        let nobody_yet = action(GovernanceAction::AcceptAuthority, OTHER);
        assert_eq!(nobody_yet, refused(CommonError::NotPendingAuthority));
        assert_eq!(
            action(propose, GUARDIAN),
            refused(CommonError::NotAuthority)
        );
        action(propose, AUTHORITY).unwrap();
        action(
            GovernanceAction::ProposeAuthority(Pubkey::default()),
            AUTHORITY,
        )
        .unwrap();
        assert!(
            action(GovernanceAction::AcceptAuthority, OTHER).is_err(),
            "taken back"
        );
        action(propose, AUTHORITY).unwrap();
        assert!(action(GovernanceAction::AcceptAuthority, AUTHORITY).is_err());
        action(GovernanceAction::AcceptAuthority, OTHER).unwrap();
        assert_eq!(
            action(propose, AUTHORITY),
            refused(CommonError::NotAuthority)
        );
        assert!(
            action(GovernanceAction::AcceptAuthority, OTHER).is_err(),
            "once"
        );
        assert_eq!(roles.authority, OTHER);
    }

    #[test]
    fn the_guardian_stops_and_nothing_else() {
        let (mut roles, mut pause) = roles();
        for action in [
            GovernanceAction::SetGuardian(OTHER),
            GovernanceAction::Unpause,
            GovernanceAction::ProposeAuthority(GUARDIAN),
        ] {
            let done = roles.action(&mut pause, action, &GUARDIAN, 0);
            assert_eq!(done, refused(CommonError::NotAuthority));
        }
        let stranger = roles.action(&mut pause, GovernanceAction::Pause, &OTHER, 0);
        assert_eq!(stranger, refused(CommonError::NotGuardian));
        roles
            .action(&mut pause, GovernanceAction::Pause, &GUARDIAN, 0)
            .unwrap();
        assert!(pause.is_on(0));
        let new = GovernanceAction::SetGuardian(OTHER);
        roles.action(&mut pause, new, &AUTHORITY, 0).unwrap();
        assert!(roles.require_guardian(&OTHER).is_ok());
        assert!(roles.require_guardian(&GUARDIAN).is_err());
    }

    #[test]
    fn the_authority_confirms_a_pause_and_ends_it() {
        let (mut roles, mut pause) = roles();
        roles
            .action(&mut pause, GovernanceAction::Pause, &GUARDIAN, 0)
            .unwrap();
        roles
            .action(&mut pause, GovernanceAction::Pause, &AUTHORITY, 0)
            .unwrap();
        assert!(pause.is_on(1_000 * DAY));
        // The guardian's pause does not shorten that of the authority.
        roles
            .action(&mut pause, GovernanceAction::Pause, &GUARDIAN, 0)
            .unwrap();
        assert!(pause.is_on(1_000 * DAY));
        roles
            .action(&mut pause, GovernanceAction::Unpause, &AUTHORITY, 0)
            .unwrap();
        assert!(!pause.is_on(0));
    }
}
