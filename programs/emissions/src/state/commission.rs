//! The commission of a supplier: the part of its delegators' rewards that it keeps.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    require, require_gte,
    types::{Commission, Supplier},
};

use crate::{constants::COMMISSION_NOTICE_HOURS, error::EmissionsError};

/// Sets the commission. A commission up to the current one applies from the current hour and cancels an announced
/// rise. A rise is announced, and applies from the first hour that begins at least 14 days later.
///
/// # Errors
/// `CommissionTooHigh`, `CommissionAnnounced` for a second rise.
pub fn set(supplier: &mut Supplier, bps: u16, max_bps: u16, hour: u32) -> Result<()> {
    require_gte!(max_bps, bps, EmissionsError::CommissionTooHigh);
    if bps <= supplier.commission.bps {
        supplier.commission = Commission {
            bps,
            ..Commission::default()
        };
        return Ok(());
    }
    let announced = supplier.commission.next_from > 0;
    require!(!announced, EmissionsError::CommissionAnnounced);
    supplier.commission.next_bps = bps;
    // The current hour has begun: the notice counts from the next.
    supplier.commission.next_from = hour.plus(1)?.plus(COMMISSION_NOTICE_HOURS)?;
    Ok(())
}

/// The hour from which an announced commission applies, unless it is after `hour`.
pub(super) fn takes_effect(supplier: &Supplier, hour: u32) -> Option<u32> {
    let from = supplier.commission.next_from;
    (from > 0 && from <= hour).then_some(from)
}

/// Puts the announced commission in force.
pub(super) fn take_effect(supplier: &mut Supplier) {
    supplier.commission = Commission {
        bps: supplier.commission.next_bps,
        ..Commission::default()
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supplier(bps: u16) -> Supplier {
        let mut supplier: Supplier = bytemuck::Zeroable::zeroed();
        supplier.commission.bps = bps;
        supplier
    }

    #[test]
    fn a_rise_waits_for_fourteen_whole_days_and_a_fall_does_not() {
        let mut supplier = supplier(1_000);
        set(&mut supplier, 2_000, 5_000, 100).unwrap();
        assert_eq!(supplier.commission.bps, 1_000);
        assert_eq!(takes_effect(&supplier, 100 + 14 * 24), None);
        assert_eq!(takes_effect(&supplier, 101 + 14 * 24), Some(101 + 14 * 24));
        let second = set(&mut supplier, 3_000, 5_000, 101);
        assert_eq!(second, Err(EmissionsError::CommissionAnnounced.into()));
        // Setting the current commission cancels the rise.
        set(&mut supplier, 1_000, 5_000, 101).unwrap();
        assert_eq!(takes_effect(&supplier, u32::MAX), None);
        assert_eq!(supplier.commission.bps, 1_000);
        set(&mut supplier, 5_000, 5_000, 102).unwrap();
        set(&mut supplier, 0, 5_000, 103).unwrap();
        assert_eq!(supplier.commission, Commission::default());
        let high = set(&mut supplier, 5_001, 5_000, 104);
        assert_eq!(high, Err(EmissionsError::CommissionTooHigh.into()));
    }
}
