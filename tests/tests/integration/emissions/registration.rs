//! Suppliers.

use anchor_lang::solana_program::system_program;
use emissions::{
    error::EmissionsError,
    instructions::{DelegationLimit, RegisterSupplierArgs, UpdateSupplierArgs},
};
use io_client::emissions as client;
use io_common::{
    constants::{DAY, HOUR, ONE_IO},
    schedule::cumulative,
    types::{Commission, Supplier},
};
use io_tests::{key, Refused, Terms, World, OWN_STAKE};
use marketplace::state::Currency;
use solana_keypair::Keypair;
use solana_signer::Signer;

#[test]
fn a_supplier_is_registered_with_nothing_attested_or_staked() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let account: Supplier = world.read(&supply.address);
    assert_eq!(account.owner, supply.owner.pubkey());
    assert_eq!(account.operator, supply.operator.pubkey());
    assert_eq!(account.payout, supply.payout.pubkey());
    assert_eq!(&account.endpoint[..19], b"https://gpu.example");
    assert_eq!(
        (
            account.commission.bps,
            account.stake.own,
            account.attestation.gpus
        ),
        (1_000, 0, 0)
    );
}

#[test]
fn an_owner_may_have_several_suppliers_but_not_the_same_twice() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let owner = supply.owner.pubkey();
    let second = RegisterSupplierArgs {
        sequence: 1,
        ..supply.registration()
    };
    let register = |args| client::register_supplier(&owner, args);
    world.must(&[register(second.clone())], &[&supply.owner]);
    world
        .send(&[register(second)], &[&supply.owner])
        .refused_by(system_program::ID);
}

#[test]
fn a_malformed_registration_is_refused() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let args = || RegisterSupplierArgs {
        sequence: 1,
        ..supply.registration()
    };
    for (args, error) in [
        (
            RegisterSupplierArgs {
                model: 63,
                ..args()
            },
            EmissionsError::UnknownModel,
        ),
        (
            RegisterSupplierArgs {
                model: u16::MAX,
                ..args()
            },
            EmissionsError::UnknownModel,
        ),
        (
            RegisterSupplierArgs {
                commission_bps: 5_001,
                ..args()
            },
            EmissionsError::CommissionTooHigh,
        ),
        (
            RegisterSupplierArgs {
                endpoint: "x".repeat(97),
                ..args()
            },
            EmissionsError::EndpointTooLong,
        ),
    ] {
        let register = client::register_supplier(&supply.owner.pubkey(), args);
        world.send(&[register], &[&supply.owner]).refused(error);
    }
}

#[test]
fn the_owner_changes_operator_payout_endpoint_and_limit() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let owner = supply.owner.pubkey();
    let update = |args| client::update_supplier(&owner, &supply.address, args);
    let before = world.supplier_account(&supply);
    world.must(&[update(UpdateSupplierArgs::default())], &[&supply.owner]);
    assert_eq!(
        world.supplier_account(&supply),
        before,
        "what is none stays"
    );
    let args = UpdateSupplierArgs {
        operator: Some(key("night shift").pubkey()),
        payout: Some(key("safe").pubkey()),
        endpoint: Some("short".into()),
        max_delegated: Some(DelegationLimit::Amount(7)),
    };
    world.must(&[update(args)], &[&supply.owner]);
    let after = world.supplier_account(&supply);
    assert_eq!(after.operator, key("night shift").pubkey());
    assert_eq!(after.payout, key("safe").pubkey());
    assert_eq!(after.max_delegated, 7);
    assert!(after.endpoint.starts_with(b"short\0") && after.endpoint[5..] == [0; 91]);

    let long = UpdateSupplierArgs {
        endpoint: Some("x".repeat(97)),
        ..UpdateSupplierArgs::default()
    };
    world
        .send(&[update(long)], &[&supply.owner])
        .refused(EmissionsError::EndpointTooLong);
    let (operator, args) = (&supply.operator, UpdateSupplierArgs::default());
    let theirs = client::update_supplier(&operator.pubkey(), &supply.address, args);
    world
        .send(&[theirs], &[operator])
        .refused(EmissionsError::NotOwner);
}

