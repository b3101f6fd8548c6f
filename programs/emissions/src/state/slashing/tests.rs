use bytemuck::Zeroable;
use io_common::constants::ONE_IO;

use super::*;
use crate::state::{own_stake, Applied, Delegation};

mod orders;

const DAY: i64 = 86_400;

fn supplier(own: u64) -> Supplier {
    let mut supplier = Supplier::zeroed();
    supplier.stake.own = own;
    supplier
}

/// A delegation of `amount`.
fn staker(supplier: &mut Supplier, amount: u64) -> Delegation {
    let mut delegation = Delegation::default();
    delegation.accrue(supplier).unwrap();
    delegation.add(amount, supplier).unwrap();
    delegation
}

/// Unstakes all, unlocked at once.
fn unstake(supplier: &mut Supplier, delegation: &mut Delegation) {
    delegation.accrue(supplier).unwrap();
    delegation.unstake(None, supplier, 0).unwrap();
}

/// A slash of `amount` by the council, as it is proposed.
fn proposal(supplier: &Supplier, amount: u64) -> Slash {
    Slash {
        amount,
        number: supplier.slashes.count,
        reason: 1,
        ..Slash::zeroed()
    }
}

/// Opens a slash, whatever its part of the stake.
fn propose(supplier: &mut Supplier, amount: u64) -> Slash {
    let mut slash = proposal(supplier, amount);
    open(supplier, &mut slash, 10_000).unwrap();
    slash
}

fn apply(slash: &mut Slash, delegation: &mut Delegation) -> Applied {
    delegation.apply(slash).unwrap()
}

fn withdraw(supplier: &mut Supplier, delegation: &mut Delegation) -> u64 {
    delegation.withdraw(supplier, i64::MAX).unwrap()
}

fn refused<T>(error: EmissionsError) -> Result<T> {
    Err(error.into())
}

/// E1: two slashes of stake that cools, one withdrawn on appeal while a staker has left.
fn after_an_appeal(of_ann: u64, of_others: u64, first: u64, second: u64) -> (u64, u64) {
    let mut supplier = supplier(0);
    let (mut ann, mut others) = (
        staker(&mut supplier, of_ann),
        staker(&mut supplier, of_others),
    );
    unstake(&mut supplier, &mut ann);
    unstake(&mut supplier, &mut others);
    let mut first = propose(&mut supplier, first);
    let mut second = propose(&mut supplier, second);
    for slash in [&mut first, &mut second] {
        apply(slash, &mut ann);
    }
    let early = withdraw(&mut supplier, &mut ann);
    drop(&mut supplier, &mut first).unwrap();
    for slash in [&mut first, &mut second] {
        apply(slash, &mut others);
    }
    apply(&mut first, &mut ann);
    let ann_has = early + withdraw(&mut supplier, &mut ann);
    apply(&mut first, &mut others);
    let others_have = withdraw(&mut supplier, &mut others);
    execute(&mut supplier, &mut second).unwrap();
    for delegation in [&mut ann, &mut others] {
        apply(&mut second, delegation);
        assert!(delegation.is_empty());
    }
    assert!(first.is_over() && second.is_over());
    assert_eq!(supplier.stake, Stake::default());
    (of_ann - ann_has, of_others - others_have)
}

#[test]
fn p11_e1_an_appeal_shifts_no_loss_onto_who_has_left() {
    assert_eq!(
        after_an_appeal(10_000, 990_000, 495_000, 5_000),
        (50, 4_950)
    );
    assert_eq!(
        after_an_appeal(100_000, 900_000, 460_000, 40_000),
        (4_000, 36_000)
    );
}

