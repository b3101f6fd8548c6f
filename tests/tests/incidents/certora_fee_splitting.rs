//! Certora, v1 M-01: fees were rounded down, and dodged by splitting a payment into small ones.
//!
//! The same mistake here: a reservation so small, or settled so often, that each fee is below a base unit and rounds to
//! nothing. P-13 holds it: `Terms::renter_fee` and `Terms::supplier_fee` round up, on the running total.

use io_common::{addresses::USDC_VAULT, constants::HOUR};
use io_tests::{offer_args, Rental, Supply, Terms, World};
use marketplace::state::{Currency, OfferArgs};

/// Micro-USD for a GPU-hour: 2.25 % of it are less than one.
const PRICE: u64 = 39;

fn cheap() -> (World, Supply, anchor_lang::prelude::Pubkey) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let args = OfferArgs {
        price_micro_usd: PRICE,
        ..offer_args()
    };
    let offer = world.offer(&supply, args);
    (world, supply, offer)
}

/// Micro-USD in the vault once these have ended by themselves.
fn fees(world: &mut World, supply: &Supply, rentals: &[Rental]) -> u64 {
    world.wait(60 * HOUR);
    for rental in rentals {
        world.complete(rental).unwrap();
    }
    world.wait(24 * HOUR);
    for rental in rentals {
        world.close_reservation(supply, rental).unwrap();
        assert!(world.account(&rental.address).is_none());
    }
    world.balance(&USDC_VAULT.address)
}

#[test]
fn p13_a_renter_of_single_gpu_hours_pays_no_less_than_one_of_all() {
    let terms = |gpus| Terms {
        gpus,
        hours: 1,
        currency: Currency::Usdc,
    };
    let (mut world, supply, offer) = cheap();
    let whole = world.reserve("whole", &supply, offer, terms(8));
    world.start(&supply, &whole).unwrap();
    let whole = fees(&mut world, &supply, &[whole]);
    // 7.02 micro-USD of each side.
    assert_eq!(whole, 2 * 8);

    let (mut world, supply, offer) = cheap();
    let mut parts = vec![];
    for part in 0..8 {
        let rental = world.reserve(&format!("renter {part}"), &supply, offer, terms(1));
        world.start(&supply, &rental).unwrap();
        parts.push(rental);
    }
    // 0.88 of each side, eight times: a base unit each.
    assert_eq!(fees(&mut world, &supply, &parts), 2 * 8);
}

#[test]
fn p13_a_supplier_that_settles_every_quarter_of_an_hour_pays_the_fee_of_the_whole() {
    let paid = |step: i64| {
        let (mut world, supply, offer) = cheap();
        let terms = Terms {
            gpus: 1,
            hours: 40,
            currency: Currency::Usdc,
        };
        let rental = world.reserve("bob", &supply, offer, terms);
        world.start(&supply, &rental).unwrap();
        let steps = if step == 0 { 0 } else { 38 * HOUR / step };
        for _ in 0..steps {
            world.wait(step);
            world.settle_reservation(&supply, &rental).unwrap();
            world.sweep_fees(&rental).unwrap();
            world.assert_conserved(&rental);
        }
        fees(&mut world, &supply, &[rental])
    };
    let once = paid(0);
    assert_eq!(once, 2 * (40 * PRICE * 225).div_ceil(10_000));
    assert_eq!(paid(HOUR / 4), once);
}
