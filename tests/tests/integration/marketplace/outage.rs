//! Outages: who says so, what the meter does, and leaving because of them.

use ::emissions::state::{Config as EmissionsConfig, Slash};
use io_client::{
    emissions,
    events::{decode, Event, Marketplace},
    marketplace::{self as client, Agreement},
};
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, MARKETPLACE_CONFIG},
    constants::{DAY, HOUR, ONE_IO, ONE_USDC},
    types::ServiceRecord,
    CommonError,
};
use io_tests::{key, offer_args, Outcome, Refused, Rental, Supply, Terms, World, OWN_STAKE};
use marketplace::{
    error::MarketplaceError,
    state::{Config, Currency, EndReason, OutageReport, Status},
};
use solana_signer::Signer;

const TWENTY_HOURS: Terms = Terms {
    gpus: 2,
    hours: 20,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;
const PURSE: u64 = 100_000 * ONE_USDC;

fn rented(terms: Terms) -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, terms);
    world.wait(4 * HOUR);
    (world, supply, rental)
}

/// 2.25 % of `gross`, rounded up.
fn fee(gross: u64) -> u64 {
    (gross * 225).div_ceil(10_000)
}

#[test]
fn p13_downtime_is_refunded_and_does_not_move_the_end() {
    let (mut world, supply, rental) = rented(TWENTY_HOURS);
    let end = world.reservation(&rental).ends_at().unwrap();
    world.report(&rental, true, HOUR).unwrap();
    world.wait(2 * HOUR);
    world.report(&rental, false, HOUR / 2).unwrap();
    let now = world.now();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.downtime(now).unwrap(), 9_000);
    assert_eq!(reservation.ends_at().unwrap(), end);
    world.wait(14 * HOUR);
    world.complete(&rental).unwrap();
    let used = 35 * HOURLY / 2;
    assert_eq!(
        world.usdc_of(&rental.renter.pubkey()),
        PURSE - used - fee(used)
    );
    world.assert_conserved(&rental);
    // The record waits until nothing can be reported any more.
    assert_eq!(world.usage(&supply).service, ServiceRecord::default());
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let service = world.usage(&supply).service;
    assert_eq!((service.outage_seconds, service.breaches), (9_000, 1));
    assert_eq!(service.gpu_seconds, 2 * 63_000);
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), used - fee(used));
    world.assert_closed(&supply, &rental);
}

#[test]
fn a_report_lapses_after_a_day_unless_it_is_renewed() {
    let (mut world, _, rental) = rented(Terms {
        hours: 100,
        ..TWENTY_HOURS
    });
    let downtime = |world: &mut World| {
        let now = world.now();
        i64::from(world.reservation(&rental).downtime(now).unwrap())
    };
    world.report(&rental, true, 0).unwrap();
    world.wait(20 * HOUR);
    world.report(&rental, true, 0).unwrap();
    world.wait(30 * HOUR);
    assert_eq!(downtime(&mut world), 44 * HOUR);
    let up = world.report(&rental, false, 0);
    up.refused(MarketplaceError::NotDown);
    // A new one counts from behind the old, whatever it names.
    world.report(&rental, true, 20 * HOUR).unwrap();
    assert_eq!(downtime(&mut world), 50 * HOUR);
    let early = world.report(&rental, false, 7 * HOUR);
    early.refused(MarketplaceError::StaleDecision);
    world.wait(1);
    // Up since before it began: it never was.
    world.report(&rental, false, 7 * HOUR).unwrap();
    assert_eq!(downtime(&mut world), 44 * HOUR);
}

