//! What the payer allows is the most: price, time and amount.

use io_client::marketplace as client;
use io_common::{
    constants::{HOUR, ONE_IO, ONE_USDC},
    governance::GovernanceAction,
    CommonError,
};
use io_tests::{autopay_args, key, offer_args, Refused, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{AutopayArgs, Currency, OfferArgs},
};
use solana_signer::Signer;

use super::{due, edit, rented, FIVE_HOURS_PAID, TEN_HOURS};

#[test]
fn p20_anyone_extends_from_the_payers_wallet_and_has_a_bounty() {
    let (mut world, _, rental) = rented();
    let (payer, ends_at) = (
        rental.payer.pubkey(),
        world.reservation(&rental).ends_at().unwrap(),
    );
    let before = world.usdc_of(&payer);
    world.wait(9 * HOUR - 1);
    let early = world.extend_by_autopay(&rental);
    early.refused(MarketplaceError::AutopayTooEarly);
    world.wait(1);
    let keeper = world.person("keeper", 0, 0);
    let lamports = world.lamports(&keeper.pubkey());
    for (count, earned) in [(1, 10_000), (2, 10_000), (3, 0)] {
        let held = world.lamports(&keeper.pubkey());
        world.extend_by_autopay_of(&rental, &keeper).unwrap();
        // Less the fee of a signature.
        assert_eq!(world.lamports(&keeper.pubkey()) + 5_000, held + earned);
        assert_eq!(world.usdc_of(&payer), before - count * FIVE_HOURS_PAID);
        let autopay = world.autopay(&rental);
        assert_eq!(autopay.left, 100 * ONE_USDC - count * FIVE_HOURS_PAID);
        let end = world.reservation(&rental).ends_at().unwrap();
        assert_eq!(end, ends_at + count as i64 * 5 * HOUR);
        world.assert_conserved(&rental);
        let again = world.extend_by_autopay_of(&rental, &keeper);
        again.refused(MarketplaceError::AutopayTooEarly);
        world.wait(5 * HOUR);
    }
    // Each of the three, and of the three refused, costs the fee of a signature; two have a bounty.
    let after = world.lamports(&keeper.pubkey());
    assert_eq!(after + 6 * 5_000, lamports + 2 * 10_000);
}

#[test]
fn p20_it_pays_no_price_above_the_payers() {
    let (mut world, supply, rental) = due();
    let pricier = OfferArgs {
        price_micro_usd: 2 * ONE_USDC + 1,
        ..offer_args()
    };
    edit(&mut world, &supply, &rental, pricier);
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::AutopayAbovePrice);
    let cheaper = OfferArgs {
        price_micro_usd: ONE_USDC,
        ..offer_args()
    };
    edit(&mut world, &supply, &rental, cheaper);
    // The price is the offer's, not the highest, and no revision is asked for.
    world.extend_by_autopay(&rental).unwrap();
    let paid = FIVE_HOURS_PAID / 2;
    assert_eq!(world.autopay(&rental).left, 100 * ONE_USDC - paid);
    world.assert_conserved(&rental);
}

#[test]
fn p20_all_extensions_together_spend_no_more_than_the_limit() {
    let (mut world, _, rental) = rented();
    let args = AutopayArgs {
        left: 2 * FIVE_HOURS_PAID - 1,
        ..autopay_args()
    };
    world.set_autopay(&rental, args).unwrap();
    world.wait(9 * HOUR);
    world.extend_by_autopay(&rental).unwrap();
    world.wait(5 * HOUR);
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::AutopayLimit);
    // The payer allows a base unit more, and so much from now on.
    let args = AutopayArgs {
        left: FIVE_HOURS_PAID,
        ..args
    };
    world.set_autopay(&rental, args).unwrap();
    world.extend_by_autopay(&rental).unwrap();
    assert_eq!(world.autopay(&rental).left, 0);
}

#[test]
fn p20_it_ends_no_later_than_the_longest_stay() {
    let (mut world, supply, rental) = due();
    for (longest, refusal) in [
        (4, Some(MarketplaceError::HoursOutOfRange)),
        (5, Some(MarketplaceError::EndsTooLate)),
        (6, None),
    ] {
        let args = OfferArgs {
            max_hours: longest,
            max_io_hours: Some(1),
            ..offer_args()
        };
        edit(&mut world, &supply, &rental, args);
        let extended = world.extend_by_autopay(&rental);
        match refusal {
            Some(refusal) => extended.refused(refusal),
            None => assert!(extended.is_ok()),
        }
    }
}

/// An edit of the offer leaves less of the lead. The payer cannot ask for what would never pass.
#[test]
fn p20_hours_and_lead_fit_the_longest_stay_of_the_offer_as_it_is() {
    let (mut world, supply, rental) = due();
    let shorter = OfferArgs {
        max_hours: 5,
        max_io_hours: Some(1),
        ..offer_args()
    };
    edit(&mut world, &supply, &rental, shorter);
    let refused = world.set_autopay(&rental, autopay_args());
    refused.refused(MarketplaceError::AutopayTooLong);
    let args = AutopayArgs {
        hours: 4,
        ..autopay_args()
    };
    let longer = AutopayArgs {
        lead: args.lead + 1,
        ..args
    };
    let refused = world.set_autopay(&rental, longer);
    refused.refused(MarketplaceError::AutopayTooLong);
    world.set_autopay(&rental, args).unwrap();
    world.extend_by_autopay(&rental).unwrap();
}

