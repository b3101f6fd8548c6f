//! Reservations: what they cost and who may make them.

use io_client::marketplace as client;
use io_common::{
    constants::{HOUR, ONE_IO, ONE_USDC},
    CommonError,
};
use io_tests::{offer_args, wire::unsigned, Refused, Terms, Wire, World, OWN_STAKE};
use marketplace::{
    error::MarketplaceError,
    instructions::ReserveArgs,
    state::{Currency, OfferArgs, Status},
};
use solana_signer::Signer;

const DAY_IN_USDC: Terms = Terms {
    gpus: 2,
    hours: 24,
    currency: Currency::Usdc,
};
const DAY_IN_IO: Terms = Terms {
    currency: Currency::Io,
    ..DAY_IN_USDC
};

#[test]
fn p13_a_reservation_in_usdc_locks_price_and_fee_in_an_escrow_of_its_own() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, DAY_IN_USDC);
    // 2 GPUs · 24 hours · 2 dollars, and 2.25 % on top
    let locked = 96 * ONE_USDC + 96 * ONE_USDC * 225 / 10_000;
    let reservation = world.reservation(&rental);
    assert!(reservation.is(Status::Reserved));
    assert_eq!(reservation.locked, locked);
    assert_eq!(world.balance(&rental.escrow), locked);
    assert_eq!(
        world.usdc_of(&rental.renter.pubkey()),
        100_000 * ONE_USDC - locked
    );
    assert_eq!(world.usage(&supply).reserved_gpus, 2);
}

#[test]
fn p13_a_reservation_in_io_is_converted_at_the_conservative_price() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    // Spot 26 cents, average 25, confidence 0.1 cents: converted at 24.9 cents.
    let now = world.now();
    world.set_quote(&io_vm::pyth::Quote {
        price: 26_000_000,
        confidence: 100_000,
        ema: 25_000_000,
        publish_time: now,
    });
    let rental = world.reserve("bob", &supply, offer, DAY_IN_IO);
    // 4 dollars an hour at 0.249, rounded up; 24 hours; 0.25 % on top, rounded up.
    let rate = (4_000_000_u64 * 100_000_000).div_ceil(249_000);
    let locked = rate * 24 + (rate * 24 * 25).div_ceil(10_000);
    assert_eq!(world.reservation(&rental).locked, locked);
    assert_eq!(world.balance(&rental.escrow), locked);
    assert_eq!(
        world.io_of(&rental.renter.pubkey()),
        100_000 * ONE_IO - locked
    );
}

#[test]
fn a_reservation_is_what_the_offer_says_and_the_renter_allows() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let both = world.offer(
        &supply,
        OfferArgs {
            min_hours: 2,
            ..offer_args()
        },
    );
    let usdc_only = world.offer(
        &supply,
        OfferArgs {
            currencies: 2,
            ..offer_args()
        },
    );
    let bob = world.person("bob", 100_000, 100_000);
    let args = world.reserve_args(&both, DAY_IN_USDC);
    let in_io = ReserveArgs {
        currency: Currency::Io,
        ..args.clone()
    };
    let cost = 96 * ONE_USDC + 96 * ONE_USDC * 225 / 10_000;
    for (offer, args, error) in [
        (
            both,
            ReserveArgs {
                offer_revision: 2,
                ..args.clone()
            },
            MarketplaceError::OfferEdited,
        ),
        (
            both,
            ReserveArgs {
                gpus: 0,
                ..args.clone()
            },
            MarketplaceError::NoGpus,
        ),
        (
            both,
            ReserveArgs {
                gpus: 9,
                ..args.clone()
            },
            MarketplaceError::OfferFull,
        ),
        (
            both,
            ReserveArgs {
                gpus: u32::MAX,
                ..args.clone()
            },
            MarketplaceError::OfferFull,
        ),
        (
            both,
            ReserveArgs {
                hours: 1,
                ..args.clone()
            },
            MarketplaceError::HoursOutOfRange,
        ),
        (
            both,
            ReserveArgs {
                hours: 501,
                ..args.clone()
            },
            MarketplaceError::HoursOutOfRange,
        ),
        (
            both,
            ReserveArgs {
                hours: 169,
                ..in_io.clone()
            },
            MarketplaceError::IoHoursOutOfRange,
        ),
        (usdc_only, in_io, MarketplaceError::CurrencyNotTaken),
        (
            both,
            ReserveArgs {
                max_amount: cost - 1,
                ..args.clone()
            },
            MarketplaceError::CostAboveMaximum,
        ),
    ] {
        world
            .try_reserve(&bob, &supply, &offer, args)
            .refused(error);
    }
    let exact = ReserveArgs {
        max_amount: cost,
        ..args
    };
    world.try_reserve(&bob, &supply, &both, exact).unwrap();
}

#[test]
fn a_cost_beyond_64_bits_is_an_error_not_a_wrap() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let expensive = world.offer(
        &supply,
        OfferArgs {
            price_micro_usd: u64::MAX,
            ..offer_args()
        },
    );
    let bob = world.person("bob", 0, 1);
    let args = world.reserve_args(&expensive, DAY_IN_USDC);
    world
        .try_reserve(&bob, &supply, &expensive, args)
        .refused(CommonError::MathOverflow);
}

