//! How much may be delegated to a supplier, and how little to a delegation.

use anchor_lang::prelude::*;
use io_common::{math::Checked, require_gte, types::Supplier};

use super::Delegation;
use crate::error::EmissionsError;

/// Refuses `amount` that is to join the delegation, after [`Delegation::accrue`], if it is more than the supplier's owner
/// lets be delegated, or leaves the delegation below the least. An unstake request that is cancelled is stake that was there, and
/// is not asked.
///
/// # Errors
/// `AboveMaxDelegated`, whose values are the room that is left and the amount; `BelowMinDelegation`.
pub fn require_may_join(supplier: &Supplier, delegation: &Delegation, amount: u64) -> Result<()> {
    let room = supplier.delegation_room()?;
    require_gte!(room, amount, EmissionsError::AboveMaxDelegated);
    if amount < supplier.min_delegation {
        let joined = delegation.earning()?.plus(amount)?;
        require_least(supplier, joined)?;
    }
    Ok(())
}

/// Refuses that `amount` has left the delegation if it or what stays is less than the least. All of it may always leave.
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
        // An unstake request keeps its room, so that nobody stakes over the limit by cancelling it.
        delegation.unstake(None, &mut supplier, 0).unwrap();
        assert_eq!(join(&supplier, &delegation, 50 * ONE_IO + 1), full);
        delegation.cancel_unstake(0, &mut supplier).unwrap();
        // Less than what is there: it stays, and none joins.
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
