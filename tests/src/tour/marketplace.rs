//! The marketplace program: offers, and reservations with every end but those of bad service.

use ::marketplace::state::Currency;
use anchor_lang::prelude::Pubkey;
use io_client::{marketplace, spl};
use io_common::{
    addresses::USDC_VAULT,
    constants::{DAY, HOUR, ONE_USDC},
};
use solana_signer::Signer;

use super::{names, quality, Tour};
use crate::{key, offer_args, Rental, Supply, Terms};

pub(super) fn tour(tour: &mut Tour) {
    let supply = tour.world.supplier(&names::supplier("supplier"));
    let neighbour = tour.world.supplier("neighbour");
    let (owner, address) = (&neighbour.owner, &neighbour.address);
    let open = marketplace::open_book(&owner.pubkey(), address);
    tour.world.must(&[open], &[owner]);
    let offer = offers(tour, &supply);
    tour.world.offer(&neighbour, offer_args());
    in_usdc(tour, &supply, offer);
    in_io(tour, &supply, offer);
    quality::tour(tour, &supply, offer);
    frozen(tour, &supply, offer);
}

fn offers(tour: &mut Tour, supply: &Supply) -> Pubkey {
    let (owner, operator) = (supply.owner.pubkey(), supply.operator.pubkey());
    let (address, by_operator) = (supply.address, [&supply.operator]);
    let open = marketplace::open_book(&owner, &address);
    tour.stop("open_book", open, &[&supply.owner]);
    let create = marketplace::create_offer(&operator, &address, 0, offer_args());
    tour.stop("create_offer", create, &by_operator);
    let offer = marketplace::offer_address(&address, 0);
    let edit = marketplace::edit_offer(&operator, &address, &offer, offer_args());
    tour.stop("edit_offer", edit, &by_operator);
    let pause = marketplace::pause_offer(&operator, &address, &offer, false);
    tour.stop("pause_offer", pause, &by_operator);
    tour.give(&offer);
    let reclaim = marketplace::reclaim_rent(&offer, &owner, Some(&address));
    tour.stop(("reclaim_rent", "of an offer"), reclaim, &by_operator);
    let other = tour.world.offer(supply, offer_args());
    let close = marketplace::close_offer(&operator, &address, &owner, &other);
    tour.stop("close_offer", close, &by_operator);
    offer
}

/// Terminated by the renter, and finished.
fn in_usdc(tour: &mut Tour, supply: &Supply, offer: Pubkey) {
    let (anyone, operator) = (key("authority"), supply.operator.pubkey());
    let terms = Terms {
        gpus: 1,
        hours: 48,
        currency: Currency::Usdc,
    };
    let rental = reserve(tour, supply, offer, terms, 12_400);
    let address = &rental.address;
    let start = marketplace::start(&operator, &supply.address, address, [5; 32]);
    tour.stop(("start", 6_000), start, &[&supply.operator]);
    tour.give(address);
    let reclaim = marketplace::reclaim_rent(address, &rental.renter.pubkey(), None);
    let what = ("reclaim_rent", "of a reservation");
    tour.stop(what, reclaim, &[&anyone]);
    tour.world.wait(30 * HOUR);
    let reservation = tour.world.reservation(&rental);
    let to = tour.world.usdc_wallet(&supply.payout.pubkey());
    let back = tour.world.usdc_wallet(&rental.renter.pubkey());
    let sweep = marketplace::sweep_fees(address, &reservation);
    tour.stop(("sweep_fees", 5_740), sweep, &[&anyone]);
    let settle = marketplace::settle(address, &reservation, &to);
    tour.stop(("settle", 6_300), settle, &[&anyone]);
    let terminate = marketplace::terminate(address, &reservation, &back);
    tour.stop(("terminate", 18_000), terminate, &[&rental.renter]);
    tour.world.wait(DAY);
    let finish = marketplace::finish(&anyone.pubkey(), address, &reservation, &to, &back);
    tour.stop(("finish", 10_800), finish, &[&anyone]);
}

