//! Jito's restaking (Certora H-02, H-04) and Bonfida: several epochs were missed and the state advanced by one step;
//! after missed cranks, claims were paid twice.
//!
//! The same mistake here: one `advance_clock` after a gap accounts one hour, the rest is lost or comes again, or a late crank
//! pays an hour that was paid. P-06 holds it: `Ledger::advance` walks every hour, `settlement::settle` takes the
//! difference of two indexes, `Bucket::fill` fills for all the time since it was last written.

use fee_burn::state::Engine;
use io_client::{fee_burn as burn, spl};
use io_common::{
    addresses::{ENGINE, USDC_VAULT},
    constants::{HOUR, ONE_USDC},
    schedule::cumulative,
};
use io_tests::{key, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::{claim, ledger};

fn staked() -> (World, Supply, Keypair) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    (world, supply, bob)
}

#[test]
fn p06_thirty_missed_hours_give_what_thirty_cranks_give() {
    let (mut world, supply, bob) = staked();
    let mut hourly = 0;
    for _ in 0..30 {
        world.wait(HOUR);
        world.catch_up(&[supply.address]);
        hourly += claim(&mut world, &supply, &bob);
    }
    let punctual = ledger(&mut world);

    let (mut world, supply, bob) = staked();
    world.wait(30 * HOUR);
    world.catch_up(&[supply.address]);
    let missed = claim(&mut world, &supply, &bob);
    let late = ledger(&mut world);
    assert_eq!((late.hour, late.schedule_hour), (punctual.hour, 23));
    assert_eq!(late.emitted_total, cumulative(23));
    assert_eq!(late.pools, punctual.pools);
    assert!(
        missed >= hourly && missed - hourly <= 30,
        "{missed}, {hourly}: dust"
    );
    // Cranked again and again: nothing is paid twice.
    for _ in 0..3 {
        world.catch_up(&[supply.address]);
        assert_eq!(claim(&mut world, &supply, &bob), 0);
    }
    world.wait(30 * HOUR);
    world.catch_up(&[supply.address]);
    assert_eq!(
        claim(&mut world, &supply, &bob),
        0,
        "the attestation has run out"
    );
}

#[test]
fn p06_a_bucket_that_nobody_opened_for_five_hours_holds_five_hours() {
    let mut world = World::lite();
    let authority = key("authority");
    let fees = 16_800 * ONE_USDC; // a hundred dollars an hour
    let fund = spl::mint_to(&world.usdc, &USDC_VAULT.address, &authority.pubkey(), fees);
    world.must(&[fund], &[&authority]);
    world.wait(5 * HOUR);
    world.set_price(0.25);
    world.must(&[burn::open_auction(&world.price)], &[&authority]);
    let engine: Engine = world.read(&ENGINE.address);
    assert_eq!((engine.opened, engine.auction.lot), (1, 500 * ONE_USDC));
}
