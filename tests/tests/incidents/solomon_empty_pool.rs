//! Solomon Labs (audit) and Nosana's `add_fee`: a reward into a pool with nobody in it bricked the pool, or divided by
//! zero permanently.
//!
//! The same mistake here: an hour is shared among no units, or a supplier's reward among no delegated stake, and `advance_clock`
//! or `settle_supplier` fails from then on. P-04 holds it: `Ledger::emit_hour` stands still without Enterprise units, and
//! `settlement::split` leaves nothing to delegators where there are none.

use io_client::{emissions as client, spl};
use io_common::{
    addresses::{REWARD_VAULT, STAKE_VAULT},
    constants::{epoch_hour, DAY, HOUR, ONE_IO},
    schedule::cumulative,
};
use io_tests::{World, OWN_STAKE};
use solana_signer::Signer;

use crate::actions::{
    attest, claim, claim_supplier, community_batch, delegation, ledger, unstake, withdraw,
};

/// Only the capped pool has units: the rest of the hour would go to nobody.
#[test]
fn p04_hours_without_enterprise_units_brick_nothing_and_lose_nothing() {
    let mut world = World::lite();
    let carol = world.newcomer("carol");
    world.stake_own(&carol, OWN_STAKE * ONE_IO).unwrap();
    let batch = community_batch(&mut world, 8, 24);
    attest(&mut world, &carol, batch).unwrap();
    world.wait(6 * HOUR);
    world.catch_up(&[carol.address]);
    let now = epoch_hour(world.now());
    assert_eq!(
        (ledger(&mut world).hour, ledger(&mut world).emitted_total),
        (now, 0)
    );

    // An enterprise supplier joins: what was not emitted is still to come, an hour's amount an hour.
    let alice = world.supplier("alice");
    world.wait(3 * HOUR);
    world.catch_up(&[alice.address, carol.address]);
    assert_eq!(ledger(&mut world).emitted_total, cumulative(2));
    // Five hundredths are the community's.
    let both = [
        claim_supplier(&mut world, &alice),
        claim_supplier(&mut world, &carol),
    ];
    assert!(cumulative(2) - both[0] - both[1] <= 4);
    assert!(both[1].abs_diff(cumulative(2) / 20) <= 4);
}

/// Rewards come in while a supplier's pool of delegators is empty, as before anybody joins and after all have left.
#[test]
fn p04_a_reward_while_nobody_delegates_is_the_owners_and_the_next_to_join_get_none_of_it() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    // Tokens sent to the vaults, as a fee into the pool would be.
    let rich = world.person("rich", 1_000, 0);
    let from = world.io_wallet(&rich.pubkey());
    for vault in [REWARD_VAULT.address, STAKE_VAULT.address] {
        let give = spl::transfer(&from, &vault, &rich.pubkey(), 500 * ONE_IO);
        world.must(&[give], &[&rich]);
    }
    world.wait(3 * HOUR);
    let bob = world.staker("bob", &alice, OWN_STAKE);
    assert_eq!(delegation(&mut world, &alice, &bob).owed, 0);
    assert!(cumulative(2) - claim_supplier(&mut world, &alice) <= 2);

    world.wait(2 * HOUR);
    unstake(&mut world, &alice, &bob, None).unwrap();
    let bobs = claim(&mut world, &alice, &bob);
    assert!(bobs > 0);
    let stake = world.supplier_account(&alice).stake;
    assert_eq!(stake.delegated_active(), Ok(0));
    world.wait(5 * HOUR);
    world.catch_up(&[alice.address]);
    claim_supplier(&mut world, &alice);
    let dan = world.staker("dan", &alice, OWN_STAKE);
    world.wait(HOUR);
    world.catch_up(&[alice.address]);
    let hour = cumulative(10) - cumulative(9);
    let dans = claim(&mut world, &alice, &dan);
    assert!(
        dans.abs_diff(hour / 20 * 9) < 20,
        "his hour and no more: {dans}"
    );
    world.wait(14 * DAY);
    assert_eq!(withdraw(&mut world, &alice, &bob), OWN_STAKE * ONE_IO);
}

/// Everybody has left a supplier, its owner too: it is settled all the same, and works for who comes next.
#[test]
fn p04_a_supplier_without_any_stake_is_settled_like_another() {
    let mut world = World::lite();
    let (alice, other) = (world.supplier("alice"), world.supplier("other"));
    world.wait(3 * HOUR);
    world.catch_up(&[alice.address]);
    let leave = client::unstake_own(&alice.owner.pubkey(), &alice.address, None);
    world.must(&[leave], &[&alice.owner]);
    assert_eq!(world.supplier_account(&alice).stake.active(), Ok(0));
    let earned = claim_supplier(&mut world, &alice);
    for _ in 0..3 {
        world.wait(HOUR);
        world.catch_up(&[alice.address, other.address]);
        assert_eq!(claim_supplier(&mut world, &alice), 0);
    }
    assert!(earned > 0 && ledger(&mut world).emitted_total == cumulative(5));
    world.stake_own(&alice, OWN_STAKE * ONE_IO).unwrap();
    world.attest(&alice, 8, 24).unwrap();
    world.wait(2 * HOUR);
    world.catch_up(&[alice.address]);
    let hour = cumulative(7) - cumulative(6);
    assert!(claim_supplier(&mut world, &alice).abs_diff(hour / 2) <= 2);
}
