//! A mint that was there before.

use anchor_spl::token::{self, spl_token::instruction};
use emissions::state::Ledger;
use io_client::spl;
use io_common::{addresses::LEDGER, constants::ONE_IO};
use io_migrations::Deployment;
use io_tests::{key, World};
use solana_signer::Signer;

use super::must_be_done;

/// A network whose IO mint exists with a freeze authority and `supply` base units.
fn with_mint(supply: u64) -> (World, Deployment) {
    let mut world = World::bare();
    let (authority, mint) = (key("authority"), key("io mint"));
    let payer = authority.pubkey();
    let mut create = spl::create_mint(&world.account_rent(), &payer, &world.io, &payer, 8);
    let freezer = key("freezer").pubkey();
    create[3] =
        instruction::initialize_mint2(&token::ID, &world.io, &payer, Some(&freezer), 8).unwrap();
    world.must(&create, &[&authority, &mint]);
    let wallet = world.io_wallet(&payer);
    let some = [
        spl::create_wallet(&payer, &payer, &world.io),
        spl::mint_to(&world.io, &wallet, &payer, supply),
    ];
    world.must(&some, &[&authority]);
    let deployment = Deployment {
        genesis: None,
        ..world.deployment()
    };
    (world, deployment)
}

#[test]
fn p02_a_mint_with_less_than_genesis_is_adopted_once_nobody_can_freeze() {
    let supply = 400_000_000 * ONE_IO;
    let (mut world, deployment) = with_mint(supply);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    let freezer = key("freezer");
    let signs = format!("(signs: {})", freezer.pubkey());
    let [(step, why)] = &outcome.waits[..] else {
        panic!("{outcome:?}");
    };
    assert_eq!((*step, outcome.sent.len()), ("04 freeze authority", 0));
    assert!(why.ends_with(&signs), "{why}");

    let outcome = world.migrate_to(&deployment, &[&freezer]).unwrap();
    assert_eq!(outcome.waits, []);
    let ledger: Ledger = world.read(&LEDGER.address);
    assert_eq!((ledger.launch_supply, world.io_supply()), (supply, supply));
    must_be_done(&mut world, &deployment);
}

#[test]
fn a_mint_that_cannot_be_adopted_is_refused() {
    let refused = |world: &mut World, deployment: &Deployment| {
        format!("{:#}", world.migrate_to(deployment, &[]).unwrap_err())
    };
    let (mut world, deployment) = with_mint(500_000_000 * ONE_IO + 1);
    assert!(refused(&mut world, &deployment).starts_with("02 mint: more than 500,000,000 IO"));
    let stranger = Deployment {
        mint_authority: key("stranger").pubkey(),
        ..deployment.clone()
    };
    assert!(refused(&mut world, &stranger).starts_with("02 mint: the mint authority of IO is"));
    let usdc = Deployment {
        io_mint: world.usdc,
        ..deployment.clone()
    };
    assert!(refused(&mut world, &usdc).starts_with("02 mint: the IO mint has 6 decimals"));
    let nothing = Deployment {
        io_mint: key("no mint").pubkey(),
        ..deployment.clone()
    };
    assert!(refused(&mut world, &nothing).contains("no mint at"));
    let purse = Deployment {
        io_mint: key("authority").pubkey(),
        ..deployment.clone()
    };
    assert!(refused(&mut world, &purse).contains("no mint at"));
    let wallet = Deployment {
        io_mint: world.io_wallet(&key("authority").pubkey()),
        ..deployment
    };
    assert!(refused(&mut world, &wallet).contains("is no classic mint"));
}
