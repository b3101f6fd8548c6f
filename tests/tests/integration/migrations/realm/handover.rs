//! Once the governance of the realm is the authority, the steps give what is to be submitted to a vote.

use anchor_lang::prelude::Pubkey;
use io_client::realm::Realm;
use io_common::addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG};
use io_migrations::{Action, Deployment};
use io_tests::{key, World};
use solana_signer::Signer;

use super::{at, proposed};
use crate::migrations::{differences, must_be_done, waiting};

/// A vote has accepted the governance, behind the programs' back: a vote itself is in the tests of the realm.
fn accepted() -> (World, Deployment) {
    let (mut world, deployment) = proposed();
    let governance = at(&deployment).governance;
    macro_rules! accept {
        ($($program:ident: $config:ident),*) => {$(
            world.edit::<$program::state::Config>(&$config.address, |it| {
                assert_eq!(it.roles.pending_authority, governance);
                it.roles.authority = governance;
                it.roles.pending_authority = Pubkey::default();
            });
        )*};
    }
    accept!(emissions: EMISSIONS_CONFIG, marketplace: MARKETPLACE_CONFIG, fee_burn: FEE_BURN_CONFIG);
    (world, deployment)
}

/// What a vote has to decide.
pub fn by_vote(world: &mut World, deployment: &Deployment) -> Vec<Action> {
    let plans = io_migrations::plan(world.vm.as_mut(), deployment).unwrap();
    let actions = plans.into_iter().flat_map(|(_, plan)| plan.actions);
    actions.filter(|it| it.by_vote).collect()
}

/// The realm signs for both, and for nobody else.
#[track_caller]
fn must_be_signed_inside(action: &Action, at: &Realm) {
    let inside = [at.treasury(), at.governance];
    assert_eq!(action.signers, inside);
    let accounts = action.instructions.iter().flat_map(|it| &it.accounts);
    for account in accounts.filter(|it| it.is_signer) {
        assert!(inside.contains(&account.pubkey), "{}", action.what);
        // The governance holds data, so it cannot pay.
        assert!(!account.is_writable || account.pubkey == at.treasury());
    }
}

#[test]
fn a_realm_that_governs_is_as_the_file_says() {
    let (mut world, deployment) = accepted();
    must_be_done(&mut world, &deployment);
}

#[test]
fn what_the_authority_decides_is_given_for_a_vote_and_the_treasury_pays() {
    let (mut world, mut deployment) = accepted();
    let at = at(&deployment);
    deployment.guardian = key("another guardian").pubkey();
    deployment.threshold = 3;
    deployment.parameters.marketplace.bounty = 1;
    deployment.treasury = Some(key("council wallet").pubkey());
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(outcome.sent, []);
    let hint = format!(
        "(a vote decides: submit what `io migrate plan --authority {} --output instructions` prints)",
        at.governance
    );
    assert_eq!(waiting(&outcome), ["06 council", "08 parameters"]);
    assert!(outcome.waits.iter().all(|(_, what)| what.ends_with(&hint)));

    let actions = by_vote(&mut world, &deployment);
    assert_eq!(
        actions.len(),
        6,
        "council, parameter, treasury, three guardians"
    );
    for action in &actions {
        must_be_signed_inside(action, &at);
        assert!(action.words().ends_with(&hint), "{}", action.words());
    }
}

/// Before the acceptance too.
#[test]
fn the_acceptance_is_given_for_a_vote() {
    let (mut world, deployment) = proposed();
    let at = at(&deployment);
    let actions = by_vote(&mut world, &deployment);
    assert_eq!(actions.len(), 3);
    for (action, program) in actions.iter().zip(["emissions", "marketplace", "fee-burn"]) {
        let expected = format!("{program}: {} accepts the governance", at.governance);
        assert_eq!(action.what, expected);
        must_be_signed_inside(action, &at);
    }
}

/// The first vote may fail: the authority governs on, and can hand over to a multisig.
#[test]
fn without_a_vote_the_authority_governs_on_and_can_take_the_offer_back() {
    let (mut world, deployment) = proposed();
    let multisig = world.person("multisig", 0, 0);
    let instead = Deployment {
        realm: None,
        governance: Some(multisig.pubkey()),
        ..deployment
    };
    let outcome = world.migrate_to(&instead, &[&multisig]).unwrap();
    assert_eq!((outcome.sent.len(), outcome.waits), (6, vec![]));
    assert_eq!(differences(&mut world, &instead), []);
}

#[test]
fn what_votes_have_changed_is_refused_until_the_file_says_it() {
    let (mut world, mut deployment) = accepted();
    let governance = at(&deployment).governance;
    super::edit::<super::GovernanceV2>(&mut world, governance, |it| {
        it.config.voting_base_time = 6 * 86_400
    });
    let why = super::refused(&mut world, &deployment);
    let expected = format!(
        "10 realm: the governance {governance} has other rules, which only a vote changes: correct [realm], or choose another name \
         before it governs: realm: voting: expected 5d, found 6d"
    );
    assert_eq!(why, expected);
    deployment.realm.as_mut().unwrap().voting = 6 * 86_400;
    must_be_done(&mut world, &deployment);
}
