//! USDC fees: open, fill, expire.

use fee_burn::{error::FeeBurnError, state::Engine};
use io_client::{fee_burn as client, spl};
use io_common::{
    addresses::{ENGINE, USDC_VAULT},
    constants::{GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
    CommonError,
};
use io_tests::{key, Outcome, Refused, World};
use io_vm::pyth::Quote;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// USDC fees that a world begins with: a hundred dollars an hour at the ordinary price.
const FEES: u64 = 16_800 * ONE_USDC;

/// A network an hour after launch, with fees in the vault, IO at a quarter of a dollar, and bob, who has IO.
fn funded() -> (World, Keypair) {
    let mut world = World::new();
    let bob = world.person("bob", 100_000, 0);
    let authority = key("authority");
    let fund = spl::mint_to(&world.usdc, &USDC_VAULT.address, &authority.pubkey(), FEES);
    world.must(&[fund], &[&authority]);
    world.wait(HOUR);
    world.set_price(0.25);
    (world, bob)
}

fn open(world: &mut World) -> Outcome {
    let open = client::open(&world.price);
    world.send(&[open], &[&key("authority")])
}

fn fill(world: &mut World, filler: &Keypair, usdc: u64, max_io: u64) -> Outcome {
    let accounts = client::Filler {
        owner: filler.pubkey(),
        io: world.io_wallet(&filler.pubkey()),
        usdc: world.usdc_wallet(&filler.pubkey()),
    };
    let fill = client::fill(&accounts, &world.io, &world.price, usdc, max_io);
    world.send(&[fill], &[filler])
}

fn expire(world: &mut World) -> Outcome {
    world.send(&[client::expire()], &[&key("authority")])
}

fn engine(world: &mut World) -> Engine {
    world.read(&ENGINE.address)
}

#[test]
fn p02_usdc_buys_io_which_is_burned_in_the_same_instruction() {
    let (mut world, bob) = funded();
    open(&mut world).unwrap();
    let before = engine(&mut world);
    assert_eq!((before.auction.lot, before.opened), (100 * ONE_USDC, 1));

    // At nine minutes the bid is the price: 40 dollars are 160 IO.
    world.wait(540);
    world.set_price(0.25);
    fill(&mut world, &bob, 40 * ONE_USDC, 160 * ONE_IO).unwrap();
    assert_eq!(world.usdc_of(&bob.pubkey()), 40 * ONE_USDC);
    assert_eq!(world.io_of(&bob.pubkey()), 99_840 * ONE_IO);
    assert_eq!(world.io_supply(), GENESIS_SUPPLY - 160 * ONE_IO);

    fill(&mut world, &bob, 60 * ONE_USDC, u64::MAX).unwrap();
    let after = engine(&mut world);
    assert_eq!((after.bought, after.spent), (400 * ONE_IO, 100 * ONE_USDC));
    assert_eq!(
        (after.filled, after.expired, after.last_bid),
        (1, 0, PICO_USD / 4)
    );
    assert_eq!(world.balance(&USDC_VAULT.address), FEES - 100 * ONE_USDC);
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(FeeBurnError::NoAuction);
}

#[test]
fn a_fill_is_within_the_lot_the_time_and_the_fillers_maximum() {
    let (mut world, bob) = funded();
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(FeeBurnError::NoAuction);
    open(&mut world).unwrap();
    let least = 25 * ONE_USDC;
    fill(&mut world, &bob, least - 1, u64::MAX).refused(FeeBurnError::FillTooSmall);
    fill(&mut world, &bob, 100 * ONE_USDC + 1, u64::MAX).refused(FeeBurnError::FillTooLarge);
    // 25 dollars at 0.25 · 0.97, rounded up.
    let required = (25_u64 * 100 * 4 * ONE_IO).div_ceil(97);
    fill(&mut world, &bob, least, required - 1).refused(FeeBurnError::IoAboveMaximum);
    fill(&mut world, &bob, least, required).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), 100_000 * ONE_IO - required);
    world.wait(900);
    world.set_price(0.25);
    fill(&mut world, &bob, least, u64::MAX).refused(FeeBurnError::AuctionOver);
}

