//! Events of the marketplace in words.

use anchor_lang::prelude::Pubkey;
use io_client::events::Marketplace;
use marketplace::state::EndReason;

use super::{
    governance::{applied, cancelled, governed, proposed, reclaimed},
    names::{at, Names},
    offers::Change,
};
use crate::{
    amounts::several,
    duration,
    options::{hexadecimal, Currencies},
    report::Cell,
};

const PROGRAM: &str = "marketplace";

/// The reservation that an event is about, if it is about one.
pub fn reservation(event: &Marketplace) -> Option<Pubkey> {
    Some(match event {
        Marketplace::Reserved(it) => it.reservation,
        Marketplace::Started(it) => it.reservation,
        Marketplace::Extended(it) => it.reservation,
        Marketplace::AutopaySet(it) => it.reservation,
        Marketplace::AutopayShort(it) => it.reservation,
        Marketplace::AutopayClosed(it) => it.reservation,
        Marketplace::EndAnnounced(it) => it.reservation,
        Marketplace::OutageReported(it) => it.reservation,
        Marketplace::DisputeOpened(it) => it.reservation,
        Marketplace::DisputeClosed(it) => it.reservation,
        Marketplace::FeesSwept(it) => it.reservation,
        Marketplace::ReservationSettled(it) => it.reservation,
        Marketplace::Ended(it) => it.reservation,
        Marketplace::ReservationClosed(it) => it.reservation,
        Marketplace::OwedWithdrawn(it) => it.reservation,
        _ => return None,
    })
}

/// Why a reservation ended.
pub fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::None => "not ended",
        EndReason::Completed => "its time was over",
        EndReason::RenterTerminated => "terminated by renter or payer",
        EndReason::SupplierTerminated => "terminated by the supplier",
        EndReason::Declined => "declined by the supplier",
        EndReason::NotStarted => "not started in time",
        EndReason::TerminatedForDowntime => "terminated after too much downtime",
        EndReason::TerminatedEarly => "terminated within the first minutes",
    }
}

fn usd(price: u64) -> String {
    Cell::Usd(price).brief()
}

fn time(seconds: u32) -> String {
    duration::display(seconds.into())
}

/// What an event says.
pub fn words(event: &Marketplace, names: &Names) -> String {
    let key = |key: &Pubkey| names.key(key);
    match event {
        Marketplace::OfferCreated(it) => format!(
            "offer {} of supplier {} created: {} for {} an hour each, in {}{}",
            key(&it.offer),
            key(&it.supplier),
            several(it.gpus, "GPU"),
            usd(it.price_micro_usd),
            Currencies::name(it.currencies),
            with_notice(names.change(&it.offer, 0))
        ),
        Marketplace::OfferChanged(it) => {
            let (offer, change) = (key(&it.offer), names.change(&it.offer, it.revision));
            let did = match (change, it.paused) {
                (Some(Change::Paused), true) => return format!("offer {offer} paused"),
                (Some(Change::Paused), false) => {
                    return format!("offer {offer} takes reservations again")
                }
                (Some(Change::Set { .. }), _) => "edited",
                (None, _) => "changed",
            };
            format!(
                "offer {offer} {did}: {} for {} an hour each, in {}{}{}",
                several(it.gpus, "GPU"),
                usd(it.price_micro_usd),
                Currencies::name(it.currencies),
                with_notice(change),
                if it.paused { "; it is paused" } else { "" }
            )
        }
        Marketplace::OfferClosed(it) => format!("offer {} closed", key(&it.offer)),
        Marketplace::MarketplaceGoverned(it) => {
            governed(PROGRAM, &it.signer, &it.action, it.paused_until, names)
        }
        Marketplace::ChangeProposed(it) => {
            proposed(PROGRAM, &it.proposal, &it.change, it.ready_at, names)
        }
        Marketplace::ChangeApplied(it) => applied(PROGRAM, &it.proposal, &it.change, names),
        Marketplace::ChangeCancelled(it) => cancelled(PROGRAM, &it.proposal, names),
        Marketplace::RentReclaimed(it) => reclaimed(&it.account, &it.recipient, it.lamports, names),
        event => of_reservation(event, names),
    }
}