#[test]
fn p11_e2_a_slash_that_is_withdrawn_changes_nobodys_part_of_another() {
    let mut supplier = supplier(0);
    let (mut ann, mut carl) = (
        staker(&mut supplier, 10_000_000),
        staker(&mut supplier, 2_000_000),
    );
    unstake(&mut supplier, &mut ann);
    let mut first = propose(&mut supplier, 100_000);
    apply(&mut first, &mut ann);
    let mut kept = withdraw(&mut supplier, &mut ann);
    let all = room(&supplier, 10_000).unwrap();
    let mut second = propose(&mut supplier, all);
    drop(&mut supplier, &mut second).unwrap();
    execute(&mut supplier, &mut first).unwrap();
    // She has left nothing but what the first holds, and follows the second all the same.
    apply(&mut second, &mut ann);
    apply(&mut first, &mut ann);
    kept += ann.withdraw(&mut supplier, 0).unwrap_or(0);
    apply(&mut first, &mut carl);
    apply(&mut second, &mut carl);
    apply(&mut first, &mut carl);
    assert_eq!(
        (10_000_000 - kept, 2_000_000 - carl.active),
        (83_334, 16_666)
    );
    assert!(first.is_over() && second.is_over());
}

#[test]
fn p11_e7_only_what_an_open_slash_may_take_waits() {
    let mut supplier = supplier(0);
    let mut ann = staker(&mut supplier, 1_800_000);
    unstake(&mut supplier, &mut ann);
    let mut large = propose(&mut supplier, 900_000);
    let mut small = propose(&mut supplier, 1);
    apply(&mut large, &mut ann);
    apply(&mut small, &mut ann);
    assert_eq!(withdraw(&mut supplier, &mut ann), 899_999);
    drop(&mut supplier, &mut large).unwrap();
    apply(&mut large, &mut ann);
    assert_eq!(withdraw(&mut supplier, &mut ann), 900_000);
    assert_eq!(supplier.stake.total(), Ok(1));
}

/// An unstake request that unlocks later does not keep what comes back of those before it.
#[test]
fn p11_what_comes_back_waits_for_no_later_unstake_request() {
    let io = |io: u64| io * ONE_IO;
    let mut supplier = supplier(0);
    let mut ann = staker(&mut supplier, io(1_800_001));
    ann.unstake(Some(io(1_800_000)), &mut supplier, 0).unwrap();
    ann.unstake(None, &mut supplier, 14 * DAY).unwrap();
    let mut slash = propose(&mut supplier, io(900_000));
    apply(&mut slash, &mut ann);
    assert_eq!(ann.withdraw(&mut supplier, 0), Ok(io(900_000)));
    drop(&mut supplier, &mut slash).unwrap();
    apply(&mut slash, &mut ann);
    assert_eq!(ann.withdraw(&mut supplier, DAY), Ok(io(900_000)));
    assert_eq!(ann.withdraw(&mut supplier, 14 * DAY), Ok(io(1)));

    // Nor does a base unit that comes back move what came back before.
    let mut ben = staker(&mut supplier, io(2_000_000));
    ben.unstake(Some(io(1_999_999)), &mut supplier, 14 * DAY)
        .unwrap();
    for (amount, unstake) in [(io(1_000_000), true), (1, false)] {
        let mut slash = propose(&mut supplier, amount);
        apply(&mut slash, &mut ben);
        drop(&mut supplier, &mut slash).unwrap();
        apply(&mut slash, &mut ben);
        if unstake {
            ben.unstake(None, &mut supplier, 27 * DAY).unwrap();
        }
    }
    assert_eq!(ben.withdraw(&mut supplier, 14 * DAY), Ok(io(1_999_999)));
}

#[test]
fn own_stake_pays_first_active_and_cooling_in_proportion() {
    let mut supplier = supplier(600);
    own_stake::unstake(&mut supplier, Some(200), 0, DAY).unwrap();
    let mut bob = staker(&mut supplier, 1_000);
    let mut slash = propose(&mut supplier, 300);
    assert_eq!(slash.own, [200, 100, 0, 0, 0]);
    assert!(!slash.is_shared());
    // Nobody has to follow it.
    bob.accrue(&supplier).unwrap();
    assert_eq!(bob.apply(&mut slash), refused(EmissionsError::WrongSlash));
    execute(&mut supplier, &mut slash).unwrap();
    let stake = &supplier.stake;
    assert_eq!(
        (stake.own, stake.own_cooling, stake.own_held),
        (200, 100, 0)
    );
    let unstake_request = stake.own_unstake_requests[0];
    assert_eq!((unstake_request.amount, unstake_request.held), (100, 0));
    assert_eq!((stake.delegated, supplier.slashes.taken), (1_000, 300));
}