#[test]
fn what_nobody_buys_goes_back() {
    let (mut world, _) = funded();
    expire(&mut world).unwrap();
    open(&mut world).unwrap();
    expire(&mut world).refused(FeeBurnError::AuctionRunning);
    world.wait(900);
    expire(&mut world).unwrap();
    let engine = engine(&mut world);
    assert_eq!(
        (engine.auction.left, engine.bucket.content),
        (0, 100 * ONE_USDC)
    );
    assert_eq!((engine.expired, engine.filled), (1, 0));
    assert_eq!(world.balance(&USDC_VAULT.address), FEES);
}

#[test]
fn auctions_are_an_hour_apart_and_worth_their_while() {
    let (mut world, _) = funded();
    open(&mut world).unwrap();
    world.wait(HOUR - 1);
    world.set_price(0.25);
    open(&mut world).refused(FeeBurnError::TooEarlyToOpen);
    world.wait(1);
    open(&mut world).unwrap();

    let mut poor = World::new();
    poor.wait(HOUR);
    poor.set_price(0.25);
    open(&mut poor).refused(FeeBurnError::LotTooSmall);
}

#[test]
fn cheap_io_is_bought_faster_and_dear_io_slower() {
    let lot = |dollars: f64| {
        let (mut world, _) = funded();
        world.set_price(dollars);
        open(&mut world).unwrap();
        engine(&mut world).auction.lot
    };
    assert_eq!(lot(0.25), 100 * ONE_USDC);
    assert!((150..=200).contains(&(lot(0.15) / ONE_USDC)));
    assert!((50..=70).contains(&(lot(0.40) / ONE_USDC)));
}

#[test]
fn p17_a_bad_price_defers_the_buyback() {
    let (mut world, bob) = funded();
    let now = world.now();
    let good = Quote {
        price: 25_000_000,
        confidence: 0,
        ema: 25_000_000,
        publish_time: now,
    };
    let stale = Quote {
        publish_time: now - 61,
        ..good
    };
    world.set_quote(&stale);
    open(&mut world).refused(CommonError::OracleStale);
    world
        .vm
        .set_account(world.price, Account::default())
        .unwrap();
    open(&mut world).refused(CommonError::OracleOwner);
    world.set_quote(&good);
    open(&mut world).unwrap();
    world.set_quote(&Quote {
        price: 30_000_000,
        ..good
    });
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(CommonError::OracleDeviation);
    // Nobody picks the best price of the last minute.
    world.set_quote(&Quote {
        publish_time: now - 1,
        ..good
    });
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(FeeBurnError::PriceOlderThanLast);
    world.set_quote(&good);
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).unwrap();
}

#[test]
fn usdc_leaves_the_vault_only_for_io_of_the_signer() {
    let (mut world, bob) = funded();
    open(&mut world).unwrap();
    let mallory = world.person("mallory", 0, 0);
    let accounts = |io, usdc| client::Filler {
        owner: mallory.pubkey(),
        io,
        usdc,
    };
    let bobs = world.io_wallet(&bob.pubkey());
    let theirs = world.usdc_wallet(&mallory.pubkey());
    let (io, price, usdc) = (world.io, world.price, world.usdc);
    let fill =
        |filler: &client::Filler, mint| client::fill(filler, mint, &price, 25 * ONE_USDC, u64::MAX);
    let steal = fill(&accounts(bobs, theirs), &io);
    world
        .send(&[steal], &[&mallory])
        .refused_by(anchor_spl::token::ID);
    let worthless = fill(&accounts(theirs, theirs), &usdc);
    world
        .send(&[worthless], &[&mallory])
        .refused(FeeBurnError::WrongMint);
    let circle = fill(&accounts(bobs, USDC_VAULT.address), &io);
    world
        .send(&[circle], &[&mallory])
        .refused(FeeBurnError::WrongDestination);
    assert_eq!(world.balance(&USDC_VAULT.address), FEES);
}
