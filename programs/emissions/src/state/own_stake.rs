//! Unstaking, cancelling and withdrawing own stake.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    require, require_gte, require_keys_eq,
    types::{OwnUnstakeRequest, Supplier},
};

use crate::error::EmissionsError;

/// Starts the cooldown of `amount`, or for none of all own stake that no slash holds. Returns the place of the
/// unstake request and the amount. The rest must back `reserved` GPUs. If no place is free, it joins one of the
/// owner's unstake requests that slashes hold completely; stake that they give back then waits for `unlocks_at` too.
///
/// # Errors
/// `ZeroAmount`; `NotEnoughStake`, also for stake that open slashes hold; `BacksReservations`, `UnstakeRequestsFull`.
pub fn unstake(
    supplier: &mut Supplier,
    amount: Option<u64>,
    reserved: u32,
    unlocks_at: i64,
) -> Result<(u8, u64)> {
    let free = supplier.stake.own_free()?;
    let amount = amount.unwrap_or(free);
    require!(amount > 0, EmissionsError::ZeroAmount);
    require_gte!(free, amount, EmissionsError::NotEnoughStake);
    supplier.stake.own = supplier.stake.own.minus(amount)?;
    // Delegators may leave at any time. Own stake must stay behind reserved GPUs.
    require!(
        reserved == 0 || supplier.backs(reserved)?,
        EmissionsError::BacksReservations
    );
    let holder = supplier.owner;
    let stake = &mut supplier.stake;
    stake.own_cooling = stake.own_cooling.plus(amount)?;
    let unstake_requests = &mut stake.own_unstake_requests;
    let held = |unstake_request: &OwnUnstakeRequest| {
        unstake_request.holder == holder && unstake_request.held == unstake_request.amount
    };
    let places = (0_u8..).zip(unstake_requests.iter_mut());
    let places =
        places.filter(|(_, unstake_request)| unstake_request.amount == 0 || held(unstake_request));
    let place = places.min_by_key(|(_, unstake_request)| unstake_request.amount > 0);
    let (place, unstake_request) = place.ok_or(EmissionsError::UnstakeRequestsFull)?;
    *unstake_request = OwnUnstakeRequest {
        holder,
        amount: unstake_request.amount.plus(amount)?,
        held: unstake_request.held,
        unlocks_at,
    };
    Ok((place, amount))
}

/// Takes the part of the holder's unstake requests that is unlocked at `now` and that no slash holds.
///
/// # Errors
/// `StillCooling` if nothing is unlocked, `HeldBySlashes` if slashes hold all of it.
pub fn withdraw(supplier: &mut Supplier, holder: &Pubkey, now: i64) -> Result<u64> {
    let (mut paid, mut unlocked) = (0_u64, false);
    for unstake_request in &mut supplier.stake.own_unstake_requests {
        let theirs = unstake_request.amount > 0 && unstake_request.holder == *holder;
        if theirs && now >= unstake_request.unlocks_at {
            unlocked = true;
            let free = unstake_request.free()?;
            unstake_request.amount = unstake_request.held;
            paid = paid.plus(free)?;
        }
    }
    require!(unlocked, EmissionsError::StillCooling);
    require!(paid > 0, EmissionsError::HeldBySlashes);
    supplier.stake.own_cooling = supplier.stake.own_cooling.minus(paid)?;
    Ok(paid)
}

