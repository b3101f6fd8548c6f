//! What differs from the table.

use io_client::{
    lock::{self, VestingEscrow},
    spl,
};
use io_common::constants::ONE_IO;
use io_tests::{key, World};
use solana_sdk_ids::system_program;
use solana_signer::Signer;

use super::{base, differences, differences_of_locks, locked, terms_of, world, LOCKED};

/// P-31: an escrow that is not as the table says is named, with the field.
#[test]
fn p31_an_escrow_that_differs_is_named_with_its_recipient() {
    let (mut world, deployment, terms) = locked();
    let original = world.account(&terms.escrow()).unwrap();
    let edited = |world: &mut World, edit: fn(&mut VestingEscrow)| {
        let mut account = original.clone();
        let mut escrow = VestingEscrow::read(&account).unwrap();
        edit(&mut escrow);
        account.data[8..].copy_from_slice(bytemuck::bytes_of(&escrow));
        world.vm.set_account(terms.escrow(), account).unwrap();
        differences(world, &deployment)
    };
    let head = format!(
        "lock of seed investors for {}, escrow {}: ",
        terms.recipient,
        terms.escrow()
    );
    let thief = key("thief").pubkey();
    let found = edited(&mut world, |it| it.recipient = key("thief").pubkey());
    let recipient = format!(
        "{head}recipient: expected {}, found {thief}",
        terms.recipient
    );
    assert_eq!(found, [recipient]);
    let found = edited(&mut world, |it| {
        (it.cancel_mode, it.update_recipient_mode) = (1, 3)
    });
    assert_eq!(
        found,
        [
            format!("{head}who may cancel: expected nobody, found its creator"),
            format!(
                "{head}who may name another recipient: expected nobody, found its creator and its recipient"
            ),
        ]
    );
    let found = edited(&mut world, |it| it.number_of_period -= 1);
    assert_eq!(
        found,
        [format!(
            "{head}number of later parts: expected 23, found 22"
        )]
    );
    assert_eq!(edited(&mut world, |_| ()), [""; 0]);

    let tokens = world.account(&terms.tokens()).unwrap();
    let mut short = tokens.clone();
    short.data[64..72].copy_from_slice(&(62_500_000 * ONE_IO - 1).to_le_bytes());
    world.vm.set_account(terms.tokens(), short).unwrap();
    let expected = "tokens: expected at least 62,500,000.00000000 IO, found 62,499,999.99999999 IO";
    assert_eq!(
        differences(&mut world, &deployment),
        [format!("{head}{expected}")]
    );
    world.vm.set_account(terms.tokens(), tokens).unwrap();

    let foreign = solana_account::Account {
        lamports: 1,
        owner: system_program::ID,
        ..Default::default()
    };
    world.vm.set_account(terms.escrow(), foreign).unwrap();
    let expected = "account: expected an escrow of Jupiter Lock, found another account";
    assert_eq!(
        differences(&mut world, &deployment),
        [format!("{head}{expected}")]
    );
}

/// Once everything has been claimed, its creator may close the escrow: nothing is missing then.
#[test]
fn an_escrow_is_missed_until_its_last_release() {
    let (mut world, deployment, terms) = locked();
    world
        .vm
        .set_account(terms.escrow(), Default::default())
        .unwrap();
    let end = terms.schedule.end() as i64;
    for (now, missing) in [(end - 1, 1), (end, 0)] {
        world.vm.set_unix_time(now);
        let found = differences_of_locks(&mut world, &deployment);
        assert_eq!(found.len(), missing, "{found:?}");
    }
}

/// P-31: on a mint that is adopted nothing is minted, and the locks that are there are compared.
#[test]
fn p31_the_locks_of_an_adopted_mint_are_compared() {
    let (mut world, mut deployment) = world();
    let authority = key("authority");
    let payer = authority.pubkey();
    let create = spl::create_mint(&world.account_rent(), &payer, &world.io, &payer, 8);
    world.must(&create, &[&authority, &key("io mint")]);
    let supply = 450_000_000 * ONE_IO;
    let wallet = world.io_wallet(&payer);
    let mint = [
        spl::create_wallet(&payer, &payer, &world.io),
        spl::mint_to(&world.io, &wallet, &payer, supply),
    ];
    world.must(&mint, &[&authority]);
    let seed = terms_of(&deployment, LOCKED[0]);
    let there = [
        spl::create_wallet(&payer, &seed.escrow(), &world.io),
        lock::create(&seed, &payer),
    ];
    world.must(&there, &[&authority, &base(LOCKED[0])]);

    let refused = format!("{:#}", world.migrate_to(&deployment, &[]).unwrap_err());
    assert!(refused.contains("what exists of IO"), "{refused}");
    deployment.adopt_mint = true;
    assert_eq!(world.migrate_to(&deployment, &[]).unwrap().waits, []);
    assert_eq!(world.io_supply(), supply);
    let found = differences(&mut world, &deployment);
    assert_eq!(found.len(), 2, "{found:?}");
    for (found, category) in found.iter().zip(&LOCKED[1..]) {
        let head = format!("lock of {category} for ");
        let none = "account: expected an escrow of Jupiter Lock, found none";
        assert!(found.starts_with(&head) && found.ends_with(none), "{found}");
    }
}
