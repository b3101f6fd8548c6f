//! Initialisation, launch, council, models.

use anchor_lang::solana_program::system_program;
use emissions::{error::EmissionsError, instructions::ModelArgs, state::Ledger};
use io_client::{emissions as client, spl};
use io_common::{
    addresses::{LEDGER, REWARD_VAULT, STAKE_VAULT},
    constants::{epoch_hour, GENESIS_SUPPLY, IO_DECIMALS},
    CommonError,
};
use io_tests::{key, Refused, World, START};
use solana_account::Account;
use solana_signer::Signer;

/// A network with an IO mint of `supply` and an initialised emissions program.
fn unlaunched(supply: u64) -> World {
    let mut world = World::bare();
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
    let wallet = world.io_wallet(&payer);
    let fund = [
        spl::create_wallet(&payer, &payer, &world.io),
        spl::mint_to(&world.io, &wallet, &payer, supply),
        client::initialize(&payer, &world.io, key("guardian").pubkey()),
    ];
    world.must(&fund, &[&authority]);
    world
}

fn launch(world: &mut World, authority: &str, minter: &str) -> io_tests::Outcome {
    let (authority, minter) = (key(authority), key(minter));
    let launch = client::launch(&client::LaunchAccounts {
        authority: authority.pubkey(),
        mint_authority: minter.pubkey(),
        io_mint: world.io,
    });
    world.send(&[launch], &[&authority, &minter])
}

#[test]
fn launch_takes_over_the_mint_and_starts_the_clock() {
    let mut world = World::new();
    let ledger: Ledger = world.read(&LEDGER.address);
    assert_eq!(ledger.hour, epoch_hour(START));
    assert_eq!(ledger.launch_supply, GENESIS_SUPPLY);
    assert_eq!((ledger.emitted_total, ledger.schedule_hour), (0, 0));
    let mint = spl::mint(world.vm.as_mut(), &world.io.clone())
        .unwrap()
        .unwrap();
    assert_eq!(spl::mint_authority(&mint), Some(LEDGER.address));

    launch(&mut world, "authority", "authority").refused(EmissionsError::AlreadyLaunched);
    // No one else can mint any more.
    let authority = key("authority");
    let wallet = world.io_wallet(&key("treasury").pubkey());
    let mint_more = spl::mint_to(&world.io, &wallet, &authority.pubkey(), 1);
    world
        .send(&[mint_more], &[&authority])
        .refused_by(anchor_spl::token::ID);
}

#[test]
fn p02_a_mint_below_genesis_is_adopted_and_what_is_missing_counts_as_burned() {
    let mut world = unlaunched(GENESIS_SUPPLY - 7);
    launch(&mut world, "authority", "authority").unwrap();
    let ledger: Ledger = world.read(&LEDGER.address);
    assert_eq!(ledger.launch_supply, GENESIS_SUPPLY - 7);
}

#[test]
fn launch_refuses_a_mint_that_it_could_not_keep_its_promises_with() {
    let mut world = unlaunched(GENESIS_SUPPLY + 1);
    launch(&mut world, "authority", "authority").refused(EmissionsError::SupplyAboveGenesis);

    let mut world = unlaunched(GENESIS_SUPPLY);
    let mut account = world.account(&world.io.clone()).unwrap();
    account.data[46] = 1; // COption::Some of the freeze authority
    world.vm.set_account(world.io, account).unwrap();
    launch(&mut world, "authority", "authority").refused(EmissionsError::FreezeAuthorityPresent);

    // The freeze authority is gone, but has frozen a vault permanently.
    for vault in [REWARD_VAULT, STAKE_VAULT] {
        let mut world = unlaunched(GENESIS_SUPPLY);
        world.freeze(&vault.address);
        launch(&mut world, "authority", "authority").refused(EmissionsError::VaultFrozen);
    }
}

#[test]
fn only_the_two_authorities_together_launch() {
    let mut world = unlaunched(GENESIS_SUPPLY);
    world
        .vm
        .set_account(key("mallory").pubkey(), rich())
        .unwrap();
    launch(&mut world, "mallory", "authority").refused(CommonError::NotAuthority);
    launch(&mut world, "authority", "mallory").refused(EmissionsError::NotMintAuthority);
    launch(&mut world, "authority", "authority").unwrap();
}

