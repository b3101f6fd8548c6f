//! Roles, pause, and changes of parameters.

use emissions::{
    error::EmissionsError,
    instructions::ModelArgs,
    state::{Change, Config, Models, Proposal},
};
use io_client::emissions as client;
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, MODELS},
    constants::{DAY, HOUR, ONE_IO, ONE_UNIT},
    governance::GovernanceAction,
    types::Council,
    CommonError,
};
use io_tests::{key, Outcome, Refused, World, H100};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The authority proposes, and pays.
fn propose(world: &mut World, change: Change) -> Outcome {
    let authority = key("authority");
    let number = config(world).proposals;
    let signer = authority.pubkey();
    let propose = client::propose_change(&signer, &signer, number, change);
    world.send(&[propose], &[&authority])
}

/// Applies a proposal, with the clock up to date; the sender only pays the fee.
fn apply(world: &mut World, number: u32) -> Outcome {
    world.catch_up(&[]);
    let apply = client::apply_change(number, &key("authority").pubkey());
    world.send(&[apply], &[&key("authority")])
}

fn govern(world: &mut World, signer: &Keypair, action: GovernanceAction) -> Outcome {
    world.send(&[client::govern(&signer.pubkey(), action)], &[signer])
}

fn config(world: &mut World) -> Config {
    world.read(&EMISSIONS_CONFIG.address)
}

/// Names a guardian.
fn guardian(world: &mut World) -> Keypair {
    let guardian = world.person("guardian", 0, 0);
    let name = GovernanceAction::SetGuardian(guardian.pubkey());
    govern(world, &key("authority"), name).unwrap();
    guardian
}

#[test]
fn a_change_is_public_for_two_days_and_then_anybody_applies_it() {
    let mut world = World::new();
    propose(&mut world, Change::StakePerUnit(300 * ONE_IO)).unwrap();
    world.wait(48 * HOUR - 1);
    apply(&mut world, 0).refused(CommonError::TimelockNotOver);
    world.wait(1);
    assert_eq!(config(&mut world).stake_per_unit, 200 * ONE_IO);
    let mut stolen = client::apply_change(0, &key("authority").pubkey());
    let mallory = world.person("mallory", 0, 0);
    stolen.accounts[5].pubkey = mallory.pubkey();
    let refused = world.send(&[stolen], &[&mallory]);
    refused.refused(CommonError::WrongPayer);
    world.catch_up(&[]);
    let payer = key("authority").pubkey();
    let lamports = world.lamports(&payer);
    apply(&mut world, 0).unwrap();
    assert_eq!(config(&mut world).stake_per_unit, 300 * ONE_IO);
    assert!(world.account(&client::proposal_address(0)).is_none());
    assert!(world.lamports(&payer) > lamports, "the rent came back");
}

#[test]
fn p07_the_hours_before_a_change_are_accounted_as_they_were() {
    let mut world = World::new();
    propose(&mut world, Change::CommunityCap(0)).unwrap();
    world.wait(48 * HOUR);
    let anyone = world.person("anyone", 0, 0);
    let early = client::apply_change(0, &key("authority").pubkey());
    let refused = world.send(&[early], &[&anyone]);
    refused.refused(EmissionsError::AdvanceClockFirst);
    apply(&mut world, 0).unwrap();
}

#[test]
fn a_change_out_of_its_range_or_by_somebody_else_is_refused() {
    let mut world = World::new();
    propose(&mut world, Change::MinEligibleUnits(0)).refused(CommonError::OutOfRange);
    let (attestors, threshold) = (vec![], 1);
    let council = Change::Council {
        attestors,
        threshold,
    };
    propose(&mut world, council).refused(CommonError::BadCouncil);
    let mallory = world.person("mallory", 0, 0);
    let signer = mallory.pubkey();
    let theirs = client::propose_change(&signer, &signer, 0, Change::MaxSlash(1));
    let refused = world.send(&[theirs], &[&mallory]);
    refused.refused(CommonError::NotAuthority);
}

#[test]
fn a_proposal_is_cancelled_by_authority_or_guardian_and_cleared_away_by_anybody_once_it_lapsed() {
    let mut world = World::new();
    let guardian = guardian(&mut world);
    let (authority, mallory) = (key("authority"), world.person("mallory", 0, 0));
    for _ in 0..3 {
        propose(&mut world, Change::MaxSlash(1)).unwrap();
    }
    let cancel = |signer: &Keypair, number| {
        client::cancel_change(&signer.pubkey(), number, &key("authority").pubkey())
    };
    let refused = world.send(&[cancel(&mallory, 0)], &[&mallory]);
    refused.refused(CommonError::NotGuardian);
    world.must(&[cancel(&guardian, 0)], &[&guardian]);
    world.must(&[cancel(&authority, 1)], &[&authority]);
    world.wait(9 * DAY);
    let refused = world.send(&[cancel(&mallory, 2)], &[&mallory]);
    refused.refused(CommonError::NotGuardian);
    world.wait(1);
    apply(&mut world, 2).refused(CommonError::ProposalLapsed);
    world.must(&[cancel(&mallory, 2)], &[&mallory]);
    assert_eq!(config(&mut world).max_slash_bps, 5_000);
}

