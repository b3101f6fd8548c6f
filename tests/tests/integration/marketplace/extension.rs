//! More time: what it costs, and who may have it.

use ::emissions::error::EmissionsError;
use bytemuck::Zeroable;
use io_client::{emissions, marketplace as client};
use io_common::constants::{HOUR, ONE_IO, ONE_USDC};
use io_tests::{offer_args, Refused, Rental, Supply, Terms, World, OWN_STAKE};
use marketplace::{
    error::MarketplaceError,
    instructions::{ExtendArgs, ReserveArgs},
    state::{Currency, OfferArgs, Reservation},
};
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;

fn rented(terms: Terms) -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, terms);
    world.wait(HOUR);
    (world, supply, rental)
}

fn edit(world: &mut World, supply: &Supply, rental: &Rental, args: OfferArgs) {
    let operator = &supply.operator;
    let edit = client::edit_offer(
        &client::OfferAccounts {
            authority: operator.pubkey(),
            supplier: supply.address,
            offer: rental.offer,
        },
        args,
    );
    world.must(&[edit], &[operator]);
}

#[test]
fn p13_an_extension_is_paid_at_the_offers_present_price_and_metered_behind_the_rest() {
    let (mut world, supply, rental) = rented(TEN_HOURS);
    let pricier = OfferArgs {
        price_micro_usd: 3 * ONE_USDC,
        ..offer_args()
    };
    edit(&mut world, &supply, &rental, pricier);
    let (before, end) = (
        world.usdc_of(&rental.renter.pubkey()),
        world.reservation(&rental).ends_at().unwrap(),
    );
    let args = world.extend_args(&rental, 5);
    world.extend(&rental, args).unwrap();
    let reservation = world.reservation(&rental);
    let gross = 10 * HOURLY + 5 * 6 * ONE_USDC;
    assert_eq!(reservation.payable, gross);
    assert_eq!(reservation.locked, gross + (gross * 225).div_ceil(10_000));
    let paid = before - world.usdc_of(&rental.renter.pubkey());
    assert_eq!(paid, 30 * ONE_USDC * 10_225 / 10_000);
    assert_eq!(reservation.ends_at().unwrap(), end + 5 * HOUR);
    world.assert_conserved(&rental);

    // Terminated in the second segment, that one is paid at its own rate.
    world.wait(11 * HOUR);
    world.terminate(&rental).unwrap();
    let used = 10 * HOURLY + 2 * 6 * ONE_USDC;
    assert_eq!(world.reservation(&rental).payable, used);
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let fee = (used * 225).div_ceil(10_000);
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), used - fee);
    world.assert_closed(&supply, &rental);
}

#[test]
fn an_extension_in_io_is_converted_again() {
    let (mut world, _, rental) = rented(Terms {
        currency: Currency::Io,
        ..TEN_HOURS
    });
    world.set_price(0.5);
    let locked = world.reservation(&rental).locked;
    let args = world.extend_args(&rental, 10);
    world.extend(&rental, args).unwrap();
    let reservation = world.reservation(&rental);
    // Half as many IO for as many hours.
    assert_eq!(reservation.segments.rates[..2], [16 * ONE_IO, 8 * ONE_IO]);
    assert_eq!(reservation.locked, locked + locked / 2);
    // No more hours than the offer takes in IO in one piece, and only with a price.
    let long = world.extend_args(&rental, 169);
    let refused = world.extend(&rental, long);
    refused.refused(MarketplaceError::IoHoursOutOfRange);
    let args = world.extend_args(&rental, 10);
    let wallet = world.io_wallet(&rental.renter.pubkey());
    let without = client::extend(&rental.address, &reservation, &wallet, None, args).unwrap();
    let refused = world.send(&[without], &[&rental.renter]);
    refused.refused(MarketplaceError::PriceMissing);
}

/// The least hours are those of the stay, which has them: it goes on by as many as fit the longest stay.
#[test]
fn an_offer_of_one_length_is_extended_by_the_hours_that_have_passed() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let args = OfferArgs {
        min_hours: 10,
        max_hours: 10,
        ..offer_args()
    };
    let offer = world.offer(&supply, args);
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    world.start(&supply, &rental).unwrap();
    world.wait(HOUR);
    for (hours, refusal) in [
        (0, MarketplaceError::HoursOutOfRange),
        (2, MarketplaceError::EndsTooLate),
        (10, MarketplaceError::EndsTooLate),
        (11, MarketplaceError::HoursOutOfRange),
    ] {
        let args = world.extend_args(&rental, hours);
        world.extend(&rental, args).refused(refusal);
    }
    let hour = world.extend_args(&rental, 1);
    world.extend(&rental, hour).unwrap();
    // The least hours stay those of the reservation.
    world.terminate(&rental).unwrap();
    assert_eq!(world.reservation(&rental).payable, 10 * HOURLY);
    world.assert_conserved(&rental);
}

