//! Flash fills, and what is tried with them.

use anchor_lang::{error::ErrorCode, solana_program::instruction::Instruction};
use anchor_spl::token;
use fee_burn::{
    error::FeeBurnError,
    state::{Config, FlashFill},
};
use io_client::{fee_burn as client, spl};
use io_common::{
    addresses::{ENGINE, FEE_BURN_CONFIG, IO_VAULT, USDC_VAULT},
    constants::{GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC},
    CommonError,
};
use io_tests::{
    exchange::{self, relay, swap},
    key, Outcome, Refused, World,
};
use proptest::prelude::*;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{engine, fill, fund, open, seller, FEES};

/// What the exchange pays for 100 USDC: IO at 2 % under the quarter of a dollar at which the engine bids.
const BOUGHT: u64 = 408 * ONE_IO;
/// What the engine asks for them at the ninth minute.
const REQUIRED: u64 = 400 * ONE_IO;

/// A lot of 100 USDC at the ninth minute, an exchange that has IO, and a keeper who has neither IO nor USDC.
fn market() -> (World, Keypair) {
    let mut world = World::with_others(&[exchange::program()]);
    exchange::fund(&mut world, 10_000);
    let keeper = world.person("keeper", 0, 0);
    fund(&mut world, FEES);
    world.wait(HOUR);
    world.set_price(0.25);
    open(&mut world).unwrap();
    world.wait(540);
    world.set_price(0.25);
    (world, keeper)
}

fn begin(world: &World, filler: &Keypair) -> Instruction {
    client::flash_fill_begin(
        &seller(world, filler),
        &world.price,
        100 * ONE_USDC,
        u64::MAX,
    )
}

fn end(world: &World, filler: &Keypair) -> Instruction {
    client::flash_fill_end(&seller(world, filler), &world.io)
}

/// The route of a filler without IO.
fn route(world: &World, filler: &Keypair) -> Instruction {
    swap(world, filler, 100 * ONE_USDC, BOUGHT)
}

/// Begin, `between`, route, end.
fn flash_fill(world: &mut World, filler: &Keypair, between: &[Instruction]) -> Outcome {
    let (begin, end) = (begin(world, filler), end(world, filler));
    let route = route(world, filler);
    let instructions = [&[begin], between, &[route, end]].concat();
    world.send(&instructions, &[filler])
}

/// Nothing has been sold, nothing is locked, and the lot can be filled.
#[track_caller]
fn unharmed(world: &mut World) {
    assert_eq!(world.balance(&USDC_VAULT.address), FEES);
    assert_eq!(world.io_supply(), GENESIS_SUPPLY);
    let now = engine(world);
    assert_eq!(now.flash, FlashFill::default());
    assert_eq!((now.bought, now.fills.count), (0, 0));
    let bob = world.person("bob", 1_000, 0);
    fill(world, &bob, 100 * ONE_USDC, REQUIRED).unwrap();
}

#[test]
fn a_keeper_without_io_fills_through_an_exchange_and_keeps_the_surplus() {
    let (mut world, keeper) = market();
    flash_fill(&mut world, &keeper, &[]).unwrap();
    assert_eq!(world.io_of(&keeper.pubkey()), BOUGHT - REQUIRED);
    assert_eq!(world.usdc_of(&keeper.pubkey()), 0);
    assert_eq!(world.io_supply(), GENESIS_SUPPLY - REQUIRED);
    assert_eq!(world.balance(&USDC_VAULT.address), FEES - 100 * ONE_USDC);
    let engine = engine(&mut world);
    assert_eq!((engine.bought, engine.spent), (REQUIRED, 100 * ONE_USDC));
    assert_eq!((engine.filled, engine.auction.left), (1, 0));
    assert_eq!(engine.flash, FlashFill::default());
    let last = engine.fills.newest_first().next().unwrap();
    assert_eq!((last.usdc, last.io), (100 * ONE_USDC, REQUIRED));
}

