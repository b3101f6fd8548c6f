//! Events of the marketplace.

use anchor_lang::prelude::Pubkey;
use io_client::events::Marketplace;
use marketplace::{
    events::{self, Ended, Extended, OutageReported, ReservationClosed, Reserved, Started},
    state::Currency,
};

use super::{offers, proposals, same, service, suppliers, Done};
use crate::{
    draft::Draft,
    events::Recorded,
    math::ratio,
    rows::{EndReason, Engine, Offer, Program, Reservation, State, Totals},
    value::Amount,
    Error, Key,
};

const HOUR: u64 = 3_600;

/// Folds an event.
pub fn fold(draft: &mut Draft, recorded: &Recorded, event: &Marketplace) -> Done {
    let time = recorded.time;
    match event {
        Marketplace::OfferCreated(it) => {
            offers::create(draft, time, it);
            Ok(())
        }
        Marketplace::OfferChanged(it) => offers::edit(draft, it),
        Marketplace::OfferClosed(it) => offers::close(draft, &it.offer),
        Marketplace::Reserved(it) => reserve(draft, time, it),
        Marketplace::Started(it) => start(draft, it),
        Marketplace::Extended(it) => extend(draft, it),
        Marketplace::EndAnnounced(it) => change(draft, &it.reservation, |reservation| {
            reservation.announced_at = Some(it.at);
            Ok(())
        }),
        Marketplace::OutageReported(it) => report(draft, it),
        Marketplace::DisputeOpened(it) => set(draft, &it.reservation, &it.totals),
        Marketplace::DisputeClosed(it) => set(draft, &it.reservation, &it.totals),
        Marketplace::ReservationSettled(it) => set(draft, &it.reservation, &it.totals),
        Marketplace::OwedWithdrawn(it) => set(draft, &it.reservation, &it.totals),
        Marketplace::FeesSwept(it) => {
            set(draft, &it.reservation, &it.totals)?;
            count_fees(draft, &it.reservation, it.fees)
        }
        Marketplace::Ended(it) => end(draft, time, it),
        Marketplace::ReservationClosed(it) => close(draft, time, it),
        Marketplace::ChangeProposed(it) => {
            let terms = proposals::Terms {
                program: Program::Marketplace,
                change: io_client::changes::Words::words(&it.change),
                ready_at: it.ready_at,
            };
            proposals::propose(draft, time, it.proposal, terms);
            Ok(())
        }
        Marketplace::ChangeApplied(it) => proposals::apply(draft, time, it.proposal),
        Marketplace::ChangeCancelled(it) => proposals::cancel(draft, time, it.proposal),
        Marketplace::AutopaySet(_)
        | Marketplace::AutopayShort(_)
        | Marketplace::AutopayClosed(_)
        | Marketplace::MarketplaceGoverned(_)
        | Marketplace::RentReclaimed(_) => Ok(()),
    }
}

/// Changes a reservation.
fn change(
    draft: &mut Draft,
    reservation: &Pubkey,
    change: impl FnOnce(&mut Reservation) -> Done,
) -> Done {
    draft.change(Key::Reservation(*reservation), change)
}

/// Sets the amounts that an event has.
fn set(draft: &mut Draft, reservation: &Pubkey, totals: &events::Totals) -> Done {
    change(draft, reservation, |reservation| {
        reservation.totals = totals.into();
        Ok(())
    })
}

fn reserve(draft: &mut Draft, time: i64, it: &Reserved) -> Done {
    let price = ratio(it.rate, it.seconds.into(), HOUR)?;
    let reservation = Reservation {
        address: it.reservation.into(),
        renter: it.renter.into(),
        payer: it.payer.into(),
        supplier: it.supplier.into(),
        offer: it.offer.into(),
        in_io: it.currency == Currency::Io,
        gpus: it.gpus,
        rate: Amount(it.rate),
        seconds: it.seconds,
        created_at: time,
        breach: it.breach,
        totals: Totals {
            locked: Amount(it.locked),
            payable: Amount(price),
            ..Totals::default()
        },
        ..Reservation::default()
    };
    draft.put(Key::Reservation(it.reservation), reservation);
    draft.change(Key::Offer(it.offer), |offer: &mut Offer| {
        let reserved = offer.reserved.checked_add(it.gpus);
        offer.reserved = reserved.ok_or(Error::Range)?;
        Ok(())
    })?;
    suppliers::change(draft, &it.supplier, |supplier| {
        service::reserve(&mut supplier.usage, it.gpus)?;
        let reserved = supplier.usage.reserved_gpus.into();
        same(
            "reserved GPUs",
            it.supplier,
            reserved,
            it.reserved_gpus.into(),
        )
    })
}