/// A price stands for the offer's longest stay and no longer, to the second.
#[test]
fn no_extension_ends_further_ahead_than_the_longest_stay() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    for (number, currency, longest) in [(0, Currency::Io, 168), (1, Currency::Usdc, 500)] {
        let offer = world.offer(&supply, offer_args());
        let terms = Terms {
            gpus: 2,
            hours: longest,
            currency,
        };
        let rental = world.reserve(&format!("renter {number}"), &supply, offer, terms);
        world.wait(7);
        world.start(&supply, &rental).unwrap();
        let hour = world.extend_args(&rental, 1);
        for seconds in [0, HOUR - 1] {
            world.wait(seconds);
            world.set_price(0.25);
            let refused = world.extend(&rental, hour.clone());
            refused.refused(MarketplaceError::EndsTooLate);
        }
        world.wait(1);
        world.extend(&rental, hour).unwrap();
        let hour = world.extend_args(&rental, 1);
        let refused = world.extend(&rental, hour);
        refused.refused(MarketplaceError::EndsTooLate);
        let ends_at = world.reservation(&rental).ends_at().unwrap();
        assert_eq!(ends_at - world.now(), i64::from(longest) * HOUR);
        // The longest stay is that of the present offer.
        world.wait(2 * HOUR);
        world.set_price(0.25);
        let shorter = OfferArgs {
            max_hours: longest - 2,
            ..offer_args()
        };
        edit(&mut world, &supply, &rental, shorter);
        let hour = world.extend_args(&rental, 1);
        let refused = world.extend(&rental, hour);
        refused.refused(MarketplaceError::EndsTooLate);
        world.terminate(&rental).unwrap();
    }
}

/// 168 hours in IO and four times as many on top, in the transaction of the reservation: 840 hours at the price of one moment.
#[test]
fn reservation_and_extensions_in_one_transaction_end_no_later_either() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let renter = world.person("bob", 1_000_000, 0);
    let (me, operator) = (renter.pubkey(), supply.operator.pubkey());
    let tokens = world.io_wallet(&me);
    let price = Some(world.price);
    let mut all = |number: u64, hours: u32, more: u32| {
        let terms = Terms {
            gpus: 1,
            hours,
            currency: Currency::Io,
        };
        let args = ReserveArgs {
            number,
            ..world.reserve_args(&offer, terms)
        };
        let accounts = client::ReserveAccounts {
            renter: me,
            payer: me,
            supplier: supply.address,
            offer,
            mint: world.io,
            payer_tokens: tokens,
            price,
        };
        let address = client::reservation_address(&me, number);
        let reservation = Reservation {
            renter: me,
            payer: me,
            supplier: supply.address,
            offer,
            ..Reservation::zeroed()
        };
        let now = world.now();
        let extend = |count: u32| {
            let extend = ExtendArgs {
                hours: more,
                offer_revision: 0,
                max_amount: u64::MAX,
                ends_at: now + i64::from(hours + count * more) * HOUR,
            };
            client::extend(&address, &reservation, &tokens, price, extend).unwrap()
        };
        let reserve = client::reserve(&accounts, args);
        let start = client::start(
            &client::StartAccounts {
                authority: operator,
                supplier: supply.address,
                reservation: address,
            },
            [5; 32],
        );
        let mut instructions = vec![reserve, start];
        instructions.extend((0..4).map(extend));
        world.send(&instructions, &[&renter, &supply.operator])
    };
    all(1, 168, 168).refused(MarketplaceError::EndsTooLate);
    all(1, 101, 17).refused(MarketplaceError::EndsTooLate);
    all(1, 100, 17).unwrap();
}

