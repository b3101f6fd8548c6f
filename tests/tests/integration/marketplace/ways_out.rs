//! P-14: every way out at every time, while the other side, the council and the oracle are absent, and while a token
//! account of either side is frozen or closed. The table is that of `docs/spec/protocol.md`.

use std::collections::HashSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::marketplace as client;
use io_common::{
    addresses::{COUNCIL, LEDGER, MARKETPLACE_CONFIG},
    constants::{DAY, HOUR},
    ids,
};
use io_tests::{offer_args, Outcome, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, EndReason, Payee, Status},
};
use solana_account::Account;
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};

/// Where a reservation stands when somebody wants to get out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Reserved,
    Late,
    Start,
    Inside,
    End,
    AfterEnd,
    HeldBack,
    Released,
}

const MOMENTS: [Moment; 8] = [
    Moment::Reserved,
    Moment::Late,
    Moment::Start,
    Moment::Inside,
    Moment::End,
    Moment::AfterEnd,
    Moment::HeldBack,
    Moment::Released,
];

/// A reservation at that moment, without a price and without anybody of the council.
fn at(moment: Moment) -> (World, Supply, Rental) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    world
        .vm
        .set_account(world.price, Account::default())
        .unwrap();
    if moment == Moment::Late {
        world.wait(1_801);
    }
    if [Moment::Reserved, Moment::Late].contains(&moment) {
        return (world, supply, rental);
    }
    world.start(&supply, &rental).unwrap();
    world.wait(match moment {
        Moment::Start => 0,
        Moment::End => 10 * HOUR,
        Moment::AfterEnd => 11 * HOUR,
        _ => 4 * HOUR,
    });
    if [Moment::HeldBack, Moment::Released].contains(&moment) {
        world.terminate(&rental).unwrap();
    }
    if moment == Moment::Released {
        world.wait(DAY);
    }
    (world, supply, rental)
}

type Exit = fn(&mut World, &Supply, &Rental) -> Outcome;

/// Every exit, and why it is refused at each of the moments, if it is.
fn table() -> Vec<(&'static str, Exit, [Option<MarketplaceError>; 8])> {
    use MarketplaceError::{
        DowntimeAllowed, HeldBack, NoDispute, NotActive, NotEnded, NotReserved, NothingHeldBack,
        TimeIsNotOver, TimeIsOver, TooEarlyToCancel,
    };
    let never = |error: fn() -> MarketplaceError| std::array::from_fn(|_| Some(error()));
    let stop = || {
        [
            Some(NotActive),
            Some(NotActive),
            None,
            None,
            Some(TimeIsOver),
            Some(TimeIsOver),
            Some(NotActive),
            Some(NotActive),
        ]
    };
    let undo = |early| {
        let mut row = never(|| NotReserved);
        (row[0], row[1]) = (early, None);
        row
    };
    let mut leave = stop();
    (leave[2], leave[3]) = (Some(DowntimeAllowed), Some(DowntimeAllowed));
    let mut end = stop();
    end[2..6].copy_from_slice(&[Some(TimeIsNotOver), Some(TimeIsNotOver), None, None]);
    let mut dispute = never(|| NothingHeldBack);
    dispute[3..7].fill(None);
    let mut finish = never(|| NotEnded);
    (finish[6], finish[7]) = (Some(HeldBack), None);
    vec![
        (
            "decline",
            |world, supply, rental| world.decline(rental, &supply.operator),
            undo(None),
        ),
        (
            "cancel",
            |world, _, rental| world.cancel(rental),
            undo(Some(TooEarlyToCancel)),
        ),
        (
            "terminate",
            |world, _, rental| world.terminate(rental),
            stop(),
        ),
        (
            "terminate_by_supplier",
            |world, supply, rental| world.terminate_by_supplier(rental, &supply.owner),
            stop(),
        ),
        (
            "terminate_for_downtime",
            |world, _, rental| world.terminate_for_downtime(rental),
            leave,
        ),
        ("complete", |world, _, rental| world.complete(rental), end),
        (
            "close_reservation",
            |world, supply, rental| world.close_reservation(supply, rental),
            finish,
        ),
        (
            "settle_reservation",
            |world, supply, rental| world.settle_reservation(supply, rental),
            [None; 8],
        ),
        (
            "sweep_fees",
            |world, _, rental| world.sweep_fees(rental),
            [None; 8],
        ),
        (
            "open_dispute",
            |world, _, rental| world.dispute(rental),
            dispute,
        ),
        (
            "expire_dispute",
            |world, _, rental| world.expire_dispute(rental),
            never(|| NoDispute),
        ),
    ]
}