/// P-22: a report that lapses changes the price, whatever is paid then.
#[test]
fn p22_a_lapse_is_in_an_event_though_nothing_is_paid() {
    type Send = fn(&mut World, &Supply, &Rental) -> Outcome;
    let settle: Send = |world, supply, rental| world.settle_reservation(supply, rental);
    let sweep: Send = |world, _, rental| world.sweep_fees(rental);
    for send in [settle, sweep] {
        let mut world = World::lite();
        let supply = world.supplier("alice");
        let terms = Terms {
            hours: 100,
            ..TWENTY_HOURS
        };
        let rental = world.rent("bob", &supply, terms);
        world.wait(4 * HOUR);
        world.report(&rental, true, 0).unwrap();
        world.wait(25 * HOUR);
        let amounts = |world: &mut World| {
            let receipt = send(world, &supply, &rental).unwrap();
            let events = receipt
                .inner
                .iter()
                .filter_map(|(program, data)| decode(program, data));
            let totals = events.filter_map(|event| match event {
                Event::Marketplace(Marketplace::ReservationSettled(it)) => {
                    Some((it.paid, it.totals))
                }
                Event::Marketplace(Marketplace::FeesSwept(it)) => Some((it.fees, it.totals)),
                _ => None,
            });
            totals.collect::<Vec<_>>()
        };
        let before = world.reservation(&rental).payable;
        let events = amounts(&mut world);
        let [(0, totals)] = events[..] else {
            panic!("{events:?}");
        };
        let reservation = world.reservation(&rental);
        assert_eq!(totals.payable, reservation.payable);
        assert_eq!(before - totals.payable, 24 * HOURLY);
        assert_eq!(totals.owed_to_payer, reservation.all_owed().unwrap().payer);
        assert!(amounts(&mut world).is_empty(), "nothing has changed since");
    }
}

#[test]
fn downtime_is_never_counted_in_time_that_is_paid() {
    let (mut world, supply, rental) = rented(Terms {
        hours: 100,
        ..TWENTY_HOURS
    });
    world.wait(36 * HOUR);
    world.settle_reservation(&supply, &rental).unwrap();
    let paid = world.usdc_of(&supply.payout.pubkey());
    assert!(paid > 0);
    let refused = world.report(&rental, true, -1);
    refused.refused(MarketplaceError::InvalidOutageTime);
    world.report(&rental, true, 36 * HOUR).unwrap();
    let now = world.now();
    let metered = world.reservation(&rental).metered(now).unwrap();
    assert_eq!(i64::from(metered), 16 * HOUR);
    world.terminate(&rental).unwrap();
    // What may be corrected is still due.
    assert_eq!(world.reservation(&rental).payable, 40 * HOURLY);
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let used = 16 * HOURLY;
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), used - fee(used));
    world.assert_closed(&supply, &rental);
}

