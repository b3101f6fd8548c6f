//! The extension that anyone may send.

use anchor_lang::prelude::Pubkey;
use marketplace::{error::MarketplaceError, state::Autopay};

use super::Standing;
use crate::{
    actions::{extend::Terms, pricing::price_account, Payment, Prepared, Refusal},
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