#[test]
fn a_flash_fill_keeps_the_rules_of_a_fill() {
    let (mut world, keeper) = market();
    let accounts = seller(&world, &keeper);
    let (price, end) = (world.price, end(&world, &keeper));
    let mut flash = |accounts: &client::Filler, usdc, max_io| {
        let begin = client::flash_fill_begin(accounts, &price, usdc, max_io);
        world.send(&[begin, end.clone()], &[&keeper])
    };
    flash(&accounts, 24 * ONE_USDC, u64::MAX).refused(FeeBurnError::FillTooSmall);
    flash(&accounts, 101 * ONE_USDC, u64::MAX).refused(FeeBurnError::FillTooLarge);
    flash(&accounts, 100 * ONE_USDC, REQUIRED - 1).refused(FeeBurnError::IoAboveMaximum);
    let circle = client::Filler {
        usdc: USDC_VAULT.address,
        ..accounts
    };
    flash(&circle, 100 * ONE_USDC, u64::MAX).refused(FeeBurnError::WrongDestination);
    unharmed(&mut world);
}

#[test]
fn a_beginning_without_an_end_is_refused() {
    let (mut world, keeper) = market();
    let (begin, end) = (begin(&world, &keeper), end(&world, &keeper));
    let route = route(&world, &keeper);
    let mut refused = |instructions: &[Instruction]| {
        let outcome = world.send(instructions, &[&keeper]);
        outcome.refused(FeeBurnError::FlashFillUnpaired);
    };
    refused(&[begin.clone()]);
    refused(&[begin.clone(), route]);
    // An end inside of another program, and another program's instruction with the data of an end.
    refused(&[begin.clone(), relay(&end)]);
    let impostor = Instruction {
        program_id: exchange::id(),
        ..end.clone()
    };
    refused(&[begin.clone(), impostor]);
    // The end of something else of this program.
    refused(&[begin, client::expire_auction()]);
    unharmed(&mut world);
}

#[test]
fn one_end_for_one_beginning() {
    let (mut world, keeper) = market();
    let (begin, end) = (begin(&world, &keeper), end(&world, &keeper));
    let mut send = |instructions: &[&Instruction]| {
        let instructions: Vec<Instruction> = instructions.iter().copied().cloned().collect();
        world.send(&instructions, &[&keeper])
    };
    send(&[&end]).refused(FeeBurnError::NoFlashFill);
    send(&[&end, &begin]).refused(FeeBurnError::NoFlashFill);
    send(&[&begin, &begin, &end]).refused(FeeBurnError::EngineLocked);
    send(&[&begin, &begin, &end, &end]).refused(FeeBurnError::FlashFillUnpaired);
    send(&[&begin, &end, &begin, &end]).refused(FeeBurnError::FlashFillUnpaired);
    unharmed(&mut world);
}

#[test]
fn the_end_is_that_of_the_filler_with_its_own_io() {
    let (mut world, keeper) = market();
    let rich = world.person("rich", 1_000, 0);
    let (io, usdc) = (world.io, world.usdc);
    let begin = begin(&world, &keeper);
    let others = [begin.clone(), end(&world, &rich)];
    world
        .send(&others, &[&keeper, &rich])
        .refused(FeeBurnError::NoFlashFill);
    let accounts = client::Filler {
        io: world.io_wallet(&rich.pubkey()),
        ..seller(&world, &keeper)
    };
    let stolen = [begin.clone(), client::flash_fill_end(&accounts, &io)];
    world.send(&stolen, &[&keeper]).refused_by(token::ID);
    // The fees that wait to be burned are not the filler's either.
    let accounts = client::Filler {
        io: IO_VAULT.address,
        ..accounts
    };
    let fees = [begin.clone(), client::flash_fill_end(&accounts, &io)];
    world.send(&fees, &[&keeper]).refused_by(token::ID);
    let accounts = client::Filler {
        io: world.usdc_wallet(&keeper.pubkey()),
        ..accounts
    };
    let dollars = [begin, client::flash_fill_end(&accounts, &usdc)];
    world
        .send(&dollars, &[&keeper])
        .refused(FeeBurnError::WrongMint);
    unharmed(&mut world);
}

#[test]
fn too_little_io_at_the_end_undoes_everything() {
    let (mut world, keeper) = market();
    let (begin, end) = (begin(&world, &keeper), end(&world, &keeper));
    let short = swap(&world, &keeper, 100 * ONE_USDC, REQUIRED - 1);
    world
        .send(&[begin, short, end], &[&keeper])
        .refused_by(token::ID);
    assert_eq!(world.usdc_of(&keeper.pubkey()), 0);
    unharmed(&mut world);
}

