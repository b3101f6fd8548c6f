//! Hours, attestations, cooldowns.

use emissions::{error::EmissionsError, state::Ledger};
use io_client::{emissions as client, keeper};
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, DAY, GENESIS_SUPPLY, HOUR, ONE_IO},
    schedule::cumulative,
};
use io_tests::{key, Refused, Supply, World, START};
use solana_signer::Signer;

use super::{step_back, SKEW};

fn ledger(world: &mut World) -> Ledger {
    world.read(&LEDGER.address)
}

#[test]
fn p02_p06_an_hour_that_came_too_early_is_counted_once() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    // The clock is ahead: the second hour is over before its time.
    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    let counted = (ledger(&mut world), world.supplier_account(&supply));
    assert_eq!(counted.0.emitted_total, cumulative(1));

    // The corrected clock is in that hour again: nothing is due, and nothing can be repeated.
    step_back(&mut world);
    assert_eq!(epoch_hour(world.now()), counted.0.hour - 1);
    let authority = key("authority");
    let (payer, io) = (authority.pubkey(), world.io);
    let due = keeper::catch_up(world.vm.as_mut(), &payer, &io, &[supply.address]).unwrap();
    assert_eq!(due, []);
    let again = [
        client::advance_clock(&io, counted.0.hour - 1),
        client::settle_supplier(&supply.address, &counted.1, counted.0.hour),
    ];
    world.must(&again, &[&authority]);
    assert_eq!(
        (ledger(&mut world), world.supplier_account(&supply)),
        counted
    );
    assert_eq!(world.io_supply(), GENESIS_SUPPLY + cumulative(1));

    world.wait(HOUR + SKEW);
    world.catch_up(&[supply.address]);
    assert_eq!(ledger(&mut world).emitted_total, cumulative(2));
    assert_eq!(world.io_supply(), GENESIS_SUPPLY + cumulative(2));
}

/// P-07: what needs the present hour waits for it, in both directions.
#[test]
fn p07_while_the_clock_is_behind_the_ledger_stake_waits() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.wait(HOUR);
    world.catch_up(&[supply.address]);
    step_back(&mut world);
    let refused = world.stake_own(&supply, ONE_IO);
    refused.refused(EmissionsError::AdvanceClockFirst);
    world
        .attest(&supply, 8, 24)
        .refused(EmissionsError::AdvanceClockFirst);
    world.wait(SKEW);
    world.stake_own(&supply, ONE_IO).unwrap();
    world.attest(&supply, 8, 24).unwrap();
}

/// P-05: only hours that an attestation covers fully are paid, whatever the clock shows at settlement.
#[test]
fn p05_p08_a_clock_that_trembles_pays_what_a_steady_one_pays() {
    let story = |skew: i64| {
        let mut world = World::new();
        let supply = world.supplier("alice");
        for _ in 0..26 {
            world.wait(HOUR + skew);
            world.catch_up(&[supply.address]);
            world.wait(-skew);
            world.catch_up(&[]);
        }
        world.catch_up(&[supply.address]);
        (ledger(&mut world), world.supplier_account(&supply))
    };
    let steady = story(0);
    assert_eq!(steady.0.emitted_total, cumulative(23));
    assert_eq!(story(SKEW), steady);
    assert_eq!(story(-SKEW), steady);
}

/// Sends a batch of 8 GPUs for a day that was made at `made_at`.
fn attest(world: &mut World, supply: &Supply, made_at: i64) -> io_tests::Outcome {
    let [first, second, _] = world.attestors();
    let mut batch = world.batch(8, 23);
    batch.made_at = made_at;
    let attestors = [first.pubkey(), second.pubkey()];
    let attest = client::attest(&attestors, &[supply.address], batch);
    world.send_attested(attest, &[&first, &second])
}

#[test]
fn p05_a_batch_of_a_clock_ahead_waits_until_the_clusters_is_there() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.wait(60);
    let made_at = world.now() + SKEW;
    attest(&mut world, &supply, made_at).refused(EmissionsError::InvalidBatchTime);
    world.wait(SKEW);
    attest(&mut world, &supply, made_at).unwrap();
    // The cluster's clock steps back: a new batch is older than the existing one.
    step_back(&mut world);
    let now = world.now();
    attest(&mut world, &supply, now).refused(EmissionsError::StaleBatch);
    world.wait(SKEW + 1);
    let now = world.now();
    attest(&mut world, &supply, now).unwrap();
}

/// An ended attestation is safe against all earlier batches, even if the clock has stepped back in between.
#[test]
fn p05_an_attestation_that_ends_under_a_clock_set_back_is_not_renewed_by_an_old_batch() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.wait(60);
    let made_at = world.now();
    attest(&mut world, &supply, made_at).unwrap();
    step_back(&mut world);
    let authority = key("authority");
    let end = client::revoke_attestation(&authority.pubkey(), &supply.address);
    world.must(&[end], &[&authority]);
    world.wait(SKEW);
    // The same batch once more, and one made before it.
    for old in [made_at, made_at - 1] {
        attest(&mut world, &supply, old).refused(EmissionsError::StaleBatch);
    }
    assert_eq!(world.supplier_account(&supply).units.next, 0);
}

/// An expired attestation is live again for a moment, unchanged.
#[test]
fn p05_an_attestation_runs_out_at_its_time_on_whatever_clock() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let attestation = world.supplier_account(&supply).attestation;
    assert_eq!(attestation.ends_at, START + DAY);
    world.vm.set_unix_time(attestation.ends_at);
    world.catch_up(&[supply.address]);
    let earned = world.supplier_account(&supply).rewards;
    step_back(&mut world);
    let now = world.now();
    assert!(attestation.is_live(now));
    world.catch_up(&[supply.address]);
    world.wait(SKEW);
    world.catch_up(&[supply.address]);
    assert_eq!(world.supplier_account(&supply).rewards, earned);
}

/// A cooldown ends by the clock, and withdrawn stake cannot be withdrawn again.
#[test]
fn p08_a_cooldown_ends_once() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 1_000);
    let unstake = client::unstake(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        None,
    );
    world.must(&[unstake], &[&bob]);
    let unlocked = world.now() + 14 * DAY;
    let wallet = world.io_wallet(&bob.pubkey());
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &wallet,
    );

    world.vm.set_unix_time(unlocked);
    step_back(&mut world);
    let early = world.send(&[withdraw.clone()], &[&bob]);
    early.refused(EmissionsError::StillCooling);
    world.wait(SKEW);
    world.must(&[withdraw.clone()], &[&bob]);
    assert_eq!(world.io_of(&bob.pubkey()), 1_000 * ONE_IO);
    step_back(&mut world);
    let again = world.send(&[withdraw.clone()], &[&bob]);
    again.refused(EmissionsError::StillCooling);
    world.wait(SKEW);
    world
        .send(&[withdraw], &[&bob])
        .refused(EmissionsError::StillCooling);
}