#[test]
fn delegators_pay_the_rest_active_and_cooling_alike() {
    let mut supplier = supplier(100);
    let (mut bob, mut carol) = (staker(&mut supplier, 600), staker(&mut supplier, 300));
    unstake(&mut supplier, &mut carol);
    let mut slash = propose(&mut supplier, 190);
    assert_eq!(slash.own[0], 100);
    assert_eq!((slash.delegated_held, slash.cooling_held), (60, 30));
    // What is held counts on until it is taken.
    assert_eq!(supplier.stake.active(), Ok(700));
    assert_eq!(supplier.stake.total(), Ok(1_000));
    execute(&mut supplier, &mut slash).unwrap();
    assert_eq!(supplier.stake.active(), Ok(540));
    let both = Applied {
        held_active: 60,
        taken: 60,
        ..Applied::default()
    };
    assert_eq!(apply(&mut slash, &mut bob), both, "opening and end at once");
    assert_eq!(bob.active, 540);
    assert!(!slash.is_over());
    apply(&mut slash, &mut carol);
    assert!(slash.is_over());
    assert_eq!(withdraw(&mut supplier, &mut carol), 270);
}

#[test]
fn what_cannot_be_divided_is_held_of_cooling_stake() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 10);
    bob.unstake(Some(5), &mut supplier, 0).unwrap();
    let slash = propose(&mut supplier, 1);
    assert_eq!((slash.delegated_held, slash.cooling_held), (0, 1));
}

#[test]
fn who_joins_later_bears_nothing_and_who_leaves_bears_its_part() {
    let mut supplier = supplier(0);
    let (mut bob, mut carol) = (staker(&mut supplier, 500), staker(&mut supplier, 500));
    let mut slash = propose(&mut supplier, 100);
    let mut late = staker(&mut supplier, 1_000);
    apply(&mut slash, &mut bob);
    unstake(&mut supplier, &mut bob);
    assert_eq!(withdraw(&mut supplier, &mut bob), 450);
    // Nor does own stake that comes in between.
    supplier.stake.own = 77;
    execute(&mut supplier, &mut slash).unwrap();
    apply(&mut slash, &mut carol);
    assert_eq!(apply(&mut slash, &mut bob).taken, 50);
    assert!(slash.is_over() && bob.is_empty());
    late.accrue(&supplier).unwrap();
    assert_eq!(
        (carol.active, late.active, supplier.stake.own),
        (450, 1_000, 77)
    );
}

#[test]
fn p11_a_breach_takes_the_owners_stake_alone() {
    let mut supplier = supplier(100);
    staker(&mut supplier, 1_000);
    let breach = |amount| Slash {
        amount,
        ..Slash::zeroed()
    };
    let more = open(&mut { supplier }, &mut breach(101), 10_000);
    assert_eq!(more, refused(EmissionsError::SlashTooLarge));
    open(&mut supplier, &mut breach(100), 10_000).unwrap();
    assert_eq!(supplier.stake.own_held, 100);
    assert_eq!(supplier.slashes.shared, 0);
}

#[test]
fn e4_breaches_and_the_councils_slashes_are_numbered_apart() {
    let mut supplier = supplier(1_000);
    let mut council = proposal(&supplier, 10);
    let mut breach = Slash {
        amount: 1,
        ..Slash::zeroed()
    };
    open(&mut supplier, &mut breach, 10_000).unwrap();
    open(&mut supplier, &mut council, 10_000).unwrap();
    let slashes = &supplier.slashes;
    assert_eq!((slashes.count, slashes.breach_count), (1, 1));
    for mut again in [breach, council] {
        let twice = open(&mut supplier, &mut again, 10_000);
        assert_eq!(twice, refused(EmissionsError::SlashNumber));
    }
}