#[test]
fn too_much_downtime_lets_the_renter_leave_and_is_a_breach() {
    let (mut world, supply, rental) = rented(TWENTY_HOURS);
    world
        .terminate_for_downtime(&rental)
        .refused(MarketplaceError::DowntimeAllowed);
    // Five percent of twenty hours.
    world.report(&rental, true, HOUR).unwrap();
    world
        .terminate_for_downtime(&rental)
        .refused(MarketplaceError::DowntimeAllowed);
    world.wait(1);
    let stranger = world.person("mallory", 0, 0);
    let refused = world.exit(&rental, &stranger, |address, reservation, wallet| {
        client::terminate_for_downtime(&stranger.pubkey(), address, reservation, wallet)
    });
    refused.refused(MarketplaceError::NotRenter);
    world.terminate_for_downtime(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(
        reservation.end_reason().unwrap(),
        EndReason::TerminatedForDowntime
    );
    // What it has not used comes back at once, the hour that was down a day later: it may be corrected until then.
    let purse = world.usdc_of(&rental.renter.pubkey());
    let down = 4 * HOURLY + HOURLY / 3_600;
    assert_eq!(purse, PURSE - down - fee(down));
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let used = 3 * HOURLY;
    let purse = world.usdc_of(&rental.renter.pubkey());
    assert_eq!(purse, PURSE - used - fee(used));
    world.assert_closed(&supply, &rental);
    let usage = world.usage(&supply);
    assert_eq!((usage.service.breaches, usage.breached), (1, 400 * ONE_IO));
    assert_eq!(usage.service.completed, 0);
    // Anyone turns it into a slash: a tenth of what two H100 require.
    let slash = emissions::propose_breach_slash(&stranger.pubkey(), &supply.address, 0);
    world.must(&[slash], &[&stranger]);
    let slash: Slash = world.read(&emissions::breach_slash_address(&supply.address, 0));
    assert_eq!(slash.amount, 400 * ONE_IO);
}

/// The renter leaves before the "up" report.
#[test]
fn p13_a_report_that_is_corrected_after_the_end_is_no_breach() {
    let (mut world, supply, rental) = rented(TWENTY_HOURS);
    world.report(&rental, true, HOUR).unwrap();
    world.wait(1);
    world.terminate_for_downtime(&rental).unwrap();
    world.wait(24 * HOUR - 1);
    // They were down for ten minutes.
    let up_at = world.reservation(&rental).started_at + 3 * HOUR + 600;
    let now = world.now();
    world.report(&rental, false, now - up_at).unwrap();
    world.assert_conserved(&rental);
    world.wait(1);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
    let usage = world.usage(&supply);
    assert_eq!((usage.service.breaches, usage.service.completed), (0, 1));
    let used = HOURLY * (4 * 3_600 + 1 - 600) / 3_600;
    let purse = world.usdc_of(&rental.renter.pubkey());
    assert_eq!(purse, PURSE - used - fee(used));
    let slash = emissions::propose_breach_slash(&rental.renter.pubkey(), &supply.address, 0);
    world.send(&[slash], &[&rental.renter]).unwrap_err();
}

/// Dead from hour 4 of 20: the supplier terminates at hour 16, or anyone ends it at hour 20, in front of the report.
#[test]
fn p13_an_outage_counts_though_it_is_reported_after_the_end() {
    for (hours, supplier_goes, due) in [(16, true, 3), (20, false, 4)] {
        let (mut world, supply, rental) = rented(TWENTY_HOURS);
        world.wait((hours - 4) * HOUR);
        if supplier_goes {
            world.terminate_by_supplier(&rental, &supply.owner).unwrap();
        } else {
            world.complete(&rental).unwrap();
        }
        world.wait(24 * HOUR);
        world
            .report(&rental, true, (hours - 4 + 24) * HOUR)
            .unwrap();
        world.assert_conserved(&rental);
        world.close_reservation(&supply, &rental).unwrap();
        world.assert_closed(&supply, &rental);
        let used = due * HOURLY;
        let earned = world.usdc_of(&supply.payout.pubkey());
        assert_eq!(earned, used - fee(used));
        let purse = world.usdc_of(&rental.renter.pubkey());
        assert_eq!(purse, PURSE - used - fee(used));
        let usage = world.usage(&supply);
        assert_eq!((usage.service.breaches, usage.breached), (1, 400 * ONE_IO));
    }
}

/// With the longest times that governance can set: who unstakes at the end, and waits while a dispute delays the record, bears
/// the breach all the same.
#[test]
fn p11_what_stood_behind_a_breach_is_still_there_when_it_is_recorded() {
    let mut world = World::new();
    let times = |config: &mut Config| {
        (config.hold_back, config.decision_time) = (3 * DAY as u32, 10 * DAY as u32);
    };
    world.edit(&MARKETPLACE_CONFIG.address, times);
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TWENTY_HOURS);
    world.wait(16 * HOUR);
    world.report(&rental, true, 12 * HOUR).unwrap();
    world.terminate_by_supplier(&rental, &supply.owner).unwrap();
    let (owner, wallet) = (&supply.owner, world.io_wallet(&supply.owner.pubkey()));
    let unstake = emissions::unstake_own(&owner.pubkey(), &supply.address, None);
    world.catch_up(&[supply.address]);
    world.must(&[unstake], &[owner]);
    world.wait(3 * DAY - 1);
    world.dispute(&rental).unwrap();
    world.wait(10 * DAY + 1);
    world.expire_dispute(&rental).unwrap();
    world.close_reservation(&supply, &rental).unwrap();
    world.wait(DAY - 1);
    let propose = emissions::propose_breach_slash(&owner.pubkey(), &supply.address, 0);
    world.must(&[propose], &[owner]);
    let slash: Slash = world.read(&emissions::breach_slash_address(&supply.address, 0));
    assert_eq!(slash.amount, 400 * ONE_IO);
    world.wait(1);
    let before = world.balance(&wallet);
    let withdraw = emissions::withdraw_own(&emissions::WithdrawOwnAccounts {
        signer: owner.pubkey(),
        supplier: supply.address,
        holder: owner.pubkey(),
        destination: wallet,
    });
    world.must(&[withdraw], &[owner]);
    assert_eq!(
        world.balance(&wallet) - before,
        OWN_STAKE * ONE_IO - slash.amount
    );
}

