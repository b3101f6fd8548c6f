//! A realm in which staked IO votes, and which takes the governance over.

mod file;
mod first_vote;
mod handover;
mod refusals;
mod setup;
mod verify;

use anchor_lang::{prelude::Pubkey, AnchorSerialize};
use io_client::realm::{
    state::{GovernanceV2, Typed},
    Realm, SHARED,
};
use io_common::governance::program_data_address;
use io_migrations::{realm::Votes, Deployment};
use io_tests::World;
use io_vm::programs::program_data;

const NAME: &str = "io.net";
const FIRST: &str = "10 realm";
const LAST: &str = "11 roles";

/// A network without a mint in LiteSVM, with SPL Governance.
fn world() -> World {
    World::bare_lite_with_others(&[io_realm::program()])
}

fn votes() -> Votes {
    Votes {
        program: SHARED,
        upgrades: None,
        name: NAME.into(),
        proposal_io: 100_000,
        yes_percent: 20,
        voting: 432_000,
        cool_off: 172_800,
        hold_up: 86_400,
        treasury_lamports: 500_000_000,
        local: false,
    }
}

/// The deployment of `world`, governed by votes.
fn deployment(world: &World) -> Deployment {
    with(world, votes())
}

fn with(world: &World, votes: Votes) -> Deployment {
    Deployment {
        realm: Some(votes),
        ..world.deployment()
    }
}

fn at(deployment: &Deployment) -> Realm {
    deployment.votes().unwrap().1
}

/// A world whose deployment was run as far as keys sign it, without a vote.
fn proposed() -> (World, Deployment) {
    let mut world = world();
    let deployment = deployment(&world);
    world.migrate_to(&deployment, &[]).unwrap();
    (world, deployment)
}

fn refused(world: &mut World, deployment: &Deployment) -> String {
    let refused = world.migrate_to(deployment, &[]).unwrap_err();
    format!("{refused:#}")
}

/// Makes SPL Governance a program that `authority` can replace.
fn set_upgrader(world: &mut World, authority: &Pubkey) {
    let (address, data) = program_data(&SHARED, authority);
    assert_eq!(address, program_data_address(&SHARED));
    world.vm.set_account(address, data).unwrap();
}

/// Changes an account of SPL Governance behind its back.
fn edit<T: Typed + AnchorSerialize>(
    world: &mut World,
    address: Pubkey,
    change: impl FnOnce(&mut T),
) {
    let mut account = world.account(&address).unwrap();
    let mut value: T = io_client::realm::state::decode(&account.data).unwrap();
    change(&mut value);
    let mut data = vec![T::TYPE];
    value.serialize(&mut data).unwrap();
    data.resize(account.data.len(), 0);
    account.data = data;
    world.vm.set_account(address, account).unwrap();
}
