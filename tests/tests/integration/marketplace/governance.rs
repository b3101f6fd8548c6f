//! Roles, pause, and changes of parameters.

use io_client::marketplace as client;
use io_common::{
    addresses::MARKETPLACE_CONFIG,
    constants::{DAY, HOUR},
    governance::GovernanceAction,
    CommonError,
};
use io_tests::{key, offer_args, Outcome, Refused, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Change, Config, Currency, OfferArgs},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Fees of 1 % on each side, in either currency.
const FEES: Change = Change::Fees {
    base_bps: 100,
    usdc_extra_bps: 0,
};
const TERMS: Terms = Terms {
    gpus: 1,
    hours: 100,
    currency: Currency::Usdc,
};

fn config(world: &mut World) -> Config {
    world.read(&MARKETPLACE_CONFIG.address)
}

fn propose(world: &mut World, signer: &Keypair, change: Change) -> Outcome {
    let (number, address) = (config(world).proposals, signer.pubkey());
    let propose = client::propose_change(&address, &address, number, change);
    world.send(&[propose], &[signer])
}

/// Applies a proposal of the authority's; the sender only pays the fee.
fn apply(world: &mut World, number: u32) -> Outcome {
    let authority = key("authority");
    let apply = client::apply_change(number, &authority.pubkey());
    world.send(&[apply], &[&authority])
}

fn govern(world: &mut World, signer: &Keypair, action: GovernanceAction) -> Outcome {
    world.send(&[client::govern(&signer.pubkey(), action)], &[signer])
}

#[test]
fn p07_a_change_reaches_reservations_to_come_and_no_other() {
    let mut world = World::new();
    let (authority, mallory) = (key("authority"), world.person("mallory", 0, 0));
    propose(&mut world, &mallory, FEES).refused(CommonError::NotAuthority);
    propose(&mut world, &authority, Change::Hours(0)).refused(CommonError::OutOfRange);
    propose(&mut world, &authority, FEES).unwrap();
    world.wait(48 * HOUR - 1);
    apply(&mut world, 0).refused(CommonError::TimelockNotOver);
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let before = world.reserve("before", &supply, offer, TERMS);
    world.wait(1);
    let mut stolen = client::apply_change(0, &authority.pubkey());
    stolen.accounts[2].pubkey = mallory.pubkey();
    let refused = world.send(&[stolen], &[&mallory]);
    refused.refused(CommonError::WrongPayer);
    apply(&mut world, 0).unwrap();

    let after = world.reserve("after", &supply, offer, TERMS);
    let fees = [before, after].map(|rental| {
        let terms = world.reservation(&rental).terms;
        (terms.renter_fee_bps, terms.supplier_fee_bps)
    });
    assert_eq!(fees, [(225, 225), (100, 100)]);
}

#[test]
fn an_offer_made_before_sells_no_more_hours_than_are_allowed_now() {
    let mut world = World::new();
    let authority = key("authority");
    propose(&mut world, &authority, Change::Hours(99)).unwrap();
    world.wait(48 * HOUR);
    apply(&mut world, 0).unwrap();
    let supply = world.supplier("alice");
    let offer = world.offer(
        &supply,
        OfferArgs {
            max_hours: 99,
            ..offer_args()
        },
    );
    propose(&mut world, &authority, Change::Hours(9)).unwrap();
    world.wait(48 * HOUR);
    apply(&mut world, 1).unwrap();
    world.attest(&supply, 8, 24).unwrap();
    let bob = world.person("bob", 0, 10_000);
    for (hours, sold) in [(10, false), (9, true)] {
        let args = world.reserve_args(&offer, Terms { hours, ..TERMS });
        let outcome = world.try_reserve(&bob, &supply, &offer, args);
        if sold {
            outcome.unwrap();
        } else {
            outcome.refused(MarketplaceError::HoursOutOfRange);
        }
    }
}

#[test]
fn a_proposal_is_cancelled_by_authority_or_guardian_and_lapses() {
    let mut world = World::new();
    let (authority, mallory) = (key("authority"), world.person("mallory", 0, 0));
    let guardian = world.person("guardian", 0, 0);
    let name = GovernanceAction::SetGuardian(guardian.pubkey());
    govern(&mut world, &authority, name).unwrap();
    for _ in 0..2 {
        propose(&mut world, &authority, FEES).unwrap();
    }
    let cancel = |signer: &Keypair, number| {
        client::cancel_change(&signer.pubkey(), number, &authority.pubkey())
    };
    let refused = world.send(&[cancel(&mallory, 0)], &[&mallory]);
    refused.refused(CommonError::NotGuardian);
    world.must(&[cancel(&guardian, 0)], &[&guardian]);
    world.wait(9 * DAY + 1);
    apply(&mut world, 1).refused(CommonError::ProposalLapsed);
    world.must(&[cancel(&mallory, 1)], &[&mallory]);
}

/// Fees of 10 % proposed, then 0.30 %. Who applies the second does not have the first come back.
#[test]
fn an_overtaken_proposal_is_refused() {
    let mut world = World::new();
    let (authority, mallory) = (key("authority"), world.person("mallory", 0, 0));
    let fees = |base_bps| Change::Fees {
        base_bps,
        usdc_extra_bps: 0,
    };
    for change in [fees(1_000), fees(30), Change::Hours(100), fees(40)] {
        propose(&mut world, &authority, change).unwrap();
    }
    world.wait(48 * HOUR);
    apply(&mut world, 1).unwrap();
    apply(&mut world, 0).refused(CommonError::ProposalOvertaken);
    assert_eq!(config(&mut world).base_fee_bps, 30);
    // One of another kind, and a newer one.
    apply(&mut world, 2).unwrap();
    apply(&mut world, 3).unwrap();
    assert_eq!(config(&mut world).base_fee_bps, 40);
    let cancel =
        |signer: &Keypair| client::cancel_change(&signer.pubkey(), 0, &key("authority").pubkey());
    let refused = world.send(&[cancel(&mallory)], &[&mallory]);
    refused.refused(CommonError::NotGuardian);
    world.must(&[cancel(&authority)], &[&authority]);
    assert!(world.account(&client::proposal_address(0)).is_none());
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
    govern(&mut world, &new, GovernanceAction::AcceptAuthority).unwrap();
    propose(&mut world, &old, FEES).refused(CommonError::NotAuthority);
    propose(&mut world, &new, FEES).unwrap();
}
