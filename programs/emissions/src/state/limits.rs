//! Limits of delegated stake: a maximum for the supplier, a minimum for a delegation.

use anchor_lang::prelude::*;
use io_common::{math::Checked, require_gte, types::Supplier};

use super::Delegation;
use crate::error::EmissionsError;

/// Refuses to add `amount` to the delegation, after [`Delegation::accrue`], if that exceeds the supplier's limit or
/// leaves the delegation below the minimum. Not used when an unstake request is cancelled: its stake was there
/// before.
///
/// # Errors
/// `AboveMaxDelegated`, with the room left and the amount as values; `BelowMinDelegation`.
pub fn require_may_join(supplier: &Supplier, delegation: &Delegation, amount: u64) -> Result<()> {
    let room = supplier.delegation_room()?;
    require_gte!(room, amount, EmissionsError::AboveMaxDelegated);
    if amount < supplier.min_delegation {
        let joined = delegation.earning()?.plus(amount)?;
        require_least(supplier, joined)?;
    }
    Ok(())
}

/// Refuses that `amount` has left the delegation if `amount` or the rest is below the minimum. All of it may always
/// leave.
///
/// # Errors
/// `BelowMinDelegation`.
pub fn require_may_leave(supplier: &Supplier, delegation: &Delegation, amount: u64) -> Result<()> {
    match delegation.active {
        0 => Ok(()),
        stays => require_least(supplier, stays.min(amount)),
    }
}

fn require_least(supplier: &Supplier, stake: u64) -> Result<()> {
    let least = supplier.min_delegation;
    require_gte!(stake, least, EmissionsError::BelowMinDelegation);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::constants::{ONE_IO, ONE_UNIT};

    /// One GPU that needs 200 IO.
    fn supplier() -> Supplier {
        let mut supplier = Supplier::zeroed();
        (supplier.attestation.gpus, supplier.attestation.multiplier) = (1, ONE_UNIT as u32);
        supplier.attestation.stake_per_unit = 200 * ONE_IO;
        supplier.set_limit(None).unwrap();
        supplier.min_delegation = ONE_IO;
        supplier
    }

    fn refused(error: EmissionsError) -> Result<()> {
        Err(error.into())
    }

    #[test]
    fn p24_no_more_joins_than_the_owner_lets_be_delegated() {
        let (mut supplier, mut delegation) = (supplier(), Delegation::default());
        let join = |supplier: &Supplier, delegation: &Delegation, amount| {
            require_may_join(supplier, delegation, amount)
        };
        let full = refused(EmissionsError::AboveMaxDelegated);
        assert_eq!(join(&supplier, &delegation, 200 * ONE_IO + 1), full);
        join(&supplier, &delegation, 200 * ONE_IO).unwrap();
        delegation.add(150 * ONE_IO, &mut supplier).unwrap();
        assert_eq!(join(&supplier, &delegation, 50 * ONE_IO + 1), full);
        // An unstake request keeps its room: cancelling it cannot exceed the limit.
        delegation.unstake(None, &mut supplier, 0).unwrap();
        assert_eq!(join(&supplier, &delegation, 50 * ONE_IO + 1), full);
        delegation.cancel_unstake(0, &mut supplier).unwrap();
        // A limit below the existing stake: the stake stays, and none can be added.
        supplier.set_limit(Some(100 * ONE_IO)).unwrap();
        assert_eq!(join(&supplier, &delegation, 1), full);
        supplier.set_limit(Some(1_000 * ONE_IO)).unwrap();
        join(&supplier, &delegation, 850 * ONE_IO).unwrap();
    }

    #[test]
    fn p24_neither_a_delegation_nor_an_unstake_request_is_below_the_least() {
        let (mut supplier, mut delegation) = (supplier(), Delegation::default());
        let small = || refused(EmissionsError::BelowMinDelegation);
        let join = |supplier: &Supplier, delegation: &Delegation, amount| {
            require_may_join(supplier, delegation, amount)
        };
        assert_eq!(join(&supplier, &delegation, ONE_IO - 1), small());
        join(&supplier, &delegation, ONE_IO).unwrap();
        delegation.add(3 * ONE_IO, &mut supplier).unwrap();
        join(&supplier, &delegation, 1).unwrap();
        for (amount, outcome) in [
            (Some(1), small()),
            (Some(ONE_IO - 1), small()),
            (Some(ONE_IO), Ok(())),
            (Some(2 * ONE_IO), Ok(())),
            (Some(2 * ONE_IO + 1), small()),
            (Some(3 * ONE_IO - 1), small()),
            (Some(3 * ONE_IO), Ok(())),
            (None, Ok(())),
        ] {
            let (mut supplier, mut delegation) = (supplier, Delegation { ..delegation });
            let (_, amount) = delegation.unstake(amount, &mut supplier, 0).unwrap();
            let left = require_may_leave(&supplier, &delegation, amount);
            assert_eq!(left, outcome, "{amount}");
        }
    }
}
