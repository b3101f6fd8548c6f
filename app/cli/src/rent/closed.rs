//! A reservation whose account is closed, from its transactions.

use anchor_lang::prelude::Pubkey;
use io_client::events::Marketplace;
use io_common::{
    constants::BPS,
    math::{mul_div, Rounding},
};
use marketplace::{
    events::{Ended, Reserved, Totals},
    state::{Segment, Terms},
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
    /// The payer's share by the decision of a dispute whose opening has not been seen yet.
    decided: Option<u16>,
    /// What decisions have given back.
    given_back: u64,
    /// When the notice of the last announcement was over, in unix seconds.
    announced: Option<i64>,
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
            Marketplace::DisputeClosed(it) => self.decided = it.payer_bps,
            Marketplace::DisputeOpened(it) => {
                let share = self.decided.take().unwrap_or(0);
                let back = mul_div(it.frozen, share.into(), BPS, Rounding::Down);
                self.given_back = self.given_back.saturating_add(back.unwrap_or(0));
            }
            Marketplace::EndAnnounced(it) => self.announced = self.announced.or(Some(it.over_at)),
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
    let mut segments = vec![Segment {
        rate: reserved.rate,
        seconds: reserved.seconds,
    }];
    for more in life.extended.iter().rev() {
        match segments.last_mut().filter(|last| last.rate == more.rate) {
            Some(last) => last.seconds = last.seconds.saturating_add(more.seconds),
            None => segments.push(*more),
        }
    }
    let (terms, forfeited) = terms(reserved, totals)?;
    Ok(Some(Bill {
        state: "closed",
        currency: reserved.currency,
        gpus: reserved.gpus,
        folded: (0, 0),
        segments,
        used: life.ended.as_ref().map_or(0, |it| it.seconds),
        terms,
        downtime: life.downtime.unwrap_or(0),
        charged: totals.payable,
        given_back: life.given_back,
        paid_in: totals.locked,
        forfeited,
        paid: [totals.paid, totals.refunded, totals.fees],
        announced: life.announced,
        closed_in: life.closed_in,
    }))
}

/// The fees that it was reserved with, and the deposits that the supplier has got. The renter's fee is what was locked above the
/// price, the supplier's the rest of the fees; both were rounded up to a base unit, which is less than a bp of the amounts that
/// can be reserved.
fn terms(reserved: &Reserved, totals: &Totals) -> anyhow::Result<(Terms, u64)> {
    let first = Segment {
        rate: reserved.rate,
        seconds: reserved.seconds,
    };
    let price = first.gross(reserved.seconds)?;
    let on_top = reserved.locked.saturating_sub(price);
    let mut terms = Terms {
        renter_fee_bps: bps(on_top, price),
        ..Terms::default()
    };
    let fees = totals.fees.saturating_add(totals.owed_fees);
    let of_supplier = fees.saturating_sub(terms.renter_fee(totals.payable)?);
    terms.supplier_fee_bps = bps(of_supplier, totals.payable);
    let got = totals.paid.saturating_add(totals.owed_to_supplier);
    let earned = totals.payable.saturating_sub(of_supplier);
    Ok((terms, got.saturating_sub(earned)))
}

/// A part in bps of a whole, rounded down; none of nothing.
fn bps(part: u64, whole: u64) -> u16 {
    let bps = u128::from(part)
        .saturating_mul(BPS.into())
        .checked_div(whole.into());
    bps.and_then(|bps| u16::try_from(bps).ok()).unwrap_or(0)
}