#[test]
fn p19_only_the_upgrade_authority_initialises_and_only_once() {
    let mut world = World::bare();
    let (authority, mint) = (key("authority"), key("io mint"));
    let create = spl::create_mint(
        &world.account_rent(),
        &authority.pubkey(),
        &world.io,
        &authority.pubkey(),
        IO_DECIMALS,
    );
    world.must(&create, &[&authority, &mint]);
    let mallory = key("mallory");
    world.vm.set_account(mallory.pubkey(), rich()).unwrap();

    let mut initialize = client::initialize(&mallory.pubkey(), &world.io, mallory.pubkey());
    world
        .send(&[initialize.clone()], &[&mallory])
        .refused(CommonError::NotUpgradeAuthority);
    // A ProgramData account of mallory's own making, at another address.
    let forged = key("forged program data").pubkey();
    let (_, account) = io_vm::programs::program_data(&emissions::ID, &mallory.pubkey());
    world.vm.set_account(forged, account).unwrap();
    initialize.accounts[1].pubkey = forged;
    world
        .send(&[initialize], &[&mallory])
        .refused(CommonError::ProgramDataMismatch);

    let initialize = client::initialize(&authority.pubkey(), &world.io, mallory.pubkey());
    world.must(&[initialize.clone()], &[&authority]);
    world
        .send(&[initialize], &[&authority])
        .refused_by(system_program::ID);
}

#[test]
fn the_io_mint_has_eight_decimals() {
    let mut world = World::bare();
    let authority = key("authority");
    let initialize = client::initialize(&authority.pubkey(), &world.usdc, authority.pubkey());
    world
        .send(&[initialize], &[&authority])
        .refused(CommonError::MintDecimals);
}

#[test]
fn the_council_and_the_models_are_the_authoritys() {
    let mut world = unlaunched(GENESIS_SUPPLY);
    let (authority, mallory) = (key("authority"), key("io mint"));
    let attestor = vec![mallory.pubkey()];
    let council = |signer| client::set_council(signer, attestor.clone(), 1);
    let signers = [&authority, &mallory];
    let refused = world.send(&[council(&mallory.pubkey())], &signers);
    refused.refused(CommonError::NotAuthority);
    let empty = client::set_council(&authority.pubkey(), vec![], 0);
    world
        .send(&[empty], &[&authority])
        .refused(CommonError::BadCouncil);

    let model = |index, multiplier, name: &str| ModelArgs {
        index,
        multiplier,
        name: name.into(),
    };
    let set = |model| client::set_model(&authority.pubkey(), model);
    let theirs = client::set_model(&mallory.pubkey(), model(0, 1, "a GPU"));
    world
        .send(&[theirs], &signers)
        .refused(CommonError::NotAuthority);
    for (model, error) in [
        (
            model(64, 1, "beyond the table"),
            EmissionsError::UnknownModel,
        ),
        (model(63, 0, "worth nothing"), EmissionsError::BadModel),
        (
            model(63, 10_000_001, "worth too much"),
            EmissionsError::BadModel,
        ),
        (model(63, 1, ""), EmissionsError::BadModel),
        (
            model(63, 1, "a name that has thirty-three byte"),
            EmissionsError::BadModel,
        ),
    ] {
        world.send(&[set(model)], &[&authority]).refused(error);
    }
    for multiplier in [1, 10_000_000] {
        let last = set(model(63, multiplier, "the last place"));
        world.must(&[last], &[&authority]);
    }
}

#[test]
fn after_the_launch_a_council_and_a_listed_model_are_changed_by_proposals_only() {
    let mut world = World::new();
    let authority = key("authority");
    let council = client::set_council(&authority.pubkey(), vec![authority.pubkey()], 1);
    let refused = world.send(&[council], &[&authority]);
    refused.refused(EmissionsError::AlreadyLaunched);
    let model = |index| {
        let (multiplier, name) = (10_000, "a GPU".into());
        let args = ModelArgs {
            index,
            multiplier,
            name,
        };
        client::set_model(&authority.pubkey(), args)
    };
    let refused = world.send(&[model(0)], &[&authority]);
    refused.refused(EmissionsError::AlreadyLaunched);
    world.must(&[model(63)], &[&authority]);
}

fn rich() -> Account {
    Account {
        lamports: 1_000_000_000_000,
        ..Account::default()
    }
}