/// What the account then says of an end.
fn reason(name: &str, moment: Moment) -> Option<EndReason> {
    match name {
        // It has kept the renter waiting all the same.
        "decline" if moment == Moment::Late => Some(EndReason::NotStarted),
        "terminate" if moment == Moment::Start => Some(EndReason::TerminatedEarly),
        "decline" => Some(EndReason::Declined),
        "cancel" => Some(EndReason::NotStarted),
        "terminate" => Some(EndReason::RenterTerminated),
        "terminate_by_supplier" => Some(EndReason::SupplierTerminated),
        "complete" => Some(EndReason::Completed),
        _ => None,
    }
}

/// Only the owners of the money still act.
#[track_caller]
fn get_out(world: &mut World, supply: &Supply, rental: &Rental) {
    for _ in 0..2 {
        world.wait(8 * DAY);
        // Each if it is its turn.
        let _ = world.cancel(rental);
        let _ = world.complete(rental);
        let _ = world.expire_dispute(rental);
        if world.account(&rental.address).is_some() {
            let _ = world.close_reservation(supply, rental);
        }
        if world.account(&rental.address).is_none() {
            break;
        }
        let friend = world.person("friend", 0, 0);
        let to = world.usdc_wallet(&friend.pubkey());
        for (person, payee) in [
            (&supply.payout, Payee::Supplier),
            (&rental.renter, Payee::Payer),
        ] {
            let reservation = world.reservation(rental);
            if reservation.owed(payee).unwrap() > 0 {
                let address = &rental.address;
                let collect = client::withdraw_owed(&person.pubkey(), address, &reservation, &to);
                world.must(&[collect], &[person]);
            }
        }
        world.assert_conserved(rental);
    }
    world.assert_closed(supply, rental);
}

#[test]
fn p14_each_way_out_is_open_at_its_time_and_leads_out() {
    for (place, moment) in MOMENTS.into_iter().enumerate() {
        let (mut world, supply, rental) = at(moment);
        for (name, exit, refusals) in table() {
            if let Some(error) = refusals[place] {
                let refused = exit(&mut world, &supply, &rental);
                let code = refused.unwrap_err().code();
                assert_eq!(code, Some(error.into()), "{name} at {moment:?}");
            }
        }
        for (name, exit, refusals) in table() {
            if refusals[place].is_none() {
                let (mut world, supply, rental) = at(moment);
                if let Err(refusal) = exit(&mut world, &supply, &rental) {
                    panic!("{name} at {moment:?}: {refusal}");
                }
                if name != "close_reservation" {
                    world.assert_conserved(&rental);
                    if let Some(reason) = reason(name, moment) {
                        assert_eq!(world.reservation(&rental).end_reason().unwrap(), reason);
                    }
                    get_out(&mut world, &supply, &rental);
                }
                world.assert_closed(&supply, &rental);
            }
        }
    }
}

