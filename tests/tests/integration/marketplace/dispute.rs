//! Disputes of what is held back.

use io_client::{
    emissions,
    marketplace::{self as client, Agreement},
};
use io_common::{
    constants::{DAY, HOUR, ONE_USDC},
    CommonError,
};
use io_tests::{key, offer_args, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    quote,
    state::{Currency, DisputeDecision, Payee},
};
use solana_signer::Signer;

const THREE_DAYS: Terms = Terms {
    gpus: 2,
    hours: 72,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;
const PURSE: u64 = 100_000 * ONE_USDC;
/// Deposit of a dispute of 24 hours: 5 %.
const DEPOSIT: u64 = 24 * HOURLY / 20;

/// 2.25 % of `gross`, rounded up.
fn fee(gross: u64) -> u64 {
    (gross * 225).div_ceil(10_000)
}

/// Thirty hours after the start of three days; six hours are the supplier's already.
fn rented() -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, THREE_DAYS);
    world.wait(30 * HOUR);
    (world, supply, rental)
}

/// What the supplier and the vault get of `used`, and the renter of the rest, once everything is over.
#[track_caller]
fn assert_over(world: &mut World, supply: &Supply, rental: &Rental, used: u64, forfeited: u64) {
    world.assert_conserved(rental);
    world.close_reservation(supply, rental).unwrap();
    let payout = supply.payout.pubkey();
    assert_eq!(world.usdc_of(&payout), used - fee(used) + forfeited);
    let renter = world.usdc_of(&rental.renter.pubkey());
    assert_eq!(renter, PURSE - used - fee(used) - forfeited);
    world.assert_closed(supply, rental);
}

#[test]
fn p13_a_dispute_freezes_what_is_held_back_and_nothing_else() {
    let (mut world, supply, rental) = rented();
    let now = world.now();
    let reservation = world.reservation(&rental);
    assert_eq!(quote::deposit_of_dispute(&reservation, now), Ok(DEPOSIT));
    let before = world.usdc_of(&rental.renter.pubkey());
    world.dispute(&rental).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), before - DEPOSIT);
    world.assert_conserved(&rental);
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.dispute.deposit, DEPOSIT);
    assert_eq!(reservation.frozen(u32::MAX), Ok(24 * HOURLY));
    // The first six hours are the supplier's, and so is the time after the dispute, in its turn.
    world.settle_reservation(&supply, &rental).unwrap();
    let payout = supply.payout.pubkey();
    assert_eq!(world.usdc_of(&payout), 6 * HOURLY - fee(6 * HOURLY));
    world.wait(34 * HOUR);
    world.settle_reservation(&supply, &rental).unwrap();
    let free = 16 * HOURLY;
    assert_eq!(world.usdc_of(&payout), free - fee(free));
    world
        .dispute(&rental)
        .refused(MarketplaceError::DisputeOpen);

    // Half of it is the renter's, with its deposit and the fees on that half.
    let before = world.usdc_of(&rental.renter.pubkey());
    world.decide(&rental, 5_000).unwrap();
    let back = world.usdc_of(&rental.renter.pubkey()) - before;
    assert_eq!(back, 12 * HOURLY * 10_225 / 10_000 + DEPOSIT);
    world.assert_conserved(&rental);
    world.wait(8 * HOUR);
    world.complete(&rental).unwrap();
    world.wait(DAY);
    assert_over(&mut world, &supply, &rental, 60 * HOURLY, 0);
}

#[test]
fn the_deposit_is_the_suppliers_only_if_the_renter_is_wholly_wrong() {
    for (share, forfeited) in [(0, DEPOSIT), (1, 0), (10_000, 0)] {
        let (mut world, supply, rental) = rented();
        world.dispute(&rental).unwrap();
        world.terminate(&rental).unwrap();
        world.wait(DAY);
        world
            .close_reservation(&supply, &rental)
            .refused(MarketplaceError::DisputeOpen);
        world.decide(&rental, share).unwrap();
        let back = 24 * HOURLY * u64::from(share) / 10_000;
        assert_over(&mut world, &supply, &rental, 30 * HOURLY - back, forfeited);
    }
}