#[test]
fn an_extension_is_what_the_offer_says_and_the_renter_allows() {
    let (mut world, supply, rental) = rented(TEN_HOURS);
    let args = world.extend_args(&rental, 10);
    let cost = 10 * HOURLY * 10_225 / 10_000;
    for (args, error) in [
        (
            ExtendArgs {
                offer_revision: 1,
                ..args
            },
            MarketplaceError::OfferEdited,
        ),
        (
            ExtendArgs { hours: 0, ..args },
            MarketplaceError::HoursOutOfRange,
        ),
        (
            ExtendArgs { hours: 501, ..args },
            MarketplaceError::HoursOutOfRange,
        ),
        (
            ExtendArgs {
                max_amount: cost - 1,
                ..args
            },
            MarketplaceError::CostAboveMaximum,
        ),
    ] {
        world.extend(&rental, args).refused(error);
    }
    let stranger = world.person("mallory", 0, 1_000);
    let mut theirs = world.reservation(&rental);
    theirs.payer = stranger.pubkey();
    let wallet = world.usdc_wallet(&stranger.pubkey());
    let forged = client::extend(&rental.address, &theirs, &wallet, None, args.clone()).unwrap();
    let refused = world.send(&[forged], &[&stranger]);
    refused.refused(MarketplaceError::NotPayer);

    // The supplier offers fewer GPUs than it has sold, or nothing for the time being.
    let fewer = OfferArgs {
        gpus: 1,
        ..offer_args()
    };
    edit(&mut world, &supply, &rental, fewer);
    let seen = world.extend_args(&rental, 10);
    let refused = world.extend(&rental, seen);
    refused.refused(MarketplaceError::OfferFull);
    // Its price is now for a longer stay than the one of the terms.
    let longer = OfferArgs {
        min_hours: 2,
        ..offer_args()
    };
    edit(&mut world, &supply, &rental, longer);
    let seen = world.extend_args(&rental, 10);
    let refused = world.extend(&rental, seen);
    refused.refused(MarketplaceError::HoursOutOfRange);
    edit(&mut world, &supply, &rental, offer_args());
    let operator = &supply.operator;
    let pause = |paused| {
        client::set_offer_paused(
            &client::OfferAccounts {
                authority: operator.pubkey(),
                supplier: supply.address,
                offer: rental.offer,
            },
            paused,
        )
    };
    world.must(&[pause(true)], &[operator]);
    let seen = world.extend_args(&rental, 10);
    let refused = world.extend(&rental, seen);
    refused.refused(MarketplaceError::OfferPaused);
    world.must(&[pause(false)], &[operator]);

    for _ in 0..5 {
        let exact = ExtendArgs {
            max_amount: cost,
            ..world.extend_args(&rental, 10)
        };
        world.extend(&rental, exact).unwrap();
    }
    world.assert_conserved(&rental);
}

/// P-28: five rates that are not paid are the most, and more at the last of them is no other.
#[test]
fn p28_a_sixth_rate_waits_until_the_first_is_paid() {
    let (mut world, supply, rental) = rented(TEN_HOURS);
    let at = |world: &mut World, dollars: u64| {
        let args = OfferArgs {
            price_micro_usd: dollars * ONE_USDC,
            ..offer_args()
        };
        edit(world, &supply, &rental, args);
        let seen = world.extend_args(&rental, 10);
        world.extend(&rental, seen)
    };
    for dollars in [2, 3, 4, 5, 6, 6] {
        at(&mut world, dollars).unwrap();
    }
    let refused = at(&mut world, 7);
    refused.refused(MarketplaceError::TooManySegments);
    // The twenty hours of the first are paid a day later; nobody has settled them.
    world.wait(43 * HOUR);
    world.attest(&supply, 8, 24).unwrap();
    let started_at = world.reservation(&rental).started_at;
    let paid_from = started_at + 44 * HOUR;
    let left = paid_from - 1 - world.now();
    world.wait(left);
    let refused = at(&mut world, 7);
    refused.refused(MarketplaceError::TooManySegments);
    world.wait(1);
    at(&mut world, 7).unwrap();
    let segments = world.reservation(&rental).segments;
    assert_eq!(
        (segments.base_seconds, segments.base_gross),
        (20 * 3_600, 80 * ONE_USDC)
    );
    assert_eq!(
        segments.rates,
        [6, 8, 10, 12, 14].map(|dollars| dollars * ONE_USDC)
    );
    world.assert_conserved(&rental);
    world.wait(36 * HOUR);
    world.complete(&rental).unwrap();
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let price = (80 + 60 + 80 + 100 + 240 + 140) * ONE_USDC;
    assert_eq!(
        world.usdc_of(&supply.payout.pubkey()),
        price - (price * 225).div_ceil(10_000)
    );
    world.assert_closed(&supply, &rental);
}

#[test]
fn only_what_runs_is_extended() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    let args = world.extend_args(&rental, 1);
    let refused = world.extend(&rental, args.clone());
    refused.refused(MarketplaceError::NotActive);
    world.start(&supply, &rental).unwrap();
    world.wait(10 * HOUR);
    let args = world.extend_args(&rental, 1);
    let refused = world.extend(&rental, args.clone());
    refused.refused(MarketplaceError::TimeIsOver);
    world.complete(&rental).unwrap();
    let refused = world.extend(&rental, args);
    refused.refused(MarketplaceError::NotActive);
}

