//! The extension that anyone may send.

use anchor_lang::prelude::Pubkey;
use marketplace::{
    error::MarketplaceError,
    quote,
    state::{Autopay, Currency, Offer, Reservation, Status},
};

use super::Standing;
use crate::{
    actions::{
        extend::Terms,
        pricing::{self, price_account, Wanted},
        Payment, Prepared, Refusal,
    },
    marketplace as client,
};

/// What an extension by autopay comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Cost and new end.
    pub terms: Terms,
    /// Whether the payer's wallet is short: then nothing moves, and that is recorded.
    pub short: bool,
    /// Lamports for the sender.
    pub bounty: u64,
}

/// Whether an extension may pass at `now`, by these three accounts. [`extend`] also asks the others: this is for a sender
/// who has many to look at.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
pub fn may_extend(
    autopay: &Autopay,
    it: &Reservation,
    offer: &Offer,
    now: i64,
) -> io_common::Result<bool> {
    let is_due = it.is(Status::Active) && now >= autopay.extends_from(it)? && now < it.ends_at()?;
    Ok(is_due && obstacle(autopay, it, offer, now).is_none())
}

/// What keeps autopay from extending at `now`, by these three accounts, or from its lead on: a dispute, the offer, or a cost
/// above what is left. In IO the cost needs the price, and is not looked at.
pub fn obstacle(autopay: &Autopay, it: &Reservation, offer: &Offer, now: i64) -> Option<Refusal> {
    allowed(autopay, it, offer, now).err()
}

fn allowed(autopay: &Autopay, it: &Reservation, offer: &Offer, now: i64) -> Result<(), Refusal> {
    let (hours, currency) = (autopay.hours.into(), it.currency()?);
    let due = autopay.require_due(
        it,
        offer.price_micro_usd,
        now.max(autopay.extends_from(it)?),
    );
    due.map_err(Refusal::Program)?;
    let accepted = offer.accept_more(hours, currency, offer.revision, &it.terms);
    accepted.map_err(Refusal::Offer)?;
    if currency == Currency::Io {
        return Ok(());
    }
    let wanted = Wanted {
        gpus: it.gpus,
        hours,
        currency,
    };
    let segment = pricing::time(offer, wanted, None)?.segment;
    // What else refuses it may pass later.
    match quote::extension_cost(it, segment, now) {
        Ok(cost) if cost > autopay.left => {
            Err(Refusal::Program(MarketplaceError::AutopayLimit.into()))
        }
        _ => Ok(()),
    }
}

/// Cost of the next extension, if the payer allows it now.
pub(super) fn cost(standing: &Standing, autopay: &Autopay) -> Result<Terms, Refusal> {
    let (it, market) = (&standing.running.reservation, &standing.running.market);
    let until = standing.extends_from(autopay)?;
    let too_early = |error| match until {
        Some(_) => Refusal::Early { error, until },
        None => Refusal::End(MarketplaceError::EndsTooLate.into()),
    };
    let due = autopay.require_due(it, market.offer.price_micro_usd, market.now);
    due.map_err(|error| match error {
        error if error == MarketplaceError::AutopayTooEarly.into() => too_early(error),
        error => Refusal::Program(error),
    })?;
    let terms = standing.running.quote(autopay.hours.into());
    let terms = terms.map_err(|refusal| match refusal {
        Refusal::End(error) => too_early(error),
        other => other,
    })?;
    if terms.total > autopay.left {
        return Err(Refusal::Program(MarketplaceError::AutopayLimit.into()));
    }
    Ok(Terms {
        limit: autopay.left,
        ..terms
    })
}

/// Prepares the extension. `sender` signs.
///
/// # Errors
/// [`Refusal::Nothing`] without an autopay, [`Refusal::Early`] before its lead, [`Refusal::Program`] and those of
/// [`crate::actions::extend::Running::quote`].
pub fn extend(standing: &Standing, sender: &Pubkey) -> Result<Prepared<Extension>, Refusal> {
    let (running, it) = (&standing.running, &standing.running.reservation);
    let autopay = standing.autopay().ok_or(Refusal::Nothing("extend"))?;
    let terms = cost(standing, autopay)?;
    let mut after = *autopay;
    let paid = after.spend(terms.total, standing.funds(), it, running.market.now);
    let paid = paid.map_err(Refusal::Program)?;
    let above = standing.lamports.saturating_sub(standing.minimum);
    let from = standing.payer_tokens();
    let price = price_account(terms.currency, running.market.price_account);
    let act = client::extend_by_autopay(sender, &running.address, it, &from, price)?;
    let payment = Payment {
        owner: it.payer,
        mint: running.market.config.mint(terms.currency),
        from,
        to: client::escrow_address(&running.address),
        amount: terms.total,
        limit: terms.limit,
    };
    Ok(Prepared {
        terms: Extension {
            terms,
            short: !paid,
            bounty: if paid { after.take_bounty(above) } else { 0 },
        },
        gives: paid.then_some(payment).into_iter().collect(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![act],
    })
}