/// The other ends, of a reservation each.
fn in_io(tour: &mut Tour, supply: &Supply, offer: Pubkey) {
    let terms = Terms {
        gpus: 1,
        hours: 2,
        currency: Currency::Io,
    };
    for end in ["terminate_by_supplier", "end", "decline", "cancel"] {
        tour.world.wait(60);
        tour.world.attest(supply, 8, 24).unwrap();
        tour.world.set_price(0.25);
        let rental = if end == "terminate_by_supplier" {
            reserve(tour, supply, offer, terms, 35_000)
        } else {
            let name = names::renter(end);
            tour.world.reserve(&name, supply, offer, terms)
        };
        let (address, reservation) = (&rental.address, tour.world.reservation(&rental));
        let back = tour.world.io_wallet(&rental.renter.pubkey());
        if ["terminate_by_supplier", "end"].contains(&end) {
            tour.world.start(supply, &rental).unwrap();
        }
        tour.world.wait(match end {
            "terminate_by_supplier" => HOUR,
            "end" => 2 * HOUR,
            "cancel" => 1_801,
            _ => 0,
        });
        let (owner, operator) = (&supply.owner, &supply.operator);
        let (instruction, signer) = match end {
            "terminate_by_supplier" => {
                let by = owner.pubkey();
                let end = marketplace::terminate_by_supplier(&by, address, &reservation, &back);
                (end, owner)
            }
            "decline" => {
                let by = operator.pubkey();
                let end = marketplace::decline(&by, address, &reservation, &back);
                (end, operator)
            }
            "end" => (marketplace::end(address, &reservation, &back), operator),
            _ => (marketplace::cancel(address, &reservation, &back), operator),
        };
        tour.stop(end, instruction, &[signer]);
    }
}

/// A renter whose account was frozen takes the refund elsewhere.
fn frozen(tour: &mut Tour, supply: &Supply, offer: Pubkey) {
    tour.world.wait(60);
    tour.world.attest(supply, 8, 24).unwrap();
    let terms = Terms {
        gpus: 1,
        hours: 48,
        currency: Currency::Usdc,
    };
    let rental = tour.world.reserve("frozen renter", supply, offer, terms);
    tour.world.start(supply, &rental).unwrap();
    let renter = rental.renter.pubkey();
    let back = tour.world.usdc_wallet(&renter);
    tour.world.freeze(&back);
    tour.world.terminate(&rental).unwrap();
    let reservation = tour.world.reservation(&rental);
    let to = tour.world.usdc_wallet(&supply.payout.pubkey());
    let collect = marketplace::collect(&renter, &rental.address, &reservation, &to);
    tour.stop("collect", collect, &[&rental.renter]);
    donated(tour, supply, offer);
}

/// A refund is owed, somebody has put a token into the escrow, and the fee-burn vault is frozen.
fn donated(tour: &mut Tour, supply: &Supply, offer: Pubkey) {
    let terms = Terms {
        gpus: 1,
        hours: 2,
        currency: Currency::Usdc,
    };
    let rental = tour.world.reserve("refunded", supply, offer, terms);
    let (authority, address) = (key("authority"), &rental.address);
    let give = spl::mint_to(
        &tour.world.usdc,
        &rental.escrow,
        &authority.pubkey(),
        ONE_USDC,
    );
    tour.world.must(&[give], &[&authority]);
    let [to, back, place] = [&supply.payout, &rental.renter, &supply.operator]
        .map(|owner| tour.world.usdc_wallet(&owner.pubkey()));
    tour.world.freeze(&back);
    tour.world.decline(&rental, &supply.operator).unwrap();
    tour.world.thaw(&back);
    tour.world.freeze(&USDC_VAULT.address);
    let reservation = tour.world.reservation(&rental);
    let (by, into) = (supply.operator.pubkey(), [&to, &back]);
    let finish = marketplace::finish_into(&by, address, &reservation, into, Some(place));
    let what = ("finish", "with a refund and a surplus");
    tour.stop(what, finish, &[&supply.operator]);
    tour.world.thaw(&USDC_VAULT.address);
}

fn reserve(tour: &mut Tour, supply: &Supply, offer: Pubkey, terms: Terms, target: u64) -> Rental {
    let currency = quality::name(terms.currency);
    let name = names::renter(currency);
    let renter = tour.world.person(&name, 100_000, 100_000);
    let args = tour.world.reserve_args(&offer, terms);
    let (mint, renter_tokens) = tour.world.wallet_in(terms.currency, &renter.pubkey());
    let booking = marketplace::Booking {
        renter: renter.pubkey(),
        rent_payer: renter.pubkey(),
        supplier: supply.address,
        offer,
        mint,
        renter_tokens,
        price: Some(tour.world.price),
    };
    let address = marketplace::reservation_address(&renter.pubkey(), args.number);
    let reserve = marketplace::reserve(&booking, args);
    tour.stop(("reserve", currency, target), reserve, &[&renter]);
    Rental {
        renter,
        address,
        escrow: marketplace::escrow_address(&address),
        offer,
    }
}