/// Moves the part of an unstake request that no slash holds back to active stake, and returns it. Only for a request
/// of the current owner.
///
/// # Errors
/// `WrongUnstakeRequest` for a free place, `NotOwner` for a request of a previous owner, `HeldBySlashes` if all of it
/// is held.
pub fn cancel(supplier: &mut Supplier, place: u8) -> Result<u64> {
    let owner = supplier.owner;
    let stake = &mut supplier.stake;
    let unstake_request = stake.own_unstake_requests.get_mut(usize::from(place));
    let unstake_request = unstake_request.filter(|unstake_request| unstake_request.amount > 0);
    let unstake_request = unstake_request.ok_or(EmissionsError::WrongUnstakeRequest)?;
    // After a change of owner, cancelling would give the stake to the new owner.
    require_keys_eq!(unstake_request.holder, owner, EmissionsError::NotOwner);
    let amount = unstake_request.free()?;
    require!(amount > 0, EmissionsError::HeldBySlashes);
    unstake_request.amount = unstake_request.held;
    stake.own_cooling = stake.own_cooling.minus(amount)?;
    stake.own = stake.own.plus(amount)?;
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::constants::ONE_UNIT;

    const OWNER: Pubkey = Pubkey::new_from_array([1; 32]);
    const OTHER: Pubkey = Pubkey::new_from_array([2; 32]);

    /// Own stake of 1,000, and a requirement of 100 for each GPU.
    fn supplier() -> Supplier {
        let mut supplier = Supplier::zeroed();
        (supplier.owner, supplier.stake.own) = (OWNER, 1_000);
        supplier.attestation.multiplier = ONE_UNIT as u32;
        supplier.attestation.stake_per_unit = 100;
        supplier
    }

    fn refused<T>(error: EmissionsError) -> Result<T> {
        Err(error.into())
    }

    #[test]
    fn own_stake_cools_in_a_place_of_its_own() {
        let mut supplier = supplier();
        assert_eq!(unstake(&mut supplier, Some(300), 0, 70), Ok((0, 300)));
        assert_eq!(unstake(&mut supplier, None, 0, 80), Ok((1, 700)));
        assert_eq!((supplier.stake.own, supplier.stake.own_cooling), (0, 1_000));
        let unstake_request = OwnUnstakeRequest {
            holder: OWNER,
            amount: 700,
            held: 0,
            unlocks_at: 80,
        };
        assert_eq!(supplier.stake.own_unstake_requests[1], unstake_request);
        let nothing = unstake(&mut supplier, None, 0, 0);
        assert_eq!(nothing, refused(EmissionsError::ZeroAmount));
    }

    #[test]
    fn no_more_is_unstaked_than_there_is_nor_in_more_than_four_places() {
        let mut supplier = supplier();
        let more = unstake(&mut supplier, Some(1_001), 0, 0);
        assert_eq!(more, refused(EmissionsError::NotEnoughStake));
        for place in 0..4 {
            let unstake_request = unstake(&mut supplier, Some(10), 0, 0);
            assert_eq!(unstake_request, Ok((place, 10)));
        }
        let fifth = unstake(&mut supplier, Some(10), 0, 0);
        assert_eq!(fifth, refused(EmissionsError::UnstakeRequestsFull));
    }

    #[test]
    fn an_unstake_request_that_slashes_hold_takes_no_place() {
        let mut supplier = supplier();
        for place in 0..4 {
            unstake(&mut supplier, Some(100), 0, 70 + i64::from(place)).unwrap();
        }
        let unstake_requests = &mut supplier.stake.own_unstake_requests;
        unstake_requests[1].held = 99;
        (unstake_requests[2].held, unstake_requests[3].held) = (100, 100);
        // The request of a previous owner stays separate.
        unstake_requests[2].holder = OTHER;
        assert_eq!(unstake(&mut supplier, Some(50), 0, 90), Ok((3, 50)));
        let joined = OwnUnstakeRequest {
            holder: OWNER,
            amount: 150,
            held: 100,
            unlocks_at: 90,
        };
        assert_eq!(supplier.stake.own_unstake_requests[3], joined);
        assert_eq!(supplier.stake.own_cooling, 450);
        let full = unstake(&mut supplier, Some(50), 0, 91);
        assert_eq!(full, refused(EmissionsError::UnstakeRequestsFull));
        // A free place is taken first.
        supplier.stake.own_unstake_requests[3].held = 150;
        withdraw(&mut supplier, &OWNER, 70).unwrap();
        assert_eq!(unstake(&mut supplier, Some(50), 0, 92), Ok((0, 50)));
        assert_eq!(unstake(&mut supplier, Some(50), 0, 93), Ok((3, 50)));
        // Also after a held one.
        supplier.stake.own_unstake_requests[0].held = 50;
        (
            supplier.stake.own_unstake_requests[3].amount,
            supplier.stake.own_unstake_requests[3].held,
        ) = (0, 0);
        assert_eq!(unstake(&mut supplier, Some(50), 0, 94), Ok((3, 50)));
    }

    #[test]
    fn what_backs_a_reservation_stays() {
        assert_eq!(
            unstake(&mut supplier(), Some(501), 5, 0),
            refused(EmissionsError::BacksReservations)
        );
        assert_eq!(unstake(&mut supplier(), Some(500), 5, 0), Ok((0, 500)));
        // Half of the requirement must be own stake, whatever delegators stake.
        let mut supplier = supplier();
        supplier.stake.delegated = 10_000;
        assert_eq!(unstake(&mut { supplier }, Some(750), 5, 0), Ok((0, 750)));
        let short = unstake(&mut supplier, Some(751), 5, 0);
        assert_eq!(short, refused(EmissionsError::BacksReservations));
    }

    #[test]
    fn a_holder_takes_out_what_is_unlocked_and_free() {
        let mut supplier = supplier();
        unstake(&mut supplier, Some(300), 0, 70).unwrap();
        supplier.owner = OTHER;
        unstake(&mut supplier, Some(200), 0, 70).unwrap();
        unstake(&mut supplier, Some(100), 0, 90).unwrap();
        let early = withdraw(&mut supplier, &OWNER, 69);
        assert_eq!(early, refused(EmissionsError::StillCooling));
        let stranger = withdraw(&mut supplier, &Pubkey::default(), 100);
        assert_eq!(stranger, refused(EmissionsError::StillCooling));
        assert_eq!(withdraw(&mut supplier, &OWNER, 70), Ok(300));
        let again = withdraw(&mut supplier, &OWNER, 100);
        assert_eq!(again, refused(EmissionsError::StillCooling));
        // Slashes hold 150 of the 200, and all of the 100.
        supplier.stake.own_unstake_requests[1].held = 150;
        supplier.stake.own_unstake_requests[2].held = 100;
        assert_eq!(withdraw(&mut supplier, &OTHER, 90), Ok(50));
        assert_eq!(supplier.stake.own_cooling, 250);
        let amounts = supplier
            .stake
            .own_unstake_requests
            .map(|unstake_request| unstake_request.amount);
        assert_eq!(amounts, [0, 150, 100, 0]);
        let held = withdraw(&mut supplier, &OTHER, 90);
        assert_eq!(held, refused(EmissionsError::HeldBySlashes));
    }

    #[test]
    fn what_a_slash_holds_is_neither_unstaked_nor_taken_back() {
        let mut supplier = supplier();
        unstake(&mut supplier, Some(300), 0, 70).unwrap();
        (
            supplier.stake.own_held,
            supplier.stake.own_unstake_requests[0].held,
        ) = (600, 200);
        let more = unstake(&mut supplier, Some(101), 0, 70);
        assert_eq!(more, refused(EmissionsError::NotEnoughStake));
        assert_eq!(unstake(&mut supplier, None, 0, 70), Ok((1, 100)));
        assert_eq!(cancel(&mut supplier, 0), Ok(100));
        assert_eq!(
            cancel(&mut supplier, 0),
            refused(EmissionsError::HeldBySlashes)
        );
        assert_eq!((supplier.stake.own, supplier.stake.own_cooling), (700, 300));
    }

    #[test]
    fn the_owner_takes_an_unstake_request_back_but_not_that_of_an_owner_before() {
        let mut supplier = supplier();
        unstake(&mut supplier, Some(300), 0, 70).unwrap();
        unstake(&mut supplier, Some(200), 0, 70).unwrap();
        assert_eq!(cancel(&mut supplier, 0), Ok(300));
        assert_eq!((supplier.stake.own, supplier.stake.own_cooling), (800, 200));
        for place in [0, 3, 4] {
            let free = cancel(&mut supplier, place);
            assert_eq!(free, refused(EmissionsError::WrongUnstakeRequest));
        }
        supplier.owner = OTHER;
        assert_eq!(cancel(&mut supplier, 1), refused(EmissionsError::NotOwner));
    }
}
