//! Helium (M-02) and Loopscale (5.8 million USD): the caller left out the price account, or swapped it.
//!
//! The same mistake here: IO is converted at a price that the renter or the filler has made up, or at none. P-17 holds
//! it: `pricing::segment` demands the account where IO is paid, and `OraclePolicy::read` checks owner and feed.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{fee_burn as burn, marketplace as market, spl};
use io_common::{
    addresses::USDC_VAULT,
    constants::{HOUR, ONE_IO, ONE_USDC},
    CommonError,
};
use io_tests::{exchange, key, offer_args, Refused, Supply, Terms, World};
use io_vm::pyth::Quote;
use marketplace::{
    error::MarketplaceError,
    instructions::ExtendArgs,
    state::{Currency, Reservation},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::swap;

const HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Io,
};
/// Place of the feed's id in a price account.
const FEED: usize = 41;

/// An IO a thousand dollars worth, as somebody's own accounts say it, each with why it is refused.
fn made_up(world: &mut World) -> Vec<(Pubkey, CommonError)> {
    let expensive = Quote {
        price: 100_000_000_000,
        confidence: 0,
        ema: 100_000_000_000,
        publish_time: world.now(),
    };
    // The bytes are Pyth's, the owner is a program of the attacker's, or nobody.
    let mut foreign = expensive.account();
    foreign.owner = exchange::id();
    let mut ownerless = expensive.account();
    ownerless.owner = Pubkey::default();
    // A real account of the real receiver, but of something pricier.
    let mut other_feed = expensive.account();
    other_feed.data[FEED..FEED + 32].copy_from_slice(&[7; 32]);
    [
        ("foreign", foreign, CommonError::OracleOwner),
        ("ownerless", ownerless, CommonError::OracleOwner),
        ("other feed", other_feed, CommonError::OracleFeed),
    ]
    .map(|(name, account, error)| {
        let address = key(name).pubkey();
        world.vm.set_account(address, account).unwrap();
        (address, error)
    })
    .into()
}

fn reserve(
    world: &mut World,
    supply: &Supply,
    bob: &Keypair,
    price: Option<Pubkey>,
) -> Instruction {
    let offer = market::offer_address(&supply.address, 0);
    let args = world.reserve_args(&offer, HOURS);
    let accounts = market::ReserveAccounts {
        renter: bob.pubkey(),
        payer: bob.pubkey(),
        supplier: supply.address,
        offer,
        mint: world.io,
        payer_tokens: world.io_wallet(&bob.pubkey()),
        price,
    };
    market::reserve(&accounts, args)
}

#[test]
fn p17_io_is_never_taken_at_a_price_that_the_renter_has_made_up() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let bob = world.person("bob", 10_000, 0);
    let none = reserve(&mut world, &supply, &bob, None);
    let refused = world.send(&[none], &[&bob]);
    refused.refused(MarketplaceError::PriceMissing);
    for (price, error) in made_up(&mut world) {
        let cheap = reserve(&mut world, &supply, &bob, Some(price));
        world.send(&[cheap], &[&bob]).refused(error);
    }
    assert_eq!(world.io_of(&bob.pubkey()), 10_000 * ONE_IO);

    // The same when it extends what it has.
    let price = world.price;
    let honest = reserve(&mut world, &supply, &bob, Some(price));
    world.must(&[honest], &[&bob]);
    let address = market::reservation_address(&bob.pubkey(), 1);
    let start = market::start(
        &market::StartAccounts {
            authority: supply.operator.pubkey(),
            supplier: supply.address,
            reservation: address,
        },
        [5; 32],
    );
    world.must(&[start], &[&supply.operator]);
    let revision = world.reserve_args(&offer, HOURS).offer_revision;
    let reservation: Reservation = world.read(&address);
    let wallet = world.io_wallet(&bob.pubkey());
    let extend = |price| {
        let args = ExtendArgs {
            hours: 2,
            offer_revision: revision,
            max_amount: u64::MAX,
            ends_at: reservation.ends_at().unwrap(),
        };
        market::extend(&address, &reservation, &wallet, price, args).unwrap()
    };
    let refused = world.send(&[extend(None)], &[&bob]);
    refused.refused(MarketplaceError::PriceMissing);
    for (price, error) in made_up(&mut world) {
        let refused = world.send(&[extend(Some(price))], &[&bob]);
        refused.refused(error);
    }
    world.must(&[extend(Some(price))], &[&bob]);
}

#[test]
fn p17_usdc_is_never_sold_at_a_price_that_the_filler_has_made_up() {
    let mut world = World::lite();
    let bob = world.person("bob", 10_000, 0);
    let authority = key("authority");
    let fees = 16_800 * ONE_USDC;
    let fund = spl::mint_to(&world.usdc, &USDC_VAULT.address, &authority.pubkey(), fees);
    world.must(&[fund], &[&authority]);
    world.wait(HOUR);
    world.set_price(0.25);
    let honest = world.price;
    let open = burn::open_auction(&honest);
    for (price, error) in made_up(&mut world) {
        let wrong = swap(open.clone(), &honest, &price);
        world.send(&[wrong], &[&bob]).refused(error);
    }
    world.must(&[open], &[&bob]);
    let filler = burn::Filler {
        owner: bob.pubkey(),
        io: world.io_wallet(&bob.pubkey()),
        usdc: world.usdc_wallet(&bob.pubkey()),
    };
    let (usdc, io) = (25 * ONE_USDC, world.io);
    let fill = burn::fill_auction(&filler, &io, &honest, usdc, u64::MAX);
    let flash = [
        burn::flash_fill_begin(&filler, &honest, usdc, u64::MAX),
        burn::flash_fill_end(&filler, &io),
    ];
    for (price, error) in made_up(&mut world) {
        let wrong = swap(fill.clone(), &honest, &price);
        world.send(&[wrong], &[&bob]).refused(error);
        let wrong = flash.clone().map(|part| swap(part, &honest, &price));
        world.send(&wrong, &[&bob]).refused(error);
    }
    // Left out: there is no such call.
    let mut without = fill;
    without.accounts.retain(|meta| meta.pubkey != honest);
    let refused = world.send(&[without], &[&bob]);
    assert_ne!(
        refused.unwrap_err().code(),
        Some(ErrorCode::ConstraintMut.into())
    );
    assert_eq!(world.balance(&USDC_VAULT.address), fees);
}
