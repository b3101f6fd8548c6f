//! Helium's wallet app and oracles: rewards were shown that could not be claimed, claims had an order that nobody kept,
//! and the yield was that of all stake, the thawing included.
//!
//! The same mistake here: a page adds rewards up by itself and shows other ones than the program pays. `quote.rs` holds
//! it: the program's own transitions on copies of its accounts, for program, command line and page alike.

use emissions::{
    quote::{self, Claimable, History},
    state::{Config, Delegation},
};
use io_client::emissions as client;
use io_common::{
    addresses::EMISSIONS_CONFIG,
    constants::{epoch_hour, HOUR, ONE_IO},
};
use io_tests::{Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::{claim, claim_supplier, ledger, unstake};

/// What a wallet shows now, with a ledger that nobody has cranked.
fn shown(world: &mut World, supply: &Supply, staker: &Keypair) -> Claimable {
    let (hour, ledger) = (epoch_hour(world.now()), ledger(world));
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    let supplier = world.supplier_account(supply);
    let address = client::delegation_address(&client::DelegationKeys {
        staker: staker.pubkey(),
        supplier: supply.address,
    });
    let delegation: Delegation = world.read(&address);
    let history = History::new();
    quote::claimable(
        &config,
        &ledger,
        &supplier,
        Some(&delegation),
        history,
        hour,
    )
    .unwrap()
}

/// Two stakers and the owner, in every order, a long time after anybody has looked.
#[test]
fn what_a_wallet_shows_is_what_a_claim_pays_in_any_order() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut world = World::lite();
        let alice = world.supplier("alice");
        let stakers = [("bob", 7_001), ("carol", 12_345)]
            .map(|(name, stake)| world.staker(name, &alice, stake));
        world.wait(7 * HOUR);
        world.catch_up(&[alice.address]);
        claim(&mut world, &alice, &stakers[0]);
        world.wait(100 * HOUR);
        let [bobs, carols] = [0, 1].map(|who: usize| shown(&mut world, &alice, &stakers[who]));
        let due = [bobs.by_staker, carols.by_staker, bobs.by_supplier];
        assert!(due.iter().all(|amount| *amount > 0));
        world.catch_up(&[alice.address]);
        for who in order {
            let paid = match stakers.get(who) {
                Some(staker) => claim(&mut world, &alice, staker),
                None => claim_supplier(&mut world, &alice),
            };
            assert_eq!(paid, due[who], "{order:?}");
        }
        let after = shown(&mut world, &alice, &stakers[1]);
        assert_eq!((after.by_staker, after.by_supplier), (0, 0));
    }
}

/// Most of bob's stake cools. The yield shown is what the rest of it earns.
#[test]
fn the_yield_shown_is_that_of_stake_that_earns() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    world.wait(2 * HOUR);
    unstake(&mut world, &alice, &bob, Some((OWN_STAKE - 1_000) * ONE_IO)).unwrap();
    claim(&mut world, &alice, &bob);
    let before = ledger(&mut world).pools[0].index.get();
    world.wait(10 * HOUR);
    world.catch_up(&[alice.address]);
    let gain = ledger(&mut world).pools[0].index.get() - before;
    let (supplier, now) = (world.supplier_account(&alice), world.now());
    let apr = quote::apr_bps(&supplier, gain, 10, now).unwrap();
    let earned = claim(&mut world, &alice, &bob);
    let exact = earned * 876 * 10_000 / (1_000 * ONE_IO);
    assert!(
        apr.abs_diff(exact) <= 1,
        "{apr} bps shown, {exact} bps earned"
    );
}
