//! Quarry (QSP-2, QSP-3) and The Graph (TRST-M-1): a change of a parameter repriced rewards that had accrued already.
//!
//! The same mistake here: a new split or commission reaches hours that are over and not accounted yet, which is easiest
//! while the network is paused and nobody cranks. P-07 holds it: `apply_change`, `set_commission` and whatever changes
//! stake or units refuse until `advance_clock` and `settle_supplier` have run, and both run during a pause.

use emissions::{error::EmissionsError, state::Change};
use io_client::emissions as client;
use io_common::{
    constants::{HOUR, ONE_IO},
    governance::GovernanceAction,
    schedule::cumulative,
};
use io_tests::{key, Refused, World, OWN_STAKE};
use solana_signer::Signer;

use crate::actions::{attest, claim, claim_supplier, community_batch, ledger};

/// Governance takes the community's part away while the network is paused, and seventeen hours wait to be accounted.
#[test]
fn p07_a_new_split_leaves_the_hours_before_it_as_they_were_also_in_a_pause() {
    let mut world = World::lite();
    let (alice, carol) = (world.newcomer("alice"), world.newcomer("carol"));
    for supply in [&alice, &carol] {
        world.stake_own(supply, OWN_STAKE * ONE_IO).unwrap();
    }
    let authority = key("authority");
    let signer = authority.pubkey();
    let propose = client::propose_change(&signer, &signer, 0, Change::CommunityCap(0));
    world.must(&[propose], &[&authority]);
    world.wait(30 * HOUR);
    world.attest(&alice, 8, 24).unwrap();
    let batch = community_batch(&mut world, 8, 24);
    attest(&mut world, &carol, batch).unwrap();
    world.must(
        &[client::govern(&signer, GovernanceAction::Pause)],
        &[&authority],
    );
    world.wait(18 * HOUR);

    let apply = client::apply_change(0, &signer);
    let refused = world.send(&[apply.clone()], &[&authority]);
    refused.refused(EmissionsError::AdvanceClockFirst);
    world.catch_up(&[]);
    world.must(&[apply], &[&authority]);
    // Settled long after: the seventeen hours before the change at 5 %, those after it at nothing.
    world.wait(10 * HOUR);
    world.catch_up(&[carol.address]);
    assert_eq!(ledger(&mut world).emitted_total, cumulative(23));
    let (carols, due) = (claim_supplier(&mut world, &carol), cumulative(17) / 20);
    assert!(carols.abs_diff(due) < 20, "{carols} is not {due}");
}

/// An owner announces half for itself with hours of its stakers unsettled.
#[test]
fn p07_a_new_commission_reaches_no_hour_before_its_own() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    world.wait(4 * HOUR);
    let owner = alice.owner.pubkey();
    let rise = client::set_commission(&owner, &alice.address, 5_000);
    let refused = world.send(&[rise.clone()], &[&alice.owner]);
    refused.refused(EmissionsError::AdvanceClockFirst);
    world.catch_up(&[]);
    let refused = world.send(&[rise.clone()], &[&alice.owner]);
    refused.refused(EmissionsError::SettleSupplierFirst);
    world.catch_up(&[alice.address]);
    world.must(&[rise], &[&alice.owner]);
    // After thirteen attestations, and fewer than fourteen days, it is still 10 %.
    for _ in 0..13 {
        world.attest(&alice, 8, 24).unwrap();
        world.wait(23 * HOUR);
    }
    world.catch_up(&[alice.address]);
    let due = ledger(&mut world).emitted_total / 20 * 9;
    let bobs = claim(&mut world, &alice, &bob);
    assert!(bobs.abs_diff(due) < 30, "{bobs} is not {due}");
}