#[test]
fn p14_without_a_decision_the_meter_pays_after_seven_days() {
    let (mut world, supply, rental) = rented();
    world.dispute(&rental).unwrap();
    world.terminate(&rental).unwrap();
    world.wait(7 * DAY);
    world
        .expire_dispute(&rental)
        .refused(MarketplaceError::TooEarlyToExpire);
    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::DisputeOpen);
    world.wait(1);
    world
        .decide(&rental, 10_000)
        .refused(MarketplaceError::TooLateToDecide);
    world.expire_dispute(&rental).unwrap();
    world
        .expire_dispute(&rental)
        .refused(MarketplaceError::NoDispute);
    world
        .decide(&rental, 10_000)
        .refused(MarketplaceError::NoDispute);
    // The supplier was paid late, and gets half of the deposit of 5 %.
    let late = 24 * HOURLY / 40;
    assert_over(&mut world, &supply, &rental, 30 * HOURLY, late);
}

#[test]
fn a_second_once_disputed_is_not_disputed_again() {
    let (mut world, supply, rental) = rented();
    world.dispute(&rental).unwrap();
    world.wait(1);
    world.decide(&rental, 0).unwrap();
    world.wait(HOUR - 1);
    world.dispute(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.frozen(u32::MAX), Ok(HOURLY));
    assert_eq!(reservation.dispute.deposit, HOURLY / 20);
    world.wait(1);
    world.decide(&rental, 10_000).unwrap();
    world.terminate(&rental).unwrap();
    world.dispute(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.frozen(u32::MAX), Ok(HOURLY / 3_600));
    world.wait(1);
    world.decide(&rental, 10_000).unwrap();
    world
        .dispute(&rental)
        .refused(MarketplaceError::NothingHeldBack);
    world.wait(DAY);
    assert_over(&mut world, &supply, &rental, 30 * HOURLY, DEPOSIT);
}

#[test]
fn what_is_not_held_back_is_not_disputed() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, THREE_DAYS);
    let refused = world.dispute(&rental);
    refused.refused(MarketplaceError::NothingHeldBack);
    world.start(&supply, &rental).unwrap();
    let refused = world.dispute(&rental);
    refused.refused(MarketplaceError::NothingHeldBack);
    let refused = world.decide(&rental, 0);
    refused.refused(MarketplaceError::NoDispute);
    // Nobody has ended it for a day: what was held back is held back no longer.
    world.wait(96 * HOUR);
    let refused = world.dispute(&rental);
    refused.refused(MarketplaceError::NothingHeldBack);
    world.complete(&rental).unwrap();
    let refused = world.dispute(&rental);
    refused.refused(MarketplaceError::NothingHeldBack);
}

#[test]
fn a_renter_disputes_its_own_reservation_for_a_deposit_that_it_allows() {
    let (mut world, _, rental) = rented();
    let mallory = world.person("mallory", 0, 1_000);
    let mut theirs = world.reservation(&rental);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let open = |max| client::open_dispute(&rental.address, &theirs, &wallet, max);
    let refused = world.send(&[open(DEPOSIT - 1)], &[&rental.renter]);
    refused.refused(MarketplaceError::CostAboveMaximum);
    // Out of the escrow itself: the token program asks for its owner.
    let mut circle = open(DEPOSIT);
    for meta in &mut circle.accounts {
        if meta.pubkey == wallet {
            meta.pubkey = rental.escrow;
        }
    }
    let refused = world.send(&[circle], &[&rental.renter]);
    refused.refused_by(anchor_spl::token::ID);
    let mut wrong = open(DEPOSIT);
    wrong.accounts[2].pubkey = world.usdc_wallet(&mallory.pubkey());
    let refused = world.send(&[wrong], &[&rental.renter]);
    refused.refused(MarketplaceError::WrongEscrow);
    theirs.payer = mallory.pubkey();
    let purse = world.usdc_wallet(&mallory.pubkey());
    let forged = client::open_dispute(&rental.address, &theirs, &purse, DEPOSIT);
    let refused = world.send(&[forged], &[&mallory]);
    refused.refused(MarketplaceError::NotPayer);
    let exact = client::open_dispute(
        &rental.address,
        &world.reservation(&rental),
        &wallet,
        DEPOSIT,
    );
    world.must(&[exact], &[&rental.renter]);
}

