//! Solana's Subscriptions program (Cantina, Multi Delegator: payments before the agreed start, delegations that a new approval
//! revived; MULT-9: one that was ended took the others with it), and the token program it works around (issue 3858: a wallet has
//! one delegate, so an approval for another program ends every payment).
//!
//! The same mistake here: autopay takes before its time, from an approval that was given for another rental or again, or a
//! wallet that was emptied takes what is paid for already. P-20 holds it: each rental has limits of its own in its own
//! account, `require_due` and `require_running` come before any payment, and a wallet that is short moves nothing and shows it
//! for each rental.

use anchor_lang::error::ErrorCode;
use io_client::{
    actions::autopay::{self, Standing},
    marketplace as client, spl,
};
use io_common::constants::HOUR;
use io_tests::{autopay_args, offer_args, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{AutopayArgs, Currency},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Five hours at four dollars an hour, and the payer's fee.
const FIVE_HOURS: u64 = 20_450_000;
/// Carol's autopays: five extensions each.
const LIMIT: u64 = 5 * FIVE_HOURS;

/// Three rentals at alice's supplier that carol pays for, each on autopay.
fn on_autopay() -> (World, Supply, [Rental; 3]) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let carol = world.person("carol", 0, 1_000);
    let rentals = ["bob", "dave", "erin"].map(|name| {
        let both = [world.person(name, 0, 0), carol.insecure_clone()];
        let rental = world.reserve_paid(both, &supply, offer, TEN_HOURS);
        let args = AutopayArgs {
            left: LIMIT,
            ..autopay_args()
        };
        world.set_autopay(&rental, args).unwrap();
        rental
    });
    world.approve_autopay(&rentals[0], 3 * LIMIT);
    (world, supply, rentals)
}

/// The same, an hour before their end.
fn due() -> (World, Supply, [Rental; 3]) {
    let (mut world, supply, rentals) = on_autopay();
    for rental in &rentals {
        world.start(&supply, rental).unwrap();
    }
    world.wait(9 * HOUR);
    (world, supply, rentals)
}

/// Another program becomes the delegate of carol's wallet.
fn replaced(world: &mut World, rental: &Rental) -> Keypair {
    let mallory = world.person("mallory", 0, 0);
    let (payer, wallet) = (rental.payer.pubkey(), world.paying_wallet(rental));
    let approve = spl::approve(&wallet, &mallory.pubkey(), &payer, u64::MAX);
    world.must(&[approve], &[&rental.payer]);
    mallory
}

/// Nothing moves, once, and it shows.
#[track_caller]
fn assert_short(world: &mut World, rental: &Rental) {
    let (wallet, escrow) = (world.paying_wallet(rental), rental.escrow);
    let before = [wallet, escrow].map(|at| world.balance(&at));
    world.extend_by_autopay(rental).unwrap();
    let (autopay, now) = (world.autopay(rental), world.now());
    assert_eq!((autopay.short_since, autopay.left), (now, LIMIT));
    world.wait(1);
    let again = world.extend_by_autopay(rental);
    again.refused(MarketplaceError::AutopayShort);
    assert_eq!([wallet, escrow].map(|at| world.balance(&at)), before);
}

#[test]
fn p20_a_wallet_that_another_program_has_emptied_loses_nothing_that_is_paid_for() {
    let (mut world, supply, rentals) = due();
    let mallory = replaced(&mut world, &rentals[0]);
    assert_short(&mut world, &rentals[0]);
    let wallet = world.paying_wallet(&rentals[0]);
    let (to, held) = (world.usdc_wallet(&mallory.pubkey()), world.balance(&wallet));
    let take = spl::transfer(&wallet, &to, &mallory.pubkey(), held);
    world.must(&[take], &[&mallory]);
    rentals[1..]
        .iter()
        .for_each(|it| assert_short(&mut world, it));

    // Carol has enough for two again, and approves again what the three may spend.
    let authority = io_tests::key("authority");
    let fill = spl::mint_to(&world.usdc, &wallet, &authority.pubkey(), 2 * FIVE_HOURS);
    world.must(&[fill], &[&authority]);
    world.approve_autopay(&rentals[0], 3 * LIMIT);
    for rental in &rentals[..2] {
        world.extend_by_autopay(rental).unwrap();
        assert_eq!(world.autopay(rental).left, LIMIT - FIVE_HOURS);
    }
    let short = world.extend_by_autopay(&rentals[2]);
    short.refused(MarketplaceError::AutopayShort);
    assert_eq!(world.balance(&wallet), 0);

    // The third has its ten hours, and ends.
    world.wait(HOUR);
    world.complete(&rentals[2]).unwrap();
    let ended = world.reservation(&rentals[2]);
    assert_eq!(ended.ended_at - ended.started_at, 10 * HOUR);
    world.wait(24 * HOUR);
    for rental in &rentals[..2] {
        world.complete(rental).unwrap();
    }
    world.close_reservation(&supply, &rentals[2]).unwrap();
    rentals[..2]
        .iter()
        .for_each(|it| world.assert_conserved(it));
}

/// A reservation that has not started ends, by its account, in 1970: its lead is always over.
#[test]
fn p20_nothing_is_taken_before_the_start_nor_before_the_lead() {
    let (mut world, supply, rentals) = on_autopay();
    let wallet = world.paying_wallet(&rentals[0]);
    let held = world.balance(&wallet);
    for wait in [0, 600] {
        world.wait(wait);
        let refused = world.extend_by_autopay(&rentals[0]);
        refused.refused(MarketplaceError::NotActive);
    }
    world.start(&supply, &rentals[0]).unwrap();
    for wait in [0, 9 * HOUR - 1] {
        world.wait(wait);
        let refused = world.extend_by_autopay(&rentals[0]);
        refused.refused(MarketplaceError::AutopayTooEarly);
    }
    // Nor if the clock steps back in front of the start.
    world.wait(-10 * HOUR);
    let refused = world.extend_by_autopay(&rentals[0]);
    refused.refused(MarketplaceError::AutopayTooEarly);
    assert_eq!(world.balance(&wallet), held);
}

#[test]
fn p20_an_autopay_that_was_stopped_is_not_revived_by_an_approval_and_stops_no_other() {
    let (mut world, _, rentals) = due();
    let [first, second, third] = &rentals;
    assert_eq!(stop(&mut world, first), 2 * LIMIT);
    world.approve_autopay(first, 3 * LIMIT);
    let refused = world.extend_by_autopay(first);
    refused.refused(ErrorCode::AccountOwnedByWrongProgram);
    for rental in [second, third] {
        world.extend_by_autopay(rental).unwrap();
    }
    // The last takes the rest of the approval with it.
    let left = [second, third].map(|it| stop(&mut world, it));
    assert_eq!(left, [LIMIT - FIVE_HOURS, 0]);
}

/// Carol stops an autopay, as the command line does. Returns what her wallet still approves.
fn stop(world: &mut World, rental: &Rental) -> u64 {
    let price = world.price;
    let standing = Standing::read(world.vm.as_mut(), &rental.address, &price).unwrap();
    let stop = autopay::stop(&standing).unwrap();
    world.must(&stop.act, &[&rental.payer]);
    let at = client::autopay_address(&rental.address);
    assert!(world.account(&at).is_none());
    let wallet = world.paying_wallet(rental);
    let tokens = spl::token_account(world.vm.as_mut(), &wallet).unwrap();
    tokens.unwrap().delegated_amount
}