#[test]
fn a_commission_rises_with_notice_and_falls_at_once() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let owner = supply.owner.pubkey();
    let set = |bps| client::set_commission(&owner, &supply.address, bps);
    world.must(&[set(2_000)], &[&supply.owner]);
    world
        .send(&[set(3_000)], &[&supply.owner])
        .refused(EmissionsError::CommissionAnnounced);
    world
        .send(&[set(5_001)], &[&supply.owner])
        .refused(EmissionsError::CommissionTooHigh);
    let announced = world.supplier_account(&supply).commission;
    assert_eq!((announced.bps, announced.next_bps), (1_000, 2_000));

    world.wait(14 * DAY);
    world
        .send(&[set(0)], &[&supply.owner])
        .refused(EmissionsError::AdvanceClockFirst);
    world.catch_up(&[supply.address]);
    assert_eq!(
        world.supplier_account(&supply).commission,
        announced,
        "an hour to go"
    );
    world.wait(HOUR);
    world.catch_up(&[supply.address]);
    let risen = Commission {
        bps: 2_000,
        ..Commission::default()
    };
    assert_eq!(world.supplier_account(&supply).commission, risen);
    world.must(&[set(500)], &[&supply.owner]);
    assert_eq!(world.supplier_account(&supply).commission.bps, 500);
    let mallory = world.person("mallory", 0, 0);
    let theirs = client::set_commission(&mallory.pubkey(), &supply.address, 0);
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::NotOwner);
}

/// The settlement long after needs the page of the hour of the change, beside that of the end of the attestation.
#[test]
fn p07_a_rise_is_split_at_its_hour_however_late_the_settlement() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    world.stake_own(&supply, OWN_STAKE * ONE_IO).unwrap();
    world.staker("bob", &supply, OWN_STAKE);
    let owner = supply.owner.pubkey();
    let rise = client::set_commission(&owner, &supply.address, 5_000);
    world.must(&[rise], &[&supply.owner]);
    // Attested over the hour of the change, 14 days and an hour on.
    world.wait(14 * DAY - 5 * HOUR);
    world.attest(&supply, 8, 24).unwrap();
    world.wait(60 * DAY);
    world.catch_up(&[supply.address]);
    let rewards = world.supplier_account(&supply).rewards;
    // Five whole hours before it at 10 % and half of the rest, eighteen after it at 50 %.
    let (before, all) = (cumulative(5), cumulative(23));
    let expected = before / 100 * 55 + (all - before) / 100 * 75;
    assert!(
        rewards.owed.abs_diff(expected) < 500,
        "{} is not {expected}",
        rewards.owed
    );
}

#[test]
fn a_supplier_changes_hands_in_two_steps() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (buyer, mallory) = (world.person("buyer", 0, 0), world.person("mallory", 0, 0));
    let (owner, address) = (supply.owner.pubkey(), supply.address);
    let accept = |signer: &Keypair| client::accept_owner(&signer.pubkey(), &address);
    world
        .send(&[accept(&buyer)], &[&buyer])
        .refused(EmissionsError::NotProposed);
    let theirs = client::propose_owner(&mallory.pubkey(), &address, mallory.pubkey());
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::NotOwner);
    let propose = client::propose_owner(&owner, &address, buyer.pubkey());
    world.must(&[propose], &[&supply.owner]);
    world
        .send(&[accept(&mallory)], &[&mallory])
        .refused(EmissionsError::NotProposed);
    assert_eq!(
        world.supplier_account(&supply).owner,
        owner,
        "not before it is accepted"
    );
    assert_eq!(world.supplier_account(&supply).own_votes_at, 0);
    world.must(&[accept(&buyer)], &[&buyer]);
    let account = world.supplier_account(&supply);
    assert_eq!(account.owner, buyer.pubkey());
    // P-21: own stake has no votes until those of the previous owner are over.
    assert_eq!(account.own_votes_at, world.now() + 14 * DAY);
    world
        .send(&[accept(&buyer)], &[&buyer])
        .refused(EmissionsError::NotProposed);
}

