//! More time, an outage, two disputes, and leaving.

use ::marketplace::state::{Currency, DisputeDecision, OfferArgs};
use anchor_lang::prelude::Pubkey;
use io_client::marketplace::{self, Agreement, OfferAccounts};
use io_common::constants::{DAY, HOUR, ONE_USDC};
use solana_signer::Signer;

use super::{council, names, Catalogue, Target};
use crate::{key, offer_args, Rental, Supply, Terms};

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey) {
    let rental = extended(catalogue, supply, offer, Currency::Usdc);
    outage(catalogue, supply, &rental);
    disputes(catalogue, supply, &rental);
    let rental = extended(catalogue, supply, offer, Currency::Io);
    decided_one_by_one(catalogue, &rental);
}

pub(super) fn name(currency: Currency) -> &'static str {
    match currency {
        Currency::Io => "IO",
        Currency::Usdc => "USDC",
    }
}

/// The offer asks another price.
fn asks(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey, dollars: u64) {
    let args = OfferArgs {
        price_micro_usd: dollars * ONE_USDC,
        ..offer_args()
    };
    let operator = &supply.operator;
    let accounts = OfferAccounts {
        authority: operator.pubkey(),
        supplier: supply.address,
        offer,
    };
    let edit = marketplace::edit_offer(&accounts, args);
    catalogue.world.must(&[edit], &[operator]);
}

/// A reservation of 30 hours and two more at another price.
fn extended(
    catalogue: &mut Catalogue,
    supply: &Supply,
    offer: Pubkey,
    currency: Currency,
) -> Rental {
    let terms = Terms {
        gpus: 1,
        hours: 30,
        currency,
    };
    catalogue.world.wait(60);
    catalogue.world.attest(supply, 8, 24).unwrap();
    catalogue.world.set_price(0.25);
    let renter = names::renter(&format!("lasting {}", name(currency)));
    let renter = catalogue.world.person(&renter, 100_000, 100_000);
    let both = [
        renter,
        catalogue.world.person(names::PAYER, 100_000, 100_000),
    ];
    let rental = catalogue.world.reserve_paid(both, supply, offer, terms);
    catalogue.world.start(supply, &rental).unwrap();
    let neighbour = catalogue
        .world
        .supplier(&format!("neighbour in {}", name(currency)));
    catalogue.world.offer(&neighbour, offer_args());
    catalogue.world.wait(30);
    asks(catalogue, supply, offer, 3);
    let reservation = catalogue.world.reservation(&rental);
    let (_, from) = catalogue.world.wallet_in(currency, &rental.payer.pubkey());
    let (args, price) = (
        catalogue.world.extend_args(&rental, 2),
        Some(catalogue.world.price),
    );
    let extend = marketplace::extend(&rental.address, &reservation, &from, price, args).unwrap();
    let units = match currency {
        Currency::Usdc => 6_760,
        Currency::Io => 7_470,
    };
    let target = Target::raised(
        units,
        "it names the end that the payer has read, and shares its code with autopay",
    );
    catalogue.stop(("extend", name(currency), target), extend, &[&rental.payer]);
    asks(catalogue, supply, offer, 2);
    rental
}

/// With as many segments as there can be.
fn outage(catalogue: &mut Catalogue, supply: &Supply, rental: &Rental) {
    for dollars in 4..7 {
        asks(catalogue, supply, rental.offer, dollars);
        let args = catalogue.world.extend_args(rental, 2);
        catalogue.world.extend(rental, args).unwrap();
    }
    asks(catalogue, supply, rental.offer, 2);
    let [first, second, _] = catalogue.world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let down = catalogue.world.outage_report(true, 30);
    let report = marketplace::report_outage(Agreement::Signed(&attestors), &rental.address, down);
    let signers = [&key("authority"), &first, &second];
    catalogue.stop("report_outage", report, &signers);
    catalogue.world.wait(60);
    let up = catalogue.world.outage_report(false, 0);
    let hash = up.hash(&rental.address).unwrap();
    council::approve(catalogue, hash);
    let report = marketplace::report_outage(Agreement::Approved(hash), &rental.address, up);
    catalogue.stop(("report_outage", "approved"), report, &[&key("authority")]);
    catalogue.world.wait(60);
}

/// One is decided, one expires; between them the renter leaves.
fn disputes(catalogue: &mut Catalogue, supply: &Supply, rental: &Rental) {
    let anyone = key("authority");
    let (address, renter, payer) = (&rental.address, &rental.renter, &rental.payer);
    let reservation = catalogue.world.reservation(rental);
    let to = catalogue.world.usdc_wallet(&supply.payout.pubkey());
    let back = catalogue.world.usdc_wallet(&payer.pubkey());
    let dispute = marketplace::open_dispute(address, &reservation, &back, u64::MAX);
    catalogue.stop("open_dispute", dispute.clone(), &[payer]);
    catalogue.world.wait(25 * HOUR);
    let settle = marketplace::settle_reservation(address, &reservation, &to);
    let what = ("settle_reservation", "5 segments and a dispute");
    catalogue.stop(what, settle, &[&anyone]);

    let [first, second, _] = catalogue.world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let decision = DisputeDecision {
        made_at: catalogue.world.now(),
        payer_bps: 5_000,
    };
    let signed = Agreement::Signed(&attestors);
    let decide = marketplace::decide_dispute(signed, address, &back, decision);
    catalogue.stop("decide_dispute", decide, &[&anyone, &first, &second]);
    catalogue.world.wait(1);
    catalogue.world.report(rental, true, 0).unwrap();
    catalogue.world.wait(2 * HOUR);
    let leave = marketplace::terminate_for_downtime(&renter.pubkey(), address, &reservation, &back);
    catalogue.stop("terminate_for_downtime", leave, &[renter]);
    catalogue.world.must(&[dispute], &[payer]);
    catalogue.world.wait(7 * DAY + 1);
    let expire = marketplace::expire_dispute(address, &back);
    catalogue.stop("expire_dispute", expire, &[&anyone]);
}

/// The attestors approve the decision one by one.
fn decided_one_by_one(catalogue: &mut Catalogue, rental: &Rental) {
    catalogue.world.wait(HOUR);
    catalogue.world.dispute(rental).unwrap();
    catalogue.world.wait(1);
    let decision = DisputeDecision {
        made_at: catalogue.world.now(),
        payer_bps: 10_000,
    };
    let hash = decision.hash(&rental.address).unwrap();
    council::approve(catalogue, hash);
    let back = catalogue.world.io_wallet(&rental.payer.pubkey());
    let approved = Agreement::Approved(hash);
    let decide = marketplace::decide_dispute(approved, &rental.address, &back, decision);
    let what = ("decide_dispute", "approved");
    catalogue.stop(what, decide, &[&key("authority")]);
    over(catalogue, rental);
}

/// The time is over, and some of it was down.
fn over(catalogue: &mut Catalogue, rental: &Rental) {
    catalogue.world.wait(1);
    catalogue.world.report(rental, true, 0).unwrap();
    catalogue.world.wait(2 * DAY);
    let reservation = catalogue.world.reservation(rental);
    let back = catalogue.world.io_wallet(&rental.payer.pubkey());
    let end = marketplace::complete(&rental.address, &reservation, &back);
    let what = ("complete", "with time down");
    catalogue.stop(what, end, &[&key("authority")]);
}
