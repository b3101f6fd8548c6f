//! A wallet that is short: an event and a state, and nothing moves.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::instruction as token;
use io_client::{
    events::{decode, Event, Marketplace},
    marketplace as client, spl, Receipt,
};
use io_common::constants::{HOUR, ONE_USDC};
use io_tests::{autopay_args, key, Refused, Rental, World};
use marketplace::{error::MarketplaceError, events::AutopayShort};
use solana_signer::Signer;

use super::{due, FIVE_HOURS_PAID};

/// USDC of carol when autopay is due.
const HELD: u64 = 1_000 * ONE_USDC - 2 * FIVE_HOURS_PAID;

fn short(receipt: &Receipt) -> Option<AutopayShort> {
    let mut events = receipt
        .inner
        .iter()
        .filter_map(|(program, data)| decode(program, data));
    events.find_map(|event| match event {
        Event::Marketplace(Marketplace::AutopayShort(event)) => Some(event),
        _ => None,
    })
}

/// Extends, which succeeds without moving anything, and again, which is refused.
#[track_caller]
fn assert_short(world: &mut World, rental: &Rental, held: u64, allowed: u64) {
    let keeper = world.person("keeper", 0, 0);
    let (before, lamports) = (world.reservation(rental), world.lamports(&keeper.pubkey()));
    let escrow = world.balance(&rental.escrow);
    let receipt = world.extend_by_autopay_of(rental, &keeper).unwrap();
    let event = short(&receipt).unwrap();
    assert_eq!(event.reservation, rental.address);
    let found = (event.needed, event.held, event.allowed);
    assert_eq!(found, (FIVE_HOURS_PAID, held, allowed));
    assert_eq!(world.reservation(rental), before);
    assert_eq!(world.balance(&rental.escrow), escrow);
    // No bounty for it.
    assert_eq!(world.lamports(&keeper.pubkey()), lamports - 5_000);
    let (autopay, now) = (world.autopay(rental), world.now());
    assert_eq!((autopay.short_since, autopay.bounties), (now, 2));
    assert_eq!(autopay.left, autopay_args().left);
    world.wait(1);
    let again = world.extend_by_autopay(rental);
    again.refused(MarketplaceError::AutopayShort);
}

/// Extends, and the shortage is over.
#[track_caller]
fn assert_extended(world: &mut World, rental: &Rental) {
    world.extend_by_autopay(rental).unwrap();
    let autopay = world.autopay(rental);
    assert_eq!(autopay.short_since, 0);
    assert_eq!(autopay.left, autopay_args().left - FIVE_HOURS_PAID);
    world.assert_conserved(rental);
}

/// Carol gives all of her USDC but `rest` to somebody.
fn give_away(world: &mut World, rental: &Rental, rest: u64) -> Pubkey {
    let somebody = world.person("somebody", 0, 0);
    let to = world.usdc_wallet(&somebody.pubkey());
    let from = world.paying_wallet(rental);
    let amount = world.balance(&from) - rest;
    let give = spl::transfer(&from, &to, &rental.payer.pubkey(), amount);
    world.must(&[give], &[&rental.payer]);
    to
}

#[test]
fn p20_a_wallet_with_too_few_tokens_is_short() {
    let (mut world, _, rental) = due();
    let to = give_away(&mut world, &rental, FIVE_HOURS_PAID - 1);
    let allowed = autopay_args().left;
    assert_short(&mut world, &rental, FIVE_HOURS_PAID - 1, allowed);
    let back = spl::transfer(
        &to,
        &world.usdc_wallet(&rental.payer.pubkey()),
        &key("somebody").pubkey(),
        1,
    );
    world.must(&[back], &[&key("somebody")]);
    assert_extended(&mut world, &rental);
}

#[test]
fn p20_a_wallet_that_has_approved_too_little_is_short() {
    let (mut world, _, rental) = due();
    world.approve_autopay(&rental, FIVE_HOURS_PAID - 1);
    assert_short(&mut world, &rental, HELD, FIVE_HOURS_PAID - 1);
    world.approve_autopay(&rental, FIVE_HOURS_PAID);
    assert_extended(&mut world, &rental);
}