/// A breach costs what its reservation was reserved under, whatever a GPU's requirement is when somebody proposes the slash.
#[test]
fn p07_a_breach_is_priced_as_of_the_reservation() {
    let (mut world, supply, first) = rented(Terms {
        gpus: 1,
        ..TWENTY_HOURS
    });
    let pricier = |config: &mut EmissionsConfig| {
        config.stake_per_unit = 1_000 * ONE_IO;
        config.breach_slash_bps = 5_000;
    };
    world.edit(&EMISSIONS_CONFIG.address, pricier);
    // In force for what is reserved from the next attestation on.
    let second = world.rent(
        "carol",
        &supply,
        Terms {
            gpus: 1,
            ..TWENTY_HOURS
        },
    );
    world.wait(1);
    world.attest(&supply, 8, 24).unwrap();
    world.stake_own(&supply, 44_000 * ONE_IO).unwrap();
    let third = world.rent(
        "dave",
        &supply,
        Terms {
            gpus: 1,
            ..TWENTY_HOURS
        },
    );
    for rental in [&first, &second, &third] {
        world.wait(2 * HOUR);
        world.report(rental, true, 2 * HOUR - 1).unwrap();
        world.terminate_for_downtime(rental).unwrap();
    }
    world.wait(24 * HOUR);
    let mut breached = 0;
    // A tenth of 2,000 IO twice, and half of 10,000.
    for (rental, costs) in [(first, 200), (second, 200), (third, 5_000)] {
        world.close_reservation(&supply, &rental).unwrap();
        breached += costs * ONE_IO;
        assert_eq!(world.usage(&supply).breached, breached);
    }
    let payer = key("authority");
    let slash = emissions::propose_breach_slash(&payer.pubkey(), &supply.address, 0);
    world.must(&[slash], &[&payer]);
    let slash: Slash = world.read(&emissions::breach_slash_address(&supply.address, 0));
    assert_eq!(slash.amount, 5_400 * ONE_IO);
}

#[test]
fn a_supplier_that_waits_for_the_end_does_not_escape_the_breach() {
    let (mut world, supply, rental) = rented(TWENTY_HOURS);
    world.report(&rental, true, HOUR).unwrap();
    world.wait(1);
    world.report(&rental, false, 0).unwrap();
    world.wait(20 * HOUR);
    world.complete(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.end_reason().unwrap(), EndReason::Completed);
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let usage = world.usage(&supply);
    assert_eq!((usage.service.breaches, usage.breached), (1, 400 * ONE_IO));
    assert_eq!(usage.service.completed, 0);
}

#[test]
fn nothing_is_due_for_what_was_down_from_the_beginning() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TWENTY_HOURS);
    world.wait(HOUR + 1);
    world.report(&rental, true, 24 * HOUR).unwrap();
    world.terminate_for_downtime(&rental).unwrap();
    assert!(world.reservation(&rental).is(Status::Ended));
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), PURSE);
    world.assert_closed(&supply, &rental);
}