#[test]
fn no_program_sends_a_part_of_a_flash_fill() {
    let (mut world, keeper) = market();
    let (begin, end) = (begin(&world, &keeper), end(&world, &keeper));
    let route = route(&world, &keeper);
    let mut refused = |instructions: &[Instruction]| {
        let outcome = world.send(instructions, &[&keeper]);
        outcome.refused(FeeBurnError::NotTopLevel);
    };
    refused(&[relay(&begin), route.clone(), end.clone()]);
    refused(&[begin, route, relay(&end), end.clone()]);
    refused(&[relay(&end)]);
    unharmed(&mut world);
}

#[test]
fn in_between_the_engine_does_nothing_else() {
    let (mut world, keeper) = market();
    let mallory = world.person("mallory", 1_000, 0);
    let (io, price) = (world.io, world.price);
    let (start, route, end) = (
        begin(&world, &keeper),
        route(&world, &keeper),
        end(&world, &keeper),
    );
    let accounts = seller(&world, &mallory);
    let second = begin(&world, &mallory);
    let treasury = world.usdc_wallet(&mallory.pubkey());
    world.edit(&FEE_BURN_CONFIG.address, |config: &mut Config| {
        config.treasury = mallory.pubkey();
    });
    let mut refused = |between: Instruction, signers: &[&Keypair]| {
        let instructions = [start.clone(), between, route.clone(), end.clone()];
        let outcome = world.send(&instructions, signers);
        outcome.refused(FeeBurnError::EngineLocked);
    };
    for other in [
        client::burn_fees(&io),
        client::pay_council(&USDC_VAULT.address, &treasury),
        client::open_auction(&price),
        client::update_anchor(&price),
        client::expire_auction(),
    ] {
        refused(relay(&other), &[&keeper]);
        refused(other, &[&keeper]);
    }
    let fill = client::fill_auction(&accounts, &io, &price, 25 * ONE_USDC, u64::MAX);
    refused(relay(&fill), &[&keeper, &mallory]);
    refused(fill, &[&keeper, &mallory]);
    refused(second, &[&keeper, &mallory]);
    unharmed(&mut world);
}

#[test]
fn p12_donations_before_and_in_between_change_nothing() {
    let (mut world, keeper) = market();
    let donor = world.person("donor", 1_000, 1_000);
    let (io, usdc) = (
        world.io_wallet(&donor.pubkey()),
        world.usdc_wallet(&donor.pubkey()),
    );
    let keepers = world.io_wallet(&keeper.pubkey());
    let donate = |from, to, amount| spl::transfer(from, to, &donor.pubkey(), amount);
    let donations = [
        donate(&usdc, &USDC_VAULT.address, ONE_USDC),
        donate(&io, &IO_VAULT.address, ONE_IO),
        donate(&io, &keepers, ONE_IO),
    ];
    world.must(&donations, &[&donor]);
    let instructions = [
        &[begin(&world, &keeper)],
        &donations[..],
        &[route(&world, &keeper), end(&world, &keeper)],
    ]
    .concat();
    world.must(&instructions, &[&keeper, &donor]);
    // The keeper has what it was given and its surplus, the engine has sold what it would have, and the vaults have the
    // donations.
    assert_eq!(
        world.io_of(&keeper.pubkey()),
        BOUGHT - REQUIRED + 2 * ONE_IO
    );
    let engine = engine(&mut world);
    assert_eq!((engine.bought, engine.spent), (REQUIRED, 100 * ONE_USDC));
    let vault = FEES - 100 * ONE_USDC + 2 * ONE_USDC;
    assert_eq!(world.balance(&USDC_VAULT.address), vault);
    assert_eq!(world.balance(&IO_VAULT.address), 2 * ONE_IO);
    assert_eq!(world.io_supply(), GENESIS_SUPPLY - REQUIRED);
}