#[test]
fn p20_a_payer_that_revokes_ends_it() {
    let (mut world, _, rental) = due();
    let (payer, wallet) = (rental.payer.pubkey(), world.paying_wallet(&rental));
    world.must(&[spl::revoke(&wallet, &payer)], &[&rental.payer]);
    assert_short(&mut world, &rental, HELD, 0);
    // An approval of somebody else is none.
    let other = spl::approve(&wallet, &key("mallory").pubkey(), &payer, HELD);
    world.must(&[other], &[&rental.payer]);
    let again = world.extend_by_autopay(&rental);
    again.refused(MarketplaceError::AutopayShort);
    world.approve_autopay(&rental, HELD);
    assert_extended(&mut world, &rental);
}

#[test]
fn p20_a_frozen_wallet_is_short() {
    let (mut world, _, rental) = due();
    let wallet = world.paying_wallet(&rental);
    world.freeze(&wallet);
    assert_short(&mut world, &rental, 0, 0);
    world.thaw(&wallet);
    assert_extended(&mut world, &rental);
}

#[test]
fn p20_a_closed_wallet_is_short() {
    let (mut world, _, rental) = due();
    let (payer, wallet) = (rental.payer.pubkey(), world.paying_wallet(&rental));
    give_away(&mut world, &rental, 0);
    let program = anchor_spl::token::ID;
    let close = token::close_account(&program, &wallet, &payer, &payer, &[]).unwrap();
    world.must(&[close], &[&rental.payer]);
    assert_short(&mut world, &rental, 0, 0);
    world.person("carol", 0, 100);
    world.approve_autopay(&rental, FIVE_HOURS_PAID);
    assert_extended(&mut world, &rental);
}

/// The wallet is sold: the token program ends its approvals, and what the new owner approves is not the payer's.
#[test]
fn p20_a_wallet_that_was_sold_is_short() {
    let (mut world, _, rental) = due();
    let (payer, wallet) = (rental.payer.pubkey(), world.paying_wallet(&rental));
    let buyer = world.person("buyer", 0, 0);
    let program = anchor_spl::token::ID;
    let sell = token::set_authority(
        &program,
        &wallet,
        Some(&buyer.pubkey()),
        token::AuthorityType::AccountOwner,
        &payer,
        &[],
    );
    world.must(&[sell.unwrap()], &[&rental.payer]);
    assert_short(&mut world, &rental, 0, 0);
    let spender = client::spender_address(&payer);
    let approve = spl::approve(&wallet, &spender, &buyer.pubkey(), HELD);
    world.must(&[approve], &[&buyer]);
    let again = world.extend_by_autopay(&rental);
    again.refused(MarketplaceError::AutopayShort);
    assert_eq!(world.balance(&wallet), HELD);
}

#[test]
fn p20_a_payer_that_sets_it_again_is_tried_again() {
    let (mut world, _, rental) = due();
    world.approve_autopay(&rental, 0);
    assert_short(&mut world, &rental, HELD, 0);
    world.set_autopay(&rental, autopay_args()).unwrap();
    assert_short(&mut world, &rental, HELD, 0);
    world.wait(HOUR - 3);
    let over = world.extend_by_autopay(&rental);
    over.refused(MarketplaceError::AutopayShort);
    world.wait(1);
    world.complete(&rental).unwrap();
}

/// The payer extends by hand, and spends the rest: the next shortage is recorded and emitted too.
#[test]
fn p20_a_shortage_of_an_earlier_lead_hides_no_later_one() {
    let (mut world, supply, rental) = due();
    world.approve_autopay(&rental, 0);
    assert_short(&mut world, &rental, HELD, 0);
    let first = world.autopay(&rental).short_since;
    let args = world.extend_args(&rental, 5);
    world.extend(&rental, args).unwrap();
    world.wait(5 * HOUR);
    world.attest(&supply, 8, 24).unwrap();
    assert_short(&mut world, &rental, HELD - FIVE_HOURS_PAID, 0);
    assert!(world.autopay(&rental).short_since > first);
}