/// A transaction that is sent again, or by two at once, extends once.
#[test]
fn p29_the_same_extension_is_not_made_twice() {
    let (mut world, _, rental) = rented(TEN_HOURS);
    let args = world.extend_args(&rental, 3);
    for earlier in [1, HOUR] {
        let moved = ExtendArgs {
            ends_at: args.ends_at - earlier,
            ..args
        };
        let refused = world.extend(&rental, moved);
        refused.refused(MarketplaceError::EndMoved);
    }
    world.extend(&rental, args.clone()).unwrap();
    world.wait(1);
    let again = world.extend(&rental, args);
    again.refused(MarketplaceError::EndMoved);
    let more = world.extend_args(&rental, 3);
    world.extend(&rental, more).unwrap();
    world.assert_conserved(&rental);
}

#[test]
fn attestation_and_stake_stand_behind_every_extension() {
    let (mut world, supply, rental) = rented(TEN_HOURS);
    // The council has attested fewer since.
    world.attest(&supply, 1, 24).unwrap();
    let args = world.extend_args(&rental, 1);
    let refused = world.extend(&rental, args.clone());
    refused.refused(MarketplaceError::NotAttested);
    world.wait(1);
    world.attest(&supply, 8, 1).unwrap();
    world.extend(&rental, args).unwrap();
    // The owner cannot unstake what backs the two GPUs, but delegators who share that may go.
    let carol = world.staker("carol", &supply, 2_000);
    world.catch_up(&[supply.address]);
    let owner = supply.owner.pubkey();
    let unstake = |left: u64| {
        let amount = Some((OWN_STAKE - left) * ONE_IO);
        emissions::unstake_own(&owner, &supply.address, amount)
    };
    let refused = world.send(&[unstake(1_999)], &[&supply.owner]);
    refused.refused(EmissionsError::BacksReservations);
    world.must(&[unstake(2_000)], &[&supply.owner]);
    let args = world.extend_args(&rental, 1);
    world.extend(&rental, args).unwrap();
    let leaves = emissions::unstake(
        &emissions::DelegationKeys {
            staker: carol.pubkey(),
            supplier: supply.address,
        },
        Some(ONE_IO),
    );
    world.must(&[leaves], &[&carol]);
    let args = world.extend_args(&rental, 1);
    let refused = world.extend(&rental, args.clone());
    refused.refused(MarketplaceError::NotBacked);
    // Once the attestation has run out, nothing at all.
    world.wait(HOUR);
    let refused = world.extend(&rental, args);
    refused.refused(MarketplaceError::NotAttested);
}

#[test]
fn an_extension_is_of_the_reservations_own_accounts() {
    let (mut world, supply, rental) = rented(TEN_HOURS);
    let other = world.supplier("carol");
    let other_offer = world.offer(&other, offer_args());
    let args = world.extend_args(&rental, 1);
    let reservation = world.reservation(&rental);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let extend = client::extend(&rental.address, &reservation, &wallet, None, args).unwrap();
    let swap = |pairs: &[(_, _)]| {
        let mut swapped = extend.clone();
        for meta in &mut swapped.accounts {
            for (from, to) in pairs {
                if meta.pubkey == *from {
                    meta.pubkey = *to;
                }
            }
        }
        swapped
    };
    let (usage, other_usage) = (
        client::supplier_usage_address(&supply.address),
        client::supplier_usage_address(&other.address),
    );
    let theirs = world.usdc_wallet(&supply.payout.pubkey());
    for (wrong, error) in [
        (
            swap(&[(rental.offer, other_offer)]),
            MarketplaceError::WrongOffer,
        ),
        (
            swap(&[(usage, other_usage)]),
            MarketplaceError::WrongSupplierUsage,
        ),
        (
            swap(&[(supply.address, other.address), (usage, other_usage)]),
            MarketplaceError::WrongSupplier,
        ),
        (
            swap(&[(rental.escrow, theirs)]),
            MarketplaceError::WrongEscrow,
        ),
    ] {
        world.send(&[wrong], &[&rental.renter]).refused(error);
    }
    // Another's tokens, or those of the escrow itself: the token program asks for their owner.
    for tokens in [theirs, rental.escrow] {
        world
            .send(&[swap(&[(wallet, tokens)])], &[&rental.renter])
            .refused_by(anchor_spl::token::ID);
    }
}
