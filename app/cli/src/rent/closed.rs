//! A reservation whose account is closed, from its transactions.

use anchor_lang::prelude::Pubkey;
use io_client::events::Marketplace;
use io_common::constants::BPS;
use marketplace::{
    events::{Ended, Reserved, Totals},
    state::{Segment, Segments, Terms},
};

use super::receipt::Bill;
use crate::{context::Context, history};

/// What its events say, the newest first.
#[derive(Default)]
struct Life {
    reserved: Option<Reserved>,
    ended: Option<Ended>,
    totals: Option<Totals>,
    downtime: Option<u32>,
    /// The newest first.
    extended: Vec<Segment>,
    closed_in: Option<String>,
}

impl Life {
    fn add(&mut self, event: Marketplace, signature: impl ToString) {
        let totals = match &event {
            Marketplace::Extended(it) => Some(it.totals),
            Marketplace::DisputeOpened(it) => Some(it.totals),
            Marketplace::DisputeClosed(it) => Some(it.totals),
            Marketplace::FeesSwept(it) => Some(it.totals),
            Marketplace::ReservationSettled(it) => Some(it.totals),
            Marketplace::Ended(it) => Some(it.totals),
            Marketplace::ReservationClosed(it) => Some(it.totals),
            Marketplace::OwedWithdrawn(it) => Some(it.totals),
            _ => None,
        };
        self.totals = self.totals.or(totals);
        match event {
            Marketplace::ReservationClosed(it) => {
                self.downtime = self.downtime.or(Some(it.downtime));
                if it.account_closed && self.closed_in.is_none() {
                    self.closed_in = Some(signature.to_string());
                }
            }
            Marketplace::Ended(it) => {
                self.downtime = self.downtime.or(Some(it.downtime));
                self.ended = Some(it);
            }
            Marketplace::Extended(it) => self.extended.push(Segment {
                rate: it.rate,
                seconds: it.seconds,
            }),
            Marketplace::Reserved(it) => self.reserved = Some(it),
            _ => {}
        }
    }
}

/// Its receipt; none if the network remembers no reservation at the address.
///
/// # Errors
/// If the network does not answer, or keeps no history.
pub fn bill(context: &mut Context, address: &Pubkey) -> anyhow::Result<Option<Bill>> {
    let mut life = Life::default();
    history::walk(context, address, |mention, it| {
        let events = history::of_marketplace(it).into_iter().rev();
        for event in events.filter(|it| history::reservation(it) == Some(*address)) {
            life.add(event, mention.signature);
        }
        Ok(life.reserved.is_some())
    })?;
    let (Some(reserved), Some(totals)) = (&life.reserved, &life.totals) else {
        return Ok(None);
    };
    let mut segments = Segments::new(Segment {
        rate: reserved.rate,
        seconds: reserved.seconds,
    });
    for segment in life.extended.iter().rev() {
        segments.push(*segment)?;
    }
    Ok(Some(Bill {
        state: "closed",
        currency: reserved.currency,
        gpus: reserved.gpus,
        segments,
        used: life.ended.as_ref().map_or(0, |it| it.seconds),
        terms: terms(reserved, totals)?,
        downtime: life.downtime.unwrap_or(0),
        paid: [totals.paid, totals.refunded, totals.fees],
        closed_in: life.closed_in,
    }))
}

/// The fees that it was reserved with: what was locked above the price, and what the supplier did not get of it. Both were
/// rounded up to a base unit, which is less than a bp of the amounts that can be reserved.
fn terms(reserved: &Reserved, totals: &Totals) -> anyhow::Result<Terms> {
    let first = Segment {
        rate: reserved.rate,
        seconds: reserved.seconds,
    };
    let price = first.gross(reserved.seconds)?;
    let on_top = reserved.locked.saturating_sub(price);
    let got = totals.paid.saturating_add(totals.owed_to_supplier);
    let off = totals.payable.saturating_sub(got);
    Ok(Terms {
        renter_fee_bps: bps(on_top, price),
        supplier_fee_bps: bps(off, totals.payable),
        ..Terms::default()
    })
}

/// A part in bps of a whole, rounded down; none of nothing.
fn bps(part: u64, whole: u64) -> u16 {
    let bps = u128::from(part)
        .saturating_mul(BPS.into())
        .checked_div(whole.into());
    bps.and_then(|bps| u16::try_from(bps).ok()).unwrap_or(0)
}
