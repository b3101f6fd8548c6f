//! Who creates the engine, and with what.

use anchor_lang::solana_program::system_program;
use fee_burn::state::{Config, Engine};
use io_client::fee_burn as client;
use io_common::{
    addresses::{ENGINE, FEE_BURN_CONFIG, IO_VAULT, USDC_VAULT},
    oracle::price::PICO_USD,
    token::Mints,
    CommonError,
};
use io_tests::{key, Outcome, Refused, World, START};
use solana_keypair::Keypair;
use solana_signer::Signer;

const ANCHOR: u64 = PICO_USD / 4;

fn initialize(world: &mut World, signer: &Keypair, anchor: u64) -> Outcome {
    let guardian = key("guardian").pubkey();
    let (io, usdc) = (world.io, world.usdc);
    let initialize = client::initialize(&signer.pubkey(), &Mints { io, usdc }, guardian, anchor);
    world.send(&[initialize], &[signer])
}

/// A network with both mints and nothing else.
fn bare() -> World {
    let mut world = World::bare();
    let (authority, mint) = (key("authority"), key("io mint"));
    let payer = authority.pubkey();
    let create = io_client::spl::create_mint(&world.account_rent(), &payer, &world.io, &payer, 8);
    world.must(&create, &[&authority, &mint]);
    world
}

#[test]
fn the_engine_begins_with_its_anchor_and_an_empty_bucket() {
    let mut world = World::new();
    let engine: Engine = world.read(&ENGINE.address);
    assert_eq!(
        (engine.anchor.price, engine.anchor.updated_at),
        (ANCHOR, START)
    );
    assert_eq!((engine.bucket.content, engine.bucket.filled_at), (0, START));
    let config: Config = world.read(&FEE_BURN_CONFIG.address);
    assert_eq!((config.io_mint, config.usdc_mint), (world.io, world.usdc));
    for vault in [IO_VAULT, USDC_VAULT] {
        let account = io_client::spl::token_account(world.vm.as_mut(), &vault.address)
            .unwrap()
            .unwrap();
        assert_eq!(account.owner, ENGINE.address);
    }
}

#[test]
fn p19_only_the_upgrade_authority_initialises_and_only_once() {
    let mut world = World::new();
    let mallory = world.person("mallory", 0, 0);
    initialize(&mut world, &mallory, ANCHOR).refused_by(system_program::ID);

    let mut world = bare();
    let mallory = key("mallory");
    let purse = solana_account::Account {
        lamports: 1_000_000_000,
        ..Default::default()
    };
    io_vm::Vm::set_account(world.vm.as_mut(), mallory.pubkey(), purse).unwrap();
    initialize(&mut world, &mallory, ANCHOR).refused(CommonError::NotUpgradeAuthority);
    initialize(&mut world, &key("authority"), ANCHOR).unwrap();
}

#[test]
fn mints_and_anchor_are_checked() {
    let mut world = bare();
    let authority = key("authority");
    for anchor in [0, 999_999_999, 1_000 * PICO_USD + 1] {
        initialize(&mut world, &authority, anchor).refused(CommonError::OracleBand);
    }
    let (io, usdc) = (world.io, world.usdc);
    let swapped = client::initialize(
        &authority.pubkey(),
        &Mints { io: usdc, usdc: io },
        authority.pubkey(),
        ANCHOR,
    );
    world
        .send(&[swapped], &[&authority])
        .refused(CommonError::MintDecimals);
}