#[test]
fn slashes_open_together_take_no_more_than_their_share() {
    let mut supplier = supplier(100);
    staker(&mut supplier, 101);
    assert_eq!(room(&supplier, 5_000), Ok(100));
    let mut first = proposal(&supplier, 60);
    open(&mut supplier, &mut first, 5_000).unwrap();
    for (amount, error) in [
        (41, EmissionsError::SlashTooLarge),
        (0, EmissionsError::ZeroAmount),
    ] {
        let mut slash = proposal(&supplier, amount);
        let more = open(&mut { supplier }, &mut slash, 5_000);
        assert_eq!(more, refused(error));
    }
    let mut second = proposal(&supplier, 40);
    open(&mut supplier, &mut second, 5_000).unwrap();
    assert_eq!(room(&supplier, 5_000), Ok(0));
    assert_eq!(
        (supplier.slashes.open, supplier.slashes.open_count),
        (100, 2)
    );
}

#[test]
fn four_open_slashes_hold_delegated_stake_and_no_fifth() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 1_000);
    let mut slashes = [(); 4].map(|()| propose(&mut supplier, 10));
    let mut fifth = proposal(&supplier, 10);
    let more = open(&mut { supplier }, &mut fifth, 10_000);
    assert_eq!(more, refused(EmissionsError::TooManySlashes));
    // One that the owner bears is not followed.
    supplier.stake.own = 10;
    let mut own = propose(&mut supplier, 10);
    drop(&mut supplier, &mut slashes[2]).unwrap();
    slashes[2] = {
        let mut third = slashes[2];
        for slash in &mut slashes[..2] {
            apply(slash, &mut bob);
        }
        apply(&mut third, &mut bob);
        third
    };
    apply(&mut slashes[3], &mut bob);
    apply(&mut slashes[2], &mut bob);
    let mut sixth = propose(&mut supplier, 10);
    apply(&mut sixth, &mut bob);
    assert_eq!(bob.active, 1_000 - 40);
    execute(&mut supplier, &mut own).unwrap();
}

#[test]
fn a_slash_is_followed_once_and_in_order() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 1_000);
    let (mut first, mut second) = (propose(&mut supplier, 10), propose(&mut supplier, 20));
    let stale = refused(EmissionsError::ApplySlashFirst);
    assert_eq!(bob.accrue(&supplier), stale);
    assert_eq!(bob.withdraw(&mut supplier, 0).map(|_| ()), stale);
    let wrong = refused(EmissionsError::WrongSlash);
    assert_eq!(bob.apply(&mut second), wrong);
    assert!(!bob.has_followed(&first) && !bob.has_followed(&second));
    apply(&mut first, &mut bob);
    assert!(bob.has_followed(&first));
    assert_eq!(bob.apply(&mut first), wrong);
    drop(&mut supplier, &mut first).unwrap();
    assert!(!bob.has_followed(&first));
    assert_eq!(bob.apply(&mut first), wrong, "the second was opened before");
    apply(&mut second, &mut bob);
    assert_eq!(apply(&mut first, &mut bob).back_active, 10);
    assert!(bob.has_followed(&first) && bob.has_followed(&second));
    bob.accrue(&supplier).unwrap();
    assert_eq!(bob.active, 980);
    // What has ended does not end twice.
    let ended = refused(EmissionsError::SlashEnded);
    assert_eq!(execute(&mut supplier, &mut first), ended);
    assert_eq!(drop(&mut supplier, &mut first), ended);
    // Who has nothing follows nothing.
    let mut nobody = Delegation::default();
    assert_eq!(nobody.apply(&mut second), wrong);
    assert!(nobody.has_followed(&second));
    nobody.accrue(&supplier).unwrap();
}