/// Each account in turn is another: the error that follows, or none where the token program refuses.
#[test]
fn every_account_of_a_flash_fill_is_checked() {
    let (mut world, keeper) = market();
    let (begin, end) = (begin(&world, &keeper), end(&world, &keeper));
    let parts = [begin.clone(), route(&world, &keeper), end.clone()];
    let io = world.io_wallet(&keeper.pubkey());
    // Bytes that say that an end follows, at an address that is not the sysvar's.
    let forged = Account {
        data: vec![0; 100],
        lamports: 1_000_000_000,
        ..Account::default()
    };
    let sysvar = key("forged sysvar").pubkey();
    world.vm.set_account(sysvar, forged).unwrap();
    let (config, engine) = (FEE_BURN_CONFIG.address, ENGINE.address);
    let anchor = |error: ErrorCode| Some(u32::from(error));
    for (part, account, other, error) in [
        (
            0,
            1,
            engine,
            anchor(ErrorCode::AccountDiscriminatorMismatch),
        ),
        (
            0,
            2,
            config,
            anchor(ErrorCode::AccountDiscriminatorMismatch),
        ),
        (0, 3, io, Some(CommonError::OracleOwner.into())),
        (0, 4, io, anchor(ErrorCode::ConstraintAddress)),
        (0, 5, io, None),
        (0, 6, sysvar, anchor(ErrorCode::ConstraintAddress)),
        (0, 7, io, anchor(ErrorCode::InvalidProgramId)),
        (
            2,
            1,
            engine,
            anchor(ErrorCode::AccountDiscriminatorMismatch),
        ),
        (
            2,
            2,
            config,
            anchor(ErrorCode::AccountDiscriminatorMismatch),
        ),
        (2, 3, world.usdc, Some(FeeBurnError::WrongMint.into())),
        (2, 4, IO_VAULT.address, None),
        (2, 5, io, anchor(ErrorCode::InvalidProgramId)),
    ] {
        let mut parts = parts.clone();
        parts[part].accounts[account].pubkey = other;
        let outcome = world.send(&parts, &[&keeper]);
        match error {
            Some(error) => outcome.refused(error),
            None => outcome.refused_by(token::ID),
        }
    }
    unharmed(&mut world);
}

/// What a transaction of the property below is made of.
fn part(world: &World, keeper: &Keypair, choice: u8) -> Vec<Instruction> {
    let (begin, end) = (begin(world, keeper), end(world, keeper));
    let (accounts, half) = (seller(world, keeper), 50 * ONE_USDC);
    let fill = client::fill_auction(&accounts, &world.io, &world.price, half, u64::MAX);
    match choice {
        0 => vec![begin],
        1 => vec![end],
        2 => vec![route(world, keeper)],
        3 => vec![fill],
        4 => vec![
            spl::transfer(&accounts.io, &IO_VAULT.address, &accounts.owner, ONE_IO),
            client::burn_fees(&world.io),
        ],
        5 => vec![client::open_auction(&world.price)],
        6 => vec![client::expire_auction()],
        7 => vec![relay(&begin)],
        8 => vec![relay(&end)],
        9 => vec![relay(&fill)],
        _ => vec![begin, route(world, keeper), end],
    }
}

/// Most often one that can go through.
fn choice() -> impl Strategy<Value = u8> {
    prop_oneof![1 => 0..10_u8, 2 => 3..6_u8, 2 => Just(10)]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 8,
        ..ProptestConfig::default()
    })]

    #[test]
    fn p02_whatever_a_transaction_holds_no_lock_outlives_it_and_what_was_sold_is_burned(
        transactions in prop::collection::vec(
            (prop_oneof![2 => 0..200_i64, 1 => 3_600..4_000_i64], prop::collection::vec(choice(), 1..4)),
            1..16,
        ),
    ) {
        let (mut world, _) = market();
        let keeper = world.person("rich keeper", 100_000, 1_000);
        for (wait, choices) in transactions {
            world.wait(wait);
            world.set_price(0.25);
            let instructions: Vec<Instruction> = choices
                .into_iter()
                .flat_map(|choice| part(&world, &keeper, choice))
                .collect();
            let _ = world.send(&instructions, &[&keeper]); // accepted or not
            let engine = engine(&mut world);
            prop_assert_eq!(engine.flash, FlashFill::default());
            prop_assert_eq!(engine.spent, FEES - world.balance(&USDC_VAULT.address));
            let burned = engine.bought + engine.fees_burned;
            prop_assert_eq!(burned, GENESIS_SUPPLY - world.io_supply());
            // Never above 2 % over the price.
            let worth = |io: u64| u128::from(io) * 102 / 100 / 4 / 100;
            prop_assert!(worth(engine.bought) >= u128::from(engine.spent));
            prop_assert_eq!(world.balance(&IO_VAULT.address), 0);
        }
    }
}
