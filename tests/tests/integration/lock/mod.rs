//! The genesis supply in escrows of Jupiter Lock (P-31), on the stand-in or, with `IO_LOCK_PROGRAM`, on the real program.

mod claim;
mod genesis;
mod idl;
mod verify;

use io_client::lock::{Schedule, Terms, VestingEscrow};
use io_common::constants::ONE_IO;
use io_migrations::{
    genesis::{published, Category, Lock, Share},
    Deployment,
};
use io_tests::{key, lock_stand_in, World, START};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The published table, with owners and bases of the test.
fn table() -> Vec<Share> {
    let share = |category: Category| {
        let amount = category.io * ONE_IO;
        let lock = category.lock.map(|months| Lock {
            base: base(&category.name).pubkey(),
            schedule: schedule(amount, months.cliff_months, months.parts),
        });
        Share {
            owner: owner(&category.name).pubkey(),
            category: category.name,
            amount,
            lock,
        }
    };
    published().unwrap().into_iter().map(share).collect()
}

fn schedule(amount: u64, cliff_months: u32, parts: u32) -> Schedule {
    Schedule::monthly(amount, START as u64, cliff_months, parts).unwrap()
}

fn base(category: &str) -> Keypair {
    key(&format!("base of {category}"))
}

fn owner(category: &str) -> Keypair {
    key(&format!("owner of {category}"))
}

const LOCKED: [&str; 3] = ["seed investors", "series A investors", "core contributors"];

/// A network with the lock program, and a deployment with the published table.
pub fn world() -> (World, Deployment) {
    let world = lock_stand_in::bare();
    let deployment = Deployment {
        genesis: Some(table()),
        ..world.deployment()
    };
    (world, deployment)
}

pub fn migrate(world: &mut World, deployment: &Deployment) {
    let bases = LOCKED.map(base);
    let outcome = world.migrate_to(deployment, &bases.each_ref()).unwrap();
    assert_eq!(outcome.waits, []);
}

/// What differs, as it is printed.
fn differences(world: &mut World, deployment: &Deployment) -> Vec<String> {
    let found = io_migrations::verify(world.vm.as_mut(), deployment).unwrap();
    found.iter().map(ToString::to_string).collect()
}

pub fn terms_of(deployment: &Deployment, category: &str) -> Terms {
    let table = deployment.genesis.as_ref().unwrap();
    let share = table.iter().find(|it| it.category == category).unwrap();
    share.terms(&deployment.io_mint).unwrap()
}

pub fn escrow(world: &mut World, terms: &Terms) -> VestingEscrow {
    let account = world.account(&terms.escrow()).unwrap();
    VestingEscrow::read(&account).unwrap()
}

/// The network with everything locked, and the seed investors' terms.
fn locked() -> (World, Deployment, Terms) {
    let (mut world, deployment) = world();
    migrate(&mut world, &deployment);
    let terms = terms_of(&deployment, LOCKED[0]);
    (world, deployment, terms)
}

fn differences_of_locks(world: &mut World, deployment: &Deployment) -> Vec<String> {
    let found = differences(world, deployment);
    found
        .into_iter()
        .filter(|it| it.starts_with("lock of"))
        .collect()
}