/// Whose stake is all held follows what is opened meanwhile too: it must find its account.
#[test]
fn p11_whose_stake_is_all_held_follows_slashes_opened_meanwhile() {
    for executed in [false, true] {
        let mut supplier = supplier(0);
        let (mut ann, mut bob) = (staker(&mut supplier, 1_000), staker(&mut supplier, 1_000));
        let mut first = propose(&mut supplier, 500);
        apply(&mut first, &mut ann);
        unstake(&mut supplier, &mut ann);
        assert_eq!(withdraw(&mut supplier, &mut ann), 750);
        let mut second = propose(&mut supplier, 75);
        apply(&mut first, &mut bob);
        apply(&mut second, &mut bob);
        execute(&mut supplier, &mut second).unwrap();
        apply(&mut second, &mut bob);
        // Ann has still to follow it, though it holds nothing of hers.
        assert!(!second.is_over());
        match executed {
            true => execute(&mut supplier, &mut first).unwrap(),
            false => drop(&mut supplier, &mut first).unwrap(),
        }
        assert_eq!(apply(&mut second, &mut ann), Applied::default());
        assert!(second.is_over());
        let applied = apply(&mut first, &mut ann);
        let (taken, back) = if executed { (250, 0) } else { (0, 250) };
        assert_eq!((applied.taken, applied.back_active), (taken, back));
        apply(&mut first, &mut bob);
        assert!(first.is_over());
    }
}

#[test]
fn p11_a_slash_that_holds_nothing_of_a_delegation_waits_for_it_no_longer() {
    let mut supplier = supplier(0);
    let (mut dust, mut bob) = (staker(&mut supplier, 1), staker(&mut supplier, 1_000));
    let mut slash = propose(&mut supplier, 10);
    assert_eq!(apply(&mut slash, &mut dust), Applied::default());
    assert_eq!((slash.followers, dust.held), (0, Default::default()));
    // It has nothing to do with its end, and leaves at once.
    execute(&mut supplier, &mut slash).unwrap();
    unstake(&mut supplier, &mut dust);
    assert_eq!(withdraw(&mut supplier, &mut dust), 1);
    assert!(dust.is_empty());
    apply(&mut slash, &mut bob);
    assert!(slash.is_over());
}

#[test]
fn held_stake_earns_until_it_is_taken() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 1_000);
    let earn = |supplier: &mut Supplier| {
        let index = &mut supplier.rewards.stake_index;
        *index = (index.get() + (1 << 64)).into();
    };
    earn(&mut supplier);
    let mut slash = propose(&mut supplier, 400);
    earn(&mut supplier);
    execute(&mut supplier, &mut slash).unwrap();
    earn(&mut supplier);
    apply(&mut slash, &mut bob);
    bob.accrue(&supplier).unwrap();
    assert_eq!(bob.owed, 1_000 + 1_000 + 600);
}

/// The ends of two slashes may be followed in any order: each part earned until its own was taken.
#[test]
fn p08_held_stake_earns_the_same_in_whichever_order_ends_are_followed() {
    let earn = |supplier: &mut Supplier| {
        let index = &mut supplier.rewards.stake_index;
        *index = (index.get() + (1 << 64)).into();
    };
    for late_first in [false, true] {
        let mut supplier = supplier(0);
        let mut bob = staker(&mut supplier, 1_000);
        let (mut first, mut second) = (propose(&mut supplier, 400), propose(&mut supplier, 60));
        apply(&mut first, &mut bob);
        earn(&mut supplier);
        execute(&mut supplier, &mut second).unwrap();
        earn(&mut supplier);
        execute(&mut supplier, &mut first).unwrap();
        earn(&mut supplier);
        if late_first {
            // Its opening comes first all the same, and its end with it.
            apply(&mut second, &mut bob);
            apply(&mut first, &mut bob);
        } else {
            let held = Delegation { ..bob };
            let mut opened = Slash { ended: 0, ..second };
            apply(&mut opened, &mut bob);
            apply(&mut first, &mut bob);
            (opened.ended, opened.executed) = (second.ended, 1);
            apply(&mut opened, &mut bob);
            assert_eq!(held.active, 600);
        }
        bob.accrue(&supplier).unwrap();
        assert_eq!(bob.owed, 1_000 + 940 + 540);
    }
}

