//! Fees that leave before the end.

use io_client::marketplace as client;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::{HOUR, ONE_USDC},
};
use io_tests::{offer_args, Refused, Terms, World};
use marketplace::{error::MarketplaceError, quote, state::Currency};
use solana_signer::Signer;

const THREE_DAYS: Terms = Terms {
    gpus: 2,
    hours: 72,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;

/// The fees of both sides.
fn fees(gross: u64) -> u64 {
    2 * (gross * 225).div_ceil(10_000)
}

#[test]
fn p13_earned_fees_are_sent_early_and_never_twice() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, THREE_DAYS);
    world.sweep_fees(&rental).unwrap();
    assert_eq!(world.balance(&USDC_VAULT.address), 0, "nothing is earned");
    for hours in [25, 10, 7] {
        world.wait(hours * HOUR + 1);
        let now = world.now();
        let before = world.balance(&USDC_VAULT.address);
        let quoted = quote::fees_to_sweep(&world.reservation(&rental), now).unwrap();
        world.sweep_fees(&rental).unwrap();
        assert_eq!(world.balance(&USDC_VAULT.address) - before, quoted);
        world.assert_conserved(&rental);
        world.sweep_fees(&rental).unwrap();
        assert_eq!(world.balance(&USDC_VAULT.address) - before, quoted);
    }
    // However often they are swept: those of the total.
    let settled = 18 * HOURLY + 3 * HOURLY / 3_600;
    assert_eq!(world.balance(&USDC_VAULT.address), fees(settled));
    assert_eq!(world.usage(&supply).service.fees_usdc, fees(settled));
    world.wait(30 * HOUR);
    world.complete(&rental).unwrap();
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.balance(&USDC_VAULT.address), fees(72 * HOURLY));
    assert_eq!(world.usage(&supply).service.fees_usdc, fees(72 * HOURLY));
    world.assert_closed(&supply, &rental);
}

#[test]
fn fees_go_to_the_vault_of_the_currency_and_wait_while_it_is_frozen() {
    let mut world = World::new();
    let (supply, other) = (world.supplier("alice"), world.supplier("carol"));
    let rental = world.rent("bob", &supply, THREE_DAYS);
    world.offer(&other, offer_args());
    world.wait(34 * HOUR);
    world.freeze(&USDC_VAULT.address);
    world.sweep_fees(&rental).unwrap();
    assert_eq!(world.balance(&USDC_VAULT.address), 0);
    world.assert_conserved(&rental);
    world.thaw(&USDC_VAULT.address);

    let reservation = world.reservation(&rental);
    let sweep = client::sweep_fees(&rental.address, &reservation).unwrap();
    let swap = |from, to| {
        let mut swapped = sweep.clone();
        for meta in &mut swapped.accounts {
            if meta.pubkey == from {
                meta.pubkey = to;
            }
        }
        swapped
    };
    let (usage, other_usage) = (
        client::supplier_usage_address(&supply.address),
        client::supplier_usage_address(&other.address),
    );
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    for (wrong, error) in [
        (
            swap(USDC_VAULT.address, IO_VAULT.address),
            MarketplaceError::WrongVault,
        ),
        (
            swap(USDC_VAULT.address, wallet),
            MarketplaceError::WrongVault,
        ),
        (
            swap(usage, other_usage),
            MarketplaceError::WrongSupplierUsage,
        ),
        (swap(rental.escrow, wallet), MarketplaceError::WrongEscrow),
    ] {
        world.send(&[wrong], &[&rental.renter]).refused(error);
    }
    world.sweep_fees(&rental).unwrap();
    assert_eq!(world.balance(&USDC_VAULT.address), fees(10 * HOURLY));
}

/// Three reservations of a third each pay no less in fees than one of the whole.
#[test]
fn no_fee_is_lowered_by_splitting() {
    let paid = |parts: u32| {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let offer = world.offer(
            &supply,
            marketplace::state::OfferArgs {
                price_micro_usd: 3_333_333,
                ..offer_args()
            },
        );
        let mut rentals = vec![];
        for part in 0..parts {
            let terms = Terms {
                gpus: 6 / parts,
                hours: 1,
                currency: Currency::Usdc,
            };
            let rental = world.reserve(&format!("renter {part}"), &supply, offer, terms);
            world.start(&supply, &rental).unwrap();
            rentals.push(rental);
        }
        world.wait(25 * HOUR);
        for rental in &rentals {
            world.complete(rental).unwrap();
            world.close_reservation(&supply, rental).unwrap();
            assert_ne!(rental.renter.pubkey(), supply.payout.pubkey());
        }
        world.balance(&USDC_VAULT.address)
    };
    let whole = paid(1);
    assert_eq!(whole, fees(6 * 3_333_333));
    assert!(paid(3) >= whole && paid(6) >= whole);
}