#[test]
fn only_attested_gpus_are_sold_over_all_offers_together() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (first, second) = (
        world.offer(&supply, offer_args()),
        world.offer(&supply, offer_args()),
    );
    world.reserve(
        "bob",
        &supply,
        first,
        Terms {
            gpus: 5,
            ..DAY_IN_USDC
        },
    );
    let carol = world.person("carol", 0, 1_000);
    let four = world.reserve_args(
        &second,
        Terms {
            gpus: 4,
            ..DAY_IN_USDC
        },
    );
    world
        .try_reserve(&carol, &supply, &second, four.clone())
        .refused(MarketplaceError::NotAttested);
    // Once the attestation has run out, nothing at all.
    world.wait(24 * HOUR);
    let one = ReserveArgs { gpus: 1, ..four };
    world
        .try_reserve(&carol, &supply, &second, one)
        .refused(MarketplaceError::NotAttested);
}

#[test]
fn stake_own_and_total_stands_behind_every_gpu_sold() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    world.stake_own(&supply, OWN_STAKE / 4 * ONE_IO).unwrap();
    world.attest(&supply, 8, 24).unwrap();
    let offer = world.offer(&supply, offer_args());
    let bob = world.person("bob", 0, 1_000);
    let reserve = |world: &mut World, number, gpus| {
        let args = world.reserve_args(
            &offer,
            Terms {
                gpus,
                ..DAY_IN_USDC
            },
        );
        world.try_reserve(&bob, &supply, &offer, ReserveArgs { number, ..args })
    };
    // A quarter of the requirement: two of eight.
    reserve(&mut world, 1, 3).refused(MarketplaceError::NotBacked);
    reserve(&mut world, 1, 2).unwrap();
    // Delegators bring the total, but half must be the owner's: four of eight.
    world.staker("carol", &supply, OWN_STAKE);
    reserve(&mut world, 2, 3).refused(MarketplaceError::NotBacked);
    reserve(&mut world, 2, 2).unwrap();
}

#[test]
fn tokens_and_accounts_are_the_reservations_own() {
    let mut world = World::new();
    let (supply, other) = (world.supplier("alice"), world.supplier("carol"));
    let offer = world.offer(&supply, offer_args());
    let bob = world.person("bob", 0, 1_000);
    let args = world.reserve_args(&offer, DAY_IN_USDC);
    let accounts = client::ReserveAccounts {
        renter: bob.pubkey(),
        payer: bob.pubkey(),
        supplier: supply.address,
        offer,
        mint: world.usdc,
        payer_tokens: world.usdc_wallet(&bob.pubkey()),
        price: None,
    };
    let io_for_usdc = client::ReserveAccounts {
        mint: world.io,
        ..accounts
    };
    let reserve = |accounts: &client::ReserveAccounts| client::reserve(accounts, args.clone());
    let refused = world.send(&[reserve(&io_for_usdc)], &[&bob]);
    refused.refused(MarketplaceError::WrongMint);

    // Another's tokens: the token program asks for their owner.
    let stolen = world.usdc_wallet(&supply.payout.pubkey());
    let steal = client::ReserveAccounts {
        payer_tokens: stolen,
        ..accounts
    };
    world
        .send(&[reserve(&steal)], &[&bob])
        .refused_by(anchor_spl::token::ID);

    let (usage, other_usage) = (
        client::supplier_usage_address(&supply.address),
        client::supplier_usage_address(&other.address),
    );
    world.offer(&other, offer_args());
    let mut wrong = reserve(&accounts);
    for meta in &mut wrong.accounts {
        if meta.pubkey == usage {
            meta.pubkey = other_usage;
        }
    }
    world
        .send(&[wrong], &[&bob])
        .refused(MarketplaceError::WrongSupplierUsage);
    // Another supplier with its usage account, but this one's offer.
    let elsewhere = client::ReserveAccounts {
        supplier: other.address,
        ..accounts
    };
    let refused = world.send(&[reserve(&elsewhere)], &[&bob]);
    refused.refused(MarketplaceError::WrongSupplier);
    let reservation = client::reservation_address(&bob.pubkey(), args.number);
    assert!(
        world.account(&reservation).is_none(),
        "nothing was left behind"
    );
}

/// A cluster over as many suppliers, in one transaction paid by the renter.
fn largest_cluster(wire: Wire) -> usize {
    const MOST: u64 = 12;
    let mut world = World::new();
    let bob = world.person("bob", 0, 10_000);
    let mut reserve = Vec::new();
    for number in 0..MOST {
        let supply = world.supplier(&format!("supplier {number}"));
        let offer = world.offer(&supply, offer_args());
        let args = world.reserve_args(&offer, DAY_IN_USDC);
        let accounts = client::ReserveAccounts {
            renter: bob.pubkey(),
            payer: bob.pubkey(),
            supplier: supply.address,
            offer,
            mint: world.usdc,
            payer_tokens: world.usdc_wallet(&bob.pubkey()),
            price: None,
        };
        reserve.push(client::reserve(&accounts, ReserveArgs { number, ..args }));
    }
    // Accounts before a reservation: neither reservations nor escrows.
    let mut known = unsigned(&reserve);
    known.retain(|key| world.account(key).is_some());
    wire.set(&mut world, &known);
    let fits = (1..=reserve.len())
        .rev()
        .find(|count| world.send(&reserve[..*count], &[&bob]).is_ok());
    fits.unwrap()
}

#[test]
fn three_reservations_fit_in_one_transaction() {
    assert_eq!(largest_cluster(Wire::Legacy), 3);
}

#[test]
fn six_reservations_fit_with_a_lookup_table() {
    assert_eq!(largest_cluster(Wire::Table), 6);
}

#[test]
fn ten_reservations_fit_in_version_1() {
    assert_eq!(largest_cluster(Wire::V1), 10);
}