#[test]
fn stake_that_a_slash_holds_can_cool_meanwhile() {
    let mut supplier = supplier(0);
    let (mut bob, mut carol) = (staker(&mut supplier, 1_000), staker(&mut supplier, 1_000));
    let mut slash = propose(&mut supplier, 400);
    let early = bob.unstake_held(&mut slash, &mut supplier, 70);
    assert_eq!(early, refused(EmissionsError::WrongSlash));
    for delegation in [&mut bob, &mut carol] {
        apply(&mut slash, delegation);
    }
    let held = bob.unstake_held(&mut slash, &mut supplier, 70).unwrap();
    assert_eq!((held, supplier.stake.active()), (200, Ok(1_800)));
    let twice = bob.unstake_held(&mut slash, &mut supplier, 70);
    assert_eq!(twice, refused(EmissionsError::ZeroAmount));
    let mut executed = (supplier, slash, bob);
    drop(&mut supplier, &mut slash).unwrap();
    let ended = carol.unstake_held(&mut slash, &mut supplier, 70);
    assert_eq!(ended, refused(EmissionsError::WrongSlash));
    for delegation in [&mut bob, &mut carol] {
        apply(&mut slash, delegation);
    }
    assert_eq!((bob.active, carol.active), (800, 1_000));
    assert_eq!(supplier.stake.active(), Ok(1_800));
    let cooling = bob.withdraw(&mut supplier, 69);
    assert_eq!(cooling, refused(EmissionsError::StillCooling));
    assert_eq!(bob.withdraw(&mut supplier, 70), Ok(200));

    let (supplier, slash, bob) = (&mut executed.0, &mut executed.1, &mut executed.2);
    execute(supplier, slash).unwrap();
    assert_eq!(apply(slash, bob).taken, 200);
    assert_eq!(supplier.stake.total(), Ok(1_600));
}

#[test]
fn what_cooled_comes_back_in_the_last_unstake_request() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 1_000);
    for unlocks_at in 70..78 {
        bob.unstake(Some(100), &mut supplier, unlocks_at).unwrap();
    }
    let full = bob.unstake(Some(100), &mut supplier, 80);
    assert_eq!(full, refused(EmissionsError::UnstakeRequestsFull));
    bob = Delegation { active: 200, ..bob };
    supplier.stake.delegated = 200;
    supplier.stake.cooling = 800;
    let mut slash = propose(&mut supplier, 100);
    apply(&mut slash, &mut bob);
    drop(&mut supplier, &mut slash).unwrap();
    apply(&mut slash, &mut bob);
    let last = bob.unstake_requests[8];
    assert_eq!((last.amount, last.unlocks_at), (80, 70));
    assert_eq!(bob.cancel_unstake(8, &mut supplier), Ok(80));
    assert_eq!((bob.active, supplier.stake.cooling), (280, 720));
}

#[test]
fn p10_a_base_unit_bears_its_part_and_is_left() {
    let mut supplier = supplier(0);
    let (mut bob, mut carol) = (staker(&mut supplier, 1), staker(&mut supplier, 1));
    let mut slash = propose(&mut supplier, 1);
    apply(&mut slash, &mut bob);
    execute(&mut supplier, &mut slash).unwrap();
    apply(&mut slash, &mut carol);
    assert_eq!((bob.active, carol.active), (1, 0));
    assert!(carol.is_empty() && slash.is_over());
}

#[test]
fn a_supplier_loses_all_it_has_and_goes_on() {
    let mut supplier = supplier(10 * ONE_IO);
    let mut bob = staker(&mut supplier, 5 * ONE_IO);
    let mut slash = propose(&mut supplier, 15 * ONE_IO);
    execute(&mut supplier, &mut slash).unwrap();
    assert_eq!(supplier.stake, Stake::default());
    apply(&mut slash, &mut bob);
    assert!(bob.is_empty());
    bob.accrue(&supplier).unwrap();
    bob.add(7, &mut supplier).unwrap();
    assert_eq!(supplier.stake.delegated, 7);
}
