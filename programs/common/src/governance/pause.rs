//! The pause of a program.

use anchor_lang::prelude::*;

use crate::{constants::DAY, math::Checked, require, require_gte, CommonError};

/// Seconds after which a guardian's pause ends by itself, and for which the guardian then cannot pause again: alone
/// it stops a program at most half of the time.
pub const GUARDIAN_PAUSE: i64 = 14 * DAY;

/// Until when a program takes no new risk (P-18).
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pause {
    /// Unix seconds until which the program is paused; the maximum if the authority has paused it.
    pub until: i64,
    /// Unix seconds from which the guardian may pause again.
    pub guardian_from: i64,
}

impl Pause {
    /// Whether the program is paused at `now`.
    pub fn is_on(&self, now: i64) -> bool {
        now < self.until
    }

    /// Refuses new risk while the program is paused.
    ///
    /// # Errors
    /// `Paused`.
    pub fn require_off(&self, now: i64) -> Result<()> {
        require!(!self.is_on(now), CommonError::Paused);
        Ok(())
    }

    /// Pauses until the authority ends it.
    pub(super) fn by_authority(&mut self) {
        self.until = i64::MAX;
    }

    /// Pauses for 14 days, unless the program is already paused.
    pub(super) fn by_guardian(&mut self, now: i64) -> Result<()> {
        if !self.is_on(now) {
            require_gte!(now, self.guardian_from, CommonError::PauseCooldown);
            self.until = now.plus(GUARDIAN_PAUSE)?;
            self.guardian_from = self.until.plus(GUARDIAN_PAUSE)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guardians_pause_lasts_for_14_days() {
        assert_eq!(GUARDIAN_PAUSE, 14 * 86_400);
    }

    #[test]
    fn the_guardians_pause_ends_by_itself_and_cannot_be_renewed_at_once() {
        let mut pause = Pause::default();
        pause.by_guardian(100).unwrap();
        assert_eq!(
            pause.require_off(100),
            Err(CommonError::Paused.into()),
            "at once"
        );
        pause.by_guardian(101).unwrap();
        assert!(pause.is_on(99 + GUARDIAN_PAUSE));
        pause.require_off(100 + GUARDIAN_PAUSE).unwrap();
        for early in [100 + GUARDIAN_PAUSE, 99 + 2 * GUARDIAN_PAUSE] {
            let again = pause.by_guardian(early);
            assert_eq!(again, Err(CommonError::PauseCooldown.into()));
        }
        pause.by_guardian(100 + 2 * GUARDIAN_PAUSE).unwrap();
        assert!(pause.is_on(100 + 2 * GUARDIAN_PAUSE));
    }
}
