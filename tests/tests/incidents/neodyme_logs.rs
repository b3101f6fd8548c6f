//! Neodyme (ND-JIT1-I2): logs are truncated, and events that were written to them are lost.
//!
//! The same mistake here: an indexer misses a movement because a validator has dropped lines, and is wrong from then on.
//! An instruction to itself holds it (`io_common::event`), whose bytes are part of the transaction, and totals in every event that are those of the
//! accounts (`Totals::new`): who has missed any number of events is right after the next one.

use io_client::{
    emissions as client,
    events::{decode, Emissions, Event, Marketplace},
    marketplace as market, Receipt,
};
use io_common::constants::{DAY, HOUR};
use io_tests::{offer_args, Terms, World, OWN_STAKE};
use marketplace::{events::Totals, state::Currency};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::ledger;

/// The events of a transaction, of which not a line of its logs is read.
fn events(receipt: &Receipt) -> Vec<Event> {
    let inner = receipt.inner.iter();
    inner
        .filter_map(|(program, data)| decode(program, data))
        .collect()
}

/// As many movements as a transaction holds, each with its event.
#[test]
fn every_claim_of_a_full_transaction_is_reported_with_the_total_after_it() {
    let mut world = World::lite();
    let suppliers: Vec<_> = (0..8)
        .map(|number| world.supplier(&format!("supplier {number}")))
        .collect();
    let bob = world.person("bob", 8 * OWN_STAKE, 0);
    for supply in &suppliers {
        let stake = OWN_STAKE * io_common::constants::ONE_IO;
        world.delegate(&bob, supply, stake).unwrap();
    }
    world.wait(5 * HOUR);
    for supply in &suppliers {
        world.catch_up(&[supply.address]);
    }
    let (owner, wallet) = (bob.pubkey(), world.io_wallet(&bob.pubkey()));
    let claims = suppliers.iter().map(|supply| {
        client::claim(
            &owner,
            &client::DelegationKeys {
                staker: owner,
                supplier: supply.address,
            },
            &wallet,
        )
    });
    let claims: Vec<_> = claims.collect();
    let receipt = world.send(&claims, &[&bob]).unwrap();
    let mut total = 0;
    let reported = events(&receipt);
    assert_eq!(reported.len(), suppliers.len());
    for (event, supply) in reported.iter().zip(&suppliers) {
        let Event::Emissions(Emissions::Claimed(claimed)) = event else {
            panic!("a claim");
        };
        total += claimed.amount;
        assert_eq!((claimed.supplier, claimed.payee), (supply.address, owner));
        assert!(claimed.amount > 0);
        assert_eq!(claimed.claimed_total, total);
    }
    assert_eq!(ledger(&mut world).claimed_total, total);
    assert_eq!(world.io_of(&owner), total);
}

/// Of a reservation's whole life an indexer has seen one transaction, whichever.
#[test]
fn one_event_of_a_reservation_is_enough_to_know_where_all_of_its_money_is() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let terms = Terms {
        gpus: 2,
        hours: 72,
        currency: Currency::Usdc,
    };
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, terms);
    world.start(&supply, &rental).unwrap();
    let address = &rental.address;
    let (renter, payout) = (rental.renter.pubkey(), supply.payout.pubkey());
    let [renters, suppliers] = [renter, payout].map(|owner| world.usdc_wallet(&owner));
    let anyone = world.person("anyone", 0, 0);
    let send = |world: &mut World, instruction, signer: &Keypair| {
        let receipt = world.send(&[instruction], &[signer]).unwrap();
        let [Event::Marketplace(event)] = &events(&receipt)[..] else {
            panic!("one event");
        };
        let totals: &Totals = match event {
            Marketplace::ReservationSettled(event) => &event.totals,
            Marketplace::FeesSwept(event) => &event.totals,
            Marketplace::DisputeOpened(event) => &event.totals,
            Marketplace::Ended(event) => &event.totals,
            Marketplace::ReservationClosed(event) => &event.totals,
            _ => panic!("another event"),
        };
        let put_in = totals.locked + totals.deposit;
        let left = put_in - totals.paid - totals.refunded - totals.fees;
        // Where it has closed, there is nothing left.
        assert_eq!(world.balance(&rental.escrow), left);
        assert_eq!(world.usdc_of(&payout), totals.paid);
        let given = 100_000 * io_common::constants::ONE_USDC - world.usdc_of(&renter);
        assert_eq!(given, put_in - totals.refunded);
        let owed = totals.owed_to_supplier + totals.owed_to_payer + totals.owed_fees;
        assert!(owed <= left);
    };
    world.wait(30 * HOUR);
    let reservation = world.reservation(&rental);
    let settle = market::settle_reservation(address, &reservation, &suppliers);
    send(&mut world, settle, &anyone);
    world.wait(10 * HOUR);
    send(
        &mut world,
        market::sweep_fees(address, &reservation).unwrap(),
        &anyone,
    );
    let settle = market::settle_reservation(address, &reservation, &suppliers);
    send(&mut world, settle, &anyone);
    let terminate = market::terminate(&renter, address, &reservation, &renters);
    send(&mut world, terminate, &rental.renter);
    world.wait(DAY);
    let finish = market::close_reservation(
        &anyone.pubkey(),
        address,
        &reservation,
        &suppliers,
        &renters,
    )
    .unwrap();
    send(&mut world, finish, &anyone);
    world.assert_closed(&supply, &rental);
}
