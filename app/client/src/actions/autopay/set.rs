//! Setting it: the approval of the payer's wallet and the account, in one transaction.

use anchor_lang::prelude::Pubkey;
use marketplace::{
    constants::AUTOPAY_BOUNTY,
    error::MarketplaceError,
    quote,
    state::{Autopay, AutopayArgs, Currency},
};

use super::Standing;
use crate::{
    actions::{
        extend::Running,
        market::Market,
        pricing::{self, Wanted},
        reserve, Creation, Prepared, Refusal,
    },
    marketplace as client, spl,
};

/// What a payer wants to allow.
pub type Request = AutopayArgs;

/// What a payer allows.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Currency of the reservation.
    pub currency: Currency,
    /// What it allows for this reservation.
    pub args: AutopayArgs,
    /// What the autopay that this replaces may still spend, in base units; none if there is none.
    pub replaced: Option<u64>,
    /// What its wallet approves in all, in base units: for this reservation and for its other autopays.
    pub approved: u64,
    /// Another delegate, whose approval this replaces, and what it may take: a wallet has one delegate.
    pub replaces: Option<(Pubkey, u64)>,
    /// Lamports that are taken for bounties, on top of the rent of a new account.
    pub deposit: u64,
    /// Lamports of bounties that come back.
    pub returned: u64,
    /// Cost of an extension at present, in base units; none if that is not known, as for a price of IO that is refused.
    pub cost: Option<u64>,
}

/// Prepares it. The payer signs.
///
/// # Errors
/// [`Refusal::Program`] as of [`Autopay::set`]; [`Refusal::Offer`] for hours that the offer does not take; [`Refusal::Limit`] below the cost of one extension at present.
pub fn set(standing: &Standing, request: &Request) -> Result<Prepared<Allowance>, Refusal> {
    let (running, it) = (&standing.running, &standing.running.reservation);
    let (payer, address) = (it.payer, running.address);
    let at = client::autopay_address(&address);
    let theirs = standing.stored.filter(|stored| stored.payer == payer);
    let mut after = theirs.unwrap_or(Autopay::new(address, payer, [0; 2]));
    let before = after.deposit()?;
    let longest = running.market.longest_stay(standing.currency)?;
    let allowed = after.set(request, it, longest);
    allowed.map_err(Refusal::Program)?;
    let held = after.deposit()?;

    let cost = cost(running, request.hours.into())?;
    if let Some(total) = cost.filter(|total| *total > request.left) {
        let limit = request.left;
        return Err(Refusal::Limit { total, limit });
    }
    let replaced = standing.autopay().map(|stored| stored.left);
    let approved = request.left.saturating_add(standing.others);
    let (wallet, spender) = (standing.payer_tokens(), client::spender_address(&payer));
    let mut setup = Vec::new();
    // The account is of an earlier reservation of somebody else, who gets its lamports back.
    if let Some(stored) = standing.stored.filter(|stored| stored.payer != payer) {
        setup.push(client::close_autopay(&payer, &address, &stored.payer));
    }
    if standing.wallet.is_none() {
        let mint = running.market.config.mint(standing.currency);
        setup.push(spl::create_wallet(&payer, &payer, &mint));
    }
    Ok(Prepared {
        terms: Allowance {
            currency: standing.currency,
            args: *request,
            replaced,
            approved,
            replaces: standing
                .delegate()
                .filter(|(delegate, amount)| *delegate != spender && *amount > 0),
            deposit: held.saturating_sub(before),
            returned: before.saturating_sub(held),
            cost,
        },
        gives: Vec::new(),
        creates: theirs
            .is_none()
            .then(|| creation(at, held, payer))
            .into_iter()
            .collect(),
        setup,
        act: vec![
            spl::approve(&wallet, &spender, &payer, approved),
            client::set_autopay(&payer, &address, &it.offer, *request, replaced),
        ],
    })
}

/// Cost of `hours` at present; none without a usable price of IO.
///
/// # Errors
/// [`Refusal::Offer`] if the offer takes no such hours, whatever else it refuses at present.
fn cost(running: &Running, hours: u32) -> Result<Option<u64>, Refusal> {
    let (it, market) = (&running.reservation, &running.market);
    let (offer, currency) = (&market.offer, it.currency()?);
    let accepted = offer.accept_more(hours, currency, offer.revision, &it.terms);
    let hours_of = [
        MarketplaceError::HoursOutOfRange,
        MarketplaceError::IoHoursOutOfRange,
    ];
    match accepted {
        Err(error) if hours_of.map(Into::into).contains(&error) => {
            return Err(Refusal::Offer(error));
        }
        _ => {}
    }
    let wanted = Wanted {
        gpus: it.gpus,
        hours,
        currency,
    };
    let Ok(price) = market.io_price(currency) else {
        return Ok(None);
    };
    let time = pricing::time(offer, wanted, price.as_ref())?;
    Ok(Some(quote::cost(time.segment, &it.terms)?.total))
}

fn creation(address: Pubkey, deposit: u64, payer: Pubkey) -> Creation {
    Creation {
        kind: "autopay",
        address,
        bytes: Autopay::SIZE,
        deposit,
        returns_to: Some(payer),
    }
}

/// Adds autopay to a reservation in `currency` that is prepared at `market`, in the same transaction. `others` is what the
/// payer's other autopays in the currency may still spend: see [`super::others`].
///
/// # Errors
/// [`Refusal::Program`] as of [`AutopayArgs::check`].
pub fn with_reserve(
    mut prepared: Prepared<reserve::Terms>,
    market: &Market,
    currency: Currency,
    request: &Request,
    others: u64,
) -> Result<Prepared<reserve::Terms>, Refusal> {
    let reserve::Terms {
        reservation, quote, ..
    } = prepared.terms;
    let longest = market.longest_stay(currency)?;
    let checked = request.check(currency, quote.terms.hold_back, longest);
    checked.map_err(Refusal::Program)?;
    let deposit = u64::from(request.bounties).saturating_mul(AUTOPAY_BOUNTY);
    for payment in &prepared.gives {
        let (payer, at) = (payment.owner, client::autopay_address(&reservation));
        let spender = client::spender_address(&payer);
        let approved = request.left.saturating_add(others);
        prepared.creates.push(creation(at, deposit, payer));
        prepared.act.extend([
            spl::approve(&payment.from, &spender, &payer, approved),
            client::set_autopay(&payer, &reservation, &market.address, *request, None),
        ]);
    }
    Ok(prepared)
}
