//! Jito's restaking (OtterSec ADV-02): one donated token blocked the closing of a token account.
//!
//! The same mistake here: `close_reservation` closes the escrow only if nothing is in it, or compares its balance with the record,
//! so that a base unit from a stranger keeps reservation, rent and bounty permanently. P-12 and P-14 hold it: `close_reservation`
//! sends away first what is nobody's (`send_surplus`).

use io_client::spl;
use io_common::{
    addresses::USDC_VAULT,
    constants::{DAY, HOUR},
};
use io_tests::{offer_args, Rental, Terms, World};
use marketplace::state::Currency;
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};

/// A stranger sends a base unit to the escrow.
fn donate(world: &mut World, rental: &Rental) {
    let stranger = world.person("stranger", 0, 1);
    let from = world.usdc_wallet(&stranger.pubkey());
    let give = spl::transfer(&from, &rental.escrow, &stranger.pubkey(), 1);
    world.must(&[give], &[&stranger]);
}

/// At each moment of a reservation's life, and at all of them.
#[test]
fn p12_a_donated_base_unit_keeps_no_reservation_open() {
    for moment in 0..4 {
        let mut world = World::lite();
        let supply = world.supplier("alice");
        let offer = world.offer(&supply, offer_args());
        let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
        let donates = |now: usize| moment == now || moment == 3;
        if donates(0) {
            donate(&mut world, &rental);
        }
        world.start(&supply, &rental).unwrap();
        world.wait(4 * HOUR);
        if donates(1) {
            donate(&mut world, &rental);
        }
        world.terminate(&rental).unwrap();
        world.wait(DAY);
        if donates(2) {
            donate(&mut world, &rental);
        }
        let reservation = world.reservation(&rental);
        world.close_reservation(&supply, &rental).unwrap();
        world.assert_closed(&supply, &rental);
        // Beside the fees, which the donation has not changed.
        let fees = reservation.terms.fees(reservation.payable).unwrap();
        let donated = if moment == 3 { 3 } else { 1 };
        assert_eq!(world.balance(&USDC_VAULT.address), fees + donated);
    }
}

/// Nothing was ever charged: the whole escrow went back, and the base unit is all that is left.
#[test]
fn p12_a_donation_to_a_declined_reservation_keeps_nothing_open() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    world.decline(&rental, &supply.operator).unwrap();
    donate(&mut world, &rental);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
    assert_eq!(world.balance(&USDC_VAULT.address), 1);
}
