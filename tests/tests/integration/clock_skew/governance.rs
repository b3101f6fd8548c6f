//! Timelocks, pauses, approvals.

use emissions::state::{Change, Config};
use io_client::emissions as client;
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG},
    constants::{APPROVAL_TIME, DAY, HOUR, ONE_IO},
    governance::GovernanceAction,
    types::{Approval, Council},
    CommonError,
};
use io_tests::{key, Outcome, Refused, World};
use solana_signer::Signer;

use super::{step_back, SKEW};

fn propose(world: &mut World, change: Change) {
    let authority = key("authority");
    let number = world.read::<Config>(&EMISSIONS_CONFIG.address).proposals;
    let signer = authority.pubkey();
    let propose = client::propose_change(&signer, &signer, number, change);
    world.must(&[propose], &[&authority]);
}

fn apply(world: &mut World, number: u32) -> Outcome {
    world.catch_up(&[]);
    let apply = client::apply_change(number, &key("authority").pubkey());
    world.send(&[apply], &[&key("authority")])
}

/// P-07: two days by the clock, and a clock set back does not undo what was applied.
#[test]
fn p07_a_timelock_ends_by_the_clock_and_a_change_is_applied_once() {
    let mut world = World::new();
    propose(&mut world, Change::StakePerUnit(300 * ONE_IO));
    world.wait(48 * HOUR);
    step_back(&mut world);
    apply(&mut world, 0).refused(CommonError::TimelockNotOver);
    world.wait(SKEW);
    apply(&mut world, 0).unwrap();
    step_back(&mut world);
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!(config.stake_per_unit, 300 * ONE_IO);
    // Its account is gone: there is nothing to apply again.
    let again = client::apply_change(0, &key("authority").pubkey());
    assert!(world.send(&[again], &[&key("authority")]).is_err());
}

/// P-18: a guardian's pause ends by the clock, and a clock skew does not allow an earlier renewal.
#[test]
fn p18_a_pause_by_the_guardian_is_no_longer_by_a_clock_set_back() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (authority, guardian) = (key("authority"), key("guardian"));
    world.person("guardian", 0, 0);
    let name = client::govern(
        &authority.pubkey(),
        GovernanceAction::SetGuardian(guardian.pubkey()),
    );
    world.must(&[name], &[&authority]);
    let pause = client::govern(&guardian.pubkey(), GovernanceAction::Pause);
    let began = world.now();
    world.must(&[pause.clone()], &[&guardian]);
    world.vm.set_unix_time(began + 14 * DAY);
    step_back(&mut world);
    world
        .stake_own(&supply, ONE_IO)
        .refused(CommonError::Paused);
    // A second pause during the first does not extend it.
    world.must(&[pause.clone()], &[&guardian]);
    world.wait(SKEW);
    world.stake_own(&supply, ONE_IO).unwrap();
    world.vm.set_unix_time(began + 28 * DAY);
    step_back(&mut world);
    world
        .send(&[pause], &[&guardian])
        .refused(CommonError::PauseCooldown);
}

/// A council that was proposed before an attestor was suspended does not bring it back, whatever the clock did between
/// two suspensions: numbers decide, not times.
#[test]
fn a_second_suspension_under_a_clock_set_back_does_not_forget_the_first() {
    let mut world = World::new();
    let authority = key("authority");
    let [first, second, _] = world.attestors();
    let (attestors, threshold) = (vec![first.pubkey(), second.pubkey()], 1);
    propose(
        &mut world,
        Change::Council {
            attestors,
            threshold,
        },
    );
    world.wait(5);
    let suspend = |attestor| client::suspend_attestor(&authority.pubkey(), attestor);
    world.must(&[suspend(first.pubkey())], &[&authority]);
    step_back(&mut world);
    world.must(&[suspend(second.pubkey())], &[&authority]);
    let council: Council = world.read(&COUNCIL.address);
    assert_eq!(council.overtaken, 1);
    world.wait(48 * HOUR + SKEW);
    apply(&mut world, 0).refused(CommonError::ProposalOvertaken);
}

/// An approval lives for an hour by the clock.
#[test]
fn an_approval_that_ended_early_counts_again_and_no_longer() {
    let mut world = World::new();
    let authority = key("authority");
    let [first, ..] = world.attestors();
    let hash = [3; 32];
    let open = client::open_approval(&authority.pubkey(), hash);
    world.must(&[open], &[&authority]);
    let opened_at = world.now();
    let approve = client::approve(&first.pubkey(), &hash);
    world.vm.set_unix_time(opened_at + APPROVAL_TIME + SKEW);
    let signers = [&authority, &first];
    let late = world.send(&[approve.clone()], &signers);
    late.refused(CommonError::ApprovalExpired);
    step_back(&mut world);
    world.must(&[approve], &signers);
    let approval: Approval = world.read(&client::approval_address(&hash));
    assert_eq!((approval.opened_at, approval.approvals), (opened_at, 1));
}