/// P-14: nobody's stake or reward goes with the account of a supplier.
#[test]
fn p14_each_thing_left_in_a_supplier_keeps_it_open_by_itself() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let (owner, address) = (supply.owner.pubkey(), supply.address);
    let close = client::close_supplier(&owner, &address);
    world.catch_up(&[address]);
    let empty = world.supplier_account(&supply);
    let left: [fn(&mut Supplier); 6] = [
        |supplier| supplier.slashes.open_count = 1,
        |supplier| supplier.stake.delegated_held = 1,
        |supplier| supplier.stake.cooling_held = 1,
        |supplier| supplier.attestation.ends_at = i64::MAX,
        |supplier| supplier.stake.own = 1,
        |supplier| supplier.rewards.owed = 1,
    ];
    for leave in left {
        world.edit(&address, leave);
        let refused = world.send(&[close.clone()], &[&supply.owner]);
        refused.refused(EmissionsError::SupplierInUse);
        world.edit(&address, |supplier: &mut Supplier| *supplier = empty);
    }
    world.must(&[close], &[&supply.owner]);
    assert!(world.account(&address).unwrap().data.is_empty());
}

#[test]
fn a_supplier_closes_with_nothing_left_in_it() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (owner, address) = (supply.owner.pubkey(), supply.address);
    let terms = Terms {
        gpus: 1,
        hours: 2,
        currency: Currency::Usdc,
    };
    let rental = world.rent("bob", &supply, terms);
    let close = client::close_supplier(&owner, &address);
    let refused = |world: &mut World| {
        world.catch_up(&[address]);
        let refused = world.send(&[close.clone()], &[&supply.owner]);
        refused.refused(EmissionsError::SupplierInUse);
    };
    refused(&mut world);
    // The attestation and the reservation run out.
    world.wait(2 * HOUR);
    let reservation = world.reservation(&rental);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let end = io_client::marketplace::complete(&rental.address, &reservation, &wallet);
    world.must(&[end], &[&rental.renter]);
    world.wait(DAY);
    world.catch_up(&[address]);
    world.must(
        &[client::unstake_own(&owner, &address, None)],
        &[&supply.owner],
    );
    refused(&mut world); // cooling, owed, and a reservation that is not closed
    world.wait(14 * DAY);
    let (to, payout) = (world.io_wallet(&owner), supply.payout.pubkey());
    world.must(
        &[client::withdraw_own(&client::WithdrawOwnAccounts {
            signer: owner,
            supplier: address,
            holder: owner,
            destination: to,
        })],
        &[&supply.owner],
    );
    refused(&mut world); // owed
    let to = world.io_wallet(&payout);
    world.must(
        &[client::claim_supplier(&client::ClaimSupplierAccounts {
            signer: payout,
            supplier: address,
            destination: to,
        })],
        &[&supply.payout],
    );
    refused(&mut world); // the reservation
    world.close_reservation(&supply, &rental).unwrap();
    let mallory = world.person("mallory", 0, 0);
    let theirs = client::close_supplier(&mallory.pubkey(), &address);
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::NotOwner);
    let lamports = world.lamports(&owner);
    world.must(&[close], &[&supply.owner]);
    assert!(world.lamports(&owner) > lamports);
    // What is left keeps the address: nobody registers there again, so that nothing said of this supplier is ever said of
    // another.
    let grave = world.account(&address).unwrap();
    assert_eq!((grave.owner, grave.data.len()), (emissions::ID, 0));
    let again = client::register_supplier(&owner, supply.registration());
    let refused = world.send(&[again], &[&supply.owner]);
    refused.refused_by(system_program::ID);
    let settled = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: payout,
        supplier: address,
        destination: to,
    });
    assert!(world.send(&[settled], &[&supply.payout]).is_err());
}
