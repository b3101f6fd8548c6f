//! The timelock of proposals.

use anchor_lang::prelude::*;

use crate::{
    constants::{DAY, HOUR},
    math::Checked,
    require_gte, CommonError,
};

/// Seconds for which a proposal is public before anyone can apply it: time to read it and to leave by a way out.
pub const DELAY: i64 = 48 * HOUR;
/// Seconds after that in which it can be applied. An older proposal would give no notice.
pub const LAPSE: i64 = 7 * DAY;

/// Times between which a proposal can be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize, InitSpace)]
pub struct Timelock {
    /// Unix seconds from which it can be applied.
    pub ready_at: i64,
    /// Unix seconds after which it can no longer be applied.
    pub lapses_at: i64,
}

impl Timelock {
    /// The timelock of a proposal made at `now`.
    ///
    /// # Errors
    /// `MathOverflow` at the end of the range of unix time.
    pub fn new(now: i64) -> crate::Result<Self> {
        let ready_at = now.plus(DELAY)?;
        Ok(Self {
            ready_at,
            lapses_at: ready_at.plus(LAPSE)?,
        })
    }

    /// Refuses unless the proposal can be applied at `now`.
    ///
    /// # Errors
    /// `TimelockNotOver`, `ProposalLapsed`.
    pub fn require_ready(&self, now: i64) -> Result<()> {
        require_gte!(now, self.ready_at, CommonError::TimelockNotOver);
        require_gte!(self.lapses_at, now, CommonError::ProposalLapsed);
        Ok(())
    }

    /// Whether it has lapsed, so that anyone may close it.
    pub fn is_over(&self, now: i64) -> bool {
        now > self.lapses_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_is_48_hours_and_the_lapse_7_days() {
        assert_eq!((DELAY, LAPSE), (48 * 3_600, 7 * 86_400));
    }

    #[test]
    fn a_change_waits_for_two_days_and_lapses_a_week_later() {
        let timelock = Timelock::new(1_000).unwrap();
        let early = timelock.require_ready(999 + DELAY);
        assert_eq!(early, Err(CommonError::TimelockNotOver.into()));
        timelock.require_ready(1_000 + DELAY).unwrap();
        timelock.require_ready(1_000 + DELAY + LAPSE).unwrap();
        assert!(!timelock.is_over(1_000 + DELAY + LAPSE));
        let late = timelock.require_ready(1_001 + DELAY + LAPSE);
        assert_eq!(late, Err(CommonError::ProposalLapsed.into()));
        assert!(timelock.is_over(1_001 + DELAY + LAPSE));
    }
}