/// The notice that an offer promises.
fn with_notice(change: Option<&Change>) -> String {
    match change {
        Some(Change::Set { notice }) if *notice > 0 => {
            let notice = u64::from(*notice).saturating_mul(3_600);
            format!(", with {} of notice", duration::display(notice))
        }
        _ => String::new(),
    }
}

/// What an event of a reservation says.
fn of_reservation(event: &Marketplace, names: &Names) -> String {
    let Some(address) = reservation(event) else {
        return String::new();
    };
    let money = |amount| names.money(&address, amount);
    let reported = match event {
        Marketplace::Reserved(it) => format!(
            "{} for {} reserved by {} at supplier {}, {} locked{}",
            several(it.gpus, "GPU"),
            time(it.seconds),
            names.key(&it.renter),
            names.key(&it.supplier),
            money(it.locked),
            match it.payer == it.renter {
                true => String::new(),
                false => format!(" by {}, who pays", names.key(&it.payer)),
            }
        ),
        Marketplace::Started(it) => format!(
            "started, until {}, connection hash {}",
            at(it.ends_at),
            hexadecimal(&it.connection_hash)
        ),
        Marketplace::Extended(it) => {
            let left = it.autopay_left.map(|left| {
                format!(", by autopay, which may spend {} more", money(left))
            });
            format!(
                "extended by {} until {}, {} locked for it{}",
                time(it.seconds),
                at(it.ends_at),
                money(it.locked),
                left.unwrap_or_default()
            )
        }
        Marketplace::AutopaySet(it) => format!(
            "autopay set by {}: {} at a time, from {} before the end, at {} an hour for each GPU at most, {} in all, bounties for {}",
            names.key(&it.payer),
            several(it.hours, "hour"),
            time(it.lead),
            usd(it.max_price_micro_usd),
            money(it.left),
            several(it.bounties, "extension")
        ),
        Marketplace::AutopayShort(it) => format!(
            "autopay is short: an extension takes {}, the wallet holds {} and has approved {}",
            money(it.needed),
            money(it.held),
            money(it.allowed)
        ),
        Marketplace::AutopayClosed(it) => {
            format!("autopay closed, its lamports back to {}", names.key(&it.payer))
        }
        Marketplace::EndAnnounced(it) => format!(
            "the supplier has announced the end, with notice until {}",
            at(it.over_at)
        ),
        Marketplace::OutageReported(it) => format!(
            "{} since {}, {} of downtime so far, {} allowed",
            if it.down { "down" } else { "up" },
            at(it.at),
            time(it.downtime),
            duration::display(it.allowed)
        ),
        Marketplace::DisputeOpened(it) => format!(
            "dispute over {}, for a deposit of {}, decision due by {}",
            money(it.frozen),
            money(it.totals.deposit),
            at(it.decides_until)
        ),
        Marketplace::DisputeClosed(it) => {
            let share = match it.payer_bps {
                Some(bps) => format!("{} for the payer", Cell::Bps(bps.into()).brief()),
                None => "not decided in time".into(),
            };
            format!("dispute over: {share}, {} refunded", money(it.refunded))
        }
        Marketplace::FeesSwept(it) => format!("{} of fees sent to the burn", money(it.fees)),
        Marketplace::ReservationSettled(it) => format!("{} paid to the supplier", money(it.paid)),
        Marketplace::Ended(it) => format!(
            "ended, {}: {} used, {} down, {} refunded",
            ended(it.reason),
            time(it.seconds),
            time(it.downtime),
            money(it.refunded)
        ),
        Marketplace::ReservationClosed(it) => {
            let breach = if it.breach { ", a breach" } else { "" };
            let closed = match it.account_closed {
                true => "closed",
                false => "not closed yet, since a payee could not be paid",
            };
            format!(
                "closed: {} paid to the supplier, {} refunded, {} of fees, {} down{breach}; {closed}",
                money(it.paid),
                money(it.refunded),
                money(it.fees),
                time(it.downtime)
            )
        }
        Marketplace::OwedWithdrawn(it) => {
            format!("{} collected by {}", money(it.amount), names.key(&it.payee))
        }
        _ => String::new(),
    };
    format!("reservation {}: {reported}", names.key(&address))
}
