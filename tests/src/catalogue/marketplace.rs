//! The marketplace program: offers, and reservations with every end except those after downtime.

use ::marketplace::state::Currency;
use anchor_lang::prelude::Pubkey;
use io_client::{marketplace, spl};
use io_common::{
    addresses::USDC_VAULT,
    constants::{DAY, HOUR, ONE_USDC},
};
use solana_signer::Signer;

use super::{autopay, names, quality, stop::What, Catalogue, Target};
use crate::{key, offer_args, Rental, Supply, Terms};

pub(super) fn catalogue(catalogue: &mut Catalogue) {
    let supply = catalogue.world.supplier(&names::supplier("supplier"));
    let neighbour = catalogue.world.supplier("neighbour");
    let (owner, address) = (&neighbour.owner, &neighbour.address);
    let open = marketplace::init_supplier_usage(&owner.pubkey(), address);
    catalogue.world.must(&[open], &[owner]);
    let offer = offers(catalogue, &supply);
    catalogue.world.offer(&neighbour, offer_args());
    in_usdc(catalogue, &supply, offer);
    in_io(catalogue, &supply, offer);
    quality::catalogue(catalogue, &supply, offer);
    autopay::catalogue(catalogue, &supply, offer);
    frozen(catalogue, &supply, offer);
}

fn offers(catalogue: &mut Catalogue, supply: &Supply) -> Pubkey {
    let (owner, operator) = (supply.owner.pubkey(), supply.operator.pubkey());
    let (address, by_operator) = (supply.address, [&supply.operator]);
    let open = marketplace::init_supplier_usage(&owner, &address);
    catalogue.stop("init_supplier_usage", open, &[&supply.owner]);
    let create = marketplace::create_offer(&operator, &address, 0, offer_args());
    catalogue.stop("create_offer", create, &by_operator);
    let offer = marketplace::offer_address(&address, 0);
    let edit = marketplace::edit_offer(
        &marketplace::OfferAccounts {
            authority: operator,
            supplier: address,
            offer,
        },
        offer_args(),
    );
    let target = Target::raised(2_840, "an offer promises hours of notice, within a limit");
    catalogue.stop(("edit_offer", "", target), edit, &by_operator);
    let pause = marketplace::set_offer_paused(
        &marketplace::OfferAccounts {
            authority: operator,
            supplier: address,
            offer,
        },
        false,
    );
    catalogue.stop("set_offer_paused", pause, &by_operator);
    catalogue.give(&offer);
    let reclaim = marketplace::reclaim_rent(&offer, &owner, Some(&address));
    catalogue.stop(("reclaim_rent", "of an offer"), reclaim, &by_operator);
    let other = catalogue.world.offer(supply, offer_args());
    let close = marketplace::close_offer(
        &marketplace::OfferAccounts {
            authority: operator,
            supplier: address,
            offer: other,
        },
        &owner,
    );
    catalogue.stop("close_offer", close, &by_operator);
    offer
}

/// Terminated by the renter, and closed.
fn in_usdc(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey) {
    let (anyone, operator) = (key("authority"), supply.operator.pubkey());
    let terms = Terms {
        gpus: 1,
        hours: 48,
        currency: Currency::Usdc,
    };
    let name = names::renter("USDC");
    let alone = reserve(
        catalogue,
        supply,
        offer,
        terms,
        (&name, &name),
        ("reserve", "USDC", 12_400),
    );
    catalogue.world.decline(&alone, &supply.operator).unwrap();
    let name = names::renter("paid");
    let people = (name.as_str(), names::PAYER);
    let rental = reserve(
        catalogue,
        supply,
        offer,
        terms,
        people,
        ("reserve", "USDC, by a payer"),
    );
    let address = &rental.address;
    let start = marketplace::start(
        &marketplace::StartAccounts {
            authority: operator,
            supplier: supply.address,
            reservation: *address,
        },
        [5; 32],
    );
    catalogue.stop(("start", 6_000), start, &[&supply.operator]);
    catalogue.give(address);
    let reclaim = marketplace::reclaim_rent(address, &rental.payer.pubkey(), None);
    let what = ("reclaim_rent", "of a reservation");
    catalogue.stop(what, reclaim, &[&anyone]);
    catalogue.world.wait(30 * HOUR);
    let reservation = catalogue.world.reservation(&rental);
    let to = catalogue.world.usdc_wallet(&supply.payout.pubkey());
    let back = catalogue.world.usdc_wallet(&rental.payer.pubkey());
    let sweep = marketplace::sweep_fees(address, &reservation).unwrap();
    catalogue.stop(("sweep_fees", 5_740), sweep, &[&anyone]);
    let settle = marketplace::settle_reservation(address, &reservation, &to);
    catalogue.stop(("settle_reservation", 6_300), settle, &[&anyone]);
    let terminate = marketplace::terminate(&rental.renter.pubkey(), address, &reservation, &back);
    catalogue.stop(("terminate", 18_000), terminate, &[&rental.renter]);
    catalogue.world.wait(DAY);
    let finish =
        marketplace::close_reservation(&anyone.pubkey(), address, &reservation, &to, &back)
            .unwrap();
    catalogue.stop(("close_reservation", 10_800), finish, &[&anyone]);
}

