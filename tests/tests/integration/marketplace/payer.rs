//! P-29: somebody else pays for the renter, and everything that comes back goes to who paid.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::marketplace as client;
use io_common::constants::{DAY, HOUR, ONE_USDC};
use io_tests::{offer_args, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, EndReason, Payee},
};
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Four dollars an hour and the renter's fee.
const HOUR_PAID: u64 = 4 * ONE_USDC * 10_225 / 10_000;
const PURSE: u64 = 1_000 * ONE_USDC;

/// A reservation of bob, who has no tokens of his own, paid by carol; not started.
fn reserved() -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let both = [world.person("bob", 0, 0), world.person("carol", 0, 1_000)];
    let rental = world.reserve_paid(both, &supply, offer, TEN_HOURS);
    (world, supply, rental)
}

fn started() -> (World, Supply, Rental) {
    let (mut world, supply, rental) = reserved();
    world.start(&supply, &rental).unwrap();
    (world, supply, rental)
}

/// USDC of renter and payer.
fn purses(world: &mut World, rental: &Rental) -> [u64; 2] {
    [&rental.renter, &rental.payer].map(|it| world.usdc_of(&it.pubkey()))
}

/// The same instruction with `from` replaced by `to`.
fn swapped(instruction: &Instruction, from: Pubkey, to: Pubkey) -> Instruction {
    let mut swapped = instruction.clone();
    for meta in swapped.accounts.iter_mut().filter(|it| it.pubkey == from) {
        meta.pubkey = to;
    }
    swapped
}

#[test]
fn p29_the_payer_pays_everything_and_gets_everything_back() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let (bob, carol) = (world.person("bob", 0, 0), world.person("carol", 0, 1_000));
    let lamports = [&bob, &carol].map(|it| world.lamports(&it.pubkey()));
    let rental = world.reserve_paid([bob, carol], &supply, offer, TEN_HOURS);
    assert_eq!(purses(&mut world, &rental), [0, PURSE - 10 * HOUR_PAID]);
    assert_eq!(world.lamports(&rental.renter.pubkey()), lamports[0]);
    let signatures = 2 * 5_000;
    let rent = lamports[1] - world.lamports(&rental.payer.pubkey()) - signatures - 300_000;
    assert!(rent <= 6_000_000, "{rent} lamports are more than 0.006 SOL");

    world.start(&supply, &rental).unwrap();
    let more = world.extend_args(&rental, 2);
    world.extend(&rental, more).unwrap();
    world.assert_conserved(&rental);
    world.wait(4 * HOUR);
    world.terminate(&rental).unwrap();
    assert_eq!(purses(&mut world, &rental), [0, PURSE - 4 * HOUR_PAID]);
    world.wait(DAY);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
    assert_eq!(purses(&mut world, &rental), [0, PURSE - 4 * HOUR_PAID]);
    // The extension and its signature cost lamports, and the keeper has the bounty.
    let fees = signatures + 5_000 + 300_000;
    assert_eq!(world.lamports(&rental.payer.pubkey()), lamports[1] - fees);
}

#[test]
fn p29_declined_or_not_started_everything_goes_back_to_the_payer() {
    for declined in [true, false] {
        let (mut world, supply, rental) = reserved();
        if declined {
            world.decline(&rental, &supply.operator).unwrap();
        } else {
            world.wait(DAY);
            world.cancel(&rental).unwrap();
        }
        assert_eq!(purses(&mut world, &rental), [0, PURSE]);
    }
}

#[test]
fn p29_nobody_reserves_at_the_cost_of_somebody_who_has_not_signed() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let (bob, carol) = (
        world.person("bob", 0, 1_000),
        world.person("carol", 0, 1_000),
    );
    let args = world.reserve_args(&offer, TEN_HOURS);
    let accounts = client::ReserveAccounts {
        renter: bob.pubkey(),
        payer: carol.pubkey(),
        supplier: supply.address,
        offer,
        mint: world.usdc,
        payer_tokens: world.usdc_wallet(&carol.pubkey()),
        price: None,
    };
    for absent in [&carol, &bob] {
        let mut unsigned = client::reserve(&accounts, args.clone());
        for meta in &mut unsigned.accounts {
            meta.is_signer &= meta.pubkey != absent.pubkey();
        }
        let present = if absent.pubkey() == bob.pubkey() {
            &carol
        } else {
            &bob
        };
        let refused = world.send(&[unsigned], &[present]);
        refused.refused(ErrorCode::AccountNotSigner);
    }
    // The tokens of somebody else than the payer.
    let theirs = client::ReserveAccounts {
        payer: bob.pubkey(),
        ..accounts
    };
    let refused = world.send(&[client::reserve(&theirs, args)], &[&bob]);
    refused.refused_by(anchor_spl::token::ID);
    assert_eq!(world.usdc_of(&carol.pubkey()), PURSE);
}