#[test]
fn p14_a_token_account_of_one_side_that_fails_holds_up_nobody() {
    for (place, moment) in MOMENTS.into_iter().enumerate() {
        for (name, exit, refusals) in table() {
            if refusals[place].is_some() || name == "open_dispute" {
                continue;
            }
            for (renters, closed) in [(true, true), (true, false), (false, true), (false, false)] {
                let (mut world, supply, rental) = at(moment);
                let payout = supply.payout.pubkey();
                let owner = if renters {
                    rental.renter.pubkey()
                } else {
                    payout
                };
                let wallet = world.usdc_wallet(&owner);
                if closed {
                    world.vm.set_account(wallet, Account::default()).unwrap();
                } else {
                    world.freeze(&wallet);
                }
                if let Err(refusal) = exit(&mut world, &supply, &rental) {
                    panic!("{name} at {moment:?}: {refusal}");
                }
                if world.account(&rental.address).is_some() {
                    let reservation = world.reservation(&rental);
                    // The other side has what is its own.
                    let payee = if renters {
                        Payee::Supplier
                    } else {
                        Payee::Payer
                    };
                    let waits = ["settle_reservation", "sweep_fees"].contains(&name)
                        || payee == Payee::Supplier && !reservation.is(Status::Closed);
                    assert!(
                        waits || reservation.owed(payee) == Ok(0),
                        "{name} at {moment:?}"
                    );
                    world.assert_conserved(&rental);
                    get_out(&mut world, &supply, &rental);
                }
                world.assert_closed(&supply, &rental);
            }
        }
    }
}

/// No way out names another program of the suite, its council, its ledger, a price or a configuration: what does not
/// come with a transaction is neither called nor read. Of another program they take the supplier's account, which lives
/// as long as one of its reservations.
#[test]
fn p14_no_way_out_takes_another_program_a_price_or_a_configuration() {
    let (mut world, supply, rental) = at(Moment::Inside);
    let reservation = world.reservation(&rental);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let payout = world.usdc_wallet(&supply.payout.pubkey());
    let (address, signer) = (&rental.address, supply.owner.pubkey());
    let exits: Vec<Instruction> = vec![
        client::decline(&signer, address, &reservation, &wallet),
        client::cancel(address, &reservation, &wallet),
        client::settle_reservation(address, &reservation, &payout),
        client::sweep_fees(address, &reservation).unwrap(),
        client::terminate(&signer, address, &reservation, &wallet),
        client::terminate_by_supplier(&signer, address, &reservation, &wallet),
        client::terminate_for_downtime(&signer, address, &reservation, &wallet),
        client::complete(address, &reservation, &wallet),
        client::open_dispute(address, &reservation, &wallet, 1),
        client::expire_dispute(address, &wallet),
        client::close_reservation(&signer, address, &reservation, &payout, &wallet).unwrap(),
        client::withdraw_owed(&signer, address, &reservation, &wallet),
    ];
    let taken: HashSet<Pubkey> = exits
        .iter()
        .flat_map(|exit| exit.accounts.iter().map(|meta| meta.pubkey))
        .collect();
    for other in [
        ids::emissions::ID,
        ids::fee_burn::ID,
        MARKETPLACE_CONFIG.address,
        COUNCIL.address,
        LEDGER.address,
        world.price,
    ] {
        assert!(!taken.contains(&other), "{other}");
    }
    let mut foreign = vec![];
    for key in taken {
        let owner = world.account(&key).map(|account| account.owner);
        if owner == Some(ids::emissions::ID) || owner == Some(ids::fee_burn::ID) {
            foreign.push(key);
        }
    }
    assert_eq!(foreign, [supply.address]);
}

#[test]
fn p14_too_much_downtime_leads_out_with_any_account_failing() {
    for broken in [Payee::Payer, Payee::Supplier] {
        let (mut world, supply, rental) = at(Moment::Inside);
        world.report(&rental, true, 2 * HOUR).unwrap();
        let owner = match broken {
            Payee::Supplier => supply.payout.pubkey(),
            _ => rental.renter.pubkey(),
        };
        let wallet = world.usdc_wallet(&owner);
        world.freeze(&wallet);
        world.terminate_for_downtime(&rental).unwrap();
        world
            .terminate_for_downtime(&rental)
            .refused(MarketplaceError::NotActive);
        get_out(&mut world, &supply, &rental);
    }
}
