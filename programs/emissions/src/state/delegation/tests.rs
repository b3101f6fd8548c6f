use bytemuck::Zeroable;

use super::*;

/// A delegation of 1,000 base units, alone with its supplier.
fn staked() -> (Supplier, Delegation) {
    let (mut supplier, mut delegation) = (Supplier::zeroed(), Delegation::default());
    delegation.accrue(&supplier).unwrap();
    delegation.add(1_000, &mut supplier).unwrap();
    (supplier, delegation)
}

/// Raises what a base unit has earned by `halves` of a base unit.
fn earn(supplier: &mut Supplier, halves: u128) {
    let index = &mut supplier.rewards.stake_index;
    *index = (index.get() + (halves << 63)).into();
}

fn refused<T>(error: EmissionsError) -> Result<T> {
    Err(error.into())
}

#[test]
fn p08_stake_counts_what_it_earned_once_and_rounded_down() {
    let (mut supplier, mut delegation) = staked();
    earn(&mut supplier, 1);
    delegation.accrue(&supplier).unwrap();
    delegation.accrue(&supplier).unwrap();
    assert_eq!(delegation.owed, 500);
    delegation.take(999, &mut supplier).unwrap();
    earn(&mut supplier, 3);
    delegation.accrue(&supplier).unwrap();
    assert_eq!(delegation.owed, 501);
    assert_eq!(delegation.take_owed().unwrap(), 501);
    assert_eq!((delegation.owed, delegation.claimed), (0, 501));
    assert_eq!(delegation.take_owed().unwrap(), 0);
}

/// P-09: nobody makes a staker lose fractions by claiming for it again and again. P-22: what emits no event changes nothing.
#[test]
fn p09_p22_a_claim_of_nothing_leaves_the_delegation_as_it_is() {
    let (mut supplier, mut delegation) = (Supplier::zeroed(), Delegation::default());
    delegation.accrue(&supplier).unwrap();
    delegation.add(1, &mut supplier).unwrap();
    earn(&mut supplier, 1);
    let before = delegation;
    assert_eq!(delegation.take_rewards(&supplier), Ok(0));
    assert_eq!(delegation, before);
    earn(&mut supplier, 1);
    assert_eq!(delegation.take_rewards(&supplier), Ok(1));
    assert_eq!(delegation.stake_index, supplier.rewards.stake_index);
    assert_eq!((delegation.owed, delegation.claimed), (0, 1));
}

#[test]
fn p10_who_has_left_keeps_what_is_owed_and_earns_nothing_while_away() {
    let (mut supplier, mut delegation) = staked();
    earn(&mut supplier, 2);
    delegation.accrue(&supplier).unwrap();
    delegation.unstake(None, &mut supplier, 0).unwrap();
    earn(&mut supplier, 2);
    delegation.accrue(&supplier).unwrap();
    delegation.withdraw(&mut supplier, 0).unwrap();
    supplier.slashes.shared = 3;
    earn(&mut supplier, 2);
    // Empty, it follows no slash and begins with the present index.
    delegation.accrue(&supplier).unwrap();
    delegation.add(10, &mut supplier).unwrap();
    delegation.accrue(&supplier).unwrap();
    assert_eq!((delegation.owed, delegation.followed), (1_000, 3));
}

#[test]
fn a_delegation_is_empty_without_stake_of_any_kind() {
    assert!(Delegation::default().is_empty());
    let (mut unstake_request, mut held) = (Delegation::default(), Delegation::default());
    unstake_request.unstake_requests[UNSTAKE_REQUESTS].amount = 1;
    // It has a slash to follow, whatever that holds of it.
    held.held[3].slash = 1;
    let active = Delegation {
        active: 1,
        ..Delegation::default()
    };
    for held in [active, unstake_request, held] {
        assert!(!held.is_empty());
    }
}

#[test]
fn no_more_is_meant_than_there_is() {
    let (_, delegation) = staked();
    assert_eq!(delegation.meant(Some(1_000)), Ok(1_000));
    assert_eq!(delegation.meant(None), Ok(1_000));
    let more = delegation.meant(Some(1_001));
    assert_eq!(more, refused(EmissionsError::NotEnoughStake));
    for (delegation, amount) in [(delegation, Some(0)), (Delegation::default(), None)] {
        let nothing = delegation.meant(amount);
        assert_eq!(nothing, refused(EmissionsError::ZeroAmount));
    }
}

#[test]
fn an_unstake_request_goes_back_into_active_stake() {
    let (mut supplier, mut delegation) = staked();
    delegation.unstake(Some(400), &mut supplier, 70).unwrap();
    let second = delegation.unstake(Some(100), &mut supplier, 80).unwrap();
    assert_eq!(second, (1, 100));
    for place in [2, UNSTAKE_REQUEST_PLACES as u8] {
        let free = delegation.cancel_unstake(place, &mut supplier);
        assert_eq!(free, refused(EmissionsError::WrongUnstakeRequest));
    }
    assert_eq!(delegation.cancel_unstake(0, &mut supplier).unwrap(), 400);
    assert_eq!(delegation.active, 900);
    assert_eq!(
        (supplier.stake.delegated, supplier.stake.cooling),
        (900, 100)
    );
    let twice = delegation.cancel_unstake(0, &mut supplier);
    assert_eq!(twice, refused(EmissionsError::WrongUnstakeRequest));
    // Its place is the next to be taken.
    let again = delegation.unstake(Some(50), &mut supplier, 90).unwrap();
    assert_eq!(again, (0, 50));
}

#[test]
fn there_are_eight_places_for_stake_in_its_cooldown() {
    let (mut supplier, mut delegation) = staked();
    for place in 0..8 {
        let unstake_request = delegation.unstake(Some(1), &mut supplier, 70).unwrap();
        assert_eq!(unstake_request, (place, 1));
    }
    let ninth = delegation.unstake(Some(1), &mut supplier, 70);
    assert_eq!(ninth, refused(EmissionsError::UnstakeRequestsFull));
}

#[test]
fn only_what_is_unlocked_is_withdrawn() {
    let (mut supplier, mut delegation) = staked();
    delegation.unstake(Some(400), &mut supplier, 70).unwrap();
    delegation.unstake(Some(100), &mut supplier, 80).unwrap();
    let early = delegation.withdraw(&mut supplier, 69);
    assert_eq!(early, refused(EmissionsError::StillCooling));
    for (now, paid) in [(70, 400), (80, 100)] {
        assert_eq!(delegation.withdraw(&mut supplier, now), Ok(paid));
    }
    let nothing = delegation.withdraw(&mut supplier, i64::MAX);
    assert_eq!(nothing, refused(EmissionsError::StillCooling));
    assert_eq!((delegation.active, supplier.stake.cooling), (500, 0));
}