fn start(draft: &mut Draft, it: &Started) -> Done {
    change(draft, &it.reservation, |reservation| {
        reservation.state = State::Active;
        reservation.started_at = Some(it.started_at);
        reservation.ends_at = Some(it.ends_at);
        Ok(())
    })
}

fn extend(draft: &mut Draft, it: &Extended) -> Done {
    change(draft, &it.reservation, |reservation| {
        let seconds = reservation.seconds.checked_add(it.seconds);
        reservation.seconds = seconds.ok_or(Error::Range)?;
        reservation.rate = Amount(it.rate);
        reservation.ends_at = Some(it.ends_at);
        reservation.totals = (&it.totals).into();
        Ok(())
    })
}

fn report(draft: &mut Draft, it: &OutageReported) -> Done {
    change(draft, &it.reservation, |reservation| {
        (reservation.down, reservation.downtime) = (it.down, it.downtime);
        reservation.totals.payable = Amount(it.payable);
        reservation.totals.owed_to_payer = Amount(it.owed_to_payer);
        Ok(())
    })
}

/// The GPUs are free. What was never started is closed at once.
fn end(draft: &mut Draft, time: i64, it: &Ended) -> Done {
    let mut row: Reservation = draft.need(&Key::Reservation(it.reservation))?;
    row.totals = (&it.totals).into();
    row.end_reason = EndReason::of(it.reason);
    row.downtime = it.downtime;
    let never_ran = matches!(
        row.end_reason,
        Some(EndReason::Declined | EndReason::NotStarted)
    );
    if never_ran {
        row.state = State::Closed;
    } else {
        row.state = State::Ended;
        // A reservation whose time is over has ended with its time, however late the event is.
        row.ended_at = match row.end_reason {
            Some(EndReason::Completed) => row.ends_at,
            _ => Some(time),
        };
    }
    draft.change(Key::Offer(row.offer.0), |offer: &mut Offer| {
        let reserved = offer.reserved.checked_sub(row.gpus);
        offer.reserved = reserved.ok_or(Error::Range)?;
        Ok(())
    })?;
    let supplier = row.supplier.0;
    suppliers::change(draft, &supplier, |supplier| {
        service::free(&mut supplier.usage, row.gpus)?;
        if never_ran {
            service::record(&mut supplier.usage, &row, time)?;
        }
        service::release(&mut supplier.usage, &mut row)
    })?;
    draft.put(Key::Reservation(it.reservation), row);
    Ok(())
}

fn close(draft: &mut Draft, time: i64, it: &ReservationClosed) -> Done {
    let mut row: Reservation = draft.need(&Key::Reservation(it.reservation))?;
    let is_new = row.state == State::Ended;
    row.state = State::Closed;
    row.totals = (&it.totals).into();
    (row.down, row.downtime, row.breached) = (false, it.downtime, it.breach);
    row.surplus.add(it.surplus)?;
    row.account_closed = it.account_closed;
    let supplier = row.supplier.0;
    suppliers::change(draft, &supplier, |supplier| {
        if is_new {
            service::record(&mut supplier.usage, &row, time)?;
        }
        service::release(&mut supplier.usage, &mut row)
    })?;
    draft.put(Key::Reservation(it.reservation), row);
    count_fees(draft, &it.reservation, it.fees)
}

/// Counts fees that have reached the vault.
fn count_fees(draft: &mut Draft, reservation: &Pubkey, fees: u64) -> Done {
    let row: Reservation = draft.need(&Key::Reservation(*reservation))?;
    suppliers::change(draft, &row.supplier.0, |supplier| {
        let service = &mut supplier.usage.service;
        let total = if row.in_io {
            &mut service.fees_io
        } else {
            &mut service.fees_usdc
        };
        total.add(fees)
    })?;
    draft.change_or_new(Key::Engine, |engine: &mut Engine| {
        let total = if row.in_io {
            &mut engine.fees_io
        } else {
            &mut engine.fees_usdc
        };
        total.add(fees)
    })
}
