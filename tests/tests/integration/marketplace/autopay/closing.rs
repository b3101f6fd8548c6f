//! The end of an autopay, and a later reservation at the address of an earlier one.

use io_client::marketplace as client;
use io_common::constants::{DAY, HOUR};
use io_tests::{autopay_args, key, offer_args, Refused, Rental, Supply, World};
use marketplace::{
    error::MarketplaceError,
    state::{Autopay, AutopayArgs},
};
use solana_signer::Signer;

use super::{due, rented, TEN_HOURS};

/// Lamports of the account with its bounties.
fn lamports(world: &mut World, bounties: u64) -> u64 {
    world.account_rent().minimum_balance(Autopay::SIZE) + bounties * 10_000
}

#[test]
fn bounties_are_deposited_and_come_back() {
    let (mut world, _, rental) = rented();
    let address = client::autopay_address(&rental.address);
    for bounties in [5, 5, 0, 1_000, 3] {
        let payer = rental.payer.pubkey();
        let held = world.lamports(&payer) + world.lamports(&address);
        let args = AutopayArgs {
            bounties,
            ..autopay_args()
        };
        world.set_autopay(&rental, args).unwrap();
        let expected = lamports(&mut world, bounties.into());
        assert_eq!(world.lamports(&address), expected);
        assert_eq!(world.lamports(&payer) + expected, held - 5_000);
    }
}

#[test]
fn p20_the_payer_closes_it_at_any_time_and_anyone_after_the_end() {
    for ended in [false, true] {
        let (mut world, _, rental) = due();
        let (keeper, address) = (
            world.person("keeper", 0, 0),
            client::autopay_address(&rental.address),
        );
        for stranger in [&keeper, &rental.renter] {
            let refused = world.close_autopay(&rental, stranger);
            refused.refused(MarketplaceError::NotPayer);
        }
        let signer = if ended {
            world.terminate(&rental).unwrap();
            &keeper
        } else {
            &rental.payer
        };
        let before = world.lamports(&rental.payer.pubkey());
        let held = lamports(&mut world, 2);
        world.close_autopay(&rental, signer).unwrap();
        assert!(world.account(&address).is_none());
        let fee = if ended { 0 } else { 5_000 };
        let after = world.lamports(&rental.payer.pubkey());
        assert_eq!(after, before + held - fee);
    }
}

/// The same number, renter and offer again, at somebody else's cost or the same payer's.
fn again(world: &mut World, supply: &Supply, rental: &Rental, payer: &str) -> Rental {
    world.terminate(rental).unwrap();
    world.wait(DAY);
    world.close_reservation(supply, rental).unwrap();
    world.attest(supply, 8, 24).unwrap();
    let both = [rental.renter.insecure_clone(), key(payer)];
    let again = world.reserve_paid(both, supply, rental.offer, TEN_HOURS);
    assert_eq!(again.address, rental.address);
    world.start(supply, &again).unwrap();
    again
}

#[test]
fn p20_an_autopay_is_of_no_later_reservation_at_the_same_address() {
    for payer in ["carol", "dave"] {
        let (mut world, supply, rental) = due();
        world.person("dave", 0, 1_000);
        let address = client::autopay_address(&rental.address);
        let later = again(&mut world, &supply, &rental, payer);
        world.wait(9 * HOUR);
        let refused = world.extend_by_autopay(&later);
        if payer == "carol" {
            refused.refused(MarketplaceError::WrongAutopay);
            // The payer's own is set again.
            world.set_autopay(&later, autopay_args()).unwrap();
        } else {
            refused.refused(MarketplaceError::WrongSpender);
            // The first payer gets its lamports back before another sets one.
            let refused = world.set_autopay(&later, autopay_args());
            refused.refused(MarketplaceError::WrongAutopay);
            let anyone = key("authority");
            world.close_autopay(&rental, &anyone).unwrap();
            assert!(world.account(&address).is_none());
            world.set_autopay(&later, autopay_args()).unwrap();
            world.approve_autopay(&later, autopay_args().left);
        }
        world.extend_by_autopay(&later).unwrap();
        world.assert_conserved(&later);
    }
}

/// Declined, closed and made again at another offer, all in one second.
#[test]
fn p20_an_autopay_is_of_one_offer() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offers = [(); 2].map(|()| world.offer(&supply, offer_args()));
    let both = [world.person("bob", 0, 0), world.person("carol", 0, 1_000)];
    let reserve = |world: &mut World, offer| {
        let both = [both[0].insecure_clone(), both[1].insecure_clone()];
        world.reserve_paid(both, &supply, offer, TEN_HOURS)
    };
    let rental = reserve(&mut world, offers[0]);
    world.set_autopay(&rental, autopay_args()).unwrap();
    world.approve_autopay(&rental, autopay_args().left);
    let made = world.reservation(&rental).created_at;
    world.decline(&rental, &supply.operator).unwrap();
    world.close_reservation(&supply, &rental).unwrap();

    let later = reserve(&mut world, offers[1]);
    assert_eq!(later.address, rental.address);
    assert_eq!(world.reservation(&later).created_at, made);
    world.start(&supply, &later).unwrap();
    world.wait(9 * HOUR);
    let refused = world.extend_by_autopay(&later);
    refused.refused(MarketplaceError::WrongAutopay);
    world.set_autopay(&later, autopay_args()).unwrap();
    world.extend_by_autopay(&later).unwrap();
}

#[test]
fn it_is_set_for_what_waits_or_runs() {
    let (mut world, _, rental) = due();
    world.terminate(&rental).unwrap();
    let refused = world.set_autopay(&rental, autopay_args());
    refused.refused(MarketplaceError::NotActive);
    world.close_autopay(&rental, &rental.payer).unwrap();
    let refused = world.set_autopay(&rental, autopay_args());
    refused.refused(MarketplaceError::NotActive);
}

/// An account below its rent-exempt minimum may be neither debited nor credited, other than to the minimum.
#[test]
fn p14_p20_a_rise_of_the_rent_stops_neither_an_extension_nor_new_terms() {
    let (mut world, _, rental) = due();
    let address = client::autopay_address(&rental.address);
    let held = world.lamports(&address);
    let high = 2 * held / (Autopay::SIZE as u64 + 128);
    world.vm.set_rent(high);
    world.extend_by_autopay(&rental).unwrap();
    // No bounty: what was for it is rent now.
    assert_eq!(world.lamports(&address), held);
    assert_eq!(world.autopay(&rental).bounties, 2);
    world.set_autopay(&rental, autopay_args()).unwrap();
    let expected = lamports(&mut world, 2);
    assert!(expected > held);
    assert_eq!(world.lamports(&address), expected);
    world.close_autopay(&rental, &rental.payer).unwrap();
}

#[test]
fn p25_the_bounties_of_an_autopay_are_no_excess() {
    let (mut world, _, rental) = rented();
    let (payer, address) = (
        rental.payer.pubkey(),
        client::autopay_address(&rental.address),
    );
    let reclaim = client::reclaim_rent(&address, &payer, None);
    let anyone = key("authority");
    let held = lamports(&mut world, 2);
    let mut account = world.account(&address).unwrap();
    account.lamports += 7;
    world.vm.set_account(address, account).unwrap();
    for _ in 0..2 {
        world.must(std::slice::from_ref(&reclaim), &[&anyone]);
        assert_eq!(world.lamports(&address), held);
    }
}