/// The other ends, of a reservation each.
fn in_io(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey) {
    let terms = Terms {
        gpus: 1,
        hours: 2,
        currency: Currency::Io,
    };
    for end in ["terminate_by_supplier", "complete", "decline", "cancel"] {
        catalogue.world.wait(60);
        catalogue.world.attest(supply, 8, 24).unwrap();
        catalogue.world.set_price(0.25);
        let rental = if end == "terminate_by_supplier" {
            let name = names::renter("IO");
            reserve(
                catalogue,
                supply,
                offer,
                terms,
                (&name, &name),
                ("reserve", "IO", 35_000),
            )
        } else {
            let name = names::renter(end);
            catalogue.world.reserve(&name, supply, offer, terms)
        };
        let (address, reservation) = (&rental.address, catalogue.world.reservation(&rental));
        let back = catalogue.world.io_wallet(&rental.payer.pubkey());
        if ["terminate_by_supplier", "complete"].contains(&end) {
            catalogue.world.start(supply, &rental).unwrap();
        }
        catalogue.world.wait(match end {
            "terminate_by_supplier" => HOUR,
            "complete" => 2 * HOUR,
            "cancel" => 1_801,
            _ => 0,
        });
        let (owner, operator) = (&supply.owner, &supply.operator);
        let (instruction, signer) = match end {
            "terminate_by_supplier" => {
                let announce = marketplace::announce_end(&operator.pubkey(), address, &reservation);
                let target = Target::raised(2_800, "only the owner gives up the minimum time");
                catalogue.stop(("announce_end", "", target), announce, &[operator]);
                let by = owner.pubkey();
                let end = marketplace::terminate_by_supplier(&by, address, &reservation, &back);
                (end, owner)
            }
            "decline" => {
                let by = operator.pubkey();
                let end = marketplace::decline(&by, address, &reservation, &back);
                (end, operator)
            }
            "complete" => (
                marketplace::complete(address, &reservation, &back),
                operator,
            ),
            _ => (marketplace::cancel(address, &reservation, &back), operator),
        };
        catalogue.stop(end, instruction, &[signer]);
    }
}

/// A payer whose account was frozen takes the refund elsewhere.
fn frozen(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey) {
    catalogue.world.wait(60);
    catalogue.world.attest(supply, 8, 24).unwrap();
    let terms = Terms {
        gpus: 1,
        hours: 48,
        currency: Currency::Usdc,
    };
    let rental = catalogue
        .world
        .reserve("frozen renter", supply, offer, terms);
    catalogue.world.start(supply, &rental).unwrap();
    let payer = rental.payer.pubkey();
    let back = catalogue.world.usdc_wallet(&payer);
    catalogue.world.freeze(&back);
    catalogue.world.terminate(&rental).unwrap();
    let reservation = catalogue.world.reservation(&rental);
    let to = catalogue.world.usdc_wallet(&supply.payout.pubkey());
    let collect = marketplace::withdraw_owed(&payer, &rental.address, &reservation, &to);
    catalogue.stop("withdraw_owed", collect, &[&rental.payer]);
    donated(catalogue, supply, offer);
}

/// A refund is owed, someone has sent a token to the escrow, and the fee-burn vault is frozen.
fn donated(catalogue: &mut Catalogue, supply: &Supply, offer: Pubkey) {
    let terms = Terms {
        gpus: 1,
        hours: 2,
        currency: Currency::Usdc,
    };
    let rental = catalogue.world.reserve("refunded", supply, offer, terms);
    let (authority, address) = (key("authority"), &rental.address);
    let give = spl::mint_to(
        &catalogue.world.usdc,
        &rental.escrow,
        &authority.pubkey(),
        ONE_USDC,
    );
    catalogue.world.must(&[give], &[&authority]);
    let [to, back, place] = [&supply.payout, &rental.payer, &supply.operator]
        .map(|owner| catalogue.world.usdc_wallet(&owner.pubkey()));
    catalogue.world.freeze(&back);
    catalogue.world.decline(&rental, &supply.operator).unwrap();
    catalogue.world.thaw(&back);
    catalogue.world.freeze(&USDC_VAULT.address);
    let reservation = catalogue.world.reservation(&rental);
    let (by, into) = (supply.operator.pubkey(), [&to, &back]);
    let finish =
        marketplace::close_reservation_into(&by, address, &reservation, into, Some(place)).unwrap();
    let what = ("close_reservation", "with a refund and a surplus");
    catalogue.stop(what, finish, &[&supply.operator]);
    catalogue.world.thaw(&USDC_VAULT.address);
}

fn reserve(
    catalogue: &mut Catalogue,
    supply: &Supply,
    offer: Pubkey,
    terms: Terms,
    (renter, payer): (&str, &str),
    what: impl Into<What>,
) -> Rental {
    let [renter, payer] =
        [renter, payer].map(|name| catalogue.world.person(name, 100_000, 100_000));
    let args = catalogue.world.reserve_args(&offer, terms);
    let (mint, payer_tokens) = catalogue.world.wallet_in(terms.currency, &payer.pubkey());
    let accounts = marketplace::ReserveAccounts {
        renter: renter.pubkey(),
        payer: payer.pubkey(),
        supplier: supply.address,
        offer,
        mint,
        payer_tokens,
        price: Some(catalogue.world.price),
    };
    let address = marketplace::reservation_address(&renter.pubkey(), args.number);
    let reserve = marketplace::reserve(&accounts, args);
    let mut signers = vec![&payer, &renter];
    signers.dedup_by_key(|signer| signer.pubkey());
    catalogue.stop(what, reserve, &signers);
    Rental {
        renter,
        payer,
        address,
        escrow: marketplace::escrow_address(&address),
        offer,
    }
}