#[test]
fn a_multiplier_and_a_council_change_by_proposals_and_reach_the_next_attestation() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let multiplier = Change::Multiplier {
        model: H100,
        multiplier: 50_000,
    };
    propose(&mut world, multiplier).unwrap();
    let [first, second, third] = world.attestors();
    let newcomer = world.person("new attestor", 0, 0);
    let attestors = vec![newcomer.pubkey(), first.pubkey()];
    let change = Change::Council {
        attestors,
        threshold: 2,
    };
    propose(&mut world, change).unwrap();
    let unlisted = Change::Multiplier {
        model: 60,
        multiplier: 1,
    };
    propose(&mut world, unlisted).unwrap();
    world.wait(48 * HOUR);
    world.attest(&supply, 8, 24).unwrap();
    for number in [0, 1] {
        apply(&mut world, number).unwrap();
    }
    apply(&mut world, 2).refused(EmissionsError::UnknownModel);
    let models: Models = world.read(&MODELS.address);
    assert_eq!(models.multiplier(H100).unwrap(), 50_000);
    world.wait(HOUR);
    world.catch_up(&[supply.address]);
    let units = world.supplier_account(&supply).units.next;
    assert_eq!(units, 80 * ONE_UNIT, "the attestation keeps its multiplier");

    let attest = |world: &mut World, attestors: &[&Keypair]| {
        world.catch_up(&[supply.address]);
        let keys: Vec<_> = attestors.iter().map(|attestor| attestor.pubkey()).collect();
        let batch = world.batch(8, 24);
        let attest = client::attest(&keys, &[supply.address], batch);
        world.send_attested(attest, attestors)
    };
    attest(&mut world, &[&second, &third]).refused(CommonError::NotAnAttestor);
    attest(&mut world, &[&first, &newcomer]).unwrap();
    let units = world.supplier_account(&supply).units.next;
    assert_eq!(units, 40 * ONE_UNIT);
}

#[test]
fn the_authority_is_handed_over_in_two_steps() {
    let mut world = World::new();
    let (old, new) = (key("authority"), world.person("new authority", 0, 0));
    govern(&mut world, &new, GovernanceAction::AcceptAuthority)
        .refused(CommonError::NotPendingAuthority);
    govern(
        &mut world,
        &old,
        GovernanceAction::ProposeAuthority(new.pubkey()),
    )
    .unwrap();
    assert_eq!(config(&mut world).roles.authority, old.pubkey());
    govern(&mut world, &new, GovernanceAction::AcceptAuthority).unwrap();
    assert_eq!(config(&mut world).roles.authority, new.pubkey());
    propose(&mut world, Change::MaxSlash(1)).refused(CommonError::NotAuthority);
}

#[test]
fn the_guardian_suspends_an_attestor_and_revokes_an_attestation_and_moves_nothing() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (guardian, mallory) = (guardian(&mut world), world.person("mallory", 0, 0));
    let [first, ..] = world.attestors();
    let suspend = |signer: &Keypair, attestor: &Keypair| {
        client::suspend_attestor(&signer.pubkey(), attestor.pubkey())
    };
    let refused = world.send(&[suspend(&mallory, &first)], &[&mallory]);
    refused.refused(CommonError::NotGuardian);
    let refused = world.send(&[suspend(&guardian, &mallory)], &[&guardian]);
    refused.refused(CommonError::NotAnAttestor);

    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    let before = world.supplier_account(&supply);
    assert!(before.units.running > 0);
    let end = |signer: &Keypair| client::revoke_attestation(&signer.pubkey(), &supply.address);
    let refused = world.send(&[end(&mallory)], &[&mallory]);
    refused.refused(CommonError::NotGuardian);
    world.must(&[end(&guardian)], &[&guardian]);
    let after = world.supplier_account(&supply);
    let now = world.now();
    assert_eq!((after.units.running, after.units.next), (0, 0));
    assert!(!after.attestation.is_live(now));
    assert_eq!(after.stake, before.stake);

    world.must(&[suspend(&guardian, &first)], &[&guardian]);
    assert_eq!(world.read::<Council>(&COUNCIL.address).suspended, 1);
    world.wait(60);
    let refused = world.attest(&supply, 8, 24);
    refused.refused(CommonError::NotAnAttestor);
    govern(&mut world, &guardian, GovernanceAction::Unpause).refused(CommonError::NotAuthority);
}

