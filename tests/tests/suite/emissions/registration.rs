//! Suppliers.

use anchor_lang::solana_program::system_program;
use emissions::{error::EmissionsError, instructions::RegisterSupplierArgs};
use io_client::emissions as client;
use io_common::types::Supplier;
use io_tests::{Refused, World};
use solana_signer::Signer;

#[test]
fn a_supplier_is_registered_with_nothing_leased_or_staked() {
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
            account.lease.gpus
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
