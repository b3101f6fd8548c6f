//! P-27: notice before a supplier ends a reservation.

use io_client::marketplace as client;
use io_common::constants::{HOUR, ONE_USDC};
use io_tests::{offer_args, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    quote,
    state::{Currency, EndReason, OfferArgs},
};
use solana_signer::Signer;

const THREE_DAYS: Terms = Terms {
    gpus: 2,
    hours: 72,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;
const PURSE: u64 = 100_000 * ONE_USDC;

/// Alice's supplier with bob's three days, of an offer with ten hours of notice and five hours at least.
fn noticed() -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let args = OfferArgs {
        notice_hours: 10,
        min_hours: 5,
        ..offer_args()
    };
    let offer = world.offer(&supply, args);
    let rental = world.reserve("bob", &supply, offer, THREE_DAYS);
    world.start(&supply, &rental).unwrap();
    (world, supply, rental)
}

/// What is left to the renter after `hours` paid.
fn left(hours: u64) -> u64 {
    let price = hours * HOURLY;
    PURSE - price - (price * 225).div_ceil(10_000)
}

#[test]
fn p27_the_supplier_forfeits_what_is_missing_of_its_notice() {
    // Announced, left, and the hours that the renter pays.
    for (announced, ends, paid) in [
        (None, 30, 20),
        (Some(0), 4, 0),
        (Some(20), 24, 18),
        (Some(20), 29, 28),
        (Some(20), 30, 30),
        (Some(10), 44, 44),
        // It has lapsed.
        (Some(9), 44, 34),
        // Three hours were left of the time.
        (None, 69, 66),
    ] {
        let (mut world, supply, rental) = noticed();
        assert_eq!(world.reservation(&rental).terms.notice, 36_000);
        if let Some(at) = announced {
            world.wait(at * HOUR);
            world.announce_end(&rental, &supply.owner).unwrap();
        }
        world.wait((ends - announced.unwrap_or(0)) * HOUR);
        let reservation = world.reservation(&rental);
        let forfeit = quote::forfeit_if_terminated_by_supplier(&reservation, world.now());
        let hours = ends as u64 - paid;
        assert_eq!(Ok(forfeit), reservation.terms.net(hours * HOURLY));
        let owner = &supply.owner;
        world.terminate_by_supplier(&rental, owner).unwrap();
        assert_eq!(world.usdc_of(&rental.renter.pubkey()), left(paid));
        world.assert_conserved(&rental);
        world.wait(24 * HOUR);
        world.close_reservation(&supply, &rental).unwrap();
        world.assert_closed(&supply, &rental);
        // The record is the same with and without notice.
        assert_eq!(world.usage(&supply).service.terminated, 1);
    }
}

#[test]
fn p27_the_renter_leaves_an_announced_end_for_what_it_has_used() {
    let (mut world, supply, rental) = noticed();
    world.wait(HOUR);
    let before = world.reservation(&rental);
    world.announce_end(&rental, &supply.owner).unwrap();
    let after = world.reservation(&rental);
    let now = world.now();
    assert_eq!(after.announced_end(now), Ok(Some(now + 10 * HOUR)));
    let refund = |it| PURSE - after.locked + quote::refund_if_terminated(it, now);
    assert_eq!((refund(&before), refund(&after)), (left(5), left(1)));
    world.terminate(&rental).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), left(1));
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.end_reason(), Ok(EndReason::RenterTerminated));
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usage(&supply).service.completed, 1);
}

/// A thief with the operator's key could otherwise announce and, as the renter, leave in the same transaction.
#[test]
fn p27_the_operator_gives_up_no_minimum_time() {
    let (mut world, supply, rental) = noticed();
    world.wait(5 * HOUR - 1);
    let early = world.announce_end(&rental, &supply.operator);
    early.refused(MarketplaceError::MinimumIsNotOver);
    world.wait(1);
    world.announce_end(&rental, &supply.operator).unwrap();
}

#[test]
fn p27_an_offer_with_less_notice_extends_nothing() {
    let (mut world, supply, rental) = noticed();
    let accounts = client::OfferAccounts {
        authority: supply.operator.pubkey(),
        supplier: supply.address,
        offer: rental.offer,
    };
    world.wait(HOUR);
    for (notice_hours, refused) in [(9, true), (10, false), (11, false)] {
        let args = OfferArgs {
            notice_hours,
            min_hours: 5,
            ..offer_args()
        };
        let edit = client::edit_offer(&accounts, args);
        world.must(&[edit], &[&supply.operator]);
        let args = world.extend_args(&rental, 1);
        let extended = world.extend(&rental, args);
        if refused {
            extended.refused(MarketplaceError::NoticeShortened);
        } else {
            extended.unwrap();
        }
    }
}

#[test]
fn p27_an_announced_end_is_announced_once_by_the_supplier_and_bounds_extensions() {
    let (mut world, supply, rental) = noticed();
    let (stranger, renter) = (world.supplier("mallory"), &rental.renter);
    for signer in [&stranger.owner, renter] {
        let refused = world.announce_end(&rental, signer);
        refused.refused(MarketplaceError::NotSupplier);
    }
    // Of another supplier.
    let mut forged = world.reservation(&rental);
    forged.supplier = stranger.address;
    let operator = &stranger.operator;
    let announce = client::announce_end(&operator.pubkey(), &rental.address, &forged);
    let refused = world.send(&[announce], &[operator]);
    refused.refused(MarketplaceError::WrongSupplier);

    world.wait(65 * HOUR);
    world.attest(&supply, 8, 24).unwrap();
    world.announce_end(&rental, &supply.operator).unwrap();
    let again = world.announce_end(&rental, &supply.operator);
    again.refused(MarketplaceError::EndAlreadyAnnounced);
    // Three hours of the notice lie behind the end.
    let args = world.extend_args(&rental, 4);
    let refused = world.extend(&rental, args);
    refused.refused(MarketplaceError::EndsAfterNotice);
    let args = world.extend_args(&rental, 3);
    world.extend(&rental, args).unwrap();
    world.wait(10 * HOUR);
    let over = world.announce_end(&rental, &supply.operator);
    over.refused(MarketplaceError::TimeIsOver);
    world.complete(&rental).unwrap();
    let ended = world.announce_end(&rental, &supply.operator);
    ended.refused(MarketplaceError::NotActive);
}
