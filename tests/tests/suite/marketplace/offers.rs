//! Initialisation, books and offers.

use io_client::marketplace as client;
use io_common::{constants::ONE_USDC, CommonError};
use io_tests::{key, offer_args, Refused, World};
use marketplace::{error::MarketplaceError, instructions::OfferArgs, state::Offer};
use solana_keypair::Keypair;
use solana_signer::Signer;

#[test]
fn owner_and_operator_make_offers_one_after_the_other() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let first = world.offer(&supply, offer_args());
    let owner = &supply.owner;
    let again = client::create_offer(&owner.pubkey(), &supply.address, 1, offer_args());
    world.must(&[again], &[owner]);
    let offer: Offer = world.read(&first);
    assert_eq!(offer.supplier, supply.address);
    assert_eq!(
        (offer.gpus, offer.price_micro_usd, offer.revision),
        (8, 2 * ONE_USDC, 0)
    );
    assert_eq!(world.book(&supply).offers, 2);
}

#[test]
fn nobody_else_offers_for_a_supplier() {
    let mut world = World::new();
    let (supply, mallory) = (world.supplier("alice"), world.supplier("mallory"));
    world.offer(&supply, offer_args());
    let forged = client::create_offer(&mallory.owner.pubkey(), &supply.address, 1, offer_args());
    world
        .send(&[forged], &[&mallory.owner])
        .refused(MarketplaceError::NotSupplier);
    // Their own supplier, but alice's book.
    let mut forged =
        client::create_offer(&mallory.owner.pubkey(), &mallory.address, 1, offer_args());
    forged.accounts[3].pubkey = client::book_address(&supply.address);
    world
        .send(&[forged], &[&mallory.owner])
        .refused(MarketplaceError::WrongBook);
}

#[test]
fn a_malformed_offer_is_refused() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.offer(&supply, offer_args());
    let args = offer_args;
    for (args, error) in [
        (
            OfferArgs { gpus: 0, ..args() },
            MarketplaceError::OfferWithoutGpus,
        ),
        (
            OfferArgs {
                price_micro_usd: 0,
                ..args()
            },
            MarketplaceError::OfferWithoutPrice,
        ),
        (
            OfferArgs {
                min_hours: 0,
                ..args()
            },
            MarketplaceError::OfferHours,
        ),
        (
            OfferArgs {
                min_hours: 501,
                ..args()
            },
            MarketplaceError::OfferHours,
        ),
        (
            OfferArgs {
                max_hours: 8_761,
                ..args()
            },
            MarketplaceError::OfferHours,
        ),
        (
            OfferArgs {
                max_io_hours: Some(0),
                ..args()
            },
            MarketplaceError::OfferHours,
        ),
        (
            OfferArgs {
                currencies: 0,
                ..args()
            },
            MarketplaceError::OfferCurrencies,
        ),
        (
            OfferArgs {
                currencies: 4,
                ..args()
            },
            MarketplaceError::OfferCurrencies,
        ),
    ] {
        let create = client::create_offer(&supply.operator.pubkey(), &supply.address, 1, args);
        world.send(&[create], &[&supply.operator]).refused(error);
    }
}

#[test]
fn p19_the_market_is_initialised_by_the_upgrade_authority_with_the_right_mints() {
    let mut world = World::new();
    let mallory = world.person("mallory", 0, 0);
    let (io, usdc) = (world.io, world.usdc);
    let mut bare = World::bare();
    let authority = key("authority");
    let create = io_client::spl::create_mint(&authority.pubkey(), &io, &authority.pubkey(), 8);
    bare.must(&create, &[&authority, &key("io mint")]);
    let initialize = |signer: &Keypair, io, usdc| {
        client::initialize(&signer.pubkey(), io, usdc, mallory.pubkey())
    };
    let swapped = initialize(&authority, &usdc, &io);
    bare.send(&[swapped], &[&authority])
        .refused(CommonError::MintDecimals);
    let mut forged = initialize(&authority, &io, &usdc);
    forged.accounts[1].pubkey = io;
    bare.send(&[forged], &[&authority])
        .refused(CommonError::ProgramDataMismatch);
    bare.must(&[initialize(&authority, &io, &usdc)], &[&authority]);

    let late = initialize(&mallory, &io, &usdc);
    world
        .send(&[late], &[&mallory])
        .refused_by(anchor_lang::solana_program::system_program::ID);
}