#[test]
fn a_report_is_of_something_that_runs() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TWENTY_HOURS);
    let refused = world.report(&rental, true, 0);
    refused.refused(MarketplaceError::NotActive);
    world.start(&supply, &rental).unwrap();
    // No act is as old as the start.
    let refused = world.report(&rental, true, 0);
    refused.refused(MarketplaceError::StaleDecision);
    world.wait(1);
    world
        .report(&rental, false, 0)
        .refused(MarketplaceError::NotDown);
    world.wait(20 * HOUR - 1);
    // Nothing is down after the end; before it, somebody may still say so.
    let refused = world.report(&rental, true, 0);
    refused.refused(MarketplaceError::InvalidOutageTime);
    world.report(&rental, true, HOUR).unwrap();
    world
        .terminate_for_downtime(&rental)
        .refused(MarketplaceError::TimeIsOver);
    world.complete(&rental).unwrap();
    // Until it is closed what is reported may be corrected.
    assert_eq!(world.reservation(&rental).payable, 20 * HOURLY);
    world.wait(1);
    let refused = world.report(&rental, true, 1);
    refused.refused(MarketplaceError::InvalidOutageTime);
    world.wait(24 * HOUR);
    world.settle_reservation(&supply, &rental).unwrap();
    let used = 19 * HOURLY;
    let earned = world.usdc_of(&supply.payout.pubkey());
    assert_eq!(earned, used - fee(used));
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), earned);
}

#[test]
fn the_council_reports_by_signatures_or_approvals_and_nobody_else() {
    let (mut world, _, rental) = rented(TWENTY_HOURS);
    let report = world.outage_report(true, HOUR);
    let [first, second, third] = world.attestors();
    let mallory = world.person("mallory", 0, 0);
    let signed = |signers: &[solana_keypair::Keypair]| {
        let keys: Vec<_> = signers.iter().map(Signer::pubkey).collect();
        client::report_outage(Agreement::Signed(&keys), &rental.address, report.clone())
    };
    let (alone, forged) = (
        signed(&[first.insecure_clone()]),
        signed(&[first.insecure_clone(), mallory.insecure_clone()]),
    );
    let refused = world.send_attested(alone, &[&first]);
    refused.refused(CommonError::NotAgreed);
    let refused = world.send_attested(forged, &[&first, &mallory]);
    refused.refused(CommonError::NotAnAttestor);
    // A council elsewhere, even if emissions had made it.
    let council = world.account(&COUNCIL.address).unwrap();
    world.vm.set_account(mallory.pubkey(), council).unwrap();
    let mut elsewhere = signed(&[first.insecure_clone(), second.insecure_clone()]);
    elsewhere.accounts[0].pubkey = mallory.pubkey();
    let refused = world.send_attested(elsewhere, &[&first, &second]);
    refused.refused(MarketplaceError::WrongCouncil);
    let mallory = world.person("mallory", 0, 0);

    let hash = report.hash(&rental.address).unwrap();
    let payer = key("authority");
    let open = emissions::open_approval(&payer.pubkey(), hash);
    world.must(&[open], &[&payer]);
    let approved = |report: OutageReport| {
        client::report_outage(Agreement::Approved(hash), &rental.address, report)
    };
    let send = |world: &mut World, report| world.send(&[approved(report)], &[&mallory]);
    let short = send(&mut world, report.clone());
    short.refused(CommonError::NotAgreed);
    for attestor in [&second, &third] {
        let approve = emissions::approve(&attestor.pubkey(), &hash);
        world.must(&[approve], &[&payer, attestor]);
    }
    let other = OutageReport {
        at: report.at - 1,
        ..report.clone()
    };
    let refused = send(&mut world, other);
    refused.refused(CommonError::WrongApproval);
    send(&mut world, report.clone()).unwrap();
    // The approval lives on; the act does not.
    let again = send(&mut world, report.clone());
    again.refused(MarketplaceError::StaleDecision);
    world.wait(1);
    world.report(&rental, false, 0).unwrap();
    let again = send(&mut world, report.clone());
    again.refused(MarketplaceError::StaleDecision);
    // Nor is it of another reservation.
    let supply = world.supplier("carol");
    let elsewhere = world.rent("dave", &supply, TWENTY_HOURS);
    let stolen = client::report_outage(Agreement::Approved(hash), &elsewhere.address, report);
    let refused = world.send(&[stolen], &[&mallory]);
    refused.refused(CommonError::WrongApproval);
}