#[test]
fn a_decision_is_carried_out_once_and_for_its_own_dispute() {
    let (mut world, _, rental) = rented();
    world.dispute(&rental).unwrap();
    world
        .decide(&rental, 1_000)
        .refused(MarketplaceError::StaleDecision);
    world.wait(HOUR);
    world
        .decide(&rental, 10_001)
        .refused(MarketplaceError::BadShare);
    let decision = DisputeDecision {
        made_at: world.now(),
        payer_bps: 1_000,
    };
    let hash = decision.hash(&rental.address).unwrap();
    let (payer, [first, second, _]) = (key("authority"), world.attestors());
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let open = emissions::open_approval(&payer.pubkey(), hash);
    world.must(&[open], &[&payer]);
    let send = |world: &mut World, decision: &DisputeDecision| {
        let approved = Agreement::Approved(hash);
        let decide = client::decide_dispute(approved, &rental.address, &wallet, decision.clone());
        world.send(&[decide], &[&key("authority")])
    };
    let alone = send(&mut world, &decision);
    alone.refused(CommonError::NotAgreed);
    for attestor in [&first, &second] {
        let approve = emissions::approve(&attestor.pubkey(), &hash);
        world.must(&[approve], &[&payer, attestor]);
    }
    let pricier = DisputeDecision {
        payer_bps: 1_001,
        ..decision.clone()
    };
    let refused = send(&mut world, &pricier);
    refused.refused(CommonError::WrongApproval);
    send(&mut world, &decision).unwrap();
    let again = send(&mut world, &decision);
    again.refused(MarketplaceError::NoDispute);
    world.dispute(&rental).unwrap();
    let again = send(&mut world, &decision);
    again.refused(MarketplaceError::StaleDecision);
}

#[test]
fn a_ruling_is_of_the_reservations_own_accounts() {
    let (mut world, supply, rental) = rented();
    world.dispute(&rental).unwrap();
    world.wait(7 * DAY + 1);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let theirs = world.usdc_wallet(&supply.payout.pubkey());
    let mut wrong = client::expire_dispute(&rental.address, &wallet);
    wrong.accounts[1].pubkey = theirs;
    let anyone = key("authority");
    let refused = world.send(&[wrong], &[&anyone]);
    refused.refused(MarketplaceError::WrongEscrow);
    let steal = client::expire_dispute(&rental.address, &theirs);
    let refused = world.send(&[steal], &[&anyone]);
    refused.refused(MarketplaceError::WrongDestination);
    world.expire_dispute(&rental).unwrap();
}

/// A frozen renter's refund and deposit wait for it; everything else goes on.
#[test]
fn p14_a_frozen_renter_is_owed_what_a_dispute_gives_back() {
    let (mut world, supply, rental) = rented();
    world.dispute(&rental).unwrap();
    world.wait(1);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    world.freeze(&wallet);
    world.decide(&rental, 10_000).unwrap();
    let owed = world.reservation(&rental).owed(Payee::Payer).unwrap();
    assert_eq!(owed, 24 * HOURLY * 10_225 / 10_000 + DEPOSIT);
    world.assert_conserved(&rental);
    world.terminate(&rental).unwrap();
    world.wait(DAY);
    world.close_reservation(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    let friend = world.person("friend", 0, 0);
    let to = world.usdc_wallet(&friend.pubkey());
    let renter = rental.renter.pubkey();
    let collect = client::withdraw_owed(&renter, &rental.address, &reservation, &to);
    world.must(&[collect], &[&rental.renter]);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
}

/// Earning nothing by it: a supplier that leaves takes its penalty out of the disputed time too.
#[test]
fn p13_a_dispute_ends_where_a_leaving_supplier_gives_up() {
    let (mut world, supply, rental) = rented();
    world.dispute(&rental).unwrap();
    world.wait(1);
    world.terminate_by_supplier(&rental, &supply.owner).unwrap();
    let reservation = world.reservation(&rental);
    let due = 29 * HOURLY + HOURLY / 3_600;
    assert_eq!(reservation.payable, due);
    let frozen = reservation.frozen(u32::MAX).unwrap();
    assert_eq!(frozen, due - 6 * HOURLY);
    world.decide(&rental, 10_000).unwrap();
    world.wait(DAY);
    assert_over(&mut world, &supply, &rental, 6 * HOURLY, 0);
}
