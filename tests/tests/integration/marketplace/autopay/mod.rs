//! P-20: extensions from the payer's wallet, within what it allows.

mod attacks;
mod closing;
mod limits;
mod shortage;

use io_common::constants::{HOUR, ONE_USDC};
use io_tests::{autopay_args, offer_args, Rental, Supply, Terms, World};
use marketplace::state::{Currency, Offer, OfferArgs};
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Five hours at four dollars an hour, and the renter's fee.
const FIVE_HOURS_PAID: u64 = 5 * 4 * ONE_USDC * 10_225 / 10_000;

/// Bob's ten hours at alice's supplier, paid by carol from 1,000 USDC, with an autopay of 100 USDC that she has
/// approved.
fn rented() -> (World, Supply, Rental) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let both = [world.person("bob", 0, 0), world.person("carol", 0, 1_000)];
    let rental = world.reserve_paid(both, &supply, offer, TEN_HOURS);
    world.start(&supply, &rental).unwrap();
    let args = autopay_args();
    world.set_autopay(&rental, args).unwrap();
    world.approve_autopay(&rental, args.left);
    (world, supply, rental)
}

/// The same, an hour before the end.
fn due() -> (World, Supply, Rental) {
    let (mut world, supply, rental) = rented();
    world.wait(9 * HOUR);
    (world, supply, rental)
}

/// The operator changes the offer.
fn edit(world: &mut World, supply: &Supply, rental: &Rental, args: OfferArgs) {
    use io_client::marketplace::{edit_offer, OfferAccounts};
    let operator = &supply.operator;
    let accounts = OfferAccounts {
        authority: operator.pubkey(),
        supplier: supply.address,
        offer: rental.offer,
    };
    world.must(&[edit_offer(&accounts, args)], &[operator]);
    assert!(world.read::<Offer>(&rental.offer).revision > 0);
}
