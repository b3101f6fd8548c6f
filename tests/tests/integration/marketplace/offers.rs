//! Initialisation, usage accounts and offers.

use anchor_lang::prelude::Pubkey;
use io_client::marketplace as client;
use io_common::{constants::ONE_USDC, token::Mints, CommonError};
use io_tests::{key, offer_args, Refused, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, Offer, OfferArgs},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

const HOUR_IN_USDC: Terms = Terms {
    gpus: 1,
    hours: 1,
    currency: Currency::Usdc,
};

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
    assert_eq!(world.usage(&supply).offers, 2);
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
    // Their own supplier, but alice's usage.
    let mut forged =
        client::create_offer(&mallory.owner.pubkey(), &mallory.address, 1, offer_args());
    forged.accounts[3].pubkey = client::supplier_usage_address(&supply.address);
    world
        .send(&[forged], &[&mallory.owner])
        .refused(MarketplaceError::WrongSupplierUsage);
}

#[test]
fn a_malformed_offer_is_refused() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let (args, operator) = (offer_args, supply.operator.pubkey());
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
                notice_hours: 721,
                ..args()
            },
            MarketplaceError::OfferNotice,
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
        let create = client::create_offer(&operator, &supply.address, 1, args.clone());
        let edit = client::edit_offer(
            &client::OfferAccounts {
                authority: operator,
                supplier: supply.address,
                offer,
            },
            args,
        );
        for instruction in [create, edit] {
            let outcome = world.send(&[instruction], &[&supply.operator]);
            outcome.refused(error);
        }
    }
}

#[test]
fn p19_the_market_is_initialised_by_the_upgrade_authority_with_the_right_mints() {
    let mut world = World::new();
    let mallory = world.person("mallory", 0, 0);
    let (io, usdc) = (world.io, world.usdc);
    let mut bare = World::bare();
    let authority = key("authority");
    let create = io_client::spl::create_mint(
        &bare.account_rent(),
        &authority.pubkey(),
        &io,
        &authority.pubkey(),
        8,
    );
    bare.must(&create, &[&authority, &key("io mint")]);
    let initialize = |signer: &Keypair, io: &Pubkey, usdc: &Pubkey| {
        client::initialize(
            &signer.pubkey(),
            &Mints {
                io: *io,
                usdc: *usdc,
            },
            mallory.pubkey(),
        )
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

#[test]
fn an_edit_touches_reservations_to_come_only() {
    let mut world = World::new();
    let (supply, mallory) = (world.supplier("alice"), world.supplier("mallory"));
    let offer = world.offer(&supply, offer_args());
    let reserved = world.reserve("bob", &supply, offer, HOUR_IN_USDC);
    let before = world.reservation(&reserved);
    let carol = world.person("carol", 0, 1_000);
    let seen = world.reserve_args(&offer, HOUR_IN_USDC);

    let (operator, address) = (supply.operator.pubkey(), supply.address);
    let pricier = || OfferArgs {
        price_micro_usd: 3 * ONE_USDC,
        gpus: 4,
        ..offer_args()
    };
    let edit = client::edit_offer(
        &client::OfferAccounts {
            authority: operator,
            supplier: address,
            offer,
        },
        pricier(),
    );
    world.must(&[edit], &[&supply.operator]);
    assert_eq!(world.reservation(&reserved), before);
    let now: Offer = world.read(&offer);
    assert_eq!(
        (now.price_micro_usd, now.gpus, now.reserved, now.revision),
        (3 * ONE_USDC, 4, 1, 1)
    );
    let refused = world.try_reserve(&carol, &supply, &offer, seen);
    refused.refused(MarketplaceError::OfferEdited);
    let seen = world.reserve_args(&offer, HOUR_IN_USDC);
    world.try_reserve(&carol, &supply, &offer, seen).unwrap();

    let free = OfferArgs {
        price_micro_usd: 0,
        ..offer_args()
    };
    let free = client::edit_offer(
        &client::OfferAccounts {
            authority: operator,
            supplier: address,
            offer,
        },
        free,
    );
    world
        .send(&[free], &[&supply.operator])
        .refused(MarketplaceError::OfferWithoutPrice);
    let signer = &mallory.operator;
    let theirs = client::edit_offer(
        &client::OfferAccounts {
            authority: signer.pubkey(),
            supplier: address,
            offer,
        },
        pricier(),
    );
    world
        .send(&[theirs], &[signer])
        .refused(MarketplaceError::NotSupplier);
    let theirs = client::edit_offer(
        &client::OfferAccounts {
            authority: signer.pubkey(),
            supplier: mallory.address,
            offer,
        },
        pricier(),
    );
    world
        .send(&[theirs], &[signer])
        .refused(MarketplaceError::WrongSupplier);
}

#[test]
fn a_paused_offer_takes_nobody_and_a_closed_one_gives_its_rent_back() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, HOUR_IN_USDC);
    let (operator, address) = (supply.operator.pubkey(), supply.address);
    let owner = supply.owner.pubkey();
    let pause = |paused| {
        client::set_offer_paused(
            &client::OfferAccounts {
                authority: operator,
                supplier: address,
                offer,
            },
            paused,
        )
    };
    world.must(&[pause(true)], &[&supply.operator]);
    let carol = world.person("carol", 0, 1_000);
    let seen = world.reserve_args(&offer, HOUR_IN_USDC);
    let refused = world.try_reserve(&carol, &supply, &offer, seen);
    refused.refused(MarketplaceError::OfferPaused);
    // What is reserved goes on, and keeps the offer.
    world.start(&supply, &rental).unwrap();
    let close = client::close_offer(
        &client::OfferAccounts {
            authority: operator,
            supplier: address,
            offer,
        },
        &owner,
    );
    let refused = world.send(&[close.clone()], &[&supply.operator]);
    refused.refused(MarketplaceError::OfferInUse);
    world.wait(3_600);
    let reservation = world.reservation(&rental);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    world.must(
        &[client::complete(&rental.address, &reservation, &wallet)],
        &[&rental.renter],
    );

    let wrong = client::close_offer(
        &client::OfferAccounts {
            authority: operator,
            supplier: address,
            offer,
        },
        &operator,
    );
    world
        .send(&[wrong], &[&supply.operator])
        .refused(MarketplaceError::NotOwner);
    let thief = client::close_offer(
        &client::OfferAccounts {
            authority: carol.pubkey(),
            supplier: address,
            offer,
        },
        &owner,
    );
    world
        .send(&[thief], &[&carol])
        .refused(MarketplaceError::NotSupplier);
    let lamports = world.lamports(&owner);
    world.must(&[close], &[&supply.operator]);
    assert!(world.lamports(&owner) > lamports);
    // The reservation ends without it, and the next offer has an address of its own.
    world.wait(24 * 3_600);
    world.close_reservation(&supply, &rental).unwrap();
    let next = world.offer(&supply, offer_args());
    assert_ne!(next, offer);
    world.must(
        &[
            client::set_offer_paused(
                &client::OfferAccounts {
                    authority: operator,
                    supplier: address,
                    offer: next,
                },
                true,
            ),
            client::set_offer_paused(
                &client::OfferAccounts {
                    authority: operator,
                    supplier: address,
                    offer: next,
                },
                false,
            ),
        ],
        &[&supply.operator],
    );
    world.attest(&supply, 8, 24).unwrap();
    let seen = world.reserve_args(&next, HOUR_IN_USDC);
    world.try_reserve(&carol, &supply, &next, seen).unwrap();
}