#[test]
fn p29_only_the_payer_extends_and_disputes() {
    let (mut world, _, rental) = started();
    world.wait(2 * HOUR);
    let reservation = world.reservation(&rental);
    let [renter, payer] = [&rental.renter, &rental.payer];
    let wallet = world.usdc_wallet(&payer.pubkey());
    let args = world.extend_args(&rental, 1);
    let extend = client::extend(&rental.address, &reservation, &wallet, None, args).unwrap();
    let dispute = client::open_dispute(&rental.address, &reservation, &wallet, u64::MAX);
    for instruction in [extend, dispute] {
        let by_renter = swapped(&instruction, payer.pubkey(), renter.pubkey());
        let refused = world.send(&[by_renter], &[renter]);
        refused.refused(MarketplaceError::NotPayer);
        let mut unsigned = instruction.clone();
        unsigned.accounts[0].is_signer = false;
        let refused = world.send(&[unsigned], &[renter]);
        refused.refused(ErrorCode::AccountNotSigner);
        world.must(&[instruction], &[payer]);
    }
    world.assert_conserved(&rental);
}

#[test]
fn p29_what_a_dispute_gives_back_goes_to_the_payer() {
    for (share, hours) in [(10_000, 0), (0, 2)] {
        let (mut world, supply, rental) = started();
        world.wait(2 * HOUR);
        world.dispute(&rental).unwrap();
        world.wait(1);
        world.decide(&rental, share).unwrap();
        world.terminate(&rental).unwrap();
        world.wait(DAY);
        world.close_reservation(&supply, &rental).unwrap();
        let [renter, payer] = purses(&mut world, &rental);
        assert_eq!(renter, 0);
        // The second after the dispute, and the deposit if the supplier has won.
        let (second, deposit) = (HOUR_PAID.div_ceil(3_600) + 1, 8 * ONE_USDC * 500 / 10_000);
        let lost = if share == 0 { deposit } else { 0 };
        let paid = hours * HOUR_PAID + lost;
        assert!((PURSE - paid - second..=PURSE - paid).contains(&payer));
    }
}

#[test]
fn p29_renter_and_payer_end_it_and_nobody_else() {
    for by_payer in [true, false] {
        for down in [true, false] {
            let (mut world, _, rental) = started();
            world.wait(4 * HOUR);
            if down {
                world.report(&rental, true, 2 * HOUR).unwrap();
            }
            let mallory = world.person("mallory", 0, 0);
            let signer = if by_payer {
                &rental.payer
            } else {
                &rental.renter
            };
            let end = if down {
                client::terminate_for_downtime
            } else {
                client::terminate
            };
            let refused = world.exit(&rental, &mallory, |address, it, wallet| {
                end(&mallory.pubkey(), address, it, wallet)
            });
            refused.refused(MarketplaceError::NotRenter);
            let ended = world.exit(&rental, signer, |address, it, wallet| {
                end(&signer.pubkey(), address, it, wallet)
            });
            ended.unwrap();
            let reason = world.reservation(&rental).end_reason().unwrap();
            let expected = match down {
                true => EndReason::TerminatedForDowntime,
                false => EndReason::RenterTerminated,
            };
            assert_eq!(reason, expected);
            let [renter, payer] = purses(&mut world, &rental);
            assert_eq!(renter, 0);
            assert!(payer > PURSE - 5 * HOUR_PAID);
        }
    }
}

/// A gateway whose account is frozen when the refund comes: it stays owed to the gateway, and the renter cannot take it.
#[test]
fn p14_p29_a_payer_that_cannot_receive_is_owed() {
    let (mut world, supply, rental) = started();
    world.wait(4 * HOUR);
    let [renter, payer] = [&rental.renter, &rental.payer];
    let (wallet, renters) = (
        world.usdc_wallet(&payer.pubkey()),
        world.usdc_wallet(&renter.pubkey()),
    );
    world.freeze(&wallet);
    let redirected = world.exit(&rental, renter, |address, it, _| {
        client::terminate(&renter.pubkey(), address, it, &renters)
    });
    redirected.refused(MarketplaceError::WrongDestination);
    world.terminate(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.owed(Payee::Payer), Ok(6 * HOUR_PAID));
    let withdraw = |payee: &Pubkey, to: &Pubkey| {
        client::withdraw_owed(payee, &rental.address, &reservation, to)
    };
    let refused = world.send(&[withdraw(&renter.pubkey(), &renters)], &[renter]);
    refused.refused(MarketplaceError::NothingOwed);
    // The payer gives it to the renter.
    world.must(&[withdraw(&payer.pubkey(), &renters)], &[payer]);
    assert_eq!(world.usdc_of(&renter.pubkey()), 6 * HOUR_PAID);
    world.wait(DAY);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
}

/// The renter ends it while the payer disputes: a dispute before the end leaves out the minimum time that the end makes due.
#[test]
fn p24_a_dispute_before_the_renter_terminates_is_of_the_time_metered() {
    let deposit = |disputes_first: bool| {
        let (mut world, _, rental) = started();
        world.wait(HOUR / 2);
        if disputes_first {
            world.dispute(&rental).unwrap();
        }
        world.terminate(&rental).unwrap();
        if !disputes_first {
            world.dispute(&rental).unwrap();
        }
        world.assert_conserved(&rental);
        world.reservation(&rental).dispute.deposit
    };
    let of_an_hour = 4 * ONE_USDC * 500 / 10_000;
    assert_eq!([true, false].map(deposit), [of_an_hour / 2, of_an_hour]);
}
