//! Closing a supplier of which nothing is attested, reserved, staked or owed, its offers first.

use anchor_lang::prelude::Pubkey;
use marketplace::state::Offer;

use super::{Left, Refusal, Supplying};
use crate::{
    actions::{Prepared, Unread},
    emissions as client,
    layout::place,
    marketplace::{close_offer, OfferAccounts},
    Network,
};
use anchor_lang::Discriminator;

/// What closing comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Offers that are closed first.
    pub offers: Vec<Pubkey>,
    /// Who gets the rent, but for that of an empty account: it stays at the address, so that nobody registers there again.
    pub rent_to: Pubkey,
}

/// The offers of a supplier, in the order of their addresses.
///
/// # Errors
/// [`Unread`].
pub fn offers(network: &mut dyn Network, supplier: &Pubkey) -> Result<Vec<Pubkey>, Unread> {
    let (program, kind) = (&marketplace::ID, Offer::DISCRIMINATOR);
    let found = network.program_accounts_of(program, kind, place!(Offer, supplier), supplier)?;
    Ok(found.into_iter().map(|(address, _)| address).collect())
}

/// What keeps the supplier open.
fn left(supplying: &Supplying) -> Result<Vec<Left>, Refusal> {
    let (it, clock) = (&supplying.supplier, &supplying.clock);
    let stake = &it.stake;
    let attested = it.attestation.is_live(clock.now);
    let reservations = supplying.usage.map_or(0, |usage| usage.open_reservations);
    let rewards = clock.claimable(it, None)?.by_supplier;
    let all = [
        (attested, Left::Attested(it.attestation.ends_at)),
        (reservations > 0, Left::Reservations(reservations)),
        (stake.own > 0, Left::Own(stake.own)),
        (stake.own_cooling > 0, Left::OwnCooling(stake.own_cooling)),
        (
            stake.delegated_total()? > 0,
            Left::Delegated(stake.delegated_total()?),
        ),
        (rewards > 0, Left::Rewards(rewards)),
        (
            it.slashes.open_count > 0,
            Left::Slashes(it.slashes.open_count),
        ),
    ];
    Ok(all
        .into_iter()
        .filter_map(|(is, left)| is.then_some(left))
        .collect())
}

/// To close the supplier and its `offers`.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying, offers: Vec<Pubkey>) -> Result<Prepared<Terms>, Refusal> {
    supplying.owned()?;
    let left = left(supplying)?;
    if !left.is_empty() {
        return Err(Refusal::InUse(left));
    }
    let (owner, address) = (&supplying.signer, &supplying.address);
    let mut setup = supplying.catch_up();
    let closed = offers.iter();
    let closed = closed.map(|offer| {
        let accounts = OfferAccounts {
            authority: *owner,
            supplier: *address,
            offer: *offer,
        };
        close_offer(&accounts, owner)
    });
    setup.instructions.extend(closed);
    Ok(Prepared {
        terms: Terms {
            offers,
            rent_to: *owner,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::close_supplier(owner, address)],
    })
}