#[test]
fn a_council_proposed_before_a_suspension_does_not_end_it() {
    let mut world = World::new();
    let guardian = guardian(&mut world);
    let [first, ..] = world.attestors();
    let propose_first = |world: &mut World| {
        let (attestors, threshold) = (vec![first.pubkey()], 1);
        let change = Change::Council {
            attestors,
            threshold,
        };
        propose(world, change).unwrap();
    };
    propose_first(&mut world);
    propose(&mut world, Change::MaxSlash(1)).unwrap();
    world.wait(HOUR);
    let suspend = client::suspend_attestor(&guardian.pubkey(), first.pubkey());
    world.must(&[suspend], &[&guardian]);
    propose_first(&mut world);
    world.wait(48 * HOUR);
    apply(&mut world, 0).refused(CommonError::ProposalOvertaken);
    // Other changes of before the suspension are not touched by it.
    apply(&mut world, 1).unwrap();
    assert_eq!(config(&mut world).max_slash_bps, 1);
    apply(&mut world, 2).unwrap();
    let council: Council = world.read(&COUNCIL.address);
    assert_eq!((council.count, council.suspended), (1, 0));
}

/// Anyone applies due proposals: without an order, someone could undo a decision.
#[test]
fn an_overtaken_proposal_is_refused() {
    let mut world = World::new();
    let (authority, mallory) = (key("authority"), world.person("mallory", 0, 0));
    let multiplier = |multiplier| Change::Multiplier {
        model: H100,
        multiplier,
    };
    for change in [
        Change::MaxCommission(5_000), // 0
        multiplier(1),                // 1
        Change::MaxCommission(30),    // 2
        multiplier(90_000),           // 3
        Change::MaxSlash(1_000),      // 4
        Change::MaxCommission(40),    // 5
    ] {
        propose(&mut world, change).unwrap();
    }
    world.wait(48 * HOUR);
    for (number, overtaken) in [(2, 0), (3, 1)] {
        apply(&mut world, number).unwrap();
        apply(&mut world, overtaken).refused(CommonError::ProposalOvertaken);
    }
    let models: Models = world.read(&MODELS.address);
    assert_eq!(models.multiplier(H100).unwrap(), 90_000);
    assert_eq!(config(&mut world).max_commission_bps, 30);
    // Another kind, and a newer one of the same: in the order of their numbers.
    apply(&mut world, 4).unwrap();
    apply(&mut world, 5).unwrap();
    assert_eq!(config(&mut world).max_commission_bps, 40);
    // What is overtaken is cancelled; by anyone once it has lapsed.
    let cancel = |signer: &Keypair, number| {
        client::cancel_change(&signer.pubkey(), number, &key("authority").pubkey())
    };
    world.must(&[cancel(&authority, 0)], &[&authority]);
    world.wait(7 * DAY + 1);
    world.must(&[cancel(&mallory, 1)], &[&mallory]);
    assert!(world.account(&client::proposal_address(1)).is_none());
}

/// A place of the table that is listed after a proposal of its multiplier.
#[test]
fn a_proposal_older_than_the_listing_of_its_model_is_refused() {
    let mut world = World::new();
    let authority = key("authority");
    let (model, multiplier) = (60, 7);
    propose(&mut world, Change::Multiplier { model, multiplier }).unwrap();
    let args = ModelArgs {
        index: model,
        multiplier: 20_000,
        name: "a GPU".into(),
    };
    world.must(
        &[client::set_model(&authority.pubkey(), args)],
        &[&authority],
    );
    propose(&mut world, Change::Multiplier { model, multiplier }).unwrap();
    world.wait(48 * HOUR);
    apply(&mut world, 0).refused(CommonError::ProposalOvertaken);
    apply(&mut world, 1).unwrap();
}

#[test]
fn a_pause_by_the_guardian_ends_by_itself_unless_the_authority_confirms_it() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let guardian = guardian(&mut world);
    let mallory = world.person("mallory", 0, 0);
    govern(&mut world, &mallory, GovernanceAction::Pause).refused(CommonError::NotGuardian);
    govern(&mut world, &guardian, GovernanceAction::Pause).unwrap();
    world
        .stake_own(&supply, ONE_IO)
        .refused(CommonError::Paused);
    world.wait(14 * DAY);
    world.stake_own(&supply, ONE_IO).unwrap();
    govern(&mut world, &guardian, GovernanceAction::Pause).refused(CommonError::PauseCooldown);
    world.wait(14 * DAY);
    govern(&mut world, &guardian, GovernanceAction::Pause).unwrap();
    govern(&mut world, &key("authority"), GovernanceAction::Pause).unwrap();
    world.wait(100 * DAY);
    world
        .stake_own(&supply, ONE_IO)
        .refused(CommonError::Paused);
    govern(&mut world, &key("authority"), GovernanceAction::Unpause).unwrap();
    world.stake_own(&supply, ONE_IO).unwrap();
}

#[test]
fn a_proposal_shows_what_it_changes() {
    let mut world = World::new();
    propose(&mut world, Change::MaxCommission(1)).unwrap();
    let proposal: Proposal = world.read(&client::proposal_address(0));
    assert_eq!(proposal.change, Change::MaxCommission(1));
}
