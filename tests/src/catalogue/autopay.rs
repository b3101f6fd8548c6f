//! Autopay: set, changed, extended by anyone, short, and closed.

use ::marketplace::state::{AutopayArgs, Currency};
use anchor_lang::prelude::Pubkey;
use io_client::{marketplace, spl};
use io_common::constants::HOUR;
use solana_signer::Signer;

use super::{names, quality, Catalogue, Target};
use crate::{autopay_args, key, Supply, Terms};

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey) {
    extended(catalogue, supply, offer, Currency::Usdc, 14_000);
    extended(catalogue, supply, offer, Currency::Io, 16_000);
}

/// A reservation of an hour, extended by 12 hours at the same price, then short.
fn extended(
    catalogue: &mut Catalogue,
    supply: &Supply,
    offer: Pubkey,
    currency: Currency,
    target: u64,
) {
    let terms = Terms {
        gpus: 1,
        hours: 1,
        currency,
    };
    let anyone = key("authority");
    catalogue.world.wait(60);
    catalogue.world.attest(supply, 8, 24).unwrap();
    catalogue.world.set_price(0.25);
    let name = quality::name(currency);
    let rental = {
        let renter = names::autopayer(&format!("autopayer {name}"));
        catalogue.world.reserve(&renter, supply, offer, terms)
    };
    catalogue.world.start(supply, &rental).unwrap();
    let (payer, address) = (rental.payer.pubkey(), &rental.address);
    let reservation = catalogue.world.reservation(&rental);
    let (_, wallet) = catalogue.world.wallet_in(currency, &payer);
    let args = AutopayArgs {
        left: u64::MAX,
        hours: 12,
        ..autopay_args()
    };
    let set = |args, replaced| marketplace::set_autopay(&payer, address, &offer, args, replaced);
    if currency == Currency::Usdc {
        let reads_offer = "hours and lead are within the offer's longest stay";
        let target = Target::raised(6_910, reads_offer);
        let what = ("set_autopay", "", target);
        catalogue.stop(what, set(args, None), &[&rental.payer]);
        let fewer = AutopayArgs {
            bounties: 1,
            ..args
        };
        let target = Target::raised(4_000, reads_offer);
        let what = ("set_autopay", "changed", target);
        catalogue.stop(what, set(fewer, Some(args.left)), &[&rental.payer]);
    } else {
        catalogue.world.must(&[set(args, None)], &[&rental.payer]);
    }
    let autopay = marketplace::autopay_address(address);
    let spender = marketplace::spender_address(&payer);
    let approve = |amount| spl::approve(&wallet, &spender, &payer, amount);
    let price = Some(catalogue.world.price);
    let by = anyone.pubkey();
    let extend = marketplace::extend_by_autopay(&by, address, &reservation, &wallet, price);
    let extend = extend.unwrap();
    if currency == Currency::Usdc {
        catalogue.world.must(&[approve(1)], &[&rental.payer]);
        let target = Target::raised(
            6_740,
            "a shortage counts for one end, and an open dispute is refused",
        );
        let what = ("extend_by_autopay", "short", target);
        catalogue.stop(what, extend.clone(), &[&anyone]);
        catalogue.give(&autopay);
        let reclaim = marketplace::reclaim_rent(&autopay, &payer, None);
        catalogue.stop(("reclaim_rent", "of an autopay"), reclaim, &[&anyone]);
    }
    catalogue.world.must(&[approve(u64::MAX)], &[&rental.payer]);
    let what = ("extend_by_autopay", name, target);
    catalogue.stop(what, extend, &[&anyone]);
    catalogue.world.wait(HOUR);
    catalogue.world.terminate(&rental).unwrap();
    let close = marketplace::close_autopay(&by, address, &payer);
    if currency == Currency::Usdc {
        catalogue.stop("close_autopay", close, &[&anyone]);
    }
}
