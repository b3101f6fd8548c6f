//! Nobody takes what a payer has not allowed for this reservation, and nobody makes a payer look short.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::{associated_token, token};
use io_client::{marketplace as client, spl};
use io_common::constants::ONE_USDC;
use io_tests::{autopay_args, key, Refused, Rental, Supply, World};
use marketplace::{error::MarketplaceError, state::AutopayArgs};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{due, FIVE_HOURS_PAID, TEN_HOURS};

/// What mallory sends.
fn extend(world: &mut World, rental: &Rental) -> (Instruction, Keypair) {
    let mallory = world.person("mallory", 0, 1_000);
    let reservation = world.reservation(rental);
    let wallet = world.paying_wallet(rental);
    let (by, at) = (mallory.pubkey(), &rental.address);
    let extend = client::extend_by_autopay(&by, at, &reservation, &wallet, None);
    (extend.unwrap(), mallory)
}

/// The same with `from` replaced by `to`.
fn swapped(instruction: &Instruction, from: Pubkey, to: Pubkey) -> Instruction {
    let mut swapped = instruction.clone();
    for meta in swapped.accounts.iter_mut().filter(|it| it.pubkey == from) {
        meta.pubkey = to;
    }
    swapped
}

/// Dave rents too, and lets autopay take 1,000 USDC for it.
fn victim(world: &mut World, supply: &Supply, rental: &Rental) -> Rental {
    let theirs = world.reserve("dave", supply, rental.offer, TEN_HOURS);
    world.set_autopay(&theirs, autopay_args()).unwrap();
    world.approve_autopay(&theirs, 1_000 * ONE_USDC);
    theirs
}

#[test]
fn p20_nobody_elses_wallet_pays() {
    let (mut world, supply, rental) = due();
    let theirs = victim(&mut world, &supply, &rental);
    let (extend, mallory) = extend(&mut world, &rental);
    let (own, wallet) = (world.paying_wallet(&rental), world.paying_wallet(&theirs));
    let spenders = [&rental, &theirs].map(|it| client::spender_address(&it.payer.pubkey()));
    let held = world.balance(&wallet);
    let their_wallet = swapped(&extend, own, wallet);
    for (forged, refusal) in [
        (their_wallet.clone(), MarketplaceError::WrongPayerTokens),
        (
            swapped(&their_wallet, spenders[0], spenders[1]),
            MarketplaceError::WrongSpender,
        ),
        (
            swapped(&extend, spenders[0], spenders[1]),
            MarketplaceError::WrongSpender,
        ),
        // The autopay of the other reservation, with all that belongs to it.
        (
            [
                (own, wallet),
                (spenders[0], spenders[1]),
                (
                    client::autopay_address(&rental.address),
                    client::autopay_address(&theirs.address),
                ),
            ]
            .into_iter()
            .fold(extend.clone(), |it, (from, to)| swapped(&it, from, to)),
            MarketplaceError::WrongAutopay,
        ),
    ] {
        let refused = world.send(&[forged], &[&mallory]);
        refused.refused(refusal);
    }
    assert_eq!(world.balance(&wallet), held);
    assert_eq!(world.autopay(&rental).short_since, 0);
    world.must(&[extend], &[&mallory]);
}

/// A token account of the payer at another address may have approved the spender too. Autopay takes from the associated one,
/// and nobody makes the payer look short by an address at which there is nothing.
#[test]
fn p20_no_other_account_of_the_payer_pays_or_looks_short() {
    let (mut world, _, rental) = due();
    let payer = rental.payer.pubkey();
    let usdc = world.usdc;
    let odd = world.odd_account(&payer, &usdc);
    let own = world.paying_wallet(&rental);
    let spender = client::spender_address(&payer);
    let fill = spl::transfer(&own, &odd, &payer, 100 * ONE_USDC);
    let approve = spl::approve(&odd, &spender, &payer, 100 * ONE_USDC);
    world.must(&[fill, approve], &[&rental.payer]);
    let seeds = [payer.as_ref(), token::ID.as_ref(), usdc.as_ref()];
    let other_bumps = (0..=u8::MAX).rev().filter_map(|bump| {
        let all = [seeds[0], seeds[1], seeds[2], &[bump]];
        Pubkey::create_program_address(&all, &associated_token::ID).ok()
    });
    let empty = other_bumps.take(3).filter(|address| *address != own);
    let places: Vec<Pubkey> = empty
        .chain([odd, world.io_wallet(&payer), rental.escrow])
        .collect();
    assert_eq!(places.len(), 5);
    let (extend, mallory) = extend(&mut world, &rental);
    for place in places {
        let forged = swapped(&extend, own, place);
        let refused = world.send(&[forged], &[&mallory]);
        refused.refused(MarketplaceError::WrongPayerTokens);
    }
}

#[test]
fn p20_two_reservations_of_a_payer_share_a_delegate_and_not_a_limit() {
    let (mut world, supply, rental) = due();
    let second = {
        let both = [world.person("erin", 0, 0), rental.payer.insecure_clone()];
        let second = world.reserve_paid(both, &supply, rental.offer, TEN_HOURS);
        world.start(&supply, &second).unwrap();
        second
    };
    let args = AutopayArgs {
        left: FIVE_HOURS_PAID - 1,
        lead: 36_000,
        ..autopay_args()
    };
    world.set_autopay(&second, args).unwrap();
    // What is approved would do for both, but the second may spend only its own.
    world.approve_autopay(&rental, 10 * FIVE_HOURS_PAID);
    let refused = world.extend_by_autopay(&second);
    refused.refused(MarketplaceError::AutopayLimit);
    let args = AutopayArgs {
        left: FIVE_HOURS_PAID,
        ..args
    };
    world.set_autopay(&second, args).unwrap();
    world.extend_by_autopay(&second).unwrap();
    world.extend_by_autopay(&rental).unwrap();
    assert_eq!(world.autopay(&second).left, 0);
    let left = autopay_args().left - FIVE_HOURS_PAID;
    assert_eq!(world.autopay(&rental).left, left);
    world.assert_conserved(&rental);
    world.assert_conserved(&second);
}

/// In one transaction the wallet is emptied, or the approval taken back, and autopay is sent.
#[test]
fn p20_a_wallet_that_is_emptied_in_the_same_transaction_is_short() {
    for revoked in [true, false] {
        let (mut world, _, rental) = due();
        let (extend, _) = extend(&mut world, &rental);
        let own = world.paying_wallet(&rental);
        let (held, payer) = (world.balance(&own), rental.payer.pubkey());
        let to = world.usdc_wallet(&key("mallory").pubkey());
        let first = if revoked {
            spl::revoke(&own, &payer)
        } else {
            spl::transfer(&own, &to, &payer, held)
        };
        world.must(&[first, extend], &[&rental.payer, &key("mallory")]);
        assert_eq!(world.autopay(&rental).short_since, world.now());
        assert_eq!(world.autopay(&rental).left, autopay_args().left);
        world.assert_conserved(&rental);
    }
}

#[test]
fn p20_only_the_payer_sets_it() {
    let (mut world, _, rental) = due();
    for name in ["bob", "mallory"] {
        let signer = world.person(name, 0, 0);
        let set = world.to_set_autopay(&rental, &signer, autopay_args());
        let refused = world.send(&[set], &[&signer]);
        refused.refused(MarketplaceError::NotPayer);
    }
}
