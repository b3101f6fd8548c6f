//! Nosana: one key slashed at once to a fixed account; a market's owner could close it and take the whole vault; a node
//! declared its own job finished and was paid; an absent node was paid for the time that passed.
//!
//! The same mistake here: one attestor or the authority slashes by itself or at once, or somebody gets what is burned;
//! the owner of an offer reaches the escrow of its reservations; a supplier ends a reservation as completed before its
//! time; the meter runs without a start. The two steps of a slash hold it (`propose_slash`, `execute_slash`), one escrow
//! a reservation (`is_escrow`), and P-14's table of ends (`exits.rs`).

use emissions::{error::EmissionsError, instructions::ProposeSlashArgs};
use io_client::{
    emissions::{self as client, Agreement},
    marketplace as market,
};
use io_common::{
    constants::{DAY, GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC},
    CommonError,
};
use io_tests::{key, offer_args, Refused, Rental, Supply, Terms, World, OWN_STAKE};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, EndReason, Payee},
};
use solana_signer::Signer;

use crate::actions::{execute_slash, ledger};

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour for ten hours, and the renter's fee.
const LOCKED: u64 = 40 * ONE_USDC * 10_225 / 10_000;

fn reserved() -> (World, Supply, Rental) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    (world, supply, rental)
}

#[test]
fn p02_no_one_key_slashes_and_nobody_gets_what_is_burned() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let (authority, [first, ..]) = (key("authority"), world.attestors());
    let args = ProposeSlashArgs {
        number: 0,
        amount: ONE_IO,
        reason: 1,
        evidence: [8; 32],
    };
    for (alone, error) in [
        (&first, CommonError::NotAgreed),
        (&authority, CommonError::NotAnAttestor),
        (&alice.owner, CommonError::NotAnAttestor),
    ] {
        let signed = [alone.pubkey()];
        let payer = authority.pubkey();
        let agreement = Agreement::Signed(&signed);
        let propose = client::propose_slash(&payer, agreement, &alice.address, args.clone());
        let refused = world.send(&[propose.unwrap()], &[&authority, alone]);
        refused.refused(error);
    }

    let slash = world.propose_slash(&alice, 1_000 * ONE_IO);
    execute_slash(&mut world, &slash).refused(EmissionsError::SlashNotDue);
    world.wait(30 * DAY - 1);
    execute_slash(&mut world, &slash).refused(EmissionsError::SlashNotDue);
    let stake = world.supplier_account(&alice).stake.own;
    assert_eq!(stake, OWN_STAKE * ONE_IO, "a month to appeal in");
    world.wait(1);
    execute_slash(&mut world, &slash).unwrap();
    let emitted = ledger(&mut world).emitted_total;
    let supply = GENESIS_SUPPLY + emitted - 1_000 * ONE_IO;
    assert_eq!(world.io_supply(), supply, "burned, not moved");
}

#[test]
fn p14_the_owner_of_an_offer_reaches_no_escrow() {
    let (mut world, supply, rental) = reserved();
    let owner = supply.owner.pubkey();
    let close = market::close_offer(
        &market::OfferAccounts {
            authority: owner,
            supplier: supply.address,
            offer: rental.offer,
        },
        &owner,
    );
    let refused = world.send(&[close.clone()], &[&supply.owner]);
    refused.refused(MarketplaceError::OfferInUse);
    world.start(&supply, &rental).unwrap();
    let refused = world.send(&[close], &[&supply.owner]);
    refused.refused(MarketplaceError::OfferInUse);
    let reservation = world.reservation(&rental);
    for taker in [
        &supply.payout,
        &supply.owner,
        &supply.operator,
        &key("authority"),
    ] {
        let wallet = world.usdc_wallet(&supply.payout.pubkey());
        let (address, taker_key) = (&rental.address, taker.pubkey());
        let collect = market::withdraw_owed(&taker_key, address, &reservation, &wallet);
        let refused = world.send(&[collect], &[taker]);
        refused.refused(MarketplaceError::NothingOwed);
    }
    // Another reservation, of the owner's own, pays out of its own escrow alone.
    let mine = world.reserve("alice's friend", &supply, rental.offer, TEN_HOURS);
    world.decline(&mine, &supply.owner).unwrap();
    let [theirs, own] = [&rental, &mine].map(|rental| world.reservation(rental));
    let wallet = world.usdc_wallet(&supply.payout.pubkey());
    let mut finish =
        market::close_reservation(&owner, &mine.address, &own, &wallet, &wallet).unwrap();
    for meta in &mut finish.accounts {
        if meta.pubkey == mine.escrow {
            meta.pubkey = rental.escrow;
        }
    }
    let refused = world.send(&[finish], &[&supply.owner]);
    refused.refused(MarketplaceError::WrongEscrow);
    assert_eq!(world.balance(&rental.escrow), theirs.locked);
}

#[test]
fn p13_a_supplier_that_declares_the_work_done_is_paid_nothing_for_it() {
    let (mut world, supply, rental) = reserved();
    world.start(&supply, &rental).unwrap();
    world
        .complete(&rental)
        .refused(MarketplaceError::TimeIsNotOver);
    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::NotEnded);
    world.wait(HOUR / 2);
    world
        .complete(&rental)
        .refused(MarketplaceError::TimeIsNotOver);
    // The end that it has is its own, and costs it the hour.
    world.terminate_by_supplier(&rental, &supply.owner).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(
        reservation.end_reason().unwrap(),
        EndReason::SupplierTerminated
    );
    assert_eq!(reservation.total(Payee::Payer), Ok(LOCKED));
    world.wait(DAY);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), 0);
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), 100_000 * ONE_USDC);
}

#[test]
fn p13_an_absent_supplier_is_paid_for_no_time() {
    // It never starts: days pass, and none of them is on the meter.
    let (mut world, supply, rental) = reserved();
    world.wait(5 * DAY);
    world.settle_reservation(&supply, &rental).unwrap();
    world
        .start(&supply, &rental)
        .refused(MarketplaceError::TooLateToStart);
    world.cancel(&rental).unwrap();
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), 0);
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), 100_000 * ONE_USDC);

    // It starts and goes away: the council says so, and the time from then on is the renter's.
    let (mut world, supply, rental) = reserved();
    world.start(&supply, &rental).unwrap();
    world.wait(3 * HOUR);
    world.report(&rental, true, 2 * HOUR).unwrap();
    world.wait(7 * HOUR);
    world.complete(&rental).unwrap();
    world.wait(DAY);
    world.close_reservation(&supply, &rental).unwrap();
    let hour = 4 * ONE_USDC;
    let net = hour - (hour * 225).div_ceil(10_000);
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), net);
}
