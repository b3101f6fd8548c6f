//! The step that mints and locks.

use io_client::{lock, lock::VestingEscrow};
use io_common::constants::{GENESIS_SUPPLY, ONE_IO};
use io_migrations::Deployment;
use io_tests::{key, World};
use solana_signer::Signer;

use super::{base, differences, escrow, migrate, owner, table, terms_of, world, LOCKED};
use crate::migrations::Failing;

/// P-31: from an empty network to the genesis supply of the table, each lock in its escrow.
#[test]
fn p31_the_table_is_minted_into_wallets_and_escrows() {
    let (mut world, deployment) = world();
    migrate(&mut world, &deployment);
    assert_eq!(differences(&mut world, &deployment), [""; 0]);
    let again = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!((again.sent, again.waits), (vec![], vec![]));

    assert_eq!(world.io_supply(), GENESIS_SUPPLY);
    for share in deployment.genesis.as_ref().unwrap() {
        let wallet = world.io_of(&share.owner);
        let Some(terms) = share.terms(&deployment.io_mint) else {
            assert_eq!(wallet, share.amount);
            continue;
        };
        assert_eq!((wallet, world.balance(&terms.tokens())), (0, share.amount));
        let escrow = escrow(&mut world, &terms);
        assert_eq!(escrow.schedule(), terms.schedule);
        assert_eq!((escrow.cancel_mode, escrow.update_recipient_mode), (0, 0));
    }
    let payer = deployment.authority;
    assert_eq!(world.io_of(&payer), 0, "nothing is left on the way");
}

/// P-31: a row is minted and locked in one transaction, so an interrupted run leaves nothing free that is to be locked.
#[test]
fn p31_a_run_that_breaks_off_between_two_locks_is_resumed() {
    for taken in 1..=4 {
        let (mut world, deployment) = world();
        let [first, second, third] = LOCKED.map(base);
        let keys = [key("authority"), key("io mint"), first, second, third];
        let keys = io_client::signers(&keys);
        let mut failing = Failing {
            network: world.vm.as_mut(),
            left: taken,
        };
        io_migrations::run(&mut failing, &deployment, &keys).unwrap_err();
        let locked: u64 = LOCKED
            .iter()
            .map(|it| world.balance(&terms_of(&deployment, it).tokens()))
            .sum();
        let free = world.io_of(&owner("research and ecosystem").pubkey());
        assert_eq!(world.io_supply(), locked + free);
        migrate(&mut world, &deployment);
        assert_eq!(differences(&mut world, &deployment), [""; 0]);
    }
}

/// P-31: rows whose key is there are locked, and the others later: the escrows say which are done.
#[test]
fn p31_a_lock_waits_for_the_key_of_its_base() {
    let (mut world, deployment) = world();
    let second = base(LOCKED[1]);
    let outcome = world.migrate_to(&deployment, &[&second]).unwrap();
    let waits: Vec<_> = outcome.waits.iter().map(|(step, _)| *step).collect();
    assert_eq!(waits, ["03 genesis"; 2]);
    for (category, (_, wait)) in [LOCKED[0], LOCKED[2]].iter().zip(&outcome.waits) {
        let signs = format!("(signs: {})", base(category).pubkey());
        assert!(wait.ends_with(&signs), "{wait}");
    }
    let supply = GENESIS_SUPPLY - (62_500_000 + 56_500_000) * ONE_IO;
    assert_eq!(world.io_supply(), supply);
    migrate(&mut world, &deployment);
    assert_eq!(world.io_supply(), GENESIS_SUPPLY);
    assert_eq!(differences(&mut world, &deployment), [""; 0]);
}

#[test]
fn a_plan_says_what_is_locked_and_until_when() {
    let (mut world, deployment) = world();
    let plans = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
    let actions = &plans[2].1.actions;
    let terms = terms_of(&deployment, LOCKED[0]);
    let what = format!(
        "mint 62,500,000.00000000 IO to {} (seed investors), locked in {} until 2028-02-14 18:00:00 UTC, the last of it \
         until 2030-01-14 08:00:00 UTC",
        terms.recipient,
        terms.escrow()
    );
    assert_eq!(actions[0].what, what);
    let payer = deployment.authority;
    assert_eq!(actions[0].signers, [payer, terms.base]);
    assert_eq!(actions.len(), 5);
}

#[test]
fn a_table_with_locks_is_refused_where_the_lock_program_is_not() {
    let mut world = World::bare_lite();
    let deployment = Deployment {
        genesis: Some(table()),
        ..world.deployment()
    };
    let bases = LOCKED.map(base);
    let refused = world
        .migrate_to(&deployment, &bases.each_ref())
        .unwrap_err();
    let refused = format!("{refused:#}");
    assert!(
        refused.starts_with(
            "03 genesis: the genesis table has locks, and this network has no Jupiter Lock"
        ),
        "{refused}"
    );
    assert_eq!(world.io_supply(), 0);
}

/// P-14: lamports that a stranger sends to the addresses of an escrow keep nobody from locking.
#[test]
fn p14_a_lock_is_made_at_an_address_that_holds_lamports() {
    let (mut world, deployment) = world();
    let terms = terms_of(&deployment, LOCKED[0]);
    let purse = solana_account::Account {
        lamports: 1_000_000,
        ..Default::default()
    };
    world.vm.set_account(terms.escrow(), purse).unwrap();
    migrate(&mut world, &deployment);
    assert_eq!(differences(&mut world, &deployment), [""; 0]);
}

#[test]
fn a_base_that_has_another_escrow_is_refused_before_anything_is_minted() {
    let (mut world, deployment) = world();
    let terms = terms_of(&deployment, LOCKED[0]);
    let other = solana_account::Account {
        lamports: 1_000_000_000,
        data: [
            &VestingEscrow::DISCRIMINATOR[..],
            &[0; VestingEscrow::SIZE - 8],
        ]
        .concat(),
        owner: lock::PROGRAM,
        ..Default::default()
    };
    let mut foreign = other.clone();
    foreign.owner = key("foreign program").pubkey();
    for (account, why) in [
        (foreign, "is no escrow of Jupiter Lock"),
        (other, "has another escrow"),
    ] {
        world.vm.set_account(terms.escrow(), account).unwrap();
        let refused = format!("{:#}", world.migrate_to(&deployment, &[]).unwrap_err());
        assert!(refused.contains(why), "{refused}");
        assert_eq!(world.io_supply(), 0);
    }
}
