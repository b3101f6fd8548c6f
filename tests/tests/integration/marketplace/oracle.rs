//! P-17: what a bad price stops, and what it never does. Each check of the oracle, by its own error.

use io_client::marketplace as client;
use io_common::{ids::pyth, CommonError};
use io_tests::{offer_args, Refused, Terms, World};
use io_vm::pyth::Quote;
use marketplace::{
    error::MarketplaceError,
    state::{Currency, Reservation},
};
use solana_account::Account;
use solana_signer::Signer;

const TERMS: Terms = Terms {
    gpus: 1,
    hours: 2,
    currency: Currency::Io,
};

/// Changes to the price account and the error of each.
fn bad_prices(quote: Quote) -> Vec<(Account, CommonError)> {
    let now = quote.publish_time;
    let with = |change: fn(&mut Account)| {
        let mut account = quote.account();
        change(&mut account);
        account
    };
    let quoted = |quote: Quote| quote.account();
    vec![
        (
            with(|account| account.owner = io_common::ids::emissions::ID),
            CommonError::OracleOwner,
        ),
        (
            with(|account| account.data[0] ^= 1),
            CommonError::OracleLayout,
        ),
        (
            with(|account| account.data.truncate(133)),
            CommonError::OracleLayout,
        ),
        (
            with(|account| account.data[40] = 0),
            CommonError::OracleUnverified,
        ),
        (
            with(|account| account.data[41] ^= 1),
            CommonError::OracleFeed,
        ),
        // The exponent follows feed, price and confidence: -8 becomes -3 and -13.
        (
            with(|account| account.data[89] = 0xfd),
            CommonError::OracleExponent,
        ),
        (
            with(|account| account.data[89] = 0xf3),
            CommonError::OracleExponent,
        ),
        (
            quoted(Quote { price: 0, ..quote }),
            CommonError::OracleNotPositive,
        ),
        (
            quoted(Quote { ema: -1, ..quote }),
            CommonError::OracleNotPositive,
        ),
        (
            quoted(Quote {
                publish_time: now - 61,
                ..quote
            }),
            CommonError::OracleStale,
        ),
        (
            quoted(Quote {
                publish_time: now + 31,
                ..quote
            }),
            CommonError::OracleFuture,
        ),
        (
            quoted(Quote {
                confidence: 500_001,
                ..quote
            }),
            CommonError::OracleConfidence,
        ),
        (
            quoted(Quote {
                price: 27_500_001,
                ..quote
            }),
            CommonError::OracleDeviation,
        ),
        (
            quoted(Quote {
                price: 22_499_999,
                ..quote
            }),
            CommonError::OracleDeviation,
        ),
        (
            quoted(Quote {
                price: 99_999,
                ema: 99_999,
                ..quote
            }),
            CommonError::OracleBand,
        ),
    ]
}

#[test]
fn p17_a_bad_price_refuses_new_reservations_in_io() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let bob = world.person("bob", 1_000, 1_000);
    let args = world.reserve_args(&offer, TERMS);
    let publish_time = world.now();
    let quote = Quote {
        price: 25_000_000,
        confidence: 0,
        ema: 25_000_000,
        publish_time,
    };
    for (account, error) in bad_prices(quote) {
        world.vm.set_account(world.price, account).unwrap();
        world
            .try_reserve(&bob, &supply, &offer, args.clone())
            .refused(error);
    }
    let without = client::ReserveAccounts {
        renter: bob.pubkey(),
        payer: bob.pubkey(),
        supplier: supply.address,
        offer,
        mint: world.io,
        payer_tokens: world.io_wallet(&bob.pubkey()),
        price: None,
    };
    let refused = world.send(&[client::reserve(&without, args.clone())], &[&bob]);
    refused.refused(MarketplaceError::PriceMissing);

    // The limits themselves are good prices, from either receiver.
    for quote in [
        Quote {
            publish_time: publish_time - 60,
            ..quote
        },
        Quote {
            confidence: 500_000,
            ..quote
        },
        Quote {
            price: 27_500_000,
            confidence: 0,
            ..quote
        },
    ] {
        world.set_quote(&quote);
        let address = client::reservation_address(&bob.pubkey(), args.number);
        world
            .try_reserve(&bob, &supply, &offer, args.clone())
            .unwrap();
        world.vm.set_account(address, Account::default()).unwrap();
        let escrow = client::escrow_address(&address);
        world.vm.set_account(escrow, Account::default()).unwrap();
    }
    let next = Account {
        owner: pyth::NEXT_RECEIVER,
        ..quote.account()
    };
    world.vm.set_account(world.price, next).unwrap();
    world.try_reserve(&bob, &supply, &offer, args).unwrap();
}

/// The choice that a renter has: among the prices of 60 seconds. It saves what the price fell in them, and nothing older.
#[test]
fn a_renter_in_io_picks_among_the_prices_of_a_minute() {
    let locked = |price: i64, age: i64| {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let offer = world.offer(&supply, offer_args());
        let bob = world.person("bob", 1_000, 1_000);
        let args = world.reserve_args(&offer, TERMS);
        let publish_time = world.now() - age;
        world.set_quote(&Quote {
            price,
            confidence: 0,
            ema: 25_000_000,
            publish_time,
        });
        let outcome = world.try_reserve(&bob, &supply, &offer, args.clone());
        if age > 60 {
            outcome.refused(CommonError::OracleStale);
            return 0;
        }
        outcome.unwrap();
        let address = client::reservation_address(&bob.pubkey(), args.number);
        world.read::<Reservation>(&address).locked
    };
    // IO falls by 5 % within a minute.
    let (fresh, oldest) = (locked(23_750_000, 0), locked(25_000_000, 60));
    assert_eq!(
        (oldest * 1_000 + fresh / 2) / fresh,
        950,
        "{oldest} of {fresh}"
    );
    assert_eq!(locked(25_000_000, 61), 0);
}

#[test]
fn p17_without_any_price_usdc_is_taken_and_every_exit_works() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TERMS);
    world
        .vm
        .set_account(world.price, Account::default())
        .unwrap();
    let carol = world.person("carol", 0, 1_000);
    let usdc = world.reserve_args(
        &offer,
        Terms {
            currency: Currency::Usdc,
            ..TERMS
        },
    );
    world.try_reserve(&carol, &supply, &offer, usdc).unwrap();

    world.start(&supply, &rental).unwrap();
    world.wait(3_600);
    world.settle_reservation(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    let wallet = world.io_wallet(&rental.renter.pubkey());
    world.must(
        &[client::terminate(
            &rental.renter.pubkey(),
            &rental.address,
            &reservation,
            &wallet,
        )],
        &[&rental.renter],
    );
    world.wait(24 * 3_600);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.io_of(&supply.payout.pubkey()) > 0);
}