/// What the payer sets replaces what it has read: not what an extension has spent since.
#[test]
fn p20_new_limits_replace_those_that_the_payer_has_read() {
    let (mut world, _, rental) = due();
    let payer = rental.payer.insecure_clone();
    let (at, offer) = (rental.address, rental.offer);
    let to_set =
        |replaced| client::set_autopay(&payer.pubkey(), &at, &offer, autopay_args(), replaced);
    let read = world.to_set_autopay(&rental, &payer, autopay_args());
    assert_eq!(read, to_set(Some(autopay_args().left)));
    world.extend_by_autopay(&rental).unwrap();
    for stale in [read, to_set(None)] {
        let refused = world.send(&[stale], &[&payer]);
        refused.refused(MarketplaceError::AutopayChanged);
    }
    world.set_autopay(&rental, autopay_args()).unwrap();
    world.close_autopay(&rental, &payer).unwrap();
    let refused = world.send(&[to_set(Some(autopay_args().left))], &[&payer]);
    refused.refused(MarketplaceError::AutopayChanged);
    world.must(&[to_set(None)], &[&payer]);
}

#[test]
fn p20_p29_the_payer_and_autopay_do_not_both_extend() {
    let (mut world, _, rental) = due();
    let args = world.extend_args(&rental, 5);
    world.extend_by_autopay(&rental).unwrap();
    let refused = world.extend(&rental, args);
    refused.refused(MarketplaceError::EndMoved);
}

/// The payer may still extend by hand.
#[test]
fn p20_it_waits_while_a_dispute_is_open() {
    let (mut world, _, rental) = due();
    world.dispute(&rental).unwrap();
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::AutopayPaused);
    let by_hand = world.extend_args(&rental, 1);
    world.extend(&rental, by_hand).unwrap();
    world.wait(HOUR);
    world.decide(&rental, 0).unwrap();
    world.extend_by_autopay(&rental).unwrap();
}

/// A stranger that floods the supplier's endpoint can bring about a report, and must not end the rental by it.
#[test]
fn p20_an_outage_does_not_stop_it() {
    let (mut world, _, rental) = due();
    let before = world.reservation(&rental).ends_at().unwrap();
    world.report(&rental, true, 60).unwrap();
    world.extend_by_autopay(&rental).unwrap();
    let after = world.reservation(&rental).ends_at().unwrap();
    assert_eq!(after, before + 5 * HOUR);
    world.assert_conserved(&rental);

    // More downtime than the terms allow: the renter may leave, and is refunded what was added.
    let (mut world, _, rental) = due();
    world.report(&rental, true, 2 * HOUR).unwrap();
    world.wait(1);
    world.report(&rental, false, 0).unwrap();
    world.extend_by_autopay(&rental).unwrap();
    world.terminate_for_downtime(&rental).unwrap();
    world.assert_conserved(&rental);
}

#[test]
fn p20_what_refuses_an_extension_refuses_autopay() {
    let (mut world, supply, rental) = due();
    let authority = key("authority");
    let govern = |action| client::govern(&authority.pubkey(), action);
    world.must(&[govern(GovernanceAction::Pause)], &[&authority]);
    let refused = world.extend_by_autopay(&rental);
    refused.refused(CommonError::Paused);
    // The payer may still ask for less while the marketplace is paused.
    world.set_autopay(&rental, autopay_args()).unwrap();
    world.must(&[govern(GovernanceAction::Unpause)], &[&authority]);

    world.attest(&supply, 1, 24).unwrap();
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::NotAttested);
    world.wait(1);
    world.attest(&supply, 8, 24).unwrap();

    world.announce_end(&rental, &supply.operator).unwrap();
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::EndsAfterNotice);

    world.wait(HOUR - 1);
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::TimeIsOver);
    world.complete(&rental).unwrap();
    let refused = world.extend_by_autopay(&rental);
    refused.refused(MarketplaceError::NotActive);
}

#[test]
fn p28_in_io_each_extension_is_converted_and_has_a_segment_of_its_own() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let terms = Terms {
        currency: Currency::Io,
        ..TEN_HOURS
    };
    let rental = world.rent("bob", &supply, terms);
    let args = AutopayArgs {
        hours: 6,
        left: 10_000 * ONE_IO,
        ..autopay_args()
    };
    let refused = world.set_autopay(&rental, args);
    refused.refused(MarketplaceError::AutopayTimes);
    let args = AutopayArgs { hours: 12, ..args };
    world.set_autopay(&rental, args).unwrap();
    world.approve_autopay(&rental, args.left);
    let mut paid = 0;
    world.wait(9 * HOUR);
    for number in 1..=12 {
        world.attest(&supply, 8, 24).unwrap();
        world.set_price(0.25 + f64::from(number) / 100.0);
        world.extend_by_autopay(&rental).unwrap();
        let left = world.autopay(&rental).left;
        assert!(left < args.left - paid);
        paid = args.left - left;
        world.assert_conserved(&rental);
        world.wait(12 * HOUR);
    }
    // Six days later all but the last segments are paid and folded.
    assert!(world.reservation(&rental).segments.base_seconds > 0);
}
