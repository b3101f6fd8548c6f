//! More time, an outage, two disputes, and leaving.

use ::marketplace::state::{Currency, Decision};
use anchor_lang::prelude::Pubkey;
use io_client::marketplace::{self, Agreement};
use io_common::constants::{DAY, HOUR};
use solana_signer::Signer;

use super::{council, names, Tour};
use crate::{key, offer_args, Rental, Supply, Terms};

pub(super) fn tour(tour: &mut Tour, supply: &Supply, offer: Pubkey) {
    let rental = extended(tour, supply, offer, Currency::Usdc);
    outage(tour, &rental);
    disputes(tour, supply, &rental);
    let rental = extended(tour, supply, offer, Currency::Io);
    decided_one_by_one(tour, &rental);
}

pub(super) fn name(currency: Currency) -> &'static str {
    match currency {
        Currency::Io => "IO",
        Currency::Usdc => "USDC",
    }
}

/// A reservation of 30 hours and two more.
fn extended(tour: &mut Tour, supply: &Supply, offer: Pubkey, currency: Currency) -> Rental {
    let terms = Terms {
        gpus: 1,
        hours: 30,
        currency,
    };
    tour.world.wait(60);
    tour.world.attest(supply, 8, 24).unwrap();
    tour.world.set_price(0.25);
    let renter = names::renter(&format!("lasting {}", name(currency)));
    let rental = tour.world.reserve(&renter, supply, offer, terms);
    tour.world.start(supply, &rental).unwrap();
    let neighbour = tour
        .world
        .supplier(&format!("neighbour in {}", name(currency)));
    tour.world.offer(&neighbour, offer_args());
    tour.world.wait(30);
    let reservation = tour.world.reservation(&rental);
    let (_, from) = tour.world.wallet_in(currency, &rental.renter.pubkey());
    let (args, price) = (tour.world.extend_args(&rental, 2), Some(tour.world.price));
    let extend = marketplace::extend(&rental.address, &reservation, &from, price, args);
    tour.stop(("extend", name(currency)), extend, &[&rental.renter]);
    rental
}

/// With as many segments as there can be.
fn outage(tour: &mut Tour, rental: &Rental) {
    for _ in 0..3 {
        let args = tour.world.extend_args(rental, 2);
        tour.world.extend(rental, args).unwrap();
    }
    let [first, second, _] = tour.world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let down = tour.world.outage_report(true, 30);
    let report = marketplace::report_outage(Agreement::Signed(&attestors), &rental.address, down);
    let signers = [&key("authority"), &first, &second];
    tour.stop("report_outage", report, &signers);
    tour.world.wait(60);
    let up = tour.world.outage_report(false, 0);
    let hash = up.hash(&rental.address).unwrap();
    council::approve(tour, hash);
    let report = marketplace::report_outage(Agreement::Approved(hash), &rental.address, up);
    tour.stop(("report_outage", "approved"), report, &[&key("authority")]);
    tour.world.wait(60);
}

/// One is decided, one expires; between them the renter leaves.
fn disputes(tour: &mut Tour, supply: &Supply, rental: &Rental) {
    let anyone = key("authority");
    let (address, renter) = (&rental.address, &rental.renter);
    let reservation = tour.world.reservation(rental);
    let to = tour.world.usdc_wallet(&supply.payout.pubkey());
    let back = tour.world.usdc_wallet(&renter.pubkey());
    let dispute = marketplace::open_dispute(address, &reservation, &back, u64::MAX);
    tour.stop("open_dispute", dispute.clone(), &[renter]);
    tour.world.wait(25 * HOUR);
    let settle = marketplace::settle(address, &reservation, &to);
    let what = ("settle", "5 segments and a dispute");
    tour.stop(what, settle, &[&anyone]);

    let [first, second, _] = tour.world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let decision = Decision {
        made_at: tour.world.now(),
        renter_bps: 5_000,
    };
    let signed = Agreement::Signed(&attestors);
    let decide = marketplace::decide_dispute(signed, address, &back, decision);
    tour.stop("decide_dispute", decide, &[&anyone, &first, &second]);
    tour.world.wait(1);
    tour.world.report(rental, true, 0).unwrap();
    tour.world.wait(2 * HOUR);
    let leave = marketplace::leave(address, &reservation, &back);
    tour.stop("leave", leave, &[renter]);
    tour.world.must(&[dispute], &[renter]);
    tour.world.wait(7 * DAY + 1);
    let expire = marketplace::expire_dispute(address, &back);
    tour.stop("expire_dispute", expire, &[&anyone]);
}

/// The attestors approve the decision one by one.
fn decided_one_by_one(tour: &mut Tour, rental: &Rental) {
    tour.world.wait(HOUR);
    tour.world.dispute(rental).unwrap();
    tour.world.wait(1);
    let decision = Decision {
        made_at: tour.world.now(),
        renter_bps: 10_000,
    };
    let hash = decision.hash(&rental.address).unwrap();
    council::approve(tour, hash);
    let back = tour.world.io_wallet(&rental.renter.pubkey());
    let approved = Agreement::Approved(hash);
    let decide = marketplace::decide_dispute(approved, &rental.address, &back, decision);
    let what = ("decide_dispute", "approved");
    tour.stop(what, decide, &[&key("authority")]);
    over(tour, rental);
}

/// The time is over, and some of it was down.
fn over(tour: &mut Tour, rental: &Rental) {
    tour.world.wait(1);
    tour.world.report(rental, true, 0).unwrap();
    tour.world.wait(2 * DAY);
    let reservation = tour.world.reservation(rental);
    let back = tour.world.io_wallet(&rental.renter.pubkey());
    let end = marketplace::end(&rental.address, &reservation, &back);
    let what = ("end", "with time down");
    tour.stop(what, end, &[&key("authority")]);
}
