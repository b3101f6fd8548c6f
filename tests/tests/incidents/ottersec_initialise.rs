//! OtterSec (ADV-00): anyone could be first to initialise, and become the authority.
//!
//! The same mistake here: between the deployment and the deployer's `initialize` somebody sends one, with accounts that
//! look right. P-19 holds it: `require_upgrade_authority` derives the address of ProgramData from the program itself.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{emissions, fee_burn, marketplace, spl};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    constants::IO_DECIMALS,
    oracle::price::PICO_USD,
    token::Mints,
    CommonError,
};
use io_tests::{key, Refused, World};
use io_vm::programs::program_data;
use solana_account::Account;
use solana_signer::Signer;

/// A network on which the programs have just been deployed, and both mints are there.
fn deployed() -> World {
    let mut world = World::bare_lite();
    let (authority, mint) = (key("authority"), key("io mint"));
    let payer = authority.pubkey();
    let create = spl::create_mint(
        &world.account_rent(),
        &payer,
        &world.io,
        &payer,
        IO_DECIMALS,
    );
    world.must(&create, &[&authority, &mint]);
    let purse = Account {
        lamports: 1_000_000_000_000,
        ..Account::default()
    };
    world
        .vm
        .set_account(key("mallory").pubkey(), purse)
        .unwrap();
    world
}

/// The three of `signer`, who names itself as the guardian too.
fn initialize(world: &World, signer: &Pubkey) -> [(Instruction, Pubkey, Pubkey); 3] {
    let (io, usdc, anchor) = (&world.io, &world.usdc, PICO_USD / 4);
    [
        (
            emissions::initialize(signer, io, *signer),
            ::emissions::ID,
            EMISSIONS_CONFIG.address,
        ),
        (
            marketplace::initialize(
                signer,
                &Mints {
                    io: *io,
                    usdc: *usdc,
                },
                *signer,
            ),
            ::marketplace::ID,
            MARKETPLACE_CONFIG.address,
        ),
        (
            fee_burn::initialize(
                signer,
                &Mints {
                    io: *io,
                    usdc: *usdc,
                },
                *signer,
                anchor,
            ),
            ::fee_burn::ID,
            FEE_BURN_CONFIG.address,
        ),
    ]
}

#[test]
fn p19_who_is_first_to_call_becomes_nothing() {
    let mut world = deployed();
    let (mallory, authority) = (key("mallory"), key("authority"));
    // A program of mallory's own, which the loader knows to be its; and bytes that say so of these.
    let (own_data, account) = program_data(&key("mallory's program").pubkey(), &mallory.pubkey());
    world.vm.set_account(own_data, account).unwrap();
    let (_, account) = program_data(&::emissions::ID, &mallory.pubkey());
    let forged = key("forged").pubkey();
    world.vm.set_account(forged, account).unwrap();

    for (call, program, config) in initialize(&world, &mallory.pubkey()) {
        let refused = world.send(&[call.clone()], &[&mallory]);
        refused.refused(CommonError::NotUpgradeAuthority);
        let (real, _) = program_data(&program, &mallory.pubkey());
        for other in [own_data, forged] {
            let wrong = crate::actions::swap(call.clone(), &real, &other);
            let refused = world.send(&[wrong], &[&mallory]);
            refused.refused(CommonError::ProgramDataMismatch);
        }
        // The authority's key, without its signature.
        let mut unsigned = call;
        for meta in &mut unsigned.accounts {
            if meta.pubkey == mallory.pubkey() {
                (meta.pubkey, meta.is_signer) = (authority.pubkey(), false);
            }
        }
        let refused = world.send(&[unsigned], &[&mallory]);
        refused.refused(anchor_lang::error::ErrorCode::AccountNotSigner);
        assert!(world.account(&config).is_none());
    }
    for (call, _, config) in initialize(&world, &authority.pubkey()) {
        world.must(&[call], &[&authority]);
        assert!(world.account(&config).is_some());
    }
}

/// A program that nobody can upgrade any more was initialised by someone who could, or never will be.
#[test]
fn p19_nobody_initialises_a_program_that_has_no_upgrade_authority() {
    let mut world = deployed();
    let mallory = key("mallory");
    for (call, program, config) in initialize(&world, &mallory.pubkey()) {
        // Nobody, with the bytes of who it was.
        let (address, mut account) = program_data(&program, &mallory.pubkey());
        account.data[12] = 0;
        world.vm.set_account(address, account).unwrap();
        let refused = world.send(&[call], &[&mallory]);
        refused.refused(CommonError::NotUpgradeAuthority);
        assert!(world.account(&config).is_none());
    }
}
